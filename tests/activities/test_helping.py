"""Hours come of work that somebody else saw: not of signing up, not of one's own word, not twice."""

import pytest
from django.utils import timezone

from civcenter.kit.errors import NotYours, OutOfTurn, RuleBroken
from incentives.models import Entry
from projects.activities import actions
from projects.activities.actions import asking, checkins, helping, wrapping
from projects.activities.models import Activity, Helper
from tests import factories as make
from tests.activities import making
from tests.activities.making import DAY, ENDS, HOUR, STARTS
from volunteers import rotating
from volunteers.actions import agree, note_record, vouch
from volunteers.choices import CheckHow, Evidence, RecordStatus, VouchedHow
from volunteers.models import CheckIn, Qualification, ServiceRecord, Training

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def activity(cast):
    return making.published(cast, helpers_needed=3)


def screen(activity, user, browser="pingmu", at=STARTS):
    return rotating.read(actions.code_of(activity, user, browser, at))


def test_who_helped_and_was_seen_has_his_minutes_and_points(cast, activity):
    helper = making.helping(activity, cast.volunteer)
    me = cast.volunteer.person.user
    actions.arrive(helper, by=me, at=STARTS, shown=screen(activity, cast.manager), browser="shouji")
    gone = screen(activity, cast.manager, at=ENDS)
    actions.finish(helper, by=me, at=ENDS, shown=gone, browser="shouji")
    assert ServiceRecord.objects.count() == 0
    making.wrapped(cast, activity, helper)
    record = ServiceRecord.objects.get()
    assert (record.minutes, record.status, record.evidence) == (120, RecordStatus.FINAL, Evidence.LEADER)
    assert record.source == f"activity:{activity.pk}:{helper.pk}" and Entry.objects.get().points == 2
    helper.refresh_from_db()
    assert helper.record == record
    with pytest.raises(OutOfTurn):
        making.wrapped(cast, activity, helper)


def test_signing_up_alone_earns_nothing(cast, activity):
    helper = making.helping(activity, cast.volunteer)
    making.signed(activity, cast.volunteer.person)
    with pytest.raises(RuleBroken, match="还没说清"):
        making.wrapped(cast, activity, None)
    making.wrapped(cast, activity, None, absent=[helper])
    assert ServiceRecord.objects.count() == 0 and Entry.objects.count() == 0


def test_his_own_word_earns_nothing(cast, activity):
    helper = making.helping(activity, cast.volunteer)
    me = cast.volunteer.person.user
    actions.arrive(helper, by=me, at=STARTS)
    actions.finish(helper, by=me, at=ENDS)
    assert set(CheckIn.objects.values_list("how", flat=True)) == {CheckHow.SELF}
    with pytest.raises(NotYours):
        making.wrapped(cast, activity, helper, by=me)
    assert ServiceRecord.objects.count() == 0


@pytest.mark.parametrize("browser", ["shouji", "pingmu"])
def test_a_screen_of_his_own_proves_nothing(cast, activity, browser):
    """A manager who helps opens the screen himself, with his own phone or with the one that shows it."""
    make.holds_a_post(cast.volunteer.person, cast.manager)
    helper = making.helping(activity, cast.volunteer)
    me = cast.volunteer.person.user
    actions.arrive(helper, by=me, at=STARTS, shown=screen(activity, cast.manager), browser=browser)
    assert CheckIn.objects.get().how == CheckHow.SELF


def test_a_manager_does_not_agree_his_own_hours(cast, activity):
    make.holds_a_post(cast.volunteer.person, cast.manager)
    helper = making.helping(activity, cast.volunteer)
    making.wrapped(cast, activity, helper)
    record = ServiceRecord.objects.get()
    assert (record.status, record.vouched_by, record.evidence) == (RecordStatus.NOTED, None, Evidence.SELF)
    with pytest.raises(RuleBroken):
        agree(record, by=cast.manager, at=ENDS + DAY)
    agree(record, by=cast.office, at=ENDS + DAY)


def test_a_manager_states_no_more_of_himself_than_the_hours_of_it(cast, activity):
    make.holds_a_post(cast.volunteer.person, cast.manager)
    helper = making.helping(activity, cast.volunteer, at=STARTS + HOUR)
    making.wrapped(cast, activity, helper, hours=(STARTS - HOUR, ENDS + HOUR), at=ENDS + 2 * HOUR)
    assert ServiceRecord.objects.get().minutes == 60


def test_a_colleague_with_the_same_phone_does_not_vouch(cast, activity):
    """A second log-in of one hand: the volunteer's phone is the manager's own."""
    phone = cast.manager.person_as_staff.phone
    twin = make.volunteer(phone=phone, name="孙二", reviewer=cast.office)
    helper = making.helping(activity, twin)
    with pytest.raises(RuleBroken):
        actions.call_roll(activity, by=cast.manager, at=STARTS, helpers_came=[helper])
    making.wrapped(cast, activity, helper)
    assert ServiceRecord.objects.get().vouched_by is None and Entry.objects.count() == 0


