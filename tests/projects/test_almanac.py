"""Lunar days, solar terms and market days against the published vectors, and every day against a second library."""

from datetime import date, timedelta

import pytest
from lunardate import LunarDate

from civcenter.kit.errors import RuleBroken
from projects.occasions import almanac
from projects.occasions.wording import read

# Standards 5.2: rule, and its days in these years.
FESTIVALS = {
    "农历正月初一": ["2026-02-17", "2027-02-06", "2028-01-26"],
    "农历正月十五": ["2026-03-03", "2027-02-20", "2028-02-09"],
    "二月初二": ["2026-03-20", "2027-03-09", "2028-02-26"],
    "清明": ["2024-04-04", "2025-04-04", "2026-04-05", "2027-04-05", "2028-04-04", "2029-04-04", "2030-04-05"],
    "五月初五": ["2024-06-10", "2025-05-31", "2026-06-19", "2027-06-09", "2028-05-28", "2029-06-16", "2030-06-05"],
    "七月初七": ["2026-08-19", "2027-08-08", "2028-08-26"],
    "七月十五": ["2026-08-27", "2027-08-16", "2028-09-03"],
    "八月十五": ["2024-09-17", "2025-10-06", "2026-09-25", "2027-09-15", "2028-10-03", "2029-09-22", "2030-09-12"],
    "九月九": ["2026-10-18", "2027-10-08", "2028-10-26"],
    "十月初一": ["2026-11-09", "2027-10-29", "2028-11-16"],
    "腊月初八": ["2027-01-15", "2028-01-04", "2029-01-22"],
    "腊月廿三": ["2027-01-30", "2028-01-19", "2029-02-06"],
    "腊月二十四": ["2027-01-31", "2028-01-20", "2029-02-07"],
    # The last month had 29 days before 2025, 2026 (29), 2027 (29), 30 before 2024.
    "腊月最后一天": ["2024-02-09", "2025-01-28", "2026-02-16", "2027-02-05", "2028-01-25", "2029-02-12", "2030-02-02"],
    "初伏": ["2027-07-20", "2028-07-14"],
    "中伏": ["2027-07-30", "2028-07-24"],
    "末伏": ["2027-08-09", "2028-08-13"],
    "数九": ["2026-12-22", "2027-12-22", "2028-12-21"],
    "5月第2个星期日": ["2026-05-10", "2027-05-09"],
}
TERMS = {
    2026: "0105 0120 0204 0218 0305 0320 0405 0420 0505 0521 0605 0621 0707 0723 0807 0823 0907 0923 1008 1023 1107 "
    "1122 1207 1222",
    2027: "0105 0120 0204 0219 0306 0321 0405 0420 0506 0521 0606 0621 0707 0723 0808 0823 0908 0923 1008 1023 1107 "
    "1122 1207 1222",
    2028: "0106 0120 0204 0219 0305 0320 0404 0419 0505 0520 0605 0621 0706 0722 0807 0822 0907 0922 1008 1023 1107 "
    "1122 1206 1221",
}
# Standards 5.4: rule, and its days in December 2026.
MARKETS = {
    "逢三六九": [1, 4, 7, 11, 14, 17, 21, 24, 27, 31],
    "农历逢五、十": [3, 8, 13, 18, 23, 28],
    "逢五十": [3, 8, 13, 18, 23, 28],
    "逢1,6": [1, 6, 11, 16, 21, 26, 31],
    "逢子午日": [4, 10, 16, 22, 28],
    "逢十": [8, 18, 28],  # 三十, 初十, 二十: the tenth month has thirty days
    "逢1、10": [1, 10, 11, 20, 21, 30, 31],
    "每周二、六": [1, 5, 8, 12, 15, 19, 22, 26, 29],
    "单日": list(range(1, 32, 2)),
    "双日": list(range(2, 32, 2)),
    "农历双日": [2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30],
    "每天": list(range(1, 32)),
    "12月20日到1月10日": [20],
    "大雪前2天到后1天": [5],
}


