"""Nobody mints hours or points alone: each way somebody tried is a test."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from civcenter.accounts.models import Appointment, PhoneCode
from civcenter.kit.errors import RuleBroken
from incentives import ledger
from incentives.actions import agree_record
from incentives.models import Account, Entry, PassedOver
from orders.actions import claims, orders, sweep, wishes
from orders.flow import Proof
from orders.hands import Bearer
from orders.models import Wish
from tests import factories as make
from volunteers.choices import RecordStatus
from volunteers.models import ServiceRecord

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(hours=4)


@pytest.fixture
def cast():
    return make.cast()


def self_served(cast, **changes):
    """The volunteer alone presses 到了, 做完了 and 办结; the unit says nothing."""
    order = make.in_hall(cast, **changes)
    claim = make.taken(cast, order)
    user = cast.volunteer.person.user
    claims.arrive(claim, by=user, at=make.NOW + timedelta(hours=1))
    claims.finish(
        claim,
        by=user,
        at=make.NOW + timedelta(hours=3),
        started_at=make.NOW + timedelta(hours=1),
        ended_at=make.NOW + timedelta(hours=3),
    )
    orders.serve(order, by=user, at=make.NOW + timedelta(hours=3))
    order.refresh_from_db()
    return order


def confirm(order, proof, phone_key="", browser="", user=None):
    wish = order.wishes.get()
    hand = Bearer(wish.pk, proof, phone_key=phone_key, browser=browser, user=user)
    return wishes.confirm(wish, by=hand, at=LATER, stars=5)


def nothing_paid():
    record = ServiceRecord.objects.get()
    assert (record.status, Entry.objects.count()) == (RecordStatus.NOTED, 0)
    return record


def test_own_wish_cannot_be_claimed(cast):
    own = make.wish(cast.station, phone=cast.volunteer.person.phone)
    order = make.in_hall(cast, asked=[own])
    with pytest.raises(RuleBroken, match="您自己点的单"):
        make.taken(cast, order)


def test_own_wish_merged_later_cannot_be_confirmed_by_its_server(cast):
    order = make.in_hall(cast)
    make.taken(cast, order)
    own = make.wish(cast.station, phone=cast.volunteer.person.phone)
    wishes.merge(own, order=order, by=cast.office, at=make.NOW)
    own.refresh_from_db()
    claim = order.claims.get()
    claims.arrive(claim, by=cast.volunteer.person.user, at=make.NOW + timedelta(hours=1))
    done = [(claim, make.NOW + timedelta(hours=1), make.NOW + timedelta(hours=3))]
    orders.serve(order, by=cast.manager, at=make.NOW + timedelta(hours=3), done=done)
    with pytest.raises(RuleBroken):
        wishes.confirm(own, by=Bearer(own.pk, Proof.COOKIE), at=LATER, stars=5)


def test_a_cookie_confirms_but_does_not_vouch(cast):
    """A second phone: anybody can type a strange number and press for it."""
    confirm(self_served(cast), Proof.COOKIE)
    nothing_paid()


def test_a_slip_confirms_but_does_not_vouch(cast):
    confirm(self_served(cast), Proof.SLIP)
    nothing_paid()


def test_an_sms_link_opened_where_the_volunteer_proved_his_phone_does_not_vouch(cast):
    order = self_served(cast)
    PhoneCode.objects.create(
        phone_key=cast.volunteer.person.phone_key,
        browser="his-own",
        code_hash="x",
        created_at=make.NOW,
        expires_at=make.NOW,
        used_at=make.NOW,
    )
    confirm(order, Proof.SMS, phone_key=order.wishes.get().phone_key, browser="his-own")
    nothing_paid()


def test_a_resident_with_a_proved_phone_vouches(cast):
    order = self_served(cast)
    confirm(order, Proof.SMS, phone_key=order.wishes.get().phone_key, browser="hers")
    assert ServiceRecord.objects.get().status == RecordStatus.FINAL
    assert Entry.objects.count() == 1


def test_own_log_in_cannot_confirm(cast):
    order = self_served(cast)
    with pytest.raises(RuleBroken):
        confirm(order, Proof.COOKIE, user=cast.volunteer.person.user)


def test_silence_books_hours_but_pays_nothing(cast):
    order = self_served(cast)
    sweep.sweep(make.NOW + timedelta(days=9))
    order.refresh_from_db()
    assert order.status == "closed"
    assert Wish.objects.get().status == "defaulted"
    nothing_paid()


def test_a_manager_cannot_state_or_agree_his_own_minutes(cast):
    mine = make.volunteer(name="孙站长", reviewer=cast.office)
    make.holds_a_post(mine.person, cast.manager)
    order = make.in_hall(cast)
    claim = claims.claim(order, volunteer=mine, by=cast.manager, at=make.NOW)
    claims.arrive(claim, by=cast.manager, at=make.NOW + timedelta(hours=1))
    done = [(claim, make.NOW + timedelta(hours=1), make.NOW + timedelta(hours=3))]
    orders.serve(order, by=cast.manager, at=make.NOW + timedelta(hours=3), done=done)
    order.refresh_from_db()
    confirm(order, Proof.COOKIE)
    record = nothing_paid()
    with pytest.raises(RuleBroken):
        agree_record(record, by=cast.manager, at=LATER)
    agree_record(record, by=cast.chief, at=LATER)
    assert ServiceRecord.objects.get().status == RecordStatus.FINAL


def test_staff_earn_hours_but_never_points(cast):
    make.holds_a_post(cast.volunteer.person, make.staff("clerk", "liaison", make.VILLAGE))
    order = make.served(cast)
    confirm(order, Proof.COOKIE)
    record = ServiceRecord.objects.get()
    assert (record.status, record.minutes, Entry.objects.count()) == (RecordStatus.FINAL, 120, 0)
    assert PassedOver.objects.get().why == "official"


def test_the_database_refuses_points_for_staff(cast):
    order = make.served(cast)
    confirm(order, Proof.COOKIE)
    record = ServiceRecord.objects.get()
    person = cast.volunteer.person
    make.holds_a_post(person, make.staff("clerk", "liaison", make.VILLAGE))
    entry = Entry.objects.get()
    with pytest.raises(IntegrityError, match="officials earn no points"), transaction.atomic():
        ledger.post(
            debit=entry.debit, credit=entry.credit, points=5, source="gift", words="补", at=LATER, record=record
        )


def test_staff_of_the_unit_that_served_cannot_call_back(cast):
    order = make.served(cast)
    with pytest.raises(RuleBroken):
        wishes.confirm(order.wishes.get(), by=cast.manager, at=LATER, stars=5, said="说好")
    wishes.confirm(order.wishes.get(), by=cast.chief, at=LATER, stars=4, said="说好")
    assert order.wishes.get().status == "confirmed"


def test_a_branch_that_served_for_an_empty_station_cannot_call_back_itself(cast):
    order = make.in_hall(cast)
    Appointment.objects.filter(user=cast.manager).update(ends_on=make.NOW.date() - timedelta(days=1))
    orders.start(order, by=cast.chief, at=make.NOW)
    orders.serve(order, by=cast.chief, at=make.NOW + timedelta(hours=2))
    with pytest.raises(RuleBroken):
        wishes.confirm(order.wishes.get(), by=cast.chief, at=LATER, stars=5, said="说好")
    wishes.confirm(order.wishes.get(), by=cast.office, at=LATER, stars=3, said="还行")
    assert order.wishes.get().status == "confirmed"


def test_minutes_before_dispatch_or_after_now_are_refused(cast):
    order = make.in_hall(cast)
    claim = make.taken(cast, order)
    user = cast.volunteer.person.user
    claims.arrive(claim, by=user, at=make.NOW + timedelta(hours=1))
    at = make.NOW + timedelta(hours=2)
    for begin, end in [(make.NOW - timedelta(days=1), at), (make.NOW, at + timedelta(hours=5)), (at, at)]:
        with pytest.raises(RuleBroken):
            claims.finish(claim, by=user, at=at, started_at=begin, ended_at=end)


def test_hours_of_one_day_stop_at_the_rule(cast):
    for number in range(3):
        begins = make.NOW + timedelta(hours=number * 4.5)
        order = make.in_hall(cast, at=begins, starts_at=begins, ends_at=begins + timedelta(hours=4))
        claim = make.taken(cast, order, at=begins)
        claims.arrive(claim, by=cast.volunteer.person.user, at=begins)
        at = begins + timedelta(hours=4)
        orders.serve(order, by=cast.manager, at=at, done=[(claim, begins, at)])
        confirm(order, Proof.COOKIE)
    minutes = ServiceRecord.objects.order_by("started_at").values_list("minutes", flat=True)
    assert list(minutes) == [240, 240, 0]
    assert Account.objects.get(person=cast.volunteer.person).balance == 8


def test_a_claim_by_somebody_elses_log_in_is_refused(cast):
    order = make.in_hall(cast)
    with pytest.raises(RuleBroken, match="本人"):
        claims.claim(order, volunteer=cast.volunteer, by=cast.manager, at=make.NOW)
