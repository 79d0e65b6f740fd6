"""Promises: each wait has its own, a pause keeps what is left, and the total never starts anew."""

from datetime import datetime, timedelta

import pytest

from orders.actions import claims, orders, sweep, wishes
from orders.flow import Proof
from orders.hands import Bearer
from orders.models import Event
from tests import factories as make

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def cast():
    return make.cast()


def local(*when):
    return datetime(2026, 11, *when, tzinfo=make.CHINA)


def test_an_answer_is_due_after_one_working_day(cast):
    wish = make.wish(cast.station, at=local(23, 9))
    assert wish.due_at == local(24, 9)
    assert wish.remind_at == local(23, 15)


def test_nights_weekends_and_holidays_do_not_count(cast):
    friday = make.wish(cast.station, at=local(27, 17))
    assert friday.due_at == local(30, 17)
    holiday = make.wish(cast.station, at=datetime(2026, 9, 30, 17, tzinfo=make.CHINA))
    assert holiday.due_at == datetime(2026, 10, 8, 17, tzinfo=make.CHINA)


def test_urgent_is_counted_by_the_clock_on_the_wall(cast):
    assert make.wish(cast.station, at=local(27, 22), urgency="urgent").due_at == local(28, 2)


def test_asking_back_pauses_and_a_reply_goes_on_with_what_was_left(cast):
    wish = make.wish(cast.station, at=local(23, 9))
    total = wish.promised_at
    wishes.ask(wish, by=cast.office, at=local(23, 11), words="几楼？")
    wish.refresh_from_db()
    assert wish.paused_minutes == 6 * 60
    wishes.reply(wish, by=Bearer(wish.pk, Proof.COOKIE), at=local(25, 9), words="三楼")
    wish.refresh_from_db()
    assert (wish.due_at, wish.promised_at) == (local(25, 17), total)


def test_a_full_order_owes_the_service_and_an_empty_place_owes_a_taker(cast):
    order = make.in_hall(cast)
    assert order.due_at == local(24, 9)
    claim = make.taken(cast, order)
    order.refresh_from_db()
    assert order.due_at == datetime(2026, 12, 2, 9, tzinfo=make.CHINA)
    claims.leave(claim, by=cast.volunteer.person.user, at=make.NOW + HOUR, words="有事")
    order.refresh_from_db()
    assert order.due_at == local(24, 10)


def test_service_planned_later_than_the_limit_is_due_at_its_end(cast):
    begins = make.NOW + timedelta(days=40)
    order = make.in_hall(cast, starts_at=begins, ends_at=begins + HOUR)
    make.taken(cast, order)
    order.refresh_from_db()
    assert order.due_at == begins + HOUR


def test_an_event_keeps_what_was_promised(cast):
    wish = make.wish(cast.station, at=local(23, 9))
    wishes.refuse(wish, by=cast.office, at=local(24, 10), reason="beyond", words="不归这里")
    event = Event.objects.get(step="refuse")
    assert event.due_at == local(24, 9) and event.is_late


def test_the_sweep_speaks_once_for_each_promise(cast):
    make.wish(cast.station, at=local(23, 9))
    for at in (local(23, 15), local(23, 16), local(24, 9), local(24, 10)):
        sweep.sweep(at + timedelta(minutes=1))
        sweep.sweep(at + timedelta(minutes=1))
    assert sorted(Event.objects.filter(hand="system").values_list("step", flat=True)) == ["escalate", "remind"]


def test_silence_after_asking_is_laid_before_the_office(cast):
    wish = make.wish(cast.station, at=local(23, 9))
    wishes.ask(wish, by=cast.office, at=local(23, 10), words="几楼？")
    sweep.sweep(local(30, 11))
    sweep.sweep(local(30, 11))
    assert Event.objects.filter(step="propose").count() == 1
    wish.refresh_from_db()
    assert wish.status == "asked"


def test_an_offer_lapses(cast):
    order = make.order(cast)
    orders.dispatch(order, unit=cast.station, by=cast.office, at=make.NOW, volunteers=[cast.volunteer])
    sweep.sweep(make.NOW + timedelta(hours=23))
    assert order.claims.get().status == "offered"
    sweep.sweep(make.NOW + timedelta(hours=25))
    assert order.claims.get().status == "lapsed"


def test_seven_days_of_silence_close_by_default(cast):
    order = make.served(cast)
    sweep.sweep(make.NOW + timedelta(days=7, hours=2))
    assert order.wishes.get().status == "served"
    sweep.sweep(make.NOW + timedelta(days=7, hours=4))
    assert order.wishes.get().status == "defaulted"
