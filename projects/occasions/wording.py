"""A rule as people write it at the market gate, read into a pattern.

An Arabic digit is a Gregorian day, a Chinese one a lunar day: that is how notices of market days are written
(standards 5.4). 农历 or 公历 in front says it for certain.
"""

import re
import unicodedata
from functools import lru_cache

from civcenter.kit.errors import RuleBroken
from projects.occasions import almanac, patterns

EVERY_DIGIT = frozenset(range(10))
ODD, EVEN = frozenset({1, 3, 5, 7, 9}), frozenset({0, 2, 4, 6, 8})
DIGIT = {digit: number for number, digit in enumerate(almanac.DIGITS, start=1)}
WEEKDAYS = "一二三四五六日"
MONTHS = {name: number for number, name in enumerate(almanac.MONTHS, start=1)}
MONTHS |= {"一月": 1, "十一月": 11, "十二月": 12}
DAYS = {name: number for number, name in enumerate(almanac.DAYS, start=1)}
DAYS |= {f"二十{digit}": 20 + number for digit, number in DIGIT.items() if number < 10}
DAYS |= {digit: number for digit, number in DIGIT.items() if number < 10}  # 三月三, 九月九
DAYS |= {"最后一天": 0, "末日": 0}


def _any(words):
    return "|".join(sorted(words, key=len, reverse=True))


MONTH, MDAY, TERM = _any(MONTHS), _any(DAYS), _any(almanac.TERMS)
SOLAR_DAY = r"(\d{1,2})月(\d{1,2})[日号]?"


def _solar(month, day, until_month, until_day):
    until = (int(until_month), int(until_day)) if until_month else ()
    for one, number in ((int(month), int(day)), until or (1, 1)):
        if patterns._real(2024, one, number) is None:
            raise ValueError
    return patterns.Solar(int(month), int(day), until)


def _lunar(leap, month, days):
    numbers = tuple(DAYS[name] for name in re.findall(MDAY, days))
    return patterns.Lunar(numbers, MONTHS[month] if month else None, bool(leap))


def _lunar_tails(month, digits):
    return patterns.LunarTails(frozenset(DIGIT[digit] % 10 for digit in digits), MONTHS.get(month))


def _lunar_every(month, which):
    tails = {"单": ODD, "双": EVEN}.get(which[0], EVERY_DIGIT)
    return patterns.LunarTails(tails, MONTHS.get(month))


def _solar_tails(digits):
    return patterns.SolarTails(frozenset(int(number) % 10 for number in re.findall(r"10|\d", digits)))


def _solar_every(which):
    return patterns.SolarTails({"单": ODD, "双": EVEN}.get(which[0], EVERY_DIGIT))


def _weekdays(days):
    return patterns.Weekdays(frozenset(WEEKDAYS.index(day) for day in days.replace("天", "日")))


def _nth(month, nth, weekday):
    number = -1 if nth == "最后一" else int(nth.removeprefix("第")) if nth[1:].isdigit() else DIGIT[nth[1:]]
    return patterns.NthWeekday(int(month), number, WEEKDAYS.index(weekday.replace("天", "日")))


def _around(name, both, before, after):
    return patterns.Term(name, int(both or before or 0), int(both or after or 0))


FORMS = [
    (rf"(?:公历)?{SOLAR_DAY}(?:到{SOLAR_DAY})?", _solar),
    (rf"(?:农历)?(闰)?({MONTH})((?:{MDAY})+)", _lunar),
    (rf"农历()()每月((?:{MDAY})+)", _lunar),
    (rf"(?:农历)?({MONTH})?逢([{almanac.DIGITS}]+)日?", _lunar_tails),
    (rf"农历({MONTH})?(单日|双日|每天|天天)", _lunar_every),
    (r"(?:公历)?逢(\d[\d,]*)日?", _solar_tails),
    (r"(?:公历)?(单日|双日|每天|天天)", _solar_every),
    (r"每?(?:周|星期)([一二三四五六日天]+)", _weekdays),
    (rf"逢([{almanac.BRANCHES}]+)日?", lambda branches: patterns.Branches(frozenset(branches))),
    (r"(\d{1,2})月(第[1-4一二三四]|最后一)个?(?:周|星期)([一二三四五六日天])", _nth),
    (rf"({TERM})(?:前后(\d+)天)?(?:前(\d+)天)?(?:到?后(\d+)天)?", _around),
    (rf"({TERM})到({TERM})", lambda first, last: patterns.Term(first, until=last)),
    (r"三伏", patterns.DogDays),
    (r"([初中末])伏", lambda part: patterns.DogDays("初中末".index(part))),
    (r"数九", patterns.Nines),
    (rf"([{almanac.DIGITS[:9]}])九", lambda part: patterns.Nines(DIGIT[part])),
]
BORNE = "起"
LONGEST = 60
HELP = (
    "看不懂这条日子。可以这样写：农历正月初一、腊月最后一天、逢三六九（农历）、逢1,6（公历）、每周二六、逢子午日、"
    "3月5日、5月第2个星期日、芒种前后7天、惊蛰到谷雨、三伏、数九、三月初三起3天。别的都还在。"
)


@lru_cache(maxsize=4096)
def read(text):
    """The pattern that a rule's words mean; what cannot be read is refused with examples."""
    words = _plain(text)
    lasting = re.fullmatch(rf"(.+){BORNE}(\d+)天", words)
    base = _base(lasting[1] if lasting else words)
    days = int(lasting[2]) if lasting else 1
    if base is None or not 1 <= days <= LONGEST:
        raise RuleBroken(HELP, field="rule")
    return patterns.Lasting(base, days) if lasting else base


def _plain(text):
    """Without blanks and listing commas between Chinese digits; full-width letters are narrow."""
    text = "".join(unicodedata.normalize("NFKC", text).split()).replace("、", ",").replace("和", ",")
    return re.sub(r"(?<!\d),|,(?!\d)", "", text)


def _base(words):
    for form, build in FORMS:
        if found := re.fullmatch(form, words):
            try:
                return build(*(part or "" for part in found.groups()))
            except (ValueError, KeyError):
                return None
    return None
