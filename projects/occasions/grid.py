"""A month as a wall calendar: weeks from Monday, every date with its lunar word. Pure: no database, no clock."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from projects.occasions import almanac
from projects.occasions.listing import FIRST_YEAR, LAST_YEAR, month_of

WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Cell:
    """One date of the sheet; `marks` is what the page hangs on it."""

    day: date
    is_inside: bool
    words: str
    is_marked: bool
    marks: tuple = ()
    fairs: tuple = ()


@dataclass(frozen=True)
class Month:
    """A month with the addresses of its neighbours."""

    first: date
    last: date
    weeks: list

    @property
    def before(self):
        return f"{self.first - timedelta(days=1):%Y-%m}"

    @property
    def after(self):
        return f"{self.last + timedelta(days=1):%Y-%m}"

    @property
    def this(self):
        return f"{self.first:%Y-%m}"

    @property
    def lunar(self):
        """The lunar months it touches: 农历十月、冬月."""
        names = dict.fromkeys(almanac.lunar(day).month.name for day in (self.first, self.middle, self.last))
        return "农历" + "、".join(names)

    @property
    def middle(self):
        return self.first + timedelta(days=14)


def month(first, marks=None, fairs=None):
    """The sheet of a month; `marks` is {date: things}, `fairs` {date: names of markets}."""
    first, last = month_of(first)
    monday = first - timedelta(days=first.weekday())
    days = [monday + timedelta(days=ahead) for ahead in range((last - monday).days // 7 * 7 + 7)]
    cells = [_cell(day, first, marks or {}, fairs or {}) for day in days]
    weeks = [cells[at : at + 7] for at in range(0, len(cells), 7)]
    return Month(first, last, weeks)


def _cell(day, first, marks, fairs):
    lunar = almanac.lunar(day)
    is_marked = bool(almanac.term_on(day)) or lunar.number == 1
    hung = tuple(marks.get(day, ())), tuple(fairs.get(day, ()))
    return Cell(day, day.month == first.month, almanac.words(day), is_marked, *hung)


def month_asked(text, today):
    """The first of the month in an address (2026-12); anything else is this month."""
    found = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", text)
    if found and FIRST_YEAR < int(found[1]) < LAST_YEAR:
        return date(int(found[1]), int(found[2]), 1)
    return today.replace(day=1)


def date_asked(text):
    """The date in an address or a form (2026-12-22), or None."""
    first = month_asked(text[:7], date.min)
    if first == date.min or not re.fullmatch(r"-(0[1-9]|[12][0-9]|3[01])", text[7:]):
        return None
    day = first + timedelta(days=int(text[8:]) - 1)
    return day if day.month == first.month else None


def day_asked(text, sheet, today):
    """The day in an address where it lies in the month; else today, else the month's first."""
    found = date_asked(text)
    if found and sheet.first <= found <= sheet.last:
        return found
    return today if sheet.first <= today <= sheet.last else sheet.first


def spoken(day):
    """22 日 周二 · 冬至 · 冬月十四, as somebody reads it from the wall."""
    lunar, term = almanac.lunar(day), almanac.term_on(day)
    parts = [f"{day.day} 日 周{WEEKDAYS[day.weekday()]}", term, f"{lunar.month.name}{lunar.name}"]
    return " · ".join(part for part in parts if part)
