"""Seats and helpers' places at one moment: exactly the quota, and a line in order; each guard has its control."""

import pytest
from django.db import connection
from django.db.models import Sum

from projects.activities import actions
from projects.activities.flow import SEATED
from projects.activities.models import Activity, Attendance
from tests import factories as make
from tests.activities import making
from tests.trust.threads import at_once, kinds

pytestmark = pytest.mark.django_db(transaction=True)
CROWD, SEATS = 32, 5


@pytest.fixture
def cast():
    return make.cast()


def sign_all(activity, crowd, count=CROWD):
    def one(number):
        for person in crowd[number::count]:
            fresh = Activity.objects.get(pk=activity.pk)
            actions.sign_up(fresh, person=person, user=person.user, by=person.user, at=make.NOW, people=1)

    return at_once(count, one)


def seats_held(activity):
    return activity.attendances.filter(status__in=SEATED).aggregate(total=Sum("people"))["total"] or 0


def test_seats_are_never_oversold_and_the_line_has_an_order(cast):
    crowd = [making.neighbour() for _ in range(CROWD)]
    activity = making.published(cast, quota=SEATS)
    assert kinds(sign_all(activity, crowd)) == {"ok": CROWD}
    activity.refresh_from_db()
    assert (activity.taken, activity.waiting, seats_held(activity)) == (SEATS, CROWD - SEATS, SEATS)
    turns = list(activity.attendances.order_by("turn").values_list("turn", flat=True))
    assert turns == list(range(1, CROWD + 1))
    line = list(activity.attendances.in_line().values_list("pk", flat=True))
    goers = list(activity.attendances.seated())
    at_once(SEATS, lambda number, goers=goers: actions.leave(goers[number], by=goers[number].user, at=make.NOW))
    activity.refresh_from_db()
    invited = set(activity.attendances.filter(status="invited").values_list("pk", flat=True))
    assert invited == set(line[:SEATS])
    assert (activity.taken, activity.waiting) == (SEATS, CROWD - 2 * SEATS)


def test_seats_are_oversold_when_read_before_written(cast):
    """The control: the same crowd against a look beforehand."""
    crowd, activity = [making.neighbour() for _ in range(CROWD)], making.published(cast, quota=SEATS)

    def take(number):
        held = activity.attendances.count()
        if held < SEATS:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.05)")
            told = {"activity": activity, "person": crowd[number], "turn": number, "status": "signed"}
            Attendance.objects.create(**told, created_at=make.NOW)

    at_once(CROWD, take)
    assert activity.attendances.count() > SEATS


def test_one_phone_pressing_often_has_one_place_and_helpers_are_as_many_as_needed(cast):
    activity, who = making.published(cast, quota=SEATS, helpers_needed=2), making.neighbour()
    sign_all(activity, [who] * 8, 8)
    crowd = [make.volunteer() for _ in range(8)]
    results = at_once(8, lambda at: making.helping(Activity.objects.get(pk=activity.pk), crowd[at]))
    activity.refresh_from_db()
    assert (activity.taken, activity.attendances.count()) == (1, 1)
    assert kinds(results) == {"ok": 2, "RuleBroken": 6} and activity.helpers_taken == activity.helpers.count() == 2


def test_many_who_come_at_once_are_each_counted_once(cast):
    activity = making.published(cast, quota=CROWD)
    crowd = [making.signed(activity) for _ in range(8)]

    def come(number):
        party = crowd[number // 4]
        actions.call_roll(activity, by=cast.manager, at=making.STARTS, came=[party])

    assert kinds(at_once(32, come)) == {"ok": 32}
    assert activity.attendances.filter(status="came").count() == 8
    assert activity.events.filter(step="open").count() == 1
