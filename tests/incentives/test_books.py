"""Points lapse, pass to the household, go back, are given by hand, and are sealed: each rule by itself."""

from contextlib import nullcontext
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from civcenter.accounts.roles import Role
from civcenter.kit.errors import OutOfTurn, RuleBroken
from civcenter.notices.models import Notice
from civcenter.residents.actions import found_household, new_person
from incentives import ledger
from incentives.actions import decide, give_to_household, lapse_due, propose, propose_offset, waive, warn_of_lapsing
from incentives.choices import AccountKind, ManualStatus, ShortfallStatus
from incentives.models import Account, Entry, ManualEntry, ManualRule, Shortfall
from incentives.seeds import ALWAYS
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def account(cast):
    return ledger.account_of(cast.volunteer.person, make.COUNTY)


def earn(account, points, last_day=None, source=None):
    ledger.post(
        debit=ledger.house(account.county, AccountKind.ISSUE),
        credit=account,
        points=points,
        source=source or f"test:{next(make.numbers)}",
        words="理发",
        at=make.NOW,
        expires_on=last_day,
    )
    return Entry.objects.latest("pk")


def spend(account, points):
    issue = ledger.house(account.county, AccountKind.ISSUE)
    ledger.post(debit=account, credit=issue, points=points, source=f"test:{next(make.numbers)}", words="", at=make.NOW)
    return Entry.objects.latest("pk")


def held(account):
    return Account.objects.get(pk=account.pk).balance


def midnight_after(day):
    return make.NOW.replace(year=day.year, month=day.month, day=day.day) + timedelta(days=1)


def test_the_last_day_still_counts_and_the_oldest_is_spent_first(account):
    first, second = date(2027, 1, 31), date(2027, 2, 28)
    earn(account, 10, first)
    earn(account, 5, second)
    spend(account, 8)
    lapse_due(at=midnight_after(first) - timedelta(days=1))
    assert held(account) == 7
    lapse_due(at=midnight_after(first))
    lapse_due(at=midnight_after(first))
    assert held(account) == 5
    lapse_due(at=midnight_after(second))
    assert held(account) == 0
    assert ledger.balance(ledger.house(make.COUNTY, AccountKind.EXPIRED)) == 7


def test_undoing_a_purchase_gives_old_points_no_longer_life(account):
    day = date(2027, 1, 31)
    earn(account, 10, day)
    bought = spend(account, 10)
    lapse_due(at=midnight_after(day))
    assert ledger.reverse(bought, at=make.NOW, words="退") == 10
    lapse_due(at=midnight_after(day) + timedelta(hours=1))
    assert held(account) == 0


def test_a_later_rule_with_a_shorter_life_does_not_overtake(account):
    earn(account, 1, date(2028, 1, 1))
    assert earn(account, 1, date(2027, 1, 1)).expires_on == date(2028, 1, 1)


def test_holders_are_told_60_30_and_7_days_before_and_once(account, cast):
    last = make.NOW.date() + timedelta(days=60)
    earn(account, 10, last)
    for days in (0, 0, 1, 30, 53, 54):
        warn_of_lapsing(at=make.NOW + timedelta(days=days))
    told = Notice.objects.filter(source__startswith="lapsing:", user_id=cast.volunteer.person.user_id)
    assert told.count() == 3
    assert "10 分" in told.first().text


def test_each_part_keeps_its_last_day_in_the_household(account, cast):
    person = cast.volunteer.person
    person.household = found_household(name="李", division_id=make.VILLAGE, at=make.NOW)
    person.save()
    earn(account, 10, date(2027, 1, 31))
    earn(account, 10, date(2027, 3, 31))
    spend(account, 4)
    give_to_household(person, points=Decimal(9), key="k", at=make.NOW)
    give_to_household(person, points=Decimal(9), key="k", at=make.NOW)
    shared = ledger.account_of_household(person.household)
    parts = shared.credits.order_by("pk").values_list("points", "expires_on")
    assert list(parts) == [(6, date(2027, 1, 31)), (3, date(2027, 3, 31))]
    assert (held(account), held(shared)) == (7, 9)


def test_nothing_passes_to_strangers(account, cast):
    earn(account, 10)
    with pytest.raises(RuleBroken, match="还没有登记在哪一户"):
        give_to_household(cast.volunteer.person, points=Decimal(1), key="k", at=make.NOW)


def test_what_was_spent_cannot_be_taken_back_and_is_listed(account, cast):
    given = earn(account, 10)
    spend(account, 7)
    assert ledger.reverse(given, at=make.NOW, words="作废") == 3
    assert ledger.reverse(given, at=make.NOW, words="作废") == 0
    missing = Shortfall.objects.get(entry=given)
    assert (held(account), missing.points) == (0, 7)
    with pytest.raises(RuleBroken, match="县办"):
        waive(missing, by=cast.manager, at=make.NOW, reason="老人家不容易")
    waive(missing, by=cast.office, at=make.NOW, reason="老人家不容易")
    with pytest.raises(OutOfTurn):
        waive(missing, by=cast.office, at=make.NOW, reason="再来一次")