def test_staff_who_never_said_who_they_are_vouch_for_nobody(cast, activity):
    make.unknown(cast.manager)
    helper = making.helping(activity, cast.volunteer)
    making.wrapped(cast, activity, helper)
    assert ServiceRecord.objects.get().status == RecordStatus.NOTED and Entry.objects.count() == 0


def test_the_same_hours_are_counted_once(cast, activity):
    helper = making.helping(activity, cast.volunteer)
    other = note_record(
        volunteer=cast.volunteer, division=cast.station.division, kind=activity.kind, title="别的事",
        started_at=STARTS, ended_at=STARTS + HOUR, evidence=Evidence.LEADER, source="late:9", at=ENDS,
    )  # fmt: skip
    vouch(other, at=ENDS, how=VouchedHow.UNIT, by=cast.office)
    making.wrapped(cast, activity, helper)
    assert sorted(ServiceRecord.objects.values_list("minutes", flat=True)) == [60, 60]


@pytest.mark.parametrize(
    "hours",
    [(STARTS - 3 * HOUR, ENDS), (STARTS, ENDS + 3 * HOUR), (ENDS, STARTS)],
)
def test_hours_lie_around_the_activity_and_in_the_past(cast, activity, hours):
    helper = making.helping(activity, cast.volunteer)
    with pytest.raises(RuleBroken):
        making.wrapped(cast, activity, helper, hours=hours, at=ENDS + DAY)
    with pytest.raises(RuleBroken, match="还没到"):
        making.wrapped(cast, activity, helper, at=ENDS - HOUR)
    assert ServiceRecord.objects.count() == 0


@pytest.mark.parametrize("who", ["neighbour", "leader"])
def test_who_does_not_run_it_neither_calls_the_roll_nor_wraps_up(cast, activity, who):
    helper, party = making.helping(activity, cast.volunteer), making.signed(activity)
    by = getattr(cast, who)
    with pytest.raises(NotYours):
        actions.call_roll(activity, by=by, at=STARTS, came=[party])
    with pytest.raises(NotYours):
        actions.type_sheet(activity, by=by, at=STARTS, came=[party])
    with pytest.raises(NotYours):
        actions.walk_in(activity, person=making.neighbour(), by=by, at=STARTS)
    with pytest.raises(NotYours):
        making.wrapped(cast, activity, helper, by=by)
    with pytest.raises(NotYours):
        actions.arrive(helper, by=by, at=STARTS)


def test_old_codes_and_other_ones_are_refused(cast, activity):
    helper, party = making.helping(activity, cast.volunteer), making.signed(activity)
    me = cast.volunteer.person.user
    old, at = screen(activity, cast.manager, at=STARTS), timezone.localtime(STARTS) + HOUR
    with pytest.raises(RuleBroken, match="过期"):
        actions.arrive(helper, by=me, at=at, shown=old)
    with pytest.raises(RuleBroken, match="过期"):
        actions.come_by_code(old, person=party.person, by=party.user, at=at)
    with pytest.raises(RuleBroken, match="过期"):
        actions.walk_in(activity, person=making.neighbour(), user=party.user, by=party.user, at=at, shown=old)
    other = screen(making.published(cast, title="另一场"), cast.manager)
    with pytest.raises(RuleBroken, match="没找到您的报名"):
        actions.come_by_code(other, person=party.person, by=party.user, at=STARTS)
    with pytest.raises(NotYours):
        actions.arrive(helper, by=party.user, at=STARTS, shown=screen(activity, cast.manager))
    assert (
        checkins.activity_of(rotating.read(rotating.code("order:1:1", shown_by="staff:1", browser="", at=at))) is None
    )


def test_residents_come_by_code_by_roll_by_paper_and_by_walking_in(cast, activity):
    by_code, by_roll, by_paper = making.signed(activity, people=3), making.signed(activity), making.signed(activity)
    code = screen(activity, cast.manager)
    with pytest.raises(RuleBroken, match="还没到签到时间"):
        early = STARTS - 2 * HOUR
        actions.come_by_code(screen(activity, cast.manager, at=early), person=by_code.person, by=by_code.user, at=early)
    for _ in range(2):
        came = actions.come_by_code(code, person=by_code.person, by=by_code.user, at=STARTS, people=2)
    assert (came.came_people, came.came_how, came.came_at) == (2, "code", STARTS)
    assert actions.call_roll(activity, by=cast.manager, at=STARTS, came=[by_roll, by_code]) == 1
    assert actions.type_sheet(activity, by=cast.manager, at=ENDS, came=[by_paper]) == 1
    walked = actions.walk_in(activity, person=make.new_person(name="老王", at=STARTS), by=cast.manager, at=STARTS)
    me = making.neighbour()
    actions.walk_in(activity, person=me, user=me.user, by=me.user, at=STARTS, people=2, shown=code)
    assert walked.came_how == "roll"
    making.wrapped(cast, activity, None, asked=4, understood=3)
    activity.refresh_from_db()
    assert activity.attended == 2 + 1 + 1 + 1 + 2 and asking.understood_rate(activity) == (3, 4)
    assert ServiceRecord.objects.count() == 0


