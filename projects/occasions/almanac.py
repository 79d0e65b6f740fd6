"""Lunar months, solar terms and the sixty-day cycle as pure functions of the date: no database, no clock."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from lunar_python import Lunar, LunarYear, Solar

MONTHS = ("正月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "冬月", "腊月")
DIGITS = "一二三四五六七八九十"
DAYS = (
    *(f"初{digit}" for digit in DIGITS),
    *(f"十{digit}" for digit in DIGITS[:9]),
    "二十",
    *(f"廿{digit}" for digit in DIGITS[:9]),
    "三十",
)
TERMS = tuple(Lunar.JIE_QI)
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
ANCHOR, AT_ANCHOR = date(2000, 1, 1), 54
"""2000-01-01 was 戊午, the 55th of the sixty (standards 5.4)."""


@dataclass(frozen=True)
class LunarMonth:
    """One lunar month, of 29 or 30 days. A leap month carries the number of the month it follows."""

    year: int
    number: int
    is_leap: bool
    first: date
    length: int

    @property
    def name(self):
        return ("闰" if self.is_leap else "") + MONTHS[self.number - 1]

    def day(self, number):
        """The date of a day of this month, or None where the month is too short for it."""
        return self.first + timedelta(days=number - 1) if number <= self.length else None


@dataclass(frozen=True)
class LunarDay:
    """A day as the lunar calendar names it."""

    month: LunarMonth
    number: int

    @property
    def name(self):
        return DAYS[self.number - 1]


@lru_cache(maxsize=64)
def months(year):
    """The lunar months that touch a Gregorian year, in order."""
    found = [_month(one) for one in LunarYear.fromYear(year).getMonths()]
    return tuple(one for one in found if one.day(one.length).year >= year and one.first.year <= year)


def _month(one):
    first = _date(one.getFirstJulianDay())
    return LunarMonth(one.getYear(), abs(one.getMonth()), one.getMonth() < 0, first, one.getDayCount())


def _date(julian):
    day = Solar.fromJulianDay(julian)
    return date(day.getYear(), day.getMonth(), day.getDay())


@lru_cache(maxsize=64)
def terms(year):
    """The 24 solar terms of a Gregorian year: {name: date}, from 小寒 to 冬至."""
    days = (_date(julian) for julian in LunarYear.fromYear(year).getJieQiJulianDays())
    this = [day for day in days if day.year == year]
    return dict(zip((*TERMS[1:], TERMS[0]), this, strict=True))


@lru_cache(maxsize=64)
def _term_days(year):
    return {day: name for name, day in terms(year).items()}


def term_on(day):
    """The solar term that falls on a day, or an empty text."""
    return _term_days(day.year).get(day, "")


def lunar(day):
    """The lunar day of a date."""
    month = next(one for one in reversed(months(day.year)) if one.first <= day)
    return LunarDay(month, (day - month.first).days + 1)


def words(day):
    """What a wall calendar prints under a date: the solar term, the month on its first day, else the day."""
    found = lunar(day)
    return term_on(day) or (found.month.name if found.number == 1 else found.name)


def branch(day):
    """The earthly branch of a date: 子, 丑, 寅 …"""
    return BRANCHES[_cycle(day) % len(BRANCHES)]


def stem(day):
    """The heavenly stem of a date: 甲, 乙, 丙 …"""
    return STEMS[_cycle(day) % len(STEMS)]


def _cycle(day):
    return ((day - ANCHOR).days + AT_ANCHOR) % 60


def dog_days(year):
    """First days of 初伏, 中伏, 末伏, and the day after: the third and fourth 庚 day from 夏至, the first from 立秋."""
    first = _geng(terms(year)["夏至"]) + timedelta(days=20)
    last = _geng(terms(year)["立秋"])
    return first, first + timedelta(days=10), last, last + timedelta(days=10)


def _geng(day):
    """The first 庚 day from a day on."""
    return day + timedelta(days=(STEMS.index("庚") - _cycle(day)) % 10)


SEASONS = (("春", "立春"), ("夏", "立夏"), ("秋", "立秋"), ("冬", "立冬"))
"""The farmer's seasons and the solar terms they begin with."""


def season(day):
    """The season of a date: its name, its first day and the first of the next; winter goes over the new year."""
    starts = [(terms(year)[term], name) for year in (day.year - 1, day.year, day.year + 1) for name, term in SEASONS]
    begun = max(place for place, (first, _) in enumerate(starts) if first <= day)
    return starts[begun][1], starts[begun][0], starts[begun + 1][0]
