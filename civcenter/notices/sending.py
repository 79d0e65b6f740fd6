"""How the relay sends: lease one row in a short transaction, send outside of it, mark. Any number may run.

An attempt is written down before it is made. Whoever dies between the two leaves a row whose lease runs out; it
becomes "unsure" and visible, and is never sent again by itself, because the phone may have rung.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper, Q

from civcenter.kit.verbs import verb
from civcenter.notices import limits
from civcenter.notices.adapters import Hopeless, Refused
from civcenter.notices.models import CODE, CODE_LIVES, Notice

log = logging.getLogger(__name__)
State = Notice.State

LEASE = timedelta(minutes=2)
"""Longer than any adapter may take."""

PAUSES = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1))
"""After the first, second … failure; after the fifth the row is dead."""

SPENT_CODE = "（验证码已发出，不再保留）"
IS_CODE = ExpressionWrapper(Q(kind=CODE), output_field=BooleanField())


def send_next(adapter, *, clock):
    """Send the next due message; False where nothing was due. `clock()` is the time now."""
    row = lease(at=clock())
    if row is None:
        return False
    if row.state == State.LEASED:
        state, fault = _try(adapter, row)
        mark(row, state=state, fault=fault, at=clock())
    return True


@verb
def lease(*, at):
    """Take the next due row and write down the attempt; codes go first. None where nothing is due.

    A row that may not go now (limit of its phone, limit of the day, code too old) comes back put off or dead.
    """
    due = Notice.objects.due(at).order_by(IS_CODE.desc(), "due_at", "pk")
    row = due.select_for_update(skip_locked=True).first()
    if row is None:
        return None
    limits.hold(row.phone_key)
    if row.kind == CODE and row.created_at <= at - CODE_LIVES:
        row.state, row.fault = State.DEAD, "验证码已过期"
    elif later := _put_off(row, at):
        row.due_at = later
    else:
        row.state, row.leased_until = State.LEASED, at + LEASE
        row.attempts, row.attempted_at = row.attempts + 1, at
    row.save(update_fields=["state", "fault", "due_at", "leased_until", "attempts", "attempted_at"])
    return row


def _put_off(row, at):
    """When the row may be tried again, or None where it may go now."""
    if limits.is_spent(at):
        return limits.midnight(at) + timedelta(days=1)
    return limits.free_at(row.phone_key, at, besides=row.pk)


def _try(adapter, row):
    """Hand the message over; what came of it, and why it failed."""
    words = f"{row.text}{settings.CIV_SITE}{row.link}" if row.link and settings.CIV_SITE else row.text
    try:
        adapter.send(row.phone, words, f"{row.pk}-{row.attempts}")
    except Refused as refused:
        return (State.FAILED if row.attempts <= len(PAUSES) else State.DEAD), str(refused)
    except Hopeless as hopeless:
        return State.DEAD, str(hopeless)
    except Exception as fault:  # whatever it is, the phone may have rung
        return State.UNSURE, type(fault).__name__
    return State.SENT, ""


@verb
def mark(row, *, state, at, fault=""):
    """Write down what came of this attempt, and of no other."""
    changes = {"state": state, "fault": fault[:80], "leased_until": None}
    if state == State.SENT:
        changes["sent_at"] = at
    if state == State.FAILED:
        changes["due_at"] = at + PAUSES[row.attempts - 1]
    if row.kind == CODE and state != State.FAILED and not settings.CIV_DEMO:
        changes["text"] = SPENT_CODE
    mine = Notice.objects.filter(pk=row.pk, attempts=row.attempts, state__in=[State.LEASED, State.UNSURE])
    mine.update(**changes)
    if state != State.SENT:
        log.warning("notice %s: %s after %s attempts", row.pk, state, row.attempts)


@verb
def give_up_lost(*, at):
    """Attempts whose relay died: nobody knows whether the phone rang. Returns how many."""
    lost = Notice.objects.filter(state=State.LEASED, leased_until__lte=at)
    return lost.update(state=State.UNSURE, leased_until=None, fault="发送中断")
