"""Who is here: the station's screen with its rotating code (33), and the roll called by hand."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.accounts.duties import Duty
from civcenter.kit.forms import act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.pages import page
from orders.actions import checkins
from orders.forms.rolls import Roll
from orders.models import Order
from orders.policies import is_unit
from orders.present import present
from volunteers import rotating

ROWS = Order.objects.select_related("kind", "unit__division", "division")


def _mine(request, pk):
    """An order whose unit the reader runs, while somebody may come to it."""
    row = fetch(request.user, ROWS, pk=pk)
    if not is_unit(request.user, row, timezone.now()):
        raise PermissionDenied("签到由承办的所站来管。")
    return row


@needs(Duty.READ)
@require_safe
def screen(request, pk):
    """The code big enough for a wall, and who has come."""
    row, at = _mine(request, pk), timezone.now()
    if row.status not in checkins.SCREENS:
        messages.info(request, "这单现在不用签到。")
        return redirect("desk_orders:order", pk)
    word = checkins.code_of_station(row, request.user, request.browser, at)
    people = present(row.claims.filter(round=row.round).placed())
    context = {
        "order": row,
        "at": at,
        "link": request.build_absolute_uri(f"/in/{word}/"),
        "left": rotating.left(at),
        "people": [one for one in people if one.came],
        "here": sum(bool(one.came) for one in people),
        "placed": len(people),
    }
    return rotating.renewing(page(request, "orders/desk/screen.html", context, fragment="orders/desk/_screen.html"), at)


@needs(Duty.READ)
@require_http_methods(["GET", "HEAD", "POST"])
def roll(request, pk):
    """点名: one form for who is here and who has gone."""
    row, at = _mine(request, pk), timezone.now()
    people = present(row.claims.filter(round=row.round).placed())
    form = Roll(request.POST if request.method == "POST" else None, people=people, by=request.user)
    if form.is_valid():
        said = form.cleaned_data
        act(form, checkins.call_roll, order=row, by=request.user, at=at, browser=request.browser, **said)
        if form.status == 200:
            messages.success(request, "点过名了。")
            return redirect("desk_orders:roll", pk)
    context = {"order": row, "people": people, "form": form, "at": at, "shows": row.status in checkins.SCREENS}
    return page(request, "orders/desk/roll.html", context, status=form.status)
