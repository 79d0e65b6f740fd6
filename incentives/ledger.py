"""The one door to points: transfers, posted once for each source whatever is retried.

The application's only write is one INSERT … ON CONFLICT (source) DO NOTHING; a trigger of the database
moves both balances and a constraint refuses to take more than there is.
"""

from decimal import Decimal

from django.db import IntegrityError, connection, transaction
from django.db.models import DecimalField, Sum
from django.db.models.functions import Coalesce

from civcenter.kit.errors import RuleBroken
from civcenter.kit.verbs import verb
from incentives.choices import UNSTORED, AccountKind
from incentives.models import Account, Entry, Shortfall

POST = """INSERT INTO incentives_entry
  (debit_id, credit_id, points, source, words, at, rule_id, record_id, reverses_id, expires_on)
  VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, NULL)
  ON CONFLICT (source) DO NOTHING"""

# A credit never expires before an earlier one of the same account.
LATEST = "greatest(%s::date, (SELECT max(expires_on) FROM incentives_entry WHERE credit_id = %s))"
POST_EXPIRING = POST.replace("NULL", LATEST)

POST_MANY = """INSERT INTO incentives_entry (debit_id, credit_id, points, source, words, at)
  SELECT d, c, p, s, w, %s FROM unnest(%s::bigint[], %s::bigint[], %s::numeric[], %s::text[], %s::text[])
    AS x(d, c, p, s, w) ORDER BY d, c
  ON CONFLICT (source) DO NOTHING"""


class OtherContent(Exception):
    """The same source was posted before with other accounts or points: a fault in the caller."""


def house(county, kind):
    """The county's issue or expiry account; made when first asked for."""
    return Account.objects.get_or_create(county=county, kind=kind)[0]


def account_of(person, county):
    """The person's own account; made when first asked for."""
    return Account.objects.get_or_create(person=person, defaults={"kind": AccountKind.PERSON, "county": county})[0]


def account_of_household(household):
    """The household's account; made when first asked for."""
    defaults = {"kind": AccountKind.HOUSEHOLD, "county": household.county}
    return Account.objects.get_or_create(household=household, defaults=defaults)[0]


def account_of_shop(shop):
    """What was paid for the shop's goods; made when first asked for."""
    return Account.objects.get_or_create(shop=shop, defaults={"kind": AccountKind.SHOP, "county": shop.county})[0]


def locked(account):
    """The account as it stands now, held until the transaction ends: nothing is taken from it or given meanwhile."""
    return Account.objects.select_for_update(no_key=True).get(pk=account.pk)


@verb
def post(*, debit, credit, points, source, words, at, rule=None, record=None, expires_on=None, reverses=None):
    """Move points from `debit` to `credit`; returns whether this call did it.

    `points` > 0 with two decimals. The same source again changes nothing; with other content it raises
    `OtherContent`. More than the balance raises `RuleBroken`. `expires_on` is moved back to the account's
    latest, so that a credit never expires before an earlier one; None never expires.
    """
    row = [debit.pk, credit.pk, points, source, words[:80], at]
    row += [rule and rule.pk, record and record.pk, reverses and reverses.pk]
    statement, dates = (POST_EXPIRING, [expires_on, credit.pk]) if expires_on else (POST, [])
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, row + dates)
            posted = cursor.rowcount == 1
    except IntegrityError as error:
        if "balance_not_negative" in str(error):
            raise RuleBroken("积分不够，这次没有扣分。") from error
        raise
    if not posted:
        _same(source, debit, credit, points)
    return posted


def _same(source, debit, credit, points):
    known = Entry.objects.values_list("debit_id", "credit_id", "points").get(source=source)
    if known != (debit.pk, credit.pk, Decimal(points)):
        raise OtherContent(source)


def post_many(rows, at):
    """Post `(debit_id, credit_id, points, source, words)` rows in one statement; returns how many were new."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(POST_MANY, [at, *map(list, zip(*rows, strict=True))])
        return cursor.rowcount


@verb
def reverse(entry, *, at, words):
    """Undo a transfer by its opposite, once. What was spent meanwhile cannot be taken: it is kept as a `Shortfall`.

    Returns the points that went back.
    """
    holder = _both_locked(entry)
    if Entry.objects.filter(reverses=entry).exists() or Shortfall.objects.filter(entry=entry).exists():
        return Decimal(0)
    points = entry.points if holder.kind in UNSTORED else min(entry.points, holder.balance)
    if points < entry.points:
        Shortfall.objects.create(entry=entry, points=entry.points - points, at=at)
    if points > 0:
        post(
            debit=holder,
            credit=entry.debit,
            points=points,
            source=f"reverse:{entry.pk}",
            words=words,
            at=at,
            record=entry.record,
            reverses=entry,
        )
    return points


def _both_locked(entry):
    """Whom a reversal takes from, as it stands now. Both are locked in the order of the transfer's own trigger.

    (Were only he locked, a purchase at that moment, which holds the other one and waits for him, would never end.)
    """
    stored = Account.objects.exclude(kind__in=UNSTORED).filter(pk__in=[entry.debit_id, entry.credit_id])
    held = {account.pk: account for account in stored.select_for_update(no_key=True).order_by("pk")}
    return held.get(entry.credit_id, entry.credit)


def balance(account):
    """Points of the account now; the house accounts' is a sum on reading."""
    if account.kind not in UNSTORED:
        return account.balance
    return _sum(Entry.objects.filter(credit=account)) - _sum(Entry.objects.filter(debit=account))


def _sum(entries):
    total = Coalesce(Sum("points"), 0, output_field=DecimalField(max_digits=14, decimal_places=2))
    return entries.aggregate(total=total)["total"]


def faults():
    """Accounts whose stored balance is not the sum of their entries, as sentences; empty when the books are true."""
    zero = Decimal(0)
    credits = dict(Entry.objects.values_list("credit").annotate(Sum("points")).order_by())
    debits = dict(Entry.objects.values_list("debit").annotate(Sum("points")).order_by())
    stored = Account.objects.exclude(kind__in=UNSTORED)
    return [
        f"账户 {pk}：余额 {held}，流水合计 {credits.get(pk, zero) - debits.get(pk, zero)}"
        for pk, held in stored.values_list("pk", "balance")
        if held != credits.get(pk, zero) - debits.get(pk, zero)
    ]
