"""The books under anything that may happen to them: whatever the order, they add up and nothing is lost or doubled."""

from collections import Counter
from contextlib import nullcontext
from datetime import date, timedelta
from itertools import count

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from civcenter.kit.errors import RuleBroken
from civcenter.residents.actions import found_household, new_person
from civcenter.residents.models import Person
from incentives import actions, ledger
from incentives.actions import give_to_household, lapse_due
from incentives.actions.shelves import on_the_books
from incentives.choices import HELD, AccountKind
from incentives.flow import SPENT
from incentives.models import Account, Entry, Redemption, ShopItem, Shortfall
from tests import factories as make
from tests.incentives import shelf as lay

RUNS, STEPS = 50, 30
FOREVER = date(9999, 1, 1)
POINTS = st.decimals("0.01", "30", places=2)
sources = count(1)


class Books(RuleBasedStateMachine):
    """Two people of one household and one outside, and a shop; every verb of points by chance, on a clock that goes on.

    `cast` and `shelf` stand before the first run.
    """

    cast, shelf = None, None

    def __init__(self):
        super().__init__()
        self.hold = transaction.atomic()
        self.hold.__enter__()
        household = found_household(name="张三", division_id=make.VILLAGE, at=make.NOW)
        phones = [make.phone_user(make.fresh_phone()) for _ in range(3)]
        self.people = [new_person(name=f"第{n}人", user=user, at=make.NOW) for n, user in enumerate(phones)]
        self.users = {person.pk: person.user for person in self.people}
        for person in self.people[:2]:
            person.household = household
            person.save()
        self.shared = ledger.account_of_household(household)
        self.accounts = [ledger.account_of(person, make.COUNTY) for person in self.people]
        self.issue = ledger.house(make.COUNTY, AccountKind.ISSUE)
        self.expired = ledger.house(make.COUNTY, AccountKind.EXPIRED)
        self.till = ledger.account_of_shop(self.shelf.shop)
        self.at = make.NOW
        self.entries = 0

    def teardown(self):
        self.hold.__exit__(RuntimeError, RuntimeError("rolled back"), None)

    @rule(who=st.integers(0, 2), points=POINTS, days=st.integers(1, 60), again=st.booleans())
    def earn(self, who, points, days, again):
        source = f"machine:{next(sources)}"
        day = self.at.date() + timedelta(days=days)
        way = {"debit": self.issue, "credit": self.accounts[who], "source": source, "expires_on": day}
        assert ledger.post(points=points, words="", at=self.at, **way)
        if again:
            assert not ledger.post(points=points, words="", at=self.at, **way)

    @rule(who=st.integers(0, 2), points=POINTS)
    def spend(self, who, points):
        account = Account.objects.get(pk=self.accounts[who].pk)
        source = f"machine:{next(sources)}"
        way = {"debit": account, "credit": self.issue, "source": source, "points": points}
        if points <= account.balance:
            ledger.post(words="", at=self.at, **way)
            return
        with pytest.raises(RuleBroken), transaction.atomic():
            ledger.post(words="", at=self.at, **way)

    @rule(which=st.integers(0, 200))
    def undo(self, which):
        """Any transfer of service or of a purchase, even twice; what was spent is kept as a shortfall."""
        entries = Entry.objects.filter(source__startswith="machine:").order_by("pk")
        if not entries:
            return
        entry = entries[which % len(entries)]
        before = Shortfall.objects.filter(entry=entry).count() + Entry.objects.filter(reverses=entry).count()
        back = ledger.reverse(entry, at=self.at, words="冲正")
        missing = sum(Shortfall.objects.filter(entry=entry).values_list("points", flat=True))
        assert before or back + missing == entry.points
        assert not before or back == 0

    @rule(who=st.integers(0, 1), points=POINTS, again=st.booleans())
    def share(self, who, points, again):
        key, person = str(next(sources)), self.people[who]
        held = Account.objects.get(pk=self.accounts[who].pk).balance
        if points > held:
            with pytest.raises(RuleBroken), transaction.atomic():
                give_to_household(person, points=points, key=key, at=self.at)
            return
        for _ in range(1 + again):
            give_to_household(person, points=points, key=key, at=self.at)
        assert Account.objects.get(pk=self.accounts[who].pk).balance == held - points

    @rule(
        who=st.integers(0, 2),
        shared=st.booleans(),
        which=st.integers(0, 1),
        many=st.integers(1, 3),
        again=st.booleans(),
    )
    def reserve(self, who, shared, which, many, again):
        """From the own or the household's account, perhaps sent twice; refused where points or goods do not reach."""
        account = self.shared if shared and who < 2 else self.accounts[who]
        item = ShopItem.objects.get(pk=self.shelf.items[which].pk)
        held = Account.objects.get(pk=account.pk).balance
        key = str(next(sources))
        if many > item.stock or many * item.price > held:
            with pytest.raises(RuleBroken), transaction.atomic():
                lay.reserved(item, self.people[who], account, quantity=many, key=key, at=self.at)
            return
        for _ in range(1 + again):
            lay.reserved(item, self.people[who], account, quantity=many, key=key, at=self.at)
        assert Account.objects.get(pk=account.pk).balance == held - many * item.price

    def _some(self, which, *states):
        rows = Redemption.objects.filter(status__in=states).order_by("pk")
        return rows[which % len(rows)] if rows else None

    @rule(which=st.integers(0, 50))
    def think_better(self, which):
        row = self._some(which, "reserved", "undone", "lapsed")
        if row and row.status == "reserved" and self.at <= row.undo_until:
            actions.undo(row, by=self.users[row.person_id], at=self.at)
        elif row:
            with pytest.raises(RuleBroken), transaction.atomic():
                actions.undo(row, by=self.users[row.person_id], at=self.at)

    @rule(which=st.integers(0, 50))
    def collect(self, which):
        """By its code, which then opens it no more."""
        row = self._some(which, "reserved")
        if row is None or row.keep_until < self.at.date():
            return
        for good in (True, False):
            with nullcontext() if good else pytest.raises(RuleBroken), transaction.atomic():
                actions.hand_over(self.shelf.shop, row.code, [row.pk], taken="self", by=self.shelf.keeper, at=self.at)

    @rule(which=st.integers(0, 50), accept=st.booleans())
    def bring_back(self, which, accept):
        row = self._some(which, "collected")
        if row:
            actions.ask_return(row, reason="拿错了", by=self.shelf.keeper, at=self.at)
            actions.decide_return(row, accept=accept, by=self.cast.manager, at=self.at)

    @rule(which=st.integers(0, 1), more=st.integers(-2, 5), accept=st.booleans())
    def count(self, which, more, accept):
        """A stock-take, where the shelf may be found short or over."""
        item = ShopItem.objects.get(pk=self.shelf.items[which].pk)
        found = on_the_books(item) + more
        if found < 0 or item.stock + more < 0:
            return
        row = actions.count(item, counted=found, reason="数过", by=self.shelf.keeper, at=self.at)
        if more:
            actions.decide_count(row, accept=accept, by=self.cast.manager, at=self.at)
        assert ShopItem.objects.get(pk=item.pk).stock == item.stock + more * accept

    @rule()
    def restart(self):
        """Whatever a process knew is gone: only what the database holds goes on."""
        self.people = [Person.objects.get(pk=person.pk) for person in self.people]
        self.accounts = [Account.objects.get(pk=account.pk) for account in self.accounts]
        self.shared = Account.objects.get(pk=self.shared.pk)

    @rule(days=st.integers(1, 40), again=st.booleans())
    def nights(self, days, again):
        """The clock goes on and the night's task runs, perhaps twice."""
        self.at += timedelta(days=days)
        actions.lapse_reservations(at=self.at)
        lapse_due(at=self.at)
        if again:
            assert actions.lapse_reservations(at=self.at) == lapse_due(at=self.at) == 0
        assert not Redemption.objects.reserved().filter(keep_until__lt=self.at.date()).exists()
        yesterday = self.at.date() - timedelta(days=1)
        for account in Account.objects.filter(balance__gt=0, kind__in=HELD):
            assert Entry.objects.lapsing(account, yesterday) == 0

    @invariant()
    def the_books_add_up(self):
        assert ledger.faults() == []
        total = Account.objects.exclude(kind__in=("issue", "expired")).values_list("balance", flat=True)
        assert sum(total) + ledger.balance(self.issue) + ledger.balance(self.expired) == 0

    @invariant()
    def nothing_is_negative_lost_or_doubled(self):
        assert not Account.objects.exclude(kind__in=("issue", "expired")).filter(balance__lt=0).exists()
        assert max(Counter(Entry.objects.values_list("source", flat=True)).values(), default=1) == 1
        now = Entry.objects.count()
        assert now >= self.entries
        self.entries = now

    @invariant()
    def shelves_and_tills_are_what_moved(self):
        for item in ShopItem.objects.annotate(moved=Sum("moves__quantity")):
            assert item.stock == item.moved >= 0
        held = Redemption.objects.filter(status__in=SPENT).aggregate(total=Sum("points"))["total"] or 0
        assert Account.objects.get(pk=self.till.pk).balance == held

    @invariant()
    def everything_lapses_in_the_end(self):
        for account in Account.objects.filter(kind__in=HELD):
            assert Entry.objects.lapsing(account, FOREVER) == account.balance


@pytest.mark.django_db
def test_the_books_hold_whatever_happens():
    Books.cast = make.cast()
    Books.shelf = lay.shop(Books.cast, stock=8, price=7)
    towels = lay.goods(Books.cast, Books.shelf.shop, "毛巾 1 条", "2.5", 20)
    Books.shelf.items = [Books.shelf.item, towels]
    quick = settings(
        max_examples=RUNS,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    run_state_machine_as_test(Books, settings=quick)
    assert connection.needs_rollback is False
