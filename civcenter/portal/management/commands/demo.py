import sys
from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from civcenter.portal.demo import build


class Command(BaseCommand):
    said = None
    help = "装入一个示例县（标明示例数据）；装到一半停了会接着装，装过就什么也不做，有真实数据就拒绝。"

    def add_arguments(self, parser):
        parser.add_argument("--county", default="621026", help="六位县代码，自带 621026 宁县")
        parser.add_argument("--password", default="yanshi-2026", help="示例工作人员的密码")

    def handle(self, *args, county, password, **options):
        if build.is_built(county):
            self.stdout.write("示例县已经装过，没有再动。")
            self._log_ins(county, f"是装的时候给的，没给就是 {password}")
            return
        started = timezone.now()
        try:
            build.build(county, password, started.replace(microsecond=0) - timedelta(minutes=1), self._say)
        except build.RealData:
            raise CommandError("库里已有真实数据，示例县不能装进来。请另用一个空库，真实数据没有动。") from None
        except FileNotFoundError:
            raise CommandError(f"没有 {county} 的区划表：请先用 load_divisions 装入，再装示例县。") from None
        seconds = (timezone.now() - started).total_seconds()
        self.stdout.write(f"\n示例县装好了，用了 {seconds:.0f} 秒。")
        self._log_ins(county, password)

    def _log_ins(self, county, password):
        self.stdout.write(f"工作人员登录 /login/，密码 {password}：")
        self.stdout.write("  office 县中心  leader 县领导  inspector 督查  auditor 审计")
        self.stdout.write(f"  m{county}100 乡镇所长（m＋9 位乡镇代码）  m{county}100201 村站长（m＋12 位村代码）")
        self.stdout.write(
            "群众和志愿者登录 /me/login/，手机号 19000000001 起（志愿者 19000000001–19000000600），验证码显示在页面上。"
        )

    def _say(self, done, of, what):
        """A bar that grows in place on a terminal; in a log a line for each tenth."""
        width = 30
        bar = "█" * (done * width // of)
        tenth = done * 10 // of
        if sys.stdout.isatty() or tenth != self.said:
            end = "\r" if sys.stdout.isatty() else "\n"
            self.stdout.write(f"{bar:<{width}} {min(done, of)}/{of} {what}", ending=end)
            self.stdout.flush()
        self.said = tenth
