from django.core.management.base import BaseCommand, CommandError

from incentives import ledger
from incentives.models import Entry


class Command(BaseCommand):
    help = "核对积分账：每个账户的余额等于流水合计。有不符时退出码为 1。"

    def handle(self, *args, **options):
        found = ledger.faults()
        for sentence in found:
            self.stderr.write(sentence)
        if found:
            raise CommandError(f"账不平：{len(found)} 个账户不符。")
        self.stdout.write(f"ledger: entries={Entry.objects.count()} faults=0")
