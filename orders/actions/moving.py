"""The one way a row moves: asked of the tables and policies, conditional in the database, told in an event."""

from civcenter.accounts.models import User
from civcenter.kit.errors import OutOfTurn
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.verbs import verb
from orders.hands import SYSTEM, Bearer
from orders.models import Claim, Event, Note, Order, Wish
from orders.policies import require


@verb
def advance(row, name, *, by, at, words="", **changes):
    """Take the step `name` of the row's table and return the event.

    Refused with one sentence when it is not `by`'s to take, must wait, or somebody was faster: the UPDATE
    is conditional on the state, so two people cannot both take it. `changes` are stored with it.
    """
    step = row.FLOW[name]
    require(step, by, row, at)
    was, due_at = row.status, row.due_at if hasattr(row, "due_at") else row.answer_by
    moved = type(row).objects.filter(pk=row.pk, status__in=step.sources)
    if not moved.update(status=step.target, **changes):
        raise OutOfTurn(step.label)
    row.status = step.target
    for field, value in changes.items():
        setattr(row, field, value)
    return record(row, step=name, by=by, at=at, was=was, due_at=due_at, words=words)


def record(row, *, step, by, at, was="", due_at=None, words=""):
    """Append what happened to a row."""
    return Event.objects.create(
        **_about(row), **_whose(by), step=step, was=was, at=at, due_at=due_at, note=_note(words)
    )


def record_once(row, *, source, step, by, at, due_at=None, words=""):
    """Append what happened under a name of its own; told a second time it adds nothing. Returns whether it was new."""
    event = Event(**_about(row), **_whose(by), step=step, at=at, due_at=due_at, note=_note(words), source=source)
    return insert_unless_taken(event)


def _about(row):
    return {type(row).__name__.lower(): row, "now": row.status}


def _whose(by):
    hand = by.proof if isinstance(by, Bearer) else "" if isinstance(by, User) else "system"
    return {"actor": _actor(by), "hand": hand}


def _note(words):
    return Note.objects.create(text=words) if words else None


def _actor(by):
    if by is SYSTEM:
        return None
    return by.user if isinstance(by, Bearer) else by


def lock(order):
    """Lock an order's row and return it fresh. Always before its wishes, and those before its claims in id order."""
    return Order.objects.select_for_update(no_key=True).select_related("unit", "kind").get(pk=order.pk)


def lock_wish(wish):
    """Lock a wish, its order first, and return it fresh with that order."""
    order_id = Wish.objects.values_list("order_id", flat=True).get(pk=wish.pk)
    order = lock(Order(pk=order_id)) if order_id else None
    fresh = Wish.objects.select_for_update(of=("self",), no_key=True).select_related("outpost", "kind").get(pk=wish.pk)
    if fresh.order_id != order_id:
        raise OutOfTurn("办理")
    fresh.order = order
    return fresh


def lock_claim(claim):
    """Lock a claim, its order first, and return it fresh with that order."""
    order = lock(Order(pk=claim.order_id))
    fresh = (
        Claim.objects.select_for_update(of=("self",), no_key=True).select_related("volunteer__person").get(pk=claim.pk)
    )
    fresh.order = order
    return fresh
