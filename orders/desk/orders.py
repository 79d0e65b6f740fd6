"""One order at the desk: how it stands, its wishes and people, what may be done, its whole history; its sheet."""

from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from civcenter.accounts.duties import Duty
from civcenter.kit.gate import fetch, needs
from civcenter.kit.pages import page
from orders.actions.checkins import SCREENS
from orders.desk.chips import chip_of, state_of, work_calendar
from orders.desk.history import lines
from orders.desk.moves import claim_steps, order_steps
from orders.flow import LIVE_CLAIMS, ClaimStatus, OrderStatus
from orders.models import Event, Order
from orders.policies import is_unit

ROWS = Order.objects.select_related("kind", "unit__division", "division__parent")
LINES = 7
"""Households and volunteers that one printed page holds."""

STAGES = ["群众点单", "中心制单", "所站派单", "志愿者接单", "群众评单"]
STAGE = {
    OrderStatus.DRAFT: 1,
    OrderStatus.DISPATCHED: 2,
    OrderStatus.SENT_BACK: 2,
    OrderStatus.OPEN: 3,
    OrderStatus.SERVING: 3,
    OrderStatus.SERVED: 4,
    OrderStatus.CLOSED: 5,
}


@needs(Duty.READ)
@require_safe
def order(request, pk):
    row, at = fetch(request.user, ROWS, pk=pk), timezone.now()
    calendar = work_calendar(at)
    steps = claim_steps(request.user, row, at)
    wishes = list(row.wishes.select_related("kind", "division").order_by("pk"))
    context = {
        "order": row,
        "chip": chip_of(row, at, calendar),
        "promised": min((wish.promised_at for wish in wishes if wish.promised_at), default=None),
        "stages": STAGES,
        "stage": STAGE.get(row.status),
        "wishes": [(wish, state_of(wish), chip_of(wish, at, calendar)) for wish in wishes],
        "claims": [(claim, state_of(claim), steps(claim)) for claim in people(row)],
        "steps": order_steps(request.user, row, at),
        "calls_roll": row.status in SCREENS and is_unit(request.user, row, at),
        "lines": lines(Event.objects.of_order(row), about=True),
        "at": at,
        "work_calendar": calendar,
    }
    return page(request, "orders/desk/order.html", context)


def people(order):
    """All claims of an order, the running round first; each knows its order."""
    claims = list(order.claims.select_related("volunteer__person", "volunteer__division").order_by("-round", "pk"))
    for claim in claims:
        claim.order = order
    return claims


@needs(Duty.READ)
@require_safe
def sheet(request, pk):
    """46a, the order on paper: one A4 page to be filled in by hand."""
    row = fetch(request.user, ROWS, pk=pk)
    here = [*LIVE_CLAIMS[1:], ClaimStatus.DONE]
    context = {
        "order": row,
        "link": request.build_absolute_uri(reverse("desk_orders:order", args=[row.pk])),
        "wishes": row.wishes.select_related("division").order_by("pk")[:LINES],
        "claims": [claim for claim in people(row) if claim.round == row.round and claim.status in here][:LINES],
        "left_over": max(row.wishes.count(), row.taken) > LINES,
        "at": timezone.now(),
    }
    return page(request, "orders/desk/sheet.html", context)
