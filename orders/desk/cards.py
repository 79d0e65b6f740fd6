"""How wishes and orders look in a column or a list; the queries are the list's, not the row's."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Count, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from orders.desk.chips import chip_of, state_of
from orders.flow import OrderStatus, WishStatus
from orders.models import Order, Wish

NEVER = datetime(9999, 1, 1, tzinfo=UTC)


def with_parts(rows):
    """Rows with all that a card shows; `due` orders them by deadline, those without one last."""
    rows = rows.select_related("kind", "division__parent").annotate(due=Coalesce("due_at", Value(NEVER)))
    if rows.model is Order:
        return rows.select_related("unit").annotate(merged=Count("wishes"))
    return rows.select_related("order")


def cards(rows, at, calendar):
    return [_card(row, at, calendar) for row in rows]


@dataclass(frozen=True)
class Card:
    row: object
    title: str
    where: str
    state: str
    href: str
    chip: object
    tag: str
    tone: str
    may_join: bool


def _card(row, at, calendar):
    chip = chip_of(row, at, calendar)
    tag, tone = _tag(row)
    return Card(
        row=row,
        title=title_of(row),
        where=where_of(row),
        state=state_of(row),
        href=reverse("desk_orders:wish" if isinstance(row, Wish) else "desk_orders:order", args=[row.pk]),
        chip=chip,
        tag=tag,
        tone=tone,
        may_join=row.status == WishStatus.NEW,
    )


def title_of(row):
    """An order by its title; a wish by the beginning of its own words."""
    return row.title if isinstance(row, Order) else row.words.split("\n")[0][:28]


def where_of(row):
    """Township and village; how many wishes; how many people of how many."""
    place = row.division
    parts = [f"{place.parent.name} {place.name}" if place.parent_id and len(place.pk) > 6 else place.name]
    if isinstance(row, Order):
        if row.merged > 1:
            parts.append(f"合并 {row.merged} 个心愿")
        if row.status in (OrderStatus.OPEN, OrderStatus.SERVING):
            parts.append(f"{row.taken}/{row.needed} 人")
    return " · ".join(parts)


def _tag(row):
    """The word at a card's corner, and its tone."""
    if row.urgency == "urgent":
        return "紧急", "y"
    if row.status == WishStatus.DISSATISFIED:
        return "不满意", "y"
    if row.status == OrderStatus.SENT_BACK:
        return "被退回", "y"
    if row.status == OrderStatus.SERVING:
        return "服务中", "u"
    if row.status == OrderStatus.OPEN:
        return (f"缺 {row.lacking} 人", "y") if row.lacking else ("人齐了", "g")
    return "", ""
