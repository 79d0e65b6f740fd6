from django.utils import timezone

from civcenter.hierarchy.actions import load_divisions
from civcenter.hierarchy.divisions import read
from civcenter.kit.listing import ListCommand


class Command(ListCommand):
    help = "装入区划表（CSV：code,name，可有 parent、successor 两列），建好中心、所、站；可以重复运行。"

    def handle(self, *args, file, **options):
        rows, faults = read(self.bytes_of(file))
        loaded = self.load(load_divisions, rows, faults, on=timezone.localdate())
        if loaded.back:
            self.stdout.write(f"重新启用 {len(loaded.back)} 个。")
        county, townships, villages = loaded.counts.values()
        self.stdout.write(
            f"county={county} townships={townships} villages={villages} "
            f"new={loaded.new} renamed={loaded.renamed} ended={loaded.ended}"
        )
