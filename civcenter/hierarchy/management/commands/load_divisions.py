from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from civcenter.hierarchy.actions import load_divisions
from civcenter.hierarchy.divisions import read
from civcenter.hierarchy.loading import BadList


class Command(BaseCommand):
    help = "装入区划表（CSV：code,name，可有 parent、successor 两列），建好中心、所、站；可以重复运行。"

    def add_arguments(self, parser):
        parser.add_argument("file", help="CSV 文件，UTF-8 或 GBK")

    def handle(self, *args, file, **options):
        path = Path(file)
        if not path.is_file():
            raise CommandError(f"找不到文件 {file}。")
        rows, faults = read(path.read_bytes())
        if faults:
            self._refuse(faults)
        try:
            loaded = load_divisions(rows, on=timezone.localdate())
        except BadList as bad:
            self._refuse(bad.faults)
        if loaded.back:
            self.stdout.write(f"重新启用 {len(loaded.back)} 个。")
        county, townships, villages = loaded.counts.values()
        self.stdout.write(
            f"county={county} townships={townships} villages={villages} "
            f"new={loaded.new} renamed={loaded.renamed} ended={loaded.ended}"
        )

    def _refuse(self, faults):
        for sentence in faults:
            self.stderr.write(sentence)
        raise CommandError(f"有 {len(faults)} 处要改，什么都没有装入。")