def test_no_more_walk_in_than_there_are_seats(cast):
    activity = making.published(cast, quota=2)
    making.signed(activity)
    making.signed(activity, at=make.NOW)
    actions.open_doors(activity, by=cast.manager, at=STARTS)
    with pytest.raises(RuleBroken, match="座位满了"):
        actions.walk_in(activity, person=making.neighbour(), by=cast.manager, at=STARTS)


def test_the_last_place_is_an_experienced_ones(cast):
    activity = making.published(cast, helpers_needed=2, needs_experienced=True)
    novice, other, veteran = cast.volunteer, make.volunteer(), make.volunteer()
    record = note_record(
        volunteer=veteran, division=cast.station.division, kind=activity.kind, title="往年", source="late:1",
        started_at=make.NOW - 30 * DAY, ended_at=make.NOW - 30 * DAY + 8 * HOUR, evidence=Evidence.LEADER, at=make.NOW,
    )  # fmt: skip
    vouch(record, at=make.NOW, how=VouchedHow.UNIT, by=cast.office)
    ServiceRecord.objects.due(make.NOW).update(status=RecordStatus.FINAL, final_at=make.NOW)
    making.helping(activity, novice)
    with pytest.raises(RuleBroken, match="有经验"):
        making.helping(activity, other)
    rule = helping.rule_of(activity, make.NOW)
    type(rule).objects.filter(pk=rule.pk).update(experienced_minutes=480)
    known = making.helping(activity, veteran)
    activity.refresh_from_db()
    assert (activity.helpers_taken, activity.experienced_taken) == (2, 1)
    actions.seek_swap(known, by=veteran.person.user, at=make.NOW)
    with pytest.raises(RuleBroken, match="有经验"):
        actions.take_over(known, volunteer=other, by=other.person.user, at=make.NOW)


def test_a_place_is_swapped_in_one_step(cast, activity):
    helper, other = making.helping(activity, cast.volunteer), make.volunteer()
    with pytest.raises(RuleBroken, match="换好了"):
        actions.take_over(helper, volunteer=other, by=other.person.user, at=make.NOW)
    actions.seek_swap(helper, by=cast.volunteer.person.user, at=make.NOW)
    fresh = actions.take_over(helper, volunteer=other, by=other.person.user, at=make.NOW)
    assert actions.take_over(helper, volunteer=other, by=other.person.user, at=make.NOW) == fresh
    helper.refresh_from_db()
    activity.refresh_from_db()
    assert (helper.status, fresh.status, activity.helpers_taken) == ("left", "accepted", 1)
    assert not cast.volunteer.engagements.filter(is_live=True).exists()


def test_a_risk_wants_grown_and_insured_helpers(cast):
    activity = making.published(cast, helpers_needed=1, is_risky=True, risks="要爬梯", insurance="统一上")
    with pytest.raises(RuleBroken):
        making.helping(activity, cast.volunteer)
    assert Activity.objects.get(pk=activity.pk).helpers_taken == 0 and Helper.objects.count() == 0


def test_time_promised_elsewhere_is_not_promised_again(cast, activity):
    making.helping(activity, cast.volunteer)
    other = making.published(cast, title="同时的", helpers_needed=1)
    with pytest.raises(RuleBroken, match="撞了"):
        making.helping(other, cast.volunteer)


def test_a_ceremony_is_not_closed_with_something_missing(cast):
    activity = making.published(cast, form="ceremony")
    items = wrapping.ceremony_of(activity)
    with pytest.raises(RuleBroken, match="宣誓"):
        making.wrapped(cast, activity, None, checked=items[:2])
    must = [item for item in items if item.is_mandatory]
    assert making.wrapped(cast, activity, None, checked=must).status == "closed"
    assert activity.checked_items.count() == len(must)


def test_a_training_qualifies_who_came_and_passed_and_nobody_himself(cast):
    training = Training.objects.filter(is_basic=True).first() or Training.objects.create(code="t", name="防火")
    activity = making.published(cast, form="training", training=training)
    make.holds_a_post(cast.volunteer.person, cast.manager)
    learner, stranger = make.volunteer(), make.volunteer()
    parties = [making.signed(activity, who.person) for who in (learner, cast.volunteer)]
    actions.call_roll(activity, by=cast.manager, at=STARTS, came=parties)
    for who in (stranger, cast.volunteer):
        with pytest.raises(RuleBroken):
            making.wrapped(cast, activity, None, passed=[who])
    making.wrapped(cast, activity, None, passed=[learner])
    assert list(Qualification.objects.values_list("volunteer", flat=True)) == [learner.pk]
