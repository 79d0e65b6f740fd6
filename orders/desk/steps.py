"""One view for every step of wishes, orders and claims: the tables say which, the registry how."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from civcenter.accounts.duties import Duty
from civcenter.kit.forms import act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.pages import page
from orders.desk import moves
from orders.models import Claim, Order, Wish

ROWS = {
    Wish: Wish.objects.select_related("kind", "outpost", "division", "order__unit__division"),
    Order: Order.objects.select_related("kind", "unit__division", "division"),
    Claim: Claim.objects.select_related("order__unit__division", "order__kind", "volunteer__person"),
}


def _view(model):
    @needs(Duty.READ)
    @require_http_methods(["GET", "HEAD", "POST"])
    def step(request, pk, step):
        row = fetch(request.user, ROWS[model], pk=pk)
        if model is Wish and step == "prepare":
            _office_only(request.user, row)
            return redirect(f"{reverse('desk_orders:prepare')}?wishes={row.pk}")
        return _take(request, row, step)

    return step


def _office_only(user, wish):
    if not user.holds(Duty.PREPARE, wish.place):
        raise PermissionDenied("“制单”由县中心办公室来办。")


def _take(request, row, name):
    at = timezone.now()
    arrow = moves.arrow_of(type(row), name)
    if arrow is None:
        raise Http404
    if not moves.may_move(request.user, row, name, at):
        raise PermissionDenied(f"“{arrow.label}”不由您来办。请找管这件事的同事。")
    moves.refuse_early(row, name)
    move = moves.MOVES[type(row)][name]
    form = move.form(request.POST if request.method == "POST" else None, row=row, by=request.user, at=at)
    if form.is_valid():
        act(form, partial(move.verb, row), by=request.user, at=at, **form.said())
        if form.status == 200:
            messages.success(request, move.done)
            return redirect(_next(request.user, row, at))
    context = {"form": form, "row": row, "arrow": arrow, "move": move, "at": at, "back": home_of(row)}
    return page(request, "orders/desk/step.html", context | _about(row), status=form.status)


def _about(row):
    """What the page shows of the row beside the form."""
    wish = row if isinstance(row, Wish) else None
    order = row if isinstance(row, Order) else row.order
    return {"wish": wish, "order": order, "claim": row if isinstance(row, Claim) else None}


def _next(user, row, at):
    """Back to the row's page; where the step gave the row out of sight (sent back from elsewhere), to the desk."""
    kept = type(row).objects.visible_to(user, at).filter(pk=row.pk).exists()
    return home_of(row) if kept else reverse("desk_portal:home")


def home_of(row):
    """The page a row is shown on: a claim's is its order's."""
    if isinstance(row, Wish):
        return reverse("desk_orders:wish", args=[row.pk])
    return reverse("desk_orders:order", args=[row.order_id if isinstance(row, Claim) else row.pk])


wish_step, order_step, claim_step = _view(Wish), _view(Order), _view(Claim)
