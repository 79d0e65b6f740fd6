"""对账单: one account's months with a running balance, where each point came from, what lapses when. Reads only."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.db import connection
from django.db.models import Case, F, Q, Sum, When
from django.utils import timezone

from incentives import ledger
from incentives.choices import AccountKind
from incentives.models import Account, Entry, ManualEntry, Seal

SOON = timedelta(days=60)
"""From when on the statement warns, as the notices do (standards 2.6)."""

LOTS = 50
"""Rows of what is left, the next to lapse first; who holds more reads the rest as one line."""

# Oldest first, as spending takes them: what was taken back of a credit is not in it, nor what a refund gave back spent.
LEFT = """
WITH credits AS (
  SELECT e.id, e.words, e.at, e.expires_on, e.points - COALESCE(u.points, 0) AS points
    FROM incentives_entry e LEFT JOIN incentives_entry u ON u.reverses_id = e.id
   WHERE e.credit_id = %(account)s AND e.reverses_id IS NULL),
 spent AS (
  SELECT COALESCE((SELECT sum(points) FROM incentives_entry WHERE debit_id = %(account)s AND reverses_id IS NULL), 0)
       - COALESCE((SELECT sum(points) FROM incentives_entry
                    WHERE credit_id = %(account)s AND reverses_id IS NOT NULL), 0) AS points),
 lots AS (
  SELECT c.*, sum(c.points) OVER (ORDER BY c.expires_on NULLS LAST, c.id) - s.points AS beyond
    FROM credits c, spent s)
SELECT words, at, expires_on, points, LEAST(points, beyond) AS left FROM lots
 WHERE beyond > 0 AND points > 0 ORDER BY expires_on NULLS LAST, id"""


@dataclass(frozen=True)
class Lot:
    """One credit of which something is left."""

    words: str
    at: datetime
    expires_on: object
    points: Decimal
    left: Decimal


@dataclass(frozen=True)
class Line:
    """One transfer as its holder reads it: plus or minus, and the balance after it."""

    at: datetime
    words: str
    points: Decimal
    balance: Decimal
    record_id: int | None
    undoes: str


def lots(account):
    """What the balance consists of, the next to lapse first."""
    with connection.cursor() as cursor:
        cursor.execute(LEFT, {"account": account.pk})
        return [Lot(*row) for row in cursor.fetchall()]


def month_of(text, today):
    """The first day of the month an address names (2026-11); this month where it names none or one to come."""
    year, _, month = (text or "").partition("-")
    if not (year.isdecimal() and month.isdecimal() and 2000 <= int(year) <= today.year and 1 <= int(month) <= 12):
        return today.replace(day=1)
    return min(today.replace(year=int(year), month=int(month), day=1), today.replace(day=1))


def month(account, first):
    """The month's transfers, newest first, with the balance after each; and the balance at its beginning.

    Walked back from today's balance, so that it costs the same however long the books are.
    """
    zone = timezone.get_current_timezone()
    begin = datetime.combine(first, time(), zone)
    end = datetime.combine(first + relativedelta(months=1), time(), zone)
    entries = Entry.objects.of(account)
    balance = ledger.balance(account) - _net(entries.filter(at__gte=end), account)
    found = entries.filter(at__gte=begin, at__lt=end).select_related("reverses").order_by("-at", "-pk")
    lines = []
    for entry in found:
        points = entry.points if entry.credit_id == account.pk else -entry.points
        undoes = entry.reverses.words if entry.reverses else ""
        lines.append(Line(entry.at, entry.words, points, balance, entry.record_id, undoes))
        balance -= points
    return {"lines": lines, "opening": balance, "first": first}


def everything(account):
    """Every transfer since the first, oldest first, as rows of a table: day, words, points, balance, last day."""
    balance, rows = Decimal(0), []
    for entry in Entry.objects.of(account).order_by("at", "pk"):
        points = entry.points if entry.credit_id == account.pk else -entry.points
        balance += points
        rows.append([f"{timezone.localdate(entry.at)}", plain(entry.words), points, balance, entry.expires_on or ""])
    return rows


def plain(words):
    """Words that a spreadsheet takes for words, whatever somebody typed."""
    return f"'{words}" if words[:1] in tuple("=+-@\t\r") else words


def _net(entries, account):
    signed = Sum(Case(When(credit=account, then=F("points")), default=-F("points")))
    return entries.aggregate(net=signed)["net"] or Decimal(0)


def months_with(account):
    """The months in which anything moved, newest first, as their first days."""
    days = Entry.objects.of(account).order_by().datetimes("at", "month", order="DESC")
    return [timezone.localdate(moment) for moment in days]


def whole(account, *, first, day):
    """Everything the statement shows of an account, for page, print, CSV and PDF alike."""
    held = lots(account)
    ending = [lot for lot in held if lot.expires_on and lot.expires_on <= day + SOON]
    return {
        "account": account,
        "balance": ledger.balance(account),
        "month": month(account, first),
        "months": months_with(account),
        "lots": held[:LOTS],
        "rest": sum((lot.left for lot in held[LOTS:]), Decimal(0)),
        "soon": sum((lot.left for lot in ending), Decimal(0)),
        "soon_on": ending[0].expires_on if ending else None,
        "soon_points": sum((lot.left for lot in ending if lot.expires_on == ending[0].expires_on), Decimal(0)),
        "pending": pending([account]),
        "seal": Seal.objects.order_by("last").last(),
    }


def pending(accounts):
    """Points to come: on lists that hang and not booked yet."""
    return ManualEntry.objects.pending().filter(account__in=accounts).aggregate(points=Sum("points"))["points"] or 0


def accounts_of(person):
    """The person's own account and the household's, own first; those that exist."""
    mine = Account.objects.filter(Q(person=person) | Q(household__isnull=False, household=person.household_id))
    mine = mine.select_related("person", "household")
    return sorted(mine, key=lambda account: account.kind != AccountKind.PERSON)
