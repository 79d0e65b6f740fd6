"""Two never have a thing at once, nobody has it against its owner's terms, and the use never moves the owner."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from civcenter.kit.errors import NotYours, OutOfTurn, RuleBroken
from civcenter.notices.models import Notice
from civcenter.workplan.actions import finish
from civcenter.workplan.models import Assignment
from projects.activities import actions as activities
from projects.resources import actions
from projects.resources.models import Booking, Resource, Venue
from projects.resources.use import utilisation
from tests import factories as make
from tests.activities import making

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SATURDAY = make.NOW.replace(hour=9) + 5 * DAY
FRIDAY = SATURDAY - DAY


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def school(cast):
    return a_school(cast)


def a_school(cast, **changes):
    """A classroom whose owner teaches on weekdays, agreed for a year from March."""
    facts = {
        "name": "北庄村小学教室", "sort": "venue", "kind": "classroom", "owner": "北庄村小学", "steward": "马校长",
    }  # fmt: skip
    place = actions.add_resource(unit=cast.station, by=cast.manager, at=make.NOW, **facts | changes)
    term = {"first_on": date(2026, 3, 1), "last_on": date(2027, 2, 28), "uses": ["talk", "course", "chess"]}
    actions.sign(place, by=cast.manager, at=make.NOW, **term)
    hours = {"label": "上课", "weekdays": [0, 1, 2, 3, 4], "starts": time(8), "ends": time(17, 30)}
    actions.protect(place, by=cast.manager, at=make.NOW, **hours)
    return place


def booked(cast, place, starts_at=SATURDAY, hours=2, use="talk", **changes):
    told = {"unit": cast.station, "title": "政策宣讲", "by": cast.manager, "at": make.NOW}
    ends_at = starts_at + hours * HOUR
    return actions.book(place, use=use, starts_at=starts_at, ends_at=ends_at, **told | changes)


@pytest.mark.parametrize(
    "starts_at, use, words",
    [
        (SATURDAY, "feast", "马校长约好的用途里没有红白事"),
        (FRIDAY, "talk", "周五 8:00—17:30是北庄村小学自用（上课）"),
        (FRIDAY.replace(hour=17, minute=29), "talk", "自用"),
        (SATURDAY + 100 * DAY, "talk", "约定是2026.3.1—2027.2.28"),
    ],
)
def test_the_owners_terms_are_in_the_refusal_and_in_the_database(cast, school, starts_at, use, words):
    with pytest.raises(RuleBroken, match=words):
        booked(cast, school, starts_at, use=use)
    with pytest.raises(IntegrityError), transaction.atomic():
        by_hand(cast, school, starts_at, use=use)
    assert Booking.objects.count() == 0


def by_hand(cast, place, starts_at, use="talk", status="granted"):
    """A row that passed no action."""
    period = DateTimeTZRange(starts_at, starts_at + HOUR)
    return Booking.objects.create(
        resource=place, unit=cast.station, title="x", use=use, period=period, held=period, status=status,
        asked_by=cast.manager, asked_at=make.NOW,
    )  # fmt: skip


def test_just_after_the_owners_hours_it_is_free(cast, school):
    assert booked(cast, school, FRIDAY.replace(hour=17, minute=30)).status == "asked"


def test_nobody_has_it_twice_by_action_or_by_sql(cast, school):
    first = booked(cast, school)
    with pytest.raises(RuleBroken, match="已经订给“政策宣讲”"):
        booked(cast, school, SATURDAY + HOUR, title="象棋赛", use="chess")
    with pytest.raises(IntegrityError), transaction.atomic():
        by_hand(cast, school, SATURDAY + HOUR)
    actions.cancel(first, by=cast.manager, at=make.NOW)
    assert booked(cast, school, SATURDAY + HOUR, title="象棋赛", use="chess").status == "asked"


def test_the_rest_after_it_is_kept_free_too(cast, school):
    actions.edit_resource(school, by=cast.manager, at=make.NOW, rest_minutes=60)
    booked(cast, school)
    with pytest.raises(RuleBroken, match="要歇 60 分钟"):
        booked(cast, school, SATURDAY + 2 * HOUR)
    assert booked(cast, school, SATURDAY + 3 * HOUR).pk


def test_a_refusal_names_where_else(cast, school):
    hall = a_school(cast, name="村大厅", kind="hall", owner="北庄村委会", steward="杨主任", asks_owner=False)
    hall.agreements.all().delete()
    actions.sign(
        hall, first_on=date(2026, 1, 1), last_on=date(2026, 12, 31), uses=["feast"], by=cast.manager, at=make.NOW
    )
    with pytest.raises(RuleBroken, match="可以订村大厅，那时空着"):
        booked(cast, school, use="feast")
    assert booked(cast, hall, use="feast").status == "granted"
    with pytest.raises(RuleBroken) as broken:
        booked(cast, school, use="feast")
    assert "村大厅" not in broken.value.sentence


def test_the_owner_answers_and_may_say_no_with_his_reason(cast, school):
    first, second = booked(cast, school), booked(cast, school, SATURDAY + 5 * HOUR)
    with pytest.raises(NotYours):
        actions.grant(first, by=cast.neighbour, at=make.NOW)
    assert actions.grant(first, by=cast.manager, at=make.NOW).status == "granted"
    with pytest.raises(OutOfTurn):
        actions.grant(first, by=cast.manager, at=make.NOW)
    with pytest.raises(RuleBroken, match="为什么不同意"):
        actions.veto(second, by=cast.manager, at=make.NOW, reason="")
    actions.veto(second, by=cast.manager, at=make.NOW, reason="那天要考试")
    actions.veto(first, by=cast.manager, at=make.NOW, reason="临时要用")
    assert set(Booking.objects.values_list("status", "reason")) == {("vetoed", "那天要考试"), ("vetoed", "临时要用")}
    assert booked(cast, school).status == "asked"


def test_who_does_not_answer_is_reported_once_and_at_the_beginning_it_is_off(cast, school):
    row = booked(cast, school)
    assert [actions.sweep(make.NOW + 24 * HOUR)["escalated"] for _ in range(2)] == [1, 0]
    assert Notice.objects.filter(user_id=cast.chief.pk, source__contains="escalated").count() == 1
    assert [actions.sweep(SATURDAY)["lapsed"] for _ in range(2)] == [1, 0]
    row.refresh_from_db()
    assert row.status == "lapsed"


def test_transfer_of_use_leaves_the_owner(cast, school):
    with pytest.raises(NotYours):
        actions.transfer_use(school, to=cast.branch, by=cast.manager, at=make.NOW)
    moved = actions.transfer_use(school, to=cast.branch, by=cast.office, at=make.NOW)
    assert (moved.owner, moved.used_by) == ("北庄村小学", cast.branch)
    with pytest.raises(RuleBroken, match="权属单位不能改"):
        actions.edit_resource(school, by=cast.office, at=make.NOW, owner="镇政府")
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE resources_resource SET owner = '镇政府'")
    assert Resource.objects.get().owner == "北庄村小学"


def test_terms_do_not_put_out_who_is_there(cast, school):
    booked(cast, school)
    with pytest.raises(RuleBroken, match="已经订给"):
        actions.protect(
            school, label="考试", weekdays=[5], starts=time(8), ends=time(12), by=cast.manager, at=make.NOW
        )  # fmt: skip


def test_opening_hours_bound_it(cast, school):
    actions.open_hours(school, weekdays=[5], starts=time(8), ends=time(12), by=cast.manager, at=make.NOW)
    with pytest.raises(RuleBroken, match="周六开 8:00—12:00"):
        booked(cast, school, SATURDAY + 2 * HOUR)
    with pytest.raises(RuleBroken, match="周日不开门"):
        booked(cast, school, SATURDAY + DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        by_hand(cast, school, SATURDAY + DAY)
    assert booked(cast, school).pk


def test_a_troupe_is_not_in_two_places(cast):
    troupe = a_school(cast, name="皮影班", sort="troupe", kind="", owner="县文化馆", steward="班主", rest_minutes=120)
    booked(cast, troupe)
    with pytest.raises(RuleBroken, match="已经订给"):
        booked(cast, troupe, SATURDAY + 3 * HOUR, unit=cast.next_station, by=cast.office)
    assert Venue.objects.count() == 0


def test_lent_equipment_is_asked_back(cast):
    stereo = a_school(cast, name="音响车", sort="equipment", kind="", asks_owner=False)
    row = booked(cast, stereo)
    assert actions.sweep(SATURDAY + DAY)["overdue"] == 1
    actions.return_it(row, by=cast.manager, at=SATURDAY + DAY)
    assert actions.sweep(SATURDAY + DAY)["overdue"] == 0


def test_an_activity_is_published_once_its_place_is_sure_and_gives_it_back(cast, school):
    activity = making.draft(cast, starts_at=SATURDAY, ends_at=SATURDAY + HOUR)
    activities.take_venue(activity, resource=school, use="talk", by=cast.manager, at=make.NOW)
    with pytest.raises(RuleBroken, match="场地还没定下来"):
        activities.publish(activity, by=cast.manager, at=make.NOW)
    actions.grant(Booking.objects.get(), by=cast.manager, at=make.NOW)
    activity = activities.publish(activity, by=cast.manager, at=make.NOW)
    later = SATURDAY + 7 * DAY
    activities.postpone(activity, starts_at=later, ends_at=later + HOUR, by=cast.manager, at=make.NOW)
    assert list(Booking.objects.order_by("pk").values_list("status", flat=True)) == ["cancelled", "asked"]
    activities.cancel(activity, by=cast.manager, at=make.NOW, words="不办了")
    assert not Booking.objects.held().exists()


def test_use_is_measured_against_the_hours_that_can_be_used(cast, school):
    """A weekend of two mornings, two of its eight hours booked."""
    actions.open_hours(school, weekdays=[5, 6], starts=time(8), ends=time(12), by=cast.manager, at=make.NOW)
    actions.grant(booked(cast, school), by=cast.manager, at=make.NOW)
    first = FRIDAY.date() - 4 * DAY
    told = utilisation([school], first, first + 6 * DAY)[school.pk]
    assert (told.used, told.usable, told.percent, told.idle_days) == (120, 480, 25, 1)


def test_an_idle_thing_becomes_one_task_a_month(cast, school):
    used = a_school(cast, name="乡村舞台", kind="stage", asks_owner=False)
    booked(cast, used)
    rows = actions.idle(Resource.objects.all(), make.COUNTY, make.NOW)
    assert list(rows) == [school]
    due = make.NOW.date() + 30 * DAY
    with pytest.raises(NotYours):
        actions.activate(school, due_on=due, words="办棋牌室", by=cast.neighbour, at=make.NOW)
    tasks = [actions.activate(school, due_on=due, words="办棋牌室", by=cast.office, at=make.NOW) for _ in range(2)]
    assert tasks[0] == tasks[1] and Assignment.objects.count() == 1
    with pytest.raises(NotYours):
        finish(tasks[0], by=cast.neighbour, at=make.NOW, outcome="开了")
    finish(tasks[0], by=cast.manager, at=make.NOW, outcome="每周三、五晚上开")
    with pytest.raises(OutOfTurn):
        finish(tasks[0], by=cast.manager, at=make.NOW, outcome="又开")
