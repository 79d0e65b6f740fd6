"""Working time as arithmetic: what holds for all moments, and a few days everybody can check in the calendar."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civcenter.kit.worktime import add_work_minutes, work_minutes_between

CHINA = ZoneInfo("Asia/Shanghai")
# The National Day of 2026: 1 to 7 October off, Saturday 10 October and Sunday 20 September worked.
OFF = {date(2026, 10, day) for day in range(1, 8)}
MADE_UP = {date(2026, 9, 20), date(2026, 10, 10)}


def is_workday(day):
    return day in MADE_UP or (day.weekday() < 5 and day not in OFF)


def at(month, day, hour, minute=0):
    return datetime(2026, month, day, hour, minute, tzinfo=CHINA)


moments = st.datetimes(min_value=datetime(2026, 9, 1), max_value=datetime(2026, 11, 1), timezones=st.just(CHINA)).map(
    lambda moment: moment.replace(microsecond=0)
)
minutes = st.integers(min_value=1, max_value=30 * 480)
hours = st.sampled_from([((8, 12), (14, 18)), ((8.5, 12), (14.5, 17.5)), ((0, 24),), ((9, 17),)])


@given(st.lists(moments, min_size=3, max_size=3).map(sorted), hours)
def test_parts_add_up_to_the_whole(three, pieces):
    first, middle, last = three
    parts = [work_minutes_between(*pair, is_workday, pieces) for pair in ((first, middle), (middle, last))]
    assert sum(parts) == pytest.approx(work_minutes_between(first, last, is_workday, pieces), abs=1e-6)


@given(moments, minutes, hours)
def test_what_was_added_lies_between(start, added, pieces):
    end = add_work_minutes(start, added, is_workday, pieces)
    assert work_minutes_between(start, end, is_workday, pieces) == pytest.approx(added, abs=1e-6)


@given(moments, moments, hours)
def test_adding_what_lies_between_never_leads_past_the_end(start, end, pieces):
    between = work_minutes_between(start, end, is_workday, pieces)
    assert add_work_minutes(start, between, is_workday, pieces) <= max(start, end)


@given(moments, minutes, minutes, hours)
def test_more_minutes_never_end_earlier(start, fewer, more, pieces):
    fewer, more = sorted((fewer, more))
    ends = [add_work_minutes(start, some, is_workday, pieces) for some in (fewer, more)]
    assert ends == sorted(ends)


@given(moments, st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=20)), minutes)
def test_a_later_start_never_ends_earlier(start, later, added):
    assert add_work_minutes(start, added, is_workday) <= add_work_minutes(start + later, added, is_workday)


@given(moments, st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=40)))
def test_working_time_is_never_more_than_time(start, length):
    between = work_minutes_between(start, start + length, is_workday)
    assert 0 <= between <= length / timedelta(minutes=1)


@given(moments, minutes)
def test_a_promise_ends_in_working_hours(start, added):
    end = add_work_minutes(start, added, is_workday)
    assert is_workday(end.date())
    assert 8 <= end.hour < 12 or 14 <= end.hour < 18 or (end.hour in (12, 18) and end.minute == end.second == 0)


@given(st.sampled_from(sorted(OFF)), st.integers(0, 23), st.integers(0, 23))
def test_nothing_is_worked_on_a_holiday(day, first, last):
    first, last = sorted((first, last))
    begin, end = (datetime(day.year, day.month, day.day, hour, tzinfo=CHINA) for hour in (first, last))
    assert work_minutes_between(begin, end, is_workday) == 0


def test_a_made_up_saturday_is_a_whole_day():
    assert work_minutes_between(at(10, 10, 0), at(10, 11, 0), is_workday) == 480


def test_a_holiday_week_leaves_only_its_ends():
    # Wednesday 30 September 16:00 to Thursday 8 October 10:00: two hours and two hours.
    assert work_minutes_between(at(9, 30, 16), at(10, 8, 10), is_workday) == 240
    assert add_work_minutes(at(9, 30, 16), 240, is_workday) == at(10, 8, 10)


def test_lunch_is_not_worked():
    assert work_minutes_between(at(9, 1, 11), at(9, 1, 15), is_workday) == 120
    assert add_work_minutes(at(9, 1, 11, 30), 60, is_workday) == at(9, 1, 14, 30)


def test_a_full_piece_ends_at_its_end_not_at_the_next_beginning():
    assert add_work_minutes(at(9, 1, 8), 240, is_workday) == at(9, 1, 12)
    assert add_work_minutes(at(9, 1, 8), 480, is_workday) == at(9, 1, 18)


def test_nothing_added_is_the_moment_itself_even_at_night():
    assert add_work_minutes(at(9, 5, 23), 0, is_workday) == at(9, 5, 23)


def test_an_end_before_the_start_holds_no_time():
    assert work_minutes_between(at(9, 2, 9), at(9, 1, 9), is_workday) == 0


def test_the_day_is_the_day_in_china():
    # 23:30 UTC on Monday is 7:30 on Tuesday in China, half an hour before work.
    start = datetime(2026, 9, 7, 23, 30, tzinfo=UTC)
    assert add_work_minutes(start, 60, is_workday) == at(9, 8, 9)
    assert work_minutes_between(start, start + timedelta(hours=2), is_workday) == 90
    # 15:00 to 17:00 UTC on 7 October is the last hour of the holiday and the first of the working day after it.
    start = datetime(2026, 10, 7, 15, tzinfo=UTC)
    assert work_minutes_between(start, start + timedelta(hours=2), is_workday, ((0, 24),)) == 60


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        work_minutes_between(datetime(2026, 9, 1), at(9, 2, 9), is_workday)
    with pytest.raises(ValueError, match="zone"):
        add_work_minutes(datetime(2026, 9, 1), 60, is_workday)


def test_a_calendar_without_working_days_is_said_not_searched_for_ever():
    with pytest.raises(ValueError, match="two years"):
        add_work_minutes(at(9, 1, 8), 60, lambda day: False)


def test_a_year_asks_the_calendar_once_a_day():
    asked = []

    def counting(day):
        asked.append(day)
        return is_workday(day)

    work_minutes_between(at(1, 1, 0), datetime(2027, 1, 1, tzinfo=CHINA), counting)
    assert len(asked) == len(set(asked)) == 366
