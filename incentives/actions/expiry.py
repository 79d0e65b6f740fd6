"""Points that were not spent in time: said beforehand, three times, then let go."""

from datetime import timedelta
from itertools import pairwise

from django.utils import timezone

from civcenter.kit.verbs import verb
from civcenter.notices.actions import tell
from incentives import ledger
from incentives.choices import HELD, AccountKind
from incentives.models import Account, Entry

WARNINGS = (60, 30, 7)
"""Days before the last one on which the holder is told (standards 2.6)."""

LOOK_BACK = 400
"""Days after which a credit's last day is no longer looked at: by then every night's run has seen it."""


def lapse_due(*, at):
    """The nightly task: what was to be spent by yesterday goes to the county's expiry account. May run twice.

    Each account in a transaction of its own, so a run that was cut off has done whole accounts. Returns how many
    accounts lost points.
    """
    day = timezone.localdate(at) - timedelta(days=1)
    ending = Entry.objects.filter(expires_on__range=(day - timedelta(days=LOOK_BACK), day))
    held = Account.objects.filter(kind__in=HELD, balance__gt=0, pk__in=ending.values("credit"))
    return sum(lapse(account, day=day, at=at) for account in held.order_by("pk").iterator(chunk_size=500))


@verb
def lapse(account, *, day, at):
    """Let go what the account should have spent by the end of `day`; returns whether there was anything."""
    account = ledger.locked(account)
    points = Entry.objects.lapsing(account, day)
    if not points:
        return False
    # Undone purchases may lapse later for the same day, so the source counts on from what went before.
    before = account.debits.filter(source__startswith=f"lapse:{account.pk}:{day}:").count()
    return ledger.post(
        debit=account,
        credit=ledger.house(account.county, AccountKind.EXPIRED),
        points=points,
        source=f"lapse:{account.pk}:{day}:{before}",
        words=f"到期没用（{day:%Y-%m-%d} 前要用）",
        at=at,
    )


def warn_of_lapsing(*, at):
    """Tell holders 60, 30 and 7 days before points lapse, once for each month's points. Returns how many were told."""
    day = timezone.localdate(at)
    return sum(_warn(day, nearest, days, at) for days, nearest in pairwise((*WARNINGS, -1)))


def _warn(day, nearest, days, at):
    """Those whose points' last day is at most `days` away and more than `nearest`."""
    window = (day + timedelta(days=nearest + 1), day + timedelta(days=days))
    ending = Entry.objects.filter(expires_on__range=window).values("credit")
    held = Account.objects.filter(kind=AccountKind.PERSON, balance__gt=0, person__user__isnull=False, pk__in=ending)
    told = 0
    for account in held.select_related("person__user").order_by("pk").iterator(chunk_size=500):
        points = Entry.objects.lapsing(account, window[1])
        if points:
            told += bool(_tell(account, points, window[1], days, at))
    return told


def _tell(account, points, last, days, at):
    return tell(
        user=account.person.user,
        text=f"您有 {points.normalize():f} 分要在 {days} 天内用掉，过了 {last.month} 月 {last.day} 日就到期了。",
        link="/my/points/",
        source=f"lapsing:{account.pk}:{last:%Y%m}:{days}",
        at=at,
    )
