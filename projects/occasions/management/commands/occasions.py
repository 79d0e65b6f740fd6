"""List the occasions of a year at a place."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from civcenter.hierarchy.models import Division
from civcenter.kit.errors import RuleBroken
from projects.occasions import feed
from projects.occasions.listing import year_at


class Command(BaseCommand):
    help = "列出一年的节日、节气、农时、逢集和庙会；--division 是县、乡镇或村的代码，不写就只列全国通用的。"

    def add_arguments(self, parser):
        parser.add_argument("year", type=int, help="公历年份，如 2027")
        parser.add_argument("--division", default="", help="区划代码：6、9 或 12 位")
        parser.add_argument("--format", choices=("text", "json", "ics"), default="text")

    def handle(self, *, year, division, format, **options):
        place = self._place(division)
        try:
            found = year_at(year, division)
        except RuleBroken as broken:
            raise CommandError(broken.sentence)
        if format == "json":
            self.stdout.write(json.dumps(feed.rows(found), ensure_ascii=False, indent=1))
        elif format == "ics":
            name = f"{place} {year} 年节令".strip()
            self.stdout.write(feed.calendar(found, name, timezone.now()), ending="")
        else:
            self.stdout.write("\n".join(feed.lines(found)))

    def _place(self, code):
        if not code:
            return ""
        name = Division.objects.filter(code=code).values_list("name", flat=True).first()
        if name is None:
            raise CommandError(f"没有代码是 {code} 的地方。代码是 6、9 或 12 位，先用 load_divisions 导入。")
        return name
