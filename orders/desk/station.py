"""06, the desk of a branch or station: how many things today, and which first."""

from django.db.models import Count, Q
from django.utils import timezone
from django.views.decorators.http import require_safe

from civcenter.accounts.duties import Duty
from civcenter.hierarchy.models import Outpost
from civcenter.kit.gate import needs
from civcenter.kit.pages import page
from orders.actions.safety import not_home
from orders.desk.cards import cards, with_parts
from orders.desk.chips import work_calendar
from orders.desk.moves import order_steps
from orders.desk.narrow import due_today, late
from orders.flow import CLAIM_FLOW, ClaimStatus, OrderStatus, WishStatus
from orders.forms.desk import Offer
from orders.models import Claim, Order, Wish
from volunteers.models import ServiceRecord, Volunteer

TABS = {
    "all": (
        "要办的",
        Q(status__in=[OrderStatus.DISPATCHED, OrderStatus.SENT_BACK, OrderStatus.OPEN, OrderStatus.SERVING]),
    ),
    "hand": ("待安排", Q(status__in=[OrderStatus.DISPATCHED, OrderStatus.SENT_BACK])),
    "hall": ("在大厅", Q(status=OrderStatus.OPEN)),
    "serving": ("服务中", Q(status=OrderStatus.SERVING)),
    "rate": ("等群众评", Q(status=OrderStatus.SERVED)),
}
SHOWN, FEW = 30, 5


@needs(Duty.READ)
@require_safe
def today(request):
    at, codes = timezone.now(), request.user.codes
    tab = request.GET.get("tab") if request.GET.get("tab") in TABS else "all"
    mine = Order.objects.filter(unit__in=Outpost.objects.within(codes))
    rows = with_parts(mine.filter(TABS[tab][1])).order_by("due", "pk")[:SHOWN]
    shown = cards(rows, at, work_calendar(at))
    open_row = _open(request.GET.get("open", ""), shown)
    steps = order_steps(request.user, open_row, at) if open_row else []
    counts = _counts(mine, at)
    context = {
        "tab": tab,
        "tabs": [(key, words, counts[key]) for key, (words, _) in TABS.items()],
        "cards": shown,
        "counts": counts,
        "more": counts[tab] > len(shown),
        "opened": open_row,
        "steps": steps,
        "offer": Offer(row=open_row, by=request.user, at=at).first(FEW) if CLAIM_FLOW["offer"] in steps else None,
        "opened_wishes": open_row.wishes.order_by("pk")[:3] if open_row else [],
        "waiting": _waiting(request.user, mine, at),
        "not_home": not_home(at).filter(order__in=mine).select_related("order", "volunteer__person")[:FEW],
        "may_enter": bool(request.user.codes_for(Duty.ENTER)),
        "at": at,
    }
    return page(request, "orders/desk/station.html", context)


def _open(asked, shown):
    """The one row whose buttons are shown: the one asked for, else the first."""
    rows = [card.row for card in shown]
    return next((row for row in rows if str(row.pk) == asked), rows[0] if rows else None)


def _counts(mine, at):
    todo = TABS["all"][1]
    parts = {key: Count("pk", filter=where) for key, (_, where) in TABS.items()}
    return mine.aggregate(
        late=Count("pk", filter=todo & late(at)), today=Count("pk", filter=todo & due_today(at)), **parts
    )


def _waiting(user, mine, at):
    """What else waits at this desk: (number, words, URL name, query)."""
    review = user.codes_for(Duty.REVIEW_VOLUNTEERS)
    offers = Claim.objects.filter(order__in=mine, status=ClaimStatus.OFFERED).count()
    unhappy = Wish.objects.filter(order__in=mine, status=WishStatus.DISSATISFIED).count()
    applied = Volunteer.objects.within(review).applied().count()
    records = ServiceRecord.objects.within(review).unvouched().count()
    return {"offers": offers, "unhappy": unhappy, "applied": applied, "records": records}
