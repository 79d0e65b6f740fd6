"""The holidays and make-up days of 2024 to 2026, and what holds where no notice is out yet."""

from datetime import date, timedelta

import pytest

from civcenter.rules.admin import missing_year
from civcenter.rules.models import CalendarDay, RuleDocument, calendar_for
from civcenter.rules.seed import seed

pytestmark = pytest.mark.django_db


def workdays(first, last):
    is_workday = calendar_for(first, last)
    days = (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
    return sum(map(is_workday, days))


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), 248),
        (date(2026, 1, 1), date(2026, 6, 30), 120),
        (date(2026, 7, 1), date(2026, 12, 31), 128),
        (date(2025, 1, 1), date(2025, 12, 31), 248),
        (date(2024, 1, 1), date(2024, 12, 31), 251),
    ],
)
def test_working_days_of_the_published_years(first, last, count):
    assert workdays(first, last) == count


@pytest.mark.parametrize("day", [date(2026, 1, 4), date(2026, 2, 28), date(2025, 10, 11), date(2024, 9, 29)])
def test_a_make_up_day_on_a_weekend_is_worked(day):
    assert day.weekday() >= 5
    assert calendar_for(day, day)(day)


@pytest.mark.parametrize("day", [date(2026, 2, 23), date(2025, 10, 8), date(2024, 2, 12), date(2027, 2, 8)])
def test_a_holiday_on_a_weekday_is_not_worked(day):
    assert day.weekday() < 5
    assert not calendar_for(day, day)(day)


def test_the_calendar_is_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        workdays(date(2024, 1, 1), date(2026, 12, 31))


def test_each_day_names_its_paper():
    papers = set(CalendarDay.objects.filter(date__year=2026).values_list("document__no", flat=True))
    assert papers == {"国办发明电〔2025〕7号"}


def test_seeding_again_changes_nothing_and_keeps_what_the_county_changed():
    before = CalendarDay.objects.count(), RuleDocument.objects.count()
    CalendarDay.objects.filter(date=date(2026, 10, 10)).update(kind="holiday", name="县里另有安排")
    seed()
    assert (CalendarDay.objects.count(), RuleDocument.objects.count()) == before
    assert CalendarDay.objects.get(date=date(2026, 10, 10)).name == "县里另有安排"


def test_from_november_a_missing_notice_is_missed():
    assert missing_year(date(2026, 10, 31)) is None
    assert missing_year(date(2026, 11, 1)) == 2027
    paper = RuleDocument.objects.create(no="2027 年通知", title="通知", issuer="国务院办公厅")
    CalendarDay.objects.create(date=date(2027, 1, 2), kind="holiday", name="元旦", document=paper)
    assert missing_year(date(2026, 11, 1)) is None
