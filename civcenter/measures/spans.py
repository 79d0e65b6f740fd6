"""Stretches of time over which numbers are counted: from midnight to midnight in the county's own time zone."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.utils import timezone

HALF = 7
"""The month with which the second half of a year begins."""


@dataclass(frozen=True)
class Span:
    """A county and a stretch of time, its end left out. `at` is the moment at which the register is read.

    What happened is counted from `start` to `end`; who is on the register and what is overdue is as of `at`.
    """

    county: str
    start: datetime
    end: datetime
    at: datetime
    label: str = ""

    @classmethod
    def days(cls, first, after, *, county, at, label=""):
        """From the first day's midnight to that of the day `after` the last one."""
        return cls(county, _midnight(first), _midnight(after), at, label)

    @classmethod
    def week(cls, day, **more):
        monday = day - timedelta(days=day.weekday())
        return cls.days(monday, monday + timedelta(days=7), label=f"{monday:%-m 月 %-d 日}这一周", **more)

    @classmethod
    def month(cls, year, month, **more):
        after = date(year + month // 12, month % 12 + 1, 1)
        return cls.days(date(year, month, 1), after, label=f"{year} 年 {month} 月", **more)

    @classmethod
    def half(cls, year, half, **more):
        """The half-years of 督查: 1 January to 30 June, 1 July to 31 December."""
        first, after = (date(year, 1, 1), date(year, 7, 1)) if half == 1 else (date(year, 7, 1), date(year + 1, 1, 1))
        return cls.days(first, after, label=f"{year} 年{'上' if half == 1 else '下'}半年", **more)

    @classmethod
    def year(cls, year, **more):
        return cls.days(date(year, 1, 1), date(year + 1, 1, 1), label=f"{year} 年", **more)

    @classmethod
    def around(cls, period, day, **more):
        """The "week", "month", "half" year or "year" in which a day lies."""
        made = {
            "week": lambda: cls.week(day, **more),
            "month": lambda: cls.month(day.year, day.month, **more),
            "half": lambda: cls.half(day.year, 1 if day.month < HALF else 2, **more),
            "year": lambda: cls.year(day.year, **more),
        }
        return made[period]()

    @property
    def first_day(self):
        return timezone.localdate(self.start)

    @property
    def last_day(self):
        return timezone.localdate(self.end) - timedelta(days=1)

    @property
    def until(self):
        """The end, or now where the stretch is not over: no promise is broken before its time."""
        return min(self.end, self.at)

    def cut(self, length):
        """Its beginning, no longer than `length`: what compares with a stretch that is not over yet."""
        return replace(self, end=min(self.end, self.start + length))

    @property
    def months(self):
        """The first days of the months that the stretch touches, oldest first."""
        found, day = [], self.first_day.replace(day=1)
        while day <= self.last_day:
            found.append(day)
            day = (day + timedelta(days=32)).replace(day=1)
        return found


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))
