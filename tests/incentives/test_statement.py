"""对账单: the months add up, what is left is what the books hold, and every figure has its credit."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from incentives import ledger, statement
from incentives.models import Account, Entry
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = make.NOW.date()


@pytest.fixture
def account():
    return ledger.account_of(make.cast().volunteer.person, make.COUNTY)


def move(account, points, day, last=None, undoes=None):
    """Points on to the account, or off it where they are below zero; returns the entry."""
    issue = ledger.house(make.COUNTY, "issue")
    debit, credit = (issue, account) if points > 0 else (account, issue)
    source, at = f"t:{next(make.numbers)}", make.NOW.replace(month=day.month, day=day.day, year=day.year)
    ledger.post(
        debit=debit, credit=credit, points=abs(points), source=source, words=f"{day:%m%d}", at=at, expires_on=last,
        reverses=undoes,
    )  # fmt: skip
    return Entry.objects.get(source=source)


@pytest.fixture
def told(account):
    """Three credits, a purchase, a credit put right by its opposite, a purchase given back."""
    soon, late = date(2026, 12, 24), date(2028, 9, 14)
    move(account, 60, date(2025, 9, 1), soon)
    move(account, -24, date(2026, 9, 15))
    wrong = move(account, 10, date(2026, 10, 8), late)
    move(account, -10, date(2026, 10, 9), undoes=wrong)
    bought = move(account, -30, date(2026, 10, 15))
    move(account, 30, date(2026, 10, 16), undoes=bought)
    move(account, 115, date(2026, 11, 21), late)
    move(account, 5, date(2026, 11, 21))
    return Account.objects.get(pk=account.pk)


def test_the_months_add_up_backwards_from_today(told):
    november, october = (statement.month(told, date(2026, month, 1)) for month in (11, 10))
    assert [(line.points, line.balance) for line in november["lines"]] == [(5, 156), (115, 151)]
    assert november["opening"] == 36
    assert [line.balance for line in october["lines"]] == [36, 6, 36, 46]
    assert [line.undoes for line in october["lines"]] == ["1015", "", "1008", ""]
    assert (october["opening"], statement.month(told, date(2025, 9, 1))["opening"]) == (36, 0)
    assert statement.months_with(told) == [date(2026, 11, 1), date(2026, 10, 1), date(2026, 9, 1), date(2025, 9, 1)]


def test_what_is_left_is_the_balance_the_oldest_spent_first(told):
    left = [(lot.points, lot.left, lot.expires_on) for lot in statement.lots(told)]
    late = date(2028, 9, 14)
    assert left == [(60, 36, date(2026, 12, 24)), (115, 115, late), (5, 5, None)]
    assert sum(part for _, part, _ in left) == told.balance
    assert Entry.objects.lapsing(told, date(2026, 12, 24)) == 36


def test_the_page_knows_what_lapses_and_the_seal(told):
    page = statement.whole(told, first=date(2026, 11, 1), day=TODAY)
    assert (page["soon"], page["soon_on"], page["pending"], page["seal"]) == (36, date(2026, 12, 24), 0, None)
    assert statement.whole(told, first=date(2026, 11, 1), day=TODAY - timedelta(days=40))["soon"] == 0


@pytest.mark.parametrize("text", ["2026-13", "1999-01", "2027-01", "x", "", None, "2026-12", "-", "２０２６-1x"])
def test_an_address_that_names_no_month_shows_this_one(text):
    assert statement.month_of(text, TODAY) == date(2026, 11, 1)
    assert statement.month_of("2026-03", TODAY) == date(2026, 3, 1)


def test_an_empty_account_is_a_page_too(account):
    page = statement.whole(account, first=date(2026, 11, 1), day=TODAY)
    assert (page["balance"], page["lots"], page["month"]["lines"], page["months"]) == (Decimal(0), [], [], [])
