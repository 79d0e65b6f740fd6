"""队长点名: on the phone, the orders to which one's team goes, and who of it is here."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.kit.forms import act
from civcenter.kit.gate import by_phone
from orders.actions import checkins
from orders.forms.rolls import Roll
from orders.models import Claim, Order
from orders.present import present

AROUND = timedelta(days=1)
"""So long before it begins and after it ends an order stands on a captain's list."""


@by_phone
@require_safe
def rolls(request):
    """The orders of these days on which somebody of my teams has a place, the soonest first."""
    at = timezone.now()
    led = Claim.objects.led_by(request.user, at).filter(order__status__in=checkins.SCREENS)
    rows = Order.objects.filter(pk__in=led.values("order"), starts_at__lte=at + AROUND, ends_at__gte=at - AROUND)
    rows = rows.select_related("kind", "division").order_by("starts_at")[:30]
    return render(request, "orders/public/rolls.html", {"rows": rows, "at": at})


@by_phone
@require_http_methods(["GET", "HEAD", "POST"])
def roll(request, pk):
    """One form for who of my team is here and who has gone."""
    at = timezone.now()
    people = present(Claim.objects.led_by(request.user, at).filter(order=pk))
    if not people:
        raise Http404
    order = people[0].order
    form = Roll(request.POST if request.method == "POST" else None, people=people, by=request.user)
    if form.is_valid():
        said = form.cleaned_data
        act(form, checkins.call_roll, order=order, by=request.user, at=at, browser=request.browser, **said)
        if form.status == 200:
            messages.success(request, "点过名了。")
            return redirect("orders:roll", pk)
    context = {"order": order, "people": people, "form": form, "at": at}
    return render(request, "orders/public/roll.html", context, status=form.status)
