from django.utils import timezone

from civcenter.hierarchy.actions import load_population
from civcenter.hierarchy.populations import read
from civcenter.kit.listing import ListCommand


class Command(ListCommand):
    help = "装入各级各年的常住人口（CSV：code,year,residents，可有 source 一列）；可以重复运行。"

    def handle(self, *args, file, **options):
        rows, faults = read(self.bytes_of(file), timezone.localdate().year)
        new, changed = self.load(load_population, rows, faults)
        self.stdout.write(f"rows={len(rows)} new={new} changed={changed}")
