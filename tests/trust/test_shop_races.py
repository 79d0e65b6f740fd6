"""A shop whose last goods sixty-four people want at once, and a balance that pays once; each with its control."""

import pytest
from django.db import connection

from incentives import actions, ledger
from incentives.models import Account, Redemption, ShopItem
from tests import factories as make
from tests.incentives import shelf as lay
from tests.trust.threads import at_once, kinds

pytestmark = pytest.mark.django_db(transaction=True)
CROWD, STOCK, ROUNDS = 64, 10, 3


def pause():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.05)")


def test_the_last_goods_are_never_oversold_and_a_balance_pays_once():
    cast = make.cast()
    shelf = lay.shop(cast, stock=0, price=5)
    people = [lay.rich(points=100) for _ in range(CROWD)]
    for number in range(ROUNDS):
        item = lay.goods(cast, shelf.shop, f"肥皂 {number}", 5, STOCK)

        def take(at, item=item):
            person, account = people[at]
            return lay.reserved(item, person, account, key=str(item.pk))

        assert kinds(at_once(CROWD, take)) == {"ok": STOCK, "RuleBroken": CROWD - STOCK}
        assert ShopItem.objects.get(pk=item.pk).stock == 0 and item.redemptions.count() == STOCK
    for _ in range(ROUNDS):
        person, account = lay.rich(points=50)
        item = lay.goods(cast, shelf.shop, f"毛巾 {account.pk}", 5, CROWD)
        spent = at_once(CROWD, lambda n, item=item, who=person, own=account: lay.reserved(item, who, own, key=f"{n}"))
        assert kinds(spent) == {"ok": 10, "RuleBroken": CROWD - 10}
        assert lay.stands(item, account) == (CROWD - 10, 0)
    lay.exact()


def test_goods_are_oversold_when_read_before_written():
    """The control: the same crowd against a look beforehand reserves more than lies there."""
    cast = make.cast()
    shelf = lay.shop(cast, stock=STOCK, price=5)
    people = [lay.rich(points=100) for _ in range(CROWD)]
    till = ledger.account_of_shop(shelf.shop)

    def take(at):
        if shelf.item.redemptions.count() < STOCK:
            pause()
            person, account = people[at]
            pay = {"debit": account, "credit": till, "points": 5, "source": f"raw:{at}", "words": "", "at": make.NOW}
            ledger.post(**pay)
            raw = {"shop": shelf.shop, "item": shelf.item, "division_id": shelf.shop.place, "quantity": 1, "points": 5}
            raw |= {"code": f"{at:06d}", "code_key": f"{at}", "source": f"raw:{at}", "reserved_at": make.NOW}
            raw |= {"undo_until": make.NOW, "keep_until": make.NOW.date(), "entry": account.debits.get()}
            Redemption.objects.create(account=account, person=person, **raw)

    at_once(CROWD, take)
    assert shelf.item.redemptions.count() > STOCK


def test_a_balance_is_overdrawn_when_read_before_written():
    """The control: what the crowd may spend by a look beforehand is more than there is."""
    make.county()
    _, account = lay.rich(points=50)
    allowed = []

    def look(at):
        if Account.objects.get(pk=account.pk).balance - 5 * len(allowed) >= 5:
            pause()
            allowed.append(at)

    at_once(CROWD, look)
    assert len(allowed) > 10


def test_collecting_undoing_and_lapsing_at_once_is_one_of_them_while_others_buy():
    cast = make.cast()
    shelf = lay.shop(cast, stock=40, price=5)
    person, account = lay.rich(points=100)
    rows = [lay.reserved(shelf.item, person, account, key=f"{n}") for n in range(4)]

    def go(at):
        row = Redemption.objects.get(pk=rows[at % 4].pk)
        if at % 3 == 0:
            return actions.undo(row, by=person.user, at=make.NOW)
        if at % 3 == 1:
            return actions.collect([row], taken="self", by=shelf.keeper, at=make.NOW)
        return lay.reserved(shelf.item, person, account, key=f"more {at}")

    results = kinds(at_once(24, go))
    assert set(results) <= {"ok", "OutOfTurn", "RuleBroken"}, results
    assert {row.status for row in Redemption.objects.filter(pk__in=[r.pk for r in rows])} <= {"collected", "undone"}
    lay.exact()


class Killed(BaseException):
    """The worker dies between two rows: nothing of the second is left, as the database rolls it back."""


def test_a_worker_killed_while_reservations_lapse_leaves_whole_ones_and_the_rerun_the_same_books(monkeypatch):
    cast = make.cast()
    shelf = lay.shop(cast, stock=10, price=5)
    person, account = lay.rich(points=100)
    for number in range(3):
        lay.reserved(shelf.item, person, account, key=f"{number}")
    night = make.NOW.replace(month=12, day=20)
    whole, done = ledger.reverse, []

    def dies(*args, **kwargs):
        done.append(1)
        if len(done) == 2:
            raise Killed
        return whole(*args, **kwargs)

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(ledger, "reverse", dies)
        actions.lapse_reservations(at=night)
    assert lay.stands(shelf.item, account) == (8, 90)
    lay.exact()
    assert actions.lapse_reservations(at=night) == 2 and actions.lapse_reservations(at=night) == 0
    assert lay.stands(shelf.item, account) == (10, 100)
    lay.exact()
