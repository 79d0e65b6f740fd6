from django.core.management.base import BaseCommand, CommandError

from incentives import ledger
from incentives.actions.sealing import first_break
from incentives.models import Entry


class Command(BaseCommand):
    help = "核对积分账：每个账户的余额等于流水合计，封存过的流水没有被动过。有不符时退出码为 1。"

    def handle(self, *args, **options):
        found = ledger.faults()
        for sentence in found:
            self.stderr.write(sentence)
        broken = first_break()
        if broken is not None:
            raise CommandError(f"封存后被动过的第一笔流水是 {broken} 号：被改、被删或是后来插进去的。")
        if found:
            raise CommandError(f"账不平：{len(found)} 个账户不符。")
        self.stdout.write(f"ledger: entries={Entry.objects.count()} faults=0")
