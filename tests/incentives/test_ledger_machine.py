"""The books under anything that may happen to them: whatever the order, they add up and nothing is lost or doubled."""

from collections import Counter
from datetime import date, timedelta
from itertools import count

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from civcenter.kit.errors import RuleBroken
from civcenter.residents.actions import found_household, new_person
from incentives import ledger
from incentives.actions import give_to_household, lapse_due
from incentives.choices import AccountKind
from incentives.models import Account, Entry, Shortfall
from tests import factories as make

RUNS, STEPS = 50, 30
FOREVER = date(9999, 1, 1)
POINTS = st.decimals("0.01", "30", places=2)
sources = count(1)


class Books(RuleBasedStateMachine):
    """Two people of one household and one outside; every verb of the ledger by chance, on a clock that goes on."""

    def __init__(self):
        super().__init__()
        self.hold = transaction.atomic()
        self.hold.__enter__()
        household = found_household(name="张三", division_id=make.VILLAGE, at=make.NOW)
        self.people = [new_person(name=f"第{n}人", at=make.NOW) for n in range(3)]
        for person in self.people[:2]:
            person.household = household
            person.save()
        self.accounts = [ledger.account_of(person, make.COUNTY) for person in self.people]
        self.issue = ledger.house(make.COUNTY, AccountKind.ISSUE)
        self.expired = ledger.house(make.COUNTY, AccountKind.EXPIRED)
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

    @rule(days=st.integers(1, 40), again=st.booleans())
    def nights(self, days, again):
        """The clock goes on and the night's task runs, perhaps twice."""
        self.at += timedelta(days=days)
        lapse_due(at=self.at)
        if again:
            assert lapse_due(at=self.at) == 0
        yesterday = self.at.date() - timedelta(days=1)
        for account in Account.objects.filter(balance__gt=0):
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
    def everything_lapses_in_the_end(self):
        for account in Account.objects.exclude(kind__in=("issue", "expired")):
            assert Entry.objects.lapsing(account, FOREVER) == account.balance


@pytest.mark.django_db
def test_the_books_hold_whatever_happens():
    make.county()
    quick = settings(
        max_examples=RUNS,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    run_state_machine_as_test(Books, settings=quick)
    assert connection.needs_rollback is False
