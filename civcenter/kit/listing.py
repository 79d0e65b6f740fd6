"""What every command that takes in a list does alike: read the file, say each fault, load all or nothing."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from civcenter.kit.tables import BadList


class ListCommand(BaseCommand):
    """A command on one CSV file; one sentence a fault, then exit 1."""

    def add_arguments(self, parser):
        parser.add_argument("file", help="CSV 文件，UTF-8 或 GBK")

    def bytes_of(self, file):
        path = Path(file)
        if not path.is_file():
            raise CommandError(f"找不到文件 {file}。")
        return path.read_bytes()

    def load(self, action, rows, faults, **details):
        """What the action made of the rows; where there are faults, its or the file's, they are said instead."""
        if faults:
            self._refuse(faults)
        try:
            return action(rows, **details)
        except BadList as bad:
            self._refuse(bad.faults)

    def _refuse(self, faults):
        for sentence in faults:
            self.stderr.write(sentence)
        raise CommandError(f"有 {len(faults)} 处要改，什么都没有装入。")
