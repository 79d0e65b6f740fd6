"""What may happen once happens once, whoever comes at the same moment; each guard has its control."""

from datetime import timedelta

import pytest
from django.db import connection

from incentives import ledger
from incentives.actions import redeem, take
from incentives.models import Entry, Share, Voucher
from orders.actions import claims, orders, wishes
from orders.flow import OrderStatus, Proof
from orders.hands import Bearer
from orders.models import Claim, Order, Wish
from tests import factories as make
from tests.incentives.test_courtesies import shop, thanks
from tests.trust.threads import at_once, kinds
from volunteers.models import ServiceRecord, Volunteer

pytestmark = pytest.mark.django_db(transaction=True)
CROWD, PLACES, ROUNDS = 64, 5, 3


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def crowd(cast):
    return [make.volunteer(name="人多") for _ in range(CROWD)]


def test_places_are_never_oversold(cast, crowd):
    for number in range(ROUNDS):
        begins = make.NOW + timedelta(days=number + 1)
        order = make.in_hall(cast, needed=PLACES, starts_at=begins, ends_at=begins + timedelta(hours=2))

        def take(at, order=order):
            fresh = Order.objects.get(pk=order.pk)
            return claims.claim(fresh, volunteer=crowd[at], by=crowd[at].person.user, at=make.NOW)

        results = kinds(at_once(CROWD, take))
        order.refresh_from_db()
        assert results == {"ok": PLACES, "RuleBroken": CROWD - PLACES}
        assert (order.taken, order.claims.count()) == (PLACES, PLACES)


def test_places_are_oversold_when_read_before_written(cast, crowd):
    """The control: the same crowd against a look beforehand sells more places than there are."""
    order = make.in_hall(cast, needed=PLACES)

    def take(at):
        fresh = Order.objects.get(pk=order.pk)
        if fresh.taken < fresh.needed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.05)")
            Claim.objects.create(order=order, round=1, volunteer=crowd[at], status="accepted", created_at=make.NOW)

    at_once(CROWD, take)
    assert order.claims.count() > PLACES


def test_one_volunteer_pressing_often_has_one_claim(cast):
    order = make.in_hall(cast, needed=PLACES)
    who = cast.volunteer
    results = at_once(
        16, lambda _: claims.claim(Order.objects.get(pk=order.pk), volunteer=who, by=who.person.user, at=make.NOW)
    )
    order.refresh_from_db()
    assert order.claims.count() == order.taken == 1
    assert set(results) == {order.claims.get()}


def test_sixty_four_last_answers_close_and_book_once(cast):
    asked = [make.wish(cast.station) for _ in range(CROWD)]
    order = make.served(cast, asked=asked)
    at = make.NOW + timedelta(hours=4)

    def answer(number):
        wish = Wish.objects.get(pk=asked[number].pk)
        return wishes.confirm(wish, by=Bearer(wish.pk, Proof.COOKIE), at=at, stars=5)

    assert kinds(at_once(CROWD, answer)) == {"ok": CROWD}
    order.refresh_from_db()
    assert order.status == OrderStatus.CLOSED
    assert order.events.filter(step="close").count() == 1
    assert (ServiceRecord.objects.count(), Entry.objects.count()) == (1, 1)
    assert ledger.faults() == []


def test_the_same_words_sent_at_once_are_one_wish(cast):
    phone = make.fresh_phone()
    results = at_once(CROWD, lambda _: make.wish(cast.station, phone=phone).pk)
    assert Wish.objects.count() == 1
    assert set(results) == {Wish.objects.get().pk}


def test_a_phone_never_has_more_open_wishes_than_the_rule(cast):
    phone = make.fresh_phone()
    results = at_once(CROWD, lambda number: make.wish(cast.station, phone=phone, words=f"第 {number} 件事"))
    assert kinds(results) == {"ok": 5, "LimitReached": CROWD - 5}
    assert Wish.objects.count() == 5


def test_two_people_cannot_both_take_the_same_step(cast):
    wish = make.wish(cast.station)
    steps = [
        lambda: wishes.refuse(wish, by=cast.office, at=make.NOW, reason="beyond", words="不归这里"),
        lambda: wishes.transfer(wish, by=cast.office, at=make.NOW, to="供电所", words="归供电所"),
    ]
    assert kinds(at_once(2, lambda number: steps[number]())) == {"ok": 1, "OutOfTurn": 1}


def test_overlapping_promises_at_once_leave_one(cast):
    made = [make.in_hall(cast) for _ in range(4)]
    who = cast.volunteer

    def take(number):
        return claims.claim(Order.objects.get(pk=made[number].pk), volunteer=who, by=who.person.user, at=make.NOW)

    assert kinds(at_once(4, take)) == {"ok": 1, "RuleBroken": 3}
    assert sum(Order.objects.values_list("taken", flat=True)) == 1


def test_one_source_posts_once(cast):
    source = ledger.house(make.COUNTY, "issue")
    account = ledger.account_of(cast.volunteer.person, make.COUNTY)
    post = {"debit": source, "credit": account, "points": 3, "source": "once", "words": "试", "at": make.NOW}
    results = at_once(16, lambda _: ledger.post(**post))
    account.refresh_from_db()
    assert results.count(True) == 1 and results.count(False) == 15
    assert account.balance == 3


def test_a_balance_is_never_overdrawn(cast):
    house = ledger.house(make.COUNTY, "issue")
    lapsed = ledger.house(make.COUNTY, "expired")
    account = ledger.account_of(cast.volunteer.person, make.COUNTY)
    ledger.post(debit=house, credit=account, points=10, source="in", words="试", at=make.NOW)

    def spend(number):
        ledger.post(debit=account, credit=lapsed, points=1, source=f"out:{number}", words="试", at=make.NOW)

    assert kinds(at_once(CROWD, spend)) == {"ok": 10, "RuleBroken": CROWD - 10}
    account.refresh_from_db()
    assert account.balance == 0 and ledger.faults() == []


def test_serving_twice_at_once_serves_once(cast):
    order = make.in_hall(cast)
    orders.start(order, by=cast.manager, at=make.NOW)
    served = at_once(2, lambda _: orders.serve(Order.objects.get(pk=order.pk), by=cast.manager, at=make.NOW))
    assert kinds(served) == {"ok": 1, "OutOfTurn": 1}


def test_vouchers_are_never_more_than_the_round_and_each_is_used_once(cast, crowd):
    Volunteer.objects.update(stars=5)
    for number in range(ROUNDS):
        merchant, _ = shop(cast, agreement=f"礼 {number}")
        courtesy = thanks(cast, merchant, quota=PLACES)
        took = at_once(
            CROWD, lambda at, of=courtesy: take(of, volunteer=crowd[at], by=crowd[at].person.user, at=make.NOW)
        )
        assert kinds(took) == {"ok": PLACES, "RuleBroken": CROWD - PLACES}
        assert Share.objects.get(courtesy=courtesy).taken == PLACES
        code = Voucher.objects.filter(share__courtesy=courtesy).first().code
        used = at_once(8, lambda _, of=merchant, code=code: redeem(of, code=code, at=make.NOW))
        assert kinds(used) == {"ok": 1, "RuleBroken": 7}


def test_one_volunteer_pressing_often_has_his_vouchers_and_no_more(cast):
    Volunteer.objects.update(stars=5)
    courtesy, who = thanks(cast, quota=50, each=2), cast.volunteer
    took = at_once(16, lambda _: take(courtesy, volunteer=who, by=who.person.user, at=make.NOW))
    assert kinds(took) == {"ok": 2, "RuleBroken": 14}
    assert Share.objects.get().taken == Voucher.objects.count() == 2
