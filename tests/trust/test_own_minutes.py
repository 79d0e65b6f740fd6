"""A manager who volunteers by his own phone: until he says who he is he vouches for nobody, then not for himself."""

from datetime import timedelta

import pytest

from civcenter.kit.errors import RuleBroken
from civcenter.residents.actions import link_staff
from civcenter.residents.models import Person
from incentives.actions import agree_record
from incentives.models import Entry, PassedOver
from orders.actions import claims, orders, wishes
from orders.flow import Proof
from orders.hands import Bearer
from tests import factories as make
from volunteers.actions import annul, review
from volunteers.choices import Evidence, RecordStatus
from volunteers.models import ServiceRecord

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
BEGIN, END, LATER = make.NOW + HOUR, make.NOW + 3 * HOUR, make.NOW + 5 * HOUR


@pytest.fixture
def cast():
    """The station's manager also is the volunteer, by a phone he told nobody."""
    made = make.cast()
    make.unknown(made.manager)
    return made


def link(cast, person=None):
    phone_user = cast.volunteer.person.user
    return link_staff(cast.manager, phone_user=phone_user, person=person, at=make.NOW)


def do(cast, said_by_unit=True):
    """The volunteer serves; the minutes are stated by the unit, or said by himself and the order served by the unit."""
    order = make.in_hall(cast)
    claim = make.taken(cast, order)
    hand = cast.volunteer.person.user
    claims.arrive(claim, by=hand, at=BEGIN)
    if not said_by_unit:
        claims.finish(claim, by=hand, at=END, started_at=BEGIN, ended_at=END)
    orders.serve(order, by=cast.manager, at=END, done=[(claim, BEGIN, END)] if said_by_unit else [])
    order.refresh_from_db()
    return order


def confirmed(order):
    wish = order.wishes.get()
    wishes.confirm(wish, by=Bearer(wish.pk, Proof.COOKIE), at=LATER, stars=5)
    return ServiceRecord.objects.get()


def waits(record):
    record.refresh_from_db()
    return (record.status, record.vouched_by, Entry.objects.count()) == (RecordStatus.NOTED, None, 0)


@pytest.mark.parametrize("said_by_unit", [True, False])
def test_who_never_said_who_he_is_agrees_nobodys_minutes_at_the_end(cast, said_by_unit):
    record = confirmed(do(cast, said_by_unit))
    assert waits(record) and record.evidence == Evidence.SELF
    for verb, words in ((agree_record, {}), (annul, {"reason": "没来"})):
        with pytest.raises(RuleBroken, match="我的账号"):
            verb(record, by=cast.manager, at=LATER, **words)
    agree_record(record, by=cast.chief, at=LATER)
    record.refresh_from_db()
    assert record.status == RecordStatus.FINAL


def test_he_puts_right_what_nobody_said_and_is_told_where_to_say_who_he_is(cast):
    order = make.in_hall(cast)
    claim = make.taken(cast, order)
    claims.arrive(claim, by=cast.volunteer.person.user, at=BEGIN)
    claims.finish(claim, by=cast.volunteer.person.user, at=END, started_at=BEGIN, ended_at=END)
    with pytest.raises(RuleBroken, match="我的账号"):
        orders.serve(order, by=cast.manager, at=LATER, done=[(claim, BEGIN, LATER)])


@pytest.mark.parametrize("said_by_unit", [True, False])
def test_from_the_moment_he_says_who_he_is_his_minutes_wait_for_others_and_pay_nothing(cast, said_by_unit):
    link(cast, cast.volunteer.person)
    record = confirmed(do(cast, said_by_unit))
    assert waits(record)
    with pytest.raises(RuleBroken, match="自己的时长"):
        agree_record(record, by=cast.manager, at=LATER)
    agree_record(record, by=cast.chief, at=LATER)
    record.refresh_from_db()
    assert (record.status, Entry.objects.count()) == (RecordStatus.FINAL, 0)
    assert PassedOver.objects.get().why == "official"


def test_another_name_on_his_own_phone_is_not_anothers_service(cast):
    """He says he is nobody listed: who goes by his phone waits for somebody else all the same."""
    me = link(cast)
    assert me != cast.volunteer.person
    record = confirmed(do(cast))
    assert waits(record)
    with pytest.raises(RuleBroken, match="您自己的手机号"):
        agree_record(record, by=cast.manager, at=LATER)
    applied = make.volunteer(phone=make.fresh_phone(), active=False)
    Person.objects.filter(pk=applied.person_id).update(phone_key=me.phone_key)
    with pytest.raises(RuleBroken, match="自己的报名"):
        review(applied, by=cast.manager, at=LATER, accept=True)


def test_minutes_agreed_before_he_said_who_he_is_are_not_booked_as_agreed(cast):
    """The link is looked at again when the order closes, and the resident's answer is not lost over it."""
    cast.manager = make.staff("second", "station", make.VILLAGE)
    order = do(cast)
    assert order.claims.get().agreed_by == cast.manager
    make.holds_a_post(cast.volunteer.person, cast.manager)
    assert waits(confirmed(order))


def test_who_said_who_he_is_agrees_everybody_elses_minutes(cast):
    other = make.volunteer(reviewer=cast.chief)
    link_staff(cast.manager, phone_user=make.phone_user(make.fresh_phone()), person=None, at=make.NOW)
    cast.volunteer = other
    assert confirmed(do(cast, said_by_unit=False)).status == RecordStatus.FINAL


def test_who_he_is_is_said_once_and_only_of_the_people_of_the_phone(cast):
    stranger = make.volunteer(reviewer=cast.chief).person
    with pytest.raises(RuleBroken, match="不是用这个手机号"):
        link(cast, stranger)
    link(cast, cast.volunteer.person)
    with pytest.raises(RuleBroken, match="已经认过"):
        link(cast)
    with pytest.raises(RuleBroken, match="不是用这个手机号"):
        link_staff(
            make.unknown(cast.chief), phone_user=cast.volunteer.person.user, person=cast.volunteer.person, at=LATER
        )
    with pytest.raises(RuleBroken, match="已经认过"):
        link_staff(stranger.user, phone_user=stranger.user, person=None, at=LATER)


def test_who_was_on_record_by_the_phones_number_alone_comes_in_with_it(cast):
    phone = cast.volunteer.person.user
    on_record = Person.objects.create(name="孙站长", phone=phone.phone, phone_key=phone.phone_key, created_at=make.NOW)
    link(cast, on_record)
    on_record.refresh_from_db()
    assert (on_record.user, on_record.staff) == (phone, cast.manager)