def days(rule, year):
    return [first for first, _ in read(rule).spans(year)]


def test_festivals_of_the_published_years():
    told = {rule: [date.fromisoformat(day) for day in listed] for rule, listed in FESTIVALS.items()}
    assert {rule: [days(rule, day.year)[0] for day in listed] for rule, listed in told.items()} == told
    assert all(len(days(rule, day.year)) == 1 for rule, listed in told.items() for day in listed if "月最" not in rule)


def test_solar_terms_of_the_published_years():
    for year, listed in TERMS.items():
        assert " ".join(f"{day:%m%d}" for day in almanac.terms(year).values()) == listed
    assert list(almanac.terms(2026))[:2] == ["小寒", "大寒"] and len(almanac.terms(2026)) == 24


def test_every_market_rule_of_the_countryside():
    found = {rule: [day.day for day in days(rule, 2026) if day.month == 12] for rule in MARKETS}
    assert found == MARKETS


def test_each_day_of_seven_years_is_what_the_second_library_says():
    day = date(2024, 1, 1)
    while day.year < 2031:
        mine, other = almanac.lunar(day), LunarDate.from_solar_date(day.year, day.month, day.day)
        told = (mine.month.year, mine.month.number, mine.number, mine.month.is_leap)
        assert told == (other.year, other.month, other.day, bool(other.is_leap_month)), day
        day += timedelta(days=1)


def test_a_festival_is_not_held_in_the_leap_month_and_a_market_is():
    leap = next(month for month in almanac.months(2028) if month.is_leap)
    assert (leap.name, leap.first, leap.length) == ("闰五月", date(2028, 6, 23), 29)
    assert days("五月初五", 2028) == [date(2028, 5, 28)] and days("闰五月初五", 2028) == [date(2028, 6, 27)]
    assert days("闰五月初五", 2027) == []
    assert sum(leap.first <= day <= leap.day(29) for day in days("逢三六九", 2028)) == 9
    assert any(month.name == "闰六月" for month in almanac.months(2025))


def test_what_a_short_month_does_not_have_is_not_held():
    short = [month for month in almanac.months(2026) if month.length == 29 and month.first.year == 2026]
    tens = days("逢十", 2026)
    assert short and all(sum(month.first <= day <= month.day(29) for day in tens) == 2 for month in short)
    assert days("七月三十", 2026) == [] and days("七月三十", 2028) == [date(2028, 9, 18)]
    assert days("2月29日", 2027) == [] and days("2月29日", 2028) == [date(2028, 2, 29)]


def test_stretches_begin_in_their_year_and_may_end_in_the_next():
    assert read("惊蛰到谷雨").spans(2027) == [(date(2027, 3, 6), date(2027, 4, 20))]
    assert read("芒种前后7天").spans(2027) == [(date(2027, 5, 30), date(2027, 6, 13))]
    assert read("冬至到小寒").spans(2027) == [(date(2027, 12, 22), date(2028, 1, 6))]
    assert read("小寒前10天").spans(2027) == [(date(2027, 12, 27), date(2028, 1, 6))]
    assert [last - first for first, last in (*read("中伏").spans(2027), *read("中伏").spans(2028))] == [
        timedelta(days=9),
        timedelta(days=19),
    ]
    assert read("冬月十五起3天").spans(2026)[1:] == [(date(2026, 12, 23), date(2026, 12, 25))]
    assert read("三九").spans(2027) == [(date(2027, 1, 9), date(2027, 1, 17))]


@pytest.mark.parametrize("words", ["", "随便", "13月1日", "2月30日", "逢", "逢甲日", "三月初三起0天", "逢三六九起99天"])
def test_what_cannot_be_read_is_refused_with_examples(words):
    with pytest.raises(RuleBroken, match="可以这样写"):
        read(words)
