"""Half-years and years, in the time of the county: from the first moment of one day to before that of another."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from civcenter.inspections.choices import Kind
from civcenter.kit.worktime import ZONE

NAME = re.compile(r"(20\d\d)(?:H([12]))?", re.ASCII)


@dataclass(frozen=True)
class Period:
    """2026H1, 2026H2 or 2026. `start` belongs to it, `end` to the next."""

    name: str
    year: int
    half: int

    @property
    def kind(self):
        return Kind.INSPECTION if self.half else Kind.ASSESSMENT

    @property
    def months(self):
        return 6 if self.half else 12

    @property
    def first(self):
        return date(self.year, 7 if self.half == 2 else 1, 1)

    @property
    def after(self):
        """The day after the last."""
        return date(self.year, 7, 1) if self.half == 1 else date(self.year + 1, 1, 1)

    @property
    def start(self):
        return midnight(self.first)

    @property
    def end(self):
        return midnight(self.after)

    @property
    def label(self):
        return f"{self.year} 年" + {0: "度", 1: "上半年", 2: "下半年"}[self.half]

    @property
    def before(self):
        """The period before, of the same kind."""
        if not self.half:
            return period(str(self.year - 1))
        return period(f"{self.year}H1" if self.half == 2 else f"{self.year - 1}H2")

    @property
    def halves(self):
        """The two half-years of a year; none of a half-year."""
        return [] if self.half else [period(f"{self.year}H1"), period(f"{self.year}H2")]


def midnight(day):
    """The first moment of a day in the county, whatever the host's own zone."""
    return datetime.combine(day, datetime.min.time(), ZONE)


def period(name):
    """The period of that name; ValueError where there is none."""
    found = NAME.fullmatch(name)
    if not found:
        raise ValueError(f"no period {name!r}: 2026H1, 2026H2 or 2026")
    return Period(name, int(found[1]), int(found[2] or 0))


def ended(day):
    """The periods that ended right before the first or the seventh month of `day`: newest of each kind."""
    half = period(f"{day.year}H1") if day.month >= 7 else period(f"{day.year - 1}H2")
    return [half, period(str(day.year - 1))]
