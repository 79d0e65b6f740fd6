"""What happened to a row, as a page tells it."""

from dataclasses import dataclass

from orders.flow import Proof

WHO = {"system": "系统", **{proof.value: f"点单人（{proof.label}）" for proof in Proof}}


@dataclass(frozen=True)
class Line:
    """One line of a history: what, about whom, by whom, in whose words, late or in time."""

    title: str
    who: str
    text: str
    at: object
    is_late: bool
    was_promised: bool


def lines(events, *, about=False):
    """The lines of events, newest first; `about` names the wish or volunteer where an order's history mixes them."""
    events = events.select_related("actor", "note", "wish", "claim__volunteer__person")
    return [_line(event, about) for event in reversed(events)]


def _line(event, about):
    title = event.label
    if about and event.wish_id:
        title = f"心愿 {event.wish.number}：{title}"
    if event.claim_id:
        title = f"{event.claim.volunteer.person.name}：{title}"
    return Line(
        title=title,
        who=_who(event),
        text=event.note.text if event.note else "",
        at=event.at,
        is_late=event.is_late and not event.source,
        was_promised=event.due_at is not None and not event.source,
    )


def _who(event):
    if event.hand in WHO:
        return WHO[event.hand]
    if event.actor is None:
        return ""
    return event.actor.name or ("本人" if event.claim_id else "接单的志愿者")
