"""The five steps of the road as columns: which wishes and orders stand in each."""

from dataclasses import dataclass, field

from django.db.models import Q

from orders.flow import OrderStatus, WishStatus
from orders.models import Order, Wish

UNANSWERED = Q(status=WishStatus.DISSATISFIED, order__status=OrderStatus.SERVED)
"""Disputed a second time: the level above must decide. A first dispute is with the unit again, as its order."""


@dataclass
class Column:
    """One step of the road: its rows, and how many there are, are late, and are due today."""

    key: str
    name: str
    promise: str
    model: type
    where: Q
    cards: list = field(default_factory=list)
    count: int = 0
    late: int = 0
    today: int = 0
    found: int = 0

    @property
    def more(self):
        """How many of those the filter found are not among the cards."""
        return self.found - len(self.cards)


def columns():
    return [
        Column("ask", "群众点单", "等中心受理", Wish, Q(status__in=[WishStatus.NEW, WishStatus.ASKED])),
        Column("make", "中心制单", "制好了，等派单", Order, Q(status=OrderStatus.DRAFT)),
        Column(
            "hand", "所站派单", "派到了，等安排人", Order, Q(status__in=[OrderStatus.DISPATCHED, OrderStatus.SENT_BACK])
        ),
        Column("take", "志愿者接单", "在大厅或服务中", Order, Q(status__in=[OrderStatus.OPEN, OrderStatus.SERVING])),
        Column("rate", "群众评单", "办完了，等群众说", Wish, Q(status=WishStatus.SERVED) | UNANSWERED),
    ]


COLUMNS = {column.key: column for column in columns()}