def test_a_shortfall_is_made_good_by_two_people(account, cast):
    given = earn(account, 10)
    spend(account, 10)
    ledger.reverse(given, at=make.NOW, words="作废")
    missing = Shortfall.objects.get(entry=given)
    earn(account, 20)
    with pytest.raises(RuleBroken, match="只差 10 分"):
        propose_offset(missing, points=Decimal(11), reason="扣回", by=cast.manager, at=make.NOW)
    offset = propose_offset(missing, points=Decimal(10), reason="扣回", by=cast.manager, at=make.NOW)
    decide(offset, accept=True, by=cast.chief, at=make.NOW)
    missing.refresh_from_db()
    assert (held(account), missing.status) == (10, ShortfallStatus.OFFSET)


def test_the_opposite_of_something_else_is_refused(account):
    given = earn(account, 10)
    other = ledger.account_of(new_person(name="别人", at=make.NOW), make.COUNTY)
    earn(other, 10)
    issue = ledger.house(make.COUNTY, AccountKind.ISSUE)
    for debit, points in ((other, 10), (account, 11)):
        with pytest.raises((IntegrityError, RuleBroken)), transaction.atomic():
            earn(account, 20)
            ledger.post(debit=debit, credit=issue, points=points, source="wrong", words="", at=make.NOW, reverses=given)


@pytest.fixture
def courage():
    return ManualRule.objects.get(code="courage")


def by_hand(account, rule, by, points=50, day=None):
    what = {"points": Decimal(points), "reason": "救人", "proof": "公安证明 3 号", "happened_on": day}
    return propose(account=account, rule=rule, by=by, at=make.NOW, **what)


def test_points_by_hand_need_two_people(account, cast, courage):
    asked = by_hand(account, courage, cast.manager)
    assert held(account) == 0
    with pytest.raises(RuleBroken, match="另一位同事"):
        decide(asked, accept=True, by=cast.manager, at=make.NOW)
    decide(asked, accept=True, by=cast.chief, at=make.NOW)
    assert held(account) == 50
    assert Entry.objects.get(source=f"manual:{asked.pk}").expires_on == date(2028, 11, 23)
    with pytest.raises(OutOfTurn):
        decide(asked, accept=True, by=cast.chief, at=make.NOW)


def test_the_database_wants_two_people_and_a_transfer(account, cast, courage):
    asked = by_hand(account, courage, cast.manager)
    row = ManualEntry.objects.filter(pk=asked.pk)
    for change in (
        {"decided_by": cast.manager},
        {"status": ManualStatus.POSTED, "decided_by": cast.chief},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**change)
    decide(asked, accept=False, by=cast.chief, at=make.NOW, reason="证明不清楚")
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        row.update(status=ManualStatus.PROPOSED)


def test_nobody_proposes_or_decides_for_himself_or_elsewhere(account, cast, courage):
    with pytest.raises(RuleBroken, match="不归您管"):
        by_hand(account, courage, cast.neighbour)
    asked = by_hand(account, courage, cast.manager)
    person = cast.volunteer.person
    make.holds_a_post(person, make.staff("self", Role.STATION_MANAGER, make.VILLAGE))
    with pytest.raises(RuleBroken, match="在职人员"):
        by_hand(Account.objects.get(pk=account.pk), courage, cast.manager, day=date(2026, 11, 22))
    with pytest.raises(RuleBroken, match="自己的分"):
        decide(ManualEntry.objects.get(pk=asked.pk), accept=True, by=person.staff, at=make.NOW)


def test_the_rule_caps_one_time_and_one_month(account, cast, courage):
    with pytest.raises(RuleBroken, match="一次最多 50 分"):
        by_hand(account, courage, cast.manager, points=51)
    ours = {"county": make.COUNTY, "code": "courage", "name": "见义勇为", "most": 50, "proof": "公安证明"}
    rule = ManualRule.objects.create(document=courage.document, effective=ALWAYS, cap_month=60, **ours)
    decide(by_hand(account, rule, cast.manager), accept=True, by=cast.chief, at=make.NOW)
    with pytest.raises(RuleBroken, match="已经提过"):
        by_hand(account, rule, cast.manager, 10)
    for day, points, fault in ((2, 11, pytest.raises(RuleBroken, match="这个月已记 50 分")), (3, 10, nullcontext())):
        asked = by_hand(account, rule, cast.manager, points, day=date(2026, 11, day))
        with fault:
            decide(asked, accept=True, by=cast.chief, at=make.NOW)
    assert held(account) == 60


def test_queries_of_one_account_do_not_read_the_others(account):
    earn(account, 1, date(2027, 1, 1))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Entry.objects.of(account).explain()
    assert "Seq Scan" not in plan
