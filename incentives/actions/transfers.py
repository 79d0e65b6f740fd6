"""Points that pass from a person to the own household; nothing else passes between people."""

from decimal import Decimal

from django.db.models import F, Sum

from civcenter.kit.errors import RuleBroken
from civcenter.kit.verbs import verb
from incentives import ledger
from incentives.models import Entry


@verb
def give_to_household(person, *, points, key, at):
    """Move points to the person's household; the oldest go first and each part keeps its last day.

    `key` names the request: the same one again changes nothing. Raises RuleBroken without a household or points.
    """
    if person.household is None:
        raise RuleBroken("您还没有登记在哪一户。请到站上登记，积分都还在。")
    own = ledger.locked(ledger.account_of(person, person.household.county))
    if own.debits.filter(source__startswith=f"household:{own.pk}:{key}:").exists():
        return
    if points > own.balance:
        raise RuleBroken(f"积分不够：现在有 {own.balance.normalize():f} 分。一分也没有动。", field="points")
    shared = ledger.account_of_household(person.household)
    for number, (last_day, part) in enumerate(_oldest(own, points)):
        ledger.post(
            debit=own,
            credit=shared,
            points=part,
            source=f"household:{own.pk}:{key}:{number}",
            words="转给家里",
            at=at,
            expires_on=last_day,
        )


def _oldest(account, points):
    """The parts of the oldest `points` that the account still holds, as (last day, points)."""
    spent = _spent(account)
    for last_day, part in _credits(account):
        used = min(spent, part)
        spent, taken = spent - used, min(part - used, points)
        points -= taken
        if taken:
            yield last_day, taken


def _credits(account):
    """Credits by their last day, the ones without one last, less what was taken back of them."""
    undone = dict(
        Entry.objects.filter(debit=account, reverses__isnull=False)
        .values_list("reverses__expires_on")
        .annotate(Sum("points"))
    )
    earned = Entry.objects.filter(credit=account, reverses=None).values_list("expires_on").annotate(Sum("points"))
    for last_day, part in earned.order_by(F("expires_on").asc(nulls_last=True)):
        yield last_day, part - undone.get(last_day, 0)


def _spent(account):
    spent = Entry.objects.filter(debit=account, reverses=None).aggregate(total=Sum("points"))["total"] or Decimal(0)
    returned = Entry.objects.filter(credit=account, reverses__isnull=False).aggregate(total=Sum("points"))["total"]
    return spent - (returned or Decimal(0))
