"""The shapes a recurring day may have; each gives its stretches of days in a Gregorian year. No database, no clock.

A stretch is (first day, last day); it belongs to the year of its first day. Sources: standards 5.2–5.4.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from projects.occasions import almanac

DAY = timedelta(days=1)


def _days(year):
    """Every day of a year."""
    first = date(year, 1, 1)
    return (first + ahead * DAY for ahead in range((date(year + 1, 1, 1) - first).days))


def _each(days):
    return [(day, day) for day in days]


@dataclass(frozen=True)
class Solar:
    """A day of the Gregorian year, or a stretch between two. The 29th of February is there in leap years only."""

    month: int
    day: int
    until: tuple = ()

    def spans(self, year):
        first = _real(year, self.month, self.day)
        if first is None:
            return []
        if not self.until:
            return [(first, first)]
        last = _end(year, *self.until)
        return [(first, last if last >= first else _end(year + 1, *self.until))]


def _real(year, month, day):
    return date(year, month, day) if day <= monthrange(year, month)[1] else None


def _end(year, month, day):
    """The 28th ends a stretch where there is no 29th."""
    return _real(year, month, day) or date(year, month, day - 1)


@dataclass(frozen=True)
class Lunar:
    """A day of a lunar month (none: of every month); `day` 0 is its last, the 29th or 30th.

    A festival falls in the regular month, a leap month only where the rule names it; every month's days count
    in leap months too. What a short month does not have is not held in it.
    """

    days: tuple
    month: int | None = None
    is_leap: bool = False

    def spans(self, year):
        found = [month.day(day or month.length) for month in self._months(year) for day in self.days]
        return _each(sorted(day for day in found if day and day.year == year))

    def _months(self, year):
        all_months = almanac.months(year)
        if self.month is None:
            return all_months
        return [one for one in all_months if one.number == self.month and one.is_leap == self._leap(one, all_months)]

    def _leap(self, month, all_months):
        """The year ends with its last month: with a leap twelfth month its eve lies there."""
        if self.month == 12 and self.days == (0,):
            return any(one.is_leap and (one.year, one.number) == (month.year, 12) for one in all_months)
        return self.is_leap


@dataclass(frozen=True)
class LunarTails:
    """Market days by the last digit of the lunar day; 10, 20 and 30 end in 0. Leap months count like any other."""

    tails: frozenset
    month: int | None = None

    def spans(self, year):
        found = [
            month.day(number)
            for month in almanac.months(year)
            if self.month in (None, month.number)
            for number in range(1, month.length + 1)
            if number % 10 in self.tails
        ]
        return _each(day for day in found if day.year == year)


@dataclass(frozen=True)
class SolarTails:
    """Market days by the last digit of the Gregorian day: the 31st is a 逢一 day."""

    tails: frozenset

    def spans(self, year):
        return _each(day for day in _days(year) if day.day % 10 in self.tails)


@dataclass(frozen=True)
class Weekdays:
    """Days of the week, Monday 0."""

    weekdays: frozenset

    def spans(self, year):
        return _each(day for day in _days(year) if day.weekday() in self.weekdays)


@dataclass(frozen=True)
class Branches:
    """Days by their earthly branch; the cycle of twelve knows neither months nor years."""

    branches: frozenset

    def spans(self, year):
        return _each(day for day in _days(year) if almanac.branch(day) in self.branches)


@dataclass(frozen=True)
class NthWeekday:
    """The nth weekday of a Gregorian month, -1 the last: Mother's Day is the second Sunday of May."""

    month: int
    nth: int
    weekday: int

    def spans(self, year):
        days = [date(year, self.month, day) for day in range(1, monthrange(year, self.month)[1] + 1)]
        same = [day for day in days if day.weekday() == self.weekday]
        index = self.nth - 1 if self.nth > 0 else self.nth
        return _each(same[index : index + 1 or None])


@dataclass(frozen=True)
class Term:
    """A solar term with days before and after it, or from one term to another."""

    name: str
    before: int = 0
    after: int = 0
    until: str = ""

    def spans(self, year):
        first = almanac.terms(year)[self.name]
        if self.until:
            last = almanac.terms(year)[self.until]
            return [(first, last if last >= first else almanac.terms(year + 1)[self.until])]
        # 小寒 less ten days begins in the year before, 冬至 never leaves its own
        middles = [almanac.terms(one)[self.name] for one in (year, year + 1)]
        found = [(day - self.before * DAY, day + self.after * DAY) for day in middles]
        return [span for span in found if span[0].year == year]


@dataclass(frozen=True)
class DogDays:
    """One of 初伏, 中伏 (ten or twenty days) and 末伏, by its number from 0, or all three (`part` None)."""

    part: int | None = None

    def spans(self, year):
        edges = almanac.dog_days(year)
        first, end = (edges[0], edges[3]) if self.part is None else edges[self.part : self.part + 2]
        return [(first, end - DAY)]


@dataclass(frozen=True)
class Nines:
    """数九: nine times nine days from 冬至; one of them by its number from 1, or all (`part` None)."""

    part: int | None = None

    def spans(self, year):
        starts = [almanac.terms(one)["冬至"] for one in (year - 1, year)]
        begin, length = (0, 81) if self.part is None else (9 * (self.part - 1), 9)
        found = [(day + begin * DAY, day + (begin + length - 1) * DAY) for day in starts]
        return [span for span in found if span[0].year == year]


@dataclass(frozen=True)
class Lasting:
    """What goes on for some days from each day of another rule: 三月初三起3天."""

    base: object
    days: int

    def spans(self, year):
        return [(first, first + (self.days - 1) * DAY) for first, _ in self.base.spans(year)]
