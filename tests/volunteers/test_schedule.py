"""What one volunteer may promise: the county's figures at their exact edges, and in a race."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from civcenter.kit.errors import RuleBroken
from tests import factories as make
from tests.trust.threads import at_once, kinds
from volunteers.actions import engage, free
from volunteers.models import Engagement, ScheduleRule, Volunteer

NINE = make.NOW
HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    make.county()
    return make.volunteer()


def rule(**figures):
    ScheduleRule.objects.update(**{"day_minutes": 1440, "rest_minutes": 0, "days_in_a_row": 99, **figures})


def promise(who, start, end, mark=""):
    return engage(who, start=start, end=end, source=f"test:{start}{mark}", label="扫雪")


def test_the_hours_of_a_day_end_at_the_figure(who):
    rule(day_minutes=480)
    promise(who, NINE, NINE + 5 * HOUR)
    promise(who, NINE + 6 * HOUR, NINE + 9 * HOUR)
    with pytest.raises(RuleBroken, match="一天最多答应 8 小时的服务：11 月 23 日您已答应 8 小时，再加这件 1 分钟"):
        promise(who, NINE + 10 * HOUR, NINE + 10 * HOUR + MINUTE)
    assert Engagement.objects.count() == 2
    promise(who, NINE + DAY, NINE + DAY + 8 * HOUR)


def test_a_night_counts_on_each_of_its_two_days(who):
    rule(day_minutes=120)
    promise(who, NINE + 13 * HOUR, NINE + 17 * HOUR)  # 22:00 to 2:00
    with pytest.raises(RuleBroken, match="11 月 24 日"):
        promise(who, NINE + DAY, NINE + DAY + MINUTE)
    with pytest.raises(RuleBroken, match="11 月 23 日"):
        promise(who, NINE, NINE + MINUTE)


@pytest.mark.parametrize(("gap", "fits"), [(29, False), (30, True), (31, True)])
def test_rest_between_two_services(who, gap, fits):
    rule(rest_minutes=30)
    promise(who, NINE, NINE + HOUR)
    for begin in (NINE + HOUR + gap * MINUTE, NINE - HOUR - gap * MINUTE):
        if fits:
            promise(who, begin, begin + HOUR)
        else:
            with pytest.raises(RuleBroken, match=f"至少歇 30 分钟：这件和11 月 23 日 09:00 的“扫雪”只隔 {gap} 分钟"):
                promise(who, begin, begin + HOUR)


def test_days_in_a_row(who):
    rule(days_in_a_row=3)
    for day in (0, 1, 3):
        promise(who, NINE + day * DAY, NINE + day * DAY + HOUR)
    with pytest.raises(RuleBroken, match="最多连着服务 3 天：加上这件，11 月 23 日到11 月 26 日就连着 4 天了"):
        promise(who, NINE + 2 * DAY, NINE + 2 * DAY + HOUR)
    promise(who, NINE + 4 * DAY, NINE + 4 * DAY + HOUR)
    promise(who, NINE + 4 * DAY + 2 * HOUR, NINE + 4 * DAY + 3 * HOUR)


def test_what_was_given_back_counts_no_more(who):
    rule(day_minutes=60)
    given = promise(who, NINE, NINE + HOUR)
    free([given.source])
    promise(who, NINE, NINE + HOUR, "again")


def test_the_database_refuses_an_overlap_by_sql(who):
    promise(who, NINE, NINE + HOUR)
    half = DateTimeTZRange(NINE + HOUR / 2, NINE + 2 * HOUR)
    with pytest.raises(IntegrityError, match="no_overlapping_engagements"), transaction.atomic():
        Engagement.objects.create(volunteer=who, period=half, source="sql", label="x")


@pytest.mark.django_db(transaction=True)
def test_two_promises_that_only_together_break_the_figure(who):
    """Each fits alone; the lock on the volunteer lets the second see the first."""
    rule(day_minutes=480)

    def take(number):
        begin = NINE + number * 6 * HOUR
        return promise(Volunteer.objects.get(pk=who.pk), begin, begin + 5 * HOUR)

    for turn in range(3):
        Engagement.objects.all().delete()
        assert kinds(at_once(2, take)) == {"ok": 1, "RuleBroken": 1}, turn


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_are_made(who, monkeypatch):
    """The control: each looks before the other has written, and the day is too long."""
    rule(day_minutes=480)
    monkeypatch.setattr(Volunteer.objects, "select_for_update", lambda **kwargs: Volunteer.objects.all())

    def slow(number):
        with transaction.atomic():
            begin = NINE + number * 6 * HOUR
            made = promise(Volunteer.objects.get(pk=who.pk), begin, begin + 5 * HOUR)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.3)")
            return made

    assert kinds(at_once(2, slow)) == {"ok": 2}
