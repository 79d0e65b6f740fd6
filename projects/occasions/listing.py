"""The days of a year or a month at a place, put together from the rows, the almanac and the calendar of days off."""

from dataclasses import dataclass
from datetime import date, timedelta

from civcenter.accounts.scope import covers
from civcenter.kit.errors import RuleBroken
from civcenter.rules.models import CalendarDay
from projects.occasions import almanac
from projects.occasions.choices import GATHERINGS, OccasionKind
from projects.occasions.models import Occasion
from projects.occasions.wording import read

FIRST_YEAR, LAST_YEAR = 1901, 2199
"""The library's lunar tables are checked for these; nobody plans further."""


@dataclass(frozen=True)
class Occurrence:
    """One day or stretch of days: when, until when, what; `occasion` is its row, if it has one."""

    date: date
    until: date
    name: str
    kind: OccasionKind
    occasion: Occasion | None = None

    def falls_on(self, day):
        return self.date <= day <= self.until


def year_at(year, code):
    """What begins in a year at a place: `code` empty for what holds everywhere."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise RuleBroken(f"只能排 {FIRST_YEAR} 年到 {LAST_YEAR} 年的日子。", field="year")
    return between(date(year, 1, 1), date(year, 12, 31), code, begun=True)


def between(first, last, code, *, begun=False):
    """Everything that touches the days from `first` to `last`, or (`begun`) begins in them; two queries."""
    rows = rows_at(code, first, last)
    found = [*of_rows(rows, first, last), *_terms(first, last), *_days_off(first, last)]
    kept = [one for one in found if not begun or one.date >= first]
    return sorted(kept, key=lambda one: (one.date, list(OccasionKind).index(one.kind), one.name))


def rows_at(code, first, last):
    """The rows that hold at a place in these days; where a place has its own word, the general row is silent."""
    rows = Occasion.objects.touching(code) if code else Occasion.objects.general()
    rows = list(rows.during(first, last).select_related("division", "service_kind"))
    own = {row.name for row in rows if row.division_id and covers({row.division_id}, code)}
    return [row for row in rows if row.division_id or row.name not in own]


def of_rows(rows, first, last):
    """The stretches of these rows that touch the days asked for, each within its row's validity."""
    return [
        Occurrence(begin, end, row.name, OccasionKind(row.kind), row)
        for row in rows
        for year in range(first.year - 1, last.year + 1)
        for begin, end in read(row.rule).spans(year)
        if end >= first and begin <= last and begin in row.effective
    ]


def _terms(first, last):
    return [
        Occurrence(day, day, name, OccasionKind.TERM)
        for year in range(first.year, last.year + 1)
        for name, day in almanac.terms(year).items()
        if first <= day <= last
    ]


def _days_off(first, last):
    rows = CalendarDay.objects.filter(date__range=(first, last))
    return [Occurrence(row.date, row.date, _name(row), OccasionKind(row.kind)) for row in rows]


def _name(row):
    return f"{row.name}放假" if row.kind == CalendarDay.Kind.HOLIDAY else row.name


def month_of(day):
    """The first and the last day of a date's month."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def days_in(one, first, last):
    """The days of a stretch that lie between two days."""
    begin, end = max(one.date, first), min(one.until, last)
    return [begin + timedelta(days=ahead) for ahead in range((end - begin).days + 1)]


def fairs_of(found, first, last):
    """{date: names of the markets and fairs that fall on it}."""
    days = {}
    for one in found:
        for day in days_in(one, first, last) if one.kind in GATHERINGS else ():
            days.setdefault(day, []).append(one.name)
    return days
