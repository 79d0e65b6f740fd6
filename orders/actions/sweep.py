"""The clock's hand: reminds half-way, escalates when overdue, lets lapse and expire. May run twice or beside itself."""

from django.db.models import Exists, OuterRef

from civcenter.kit.errors import OutOfTurn
from civcenter.kit.verbs import verb
from incentives.actions import settle_due
from orders import telling
from orders.actions.claims import lapse
from orders.actions.moving import record_once
from orders.actions.safety import look_after
from orders.actions.wishes import expire
from orders.flow import ClaimStatus, WishStatus
from orders.hands import SYSTEM
from orders.models import Claim, Event, Order, Wish
from volunteers.actions.certificates import remind_of_certificates

BATCH = 500


def sweep(at):
    """One round of everything the clock does; returns counts by name. Each row is a transaction of its own."""
    return {
        "lapsed": _each(Claim.objects.filter(status=ClaimStatus.OFFERED, answer_by__lte=at), lapse, at),
        "expired": _each(Wish.objects.overdue(at).filter(status=WishStatus.SERVED), expire, at),
        "proposed": _say(Wish.objects.overdue(at).filter(status=WishStatus.ASKED), "propose", at),
        "reminded": _say(_waiting(Wish).to_remind(at), "remind", at) + _say(Order.objects.to_remind(at), "remind", at),
        "escalated": _say(_waiting(Wish).overdue(at), "escalate", at) + _say(Order.objects.overdue(at), "escalate", at),
        "looked_after": look_after(at),
        "settled": settle_due(at=at),
        "late_certificates": remind_of_certificates(at=at),
    }


def _waiting(model):
    """Wishes that staff owe an answer; what waits for the resident is not escalated over his head."""
    return model.objects.filter(status__in=[WishStatus.NEW, WishStatus.DISSATISFIED])


def _each(rows, verb_, at):
    done = 0
    for row in rows.order_by("pk")[:BATCH]:
        try:
            verb_(row, by=SYSTEM, at=at)
            done += 1
        except OutOfTurn:
            continue  # somebody was faster: just what the sweep wants
    return done


def _say(rows, step, at):
    told = Event.objects.filter(
        step=step, at__gte=OuterRef("clock_at"), **{rows.model.__name__.lower(): OuterRef("pk")}
    )
    untold = rows.filter(~Exists(told), due_at__isnull=False).order_by("due_at")
    return sum(tell(row, step, at=at) for row in untold[:BATCH])


@verb
def tell(row, step, *, at):
    """Say once for each promise that it is half over, or broken; the level above hears of the second."""
    source = f"{step}:{type(row).__name__.lower()}:{row.pk}:{row.due_at:%Y%m%d%H%M%S}"
    if not record_once(row, source=source, step=step, by=SYSTEM, at=at, due_at=row.due_at):
        return 0
    telling.deadline_told(row, step, at=at)
    return 1
