"""run_inspection --period 2026H2 [--county 621026]: what the clock does on 1 January and 1 July, by hand."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from civcenter.hierarchy.models import Division
from civcenter.inspections import tasks
from civcenter.inspections.actions.moving import replay
from civcenter.inspections.actions.opening import open_round
from civcenter.inspections.flow import Phase
from civcenter.kit.errors import RuleBroken


class Command(BaseCommand):
    help = "开始一轮督查（2026H1、2026H2）或考核（2026），取好数；开始过的接着办，不会有第二轮。"

    def add_arguments(self, parser):
        parser.add_argument("--period", required=True, help="2026H1、2026H2 或 2026")
        parser.add_argument("--county", help="六位代码；不写就是每个县")

    def handle(self, *, period, county, **options):
        counties = Division.objects.current().filter(tier="county")
        codes = [county] if county else list(counties.values_list("pk", flat=True))
        if not counties.filter(pk__in=codes).exists():
            raise CommandError("没有这个县。")
        for code in codes:
            self.stdout.write(self._run(code, period))

    def _run(self, code, period):
        try:
            round = open_round(code, period, at=timezone.now())
        except (RuleBroken, ValueError) as broken:
            raise CommandError(str(broken)) from broken
        if round.phase == Phase.GATHERING:
            tasks.run(round, tell=self._tell, clock=timezone.now)
        round.refresh_from_db()
        same = "与存底一致" if replay(round) else "与存底不一致！"
        return (
            f"{code} {round.title} 第 {round.version} 版：{round.get_phase_display()}，摘要 {round.digest[:16]}，{same}"
        )

    def _tell(self, done, total):
        self.stdout.write(f"  {done} / {total}")
