import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from civcenter.accounts.models import User
from civcenter.hierarchy.models import Division
from volunteers.actions import imports
from volunteers.choices import BatchState
from volunteers.columns import missing

COUNTS = ("total", "new", "same", "conflict", "bad", "written")


class Command(BaseCommand):
    help = "导入志愿者名单（.xlsx 或 .csv）：先预检，没错的写入待本人确认；同一份文件再导一遍没有变化。"

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument("--preview", action="store_true", help="只预检，什么都不写入")
        parser.add_argument("--format", choices=["text", "json"], default="text", help="结果的样子")
        parser.add_argument("--division", help="谁的人：县、乡镇或村的代码；只有一个县时可以不写")
        parser.add_argument("--by", help="谁导的：登录名")

    def handle(self, *args, file, preview, division, by, **options):
        path = Path(file)
        if not path.is_file():
            raise CommandError(f"找不到文件 {file}。")
        user = self._user(by)
        batch = imports.new_batch(
            name=path.name,
            division=self._division(division),
            unit=(user.name if user else "") or "县中心导入",
            by=user,
            at=timezone.now(),
        )
        imports.check(batch, str(path), path.name.lower(), at=timezone.now())
        report = self._report(batch)
        if batch.state == BatchState.CHECKED and not preview:
            imports.confirm(batch, at=timezone.now())
            report["counts"]["written"] = imports.write(batch, at=timezone.now()).written
        elif batch.state != BatchState.REFUSED:
            imports.drop(batch, at=timezone.now())
        self._say(report, options["format"])
        if report["refused"]:
            raise CommandError(report["refused"])

    def _user(self, username):
        if not username:
            return None
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"没有登录名叫 {username} 的账号。")
        return user

    def _division(self, code):
        rows = Division.objects.current()
        found = list(rows.filter(pk=code) if code else rows.filter(tier=Division.Tier.COUNTY)[:2])
        if len(found) != 1:
            raise CommandError(f"没有代码是 {code} 的区划。" if code else "请用 --division 写明是哪个县的人。")
        return found[0]

    def _report(self, batch):
        """Counts by outcome, one entry a fault, and why the file was refused, if it was."""
        refused = batch.fault
        if batch.state == BatchState.MAPPING:
            refused = f"没有找到这几列：{'、'.join(missing(batch.mapping))}。请照模板改列名，或在网页上对列名。"
        faults = batch.faults.order_by("line", "pk").values_list("line", "column", "message")
        return {
            "counts": {name: getattr(batch, name) for name in COUNTS},
            "faults": [{"row": line, "column": column, "message": message} for line, column, message in faults],
            "refused": refused,
        }

    def _say(self, report, form):
        if form == "json":
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        for fault in report["faults"]:
            self.stdout.write(f"第 {fault['row']:,} 行 {fault['column']}：{fault['message']}")
        self.stdout.write(" ".join(f"{name}={number}" for name, number in report["counts"].items()))
