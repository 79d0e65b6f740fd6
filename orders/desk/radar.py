"""The radar: what many ask for, each with a draft of what could be held for all; and where nobody near can help."""

from functools import partial

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.accounts.duties import Duty
from civcenter.accounts.running import manages
from civcenter.hierarchy.models import Outpost
from civcenter.kit.forms import act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from orders.actions.radar import dismiss_need, plan_need
from orders.forms.radar import Dismissal, PlanNeed
from orders.gap import gaps
from orders.models import CommonNeed
from projects.occasions import almanac
from projects.occasions.links import plan_page

NEEDS = CommonNeed.objects.select_related("kind", "division__parent", "item__plan", "decided_by")
ASKERS = 50
"""How many of those who asked are listed; the list of wishes has all."""


@needs(Duty.READ)
@require_safe
def radar(request):
    """Those that wait, then what was decided; below, the widest gaps of this season."""
    codes, at = request.user.codes, timezone.now()
    name, since, _ = almanac.season(timezone.localdate(at))
    rows = NEEDS.within(codes).annotate(many=Count("askers"))
    begin = timezone.make_aware(timezone.datetime.combine(since, timezone.datetime.min.time()))
    found = part(request, rows, "-state", "-found_at")
    context = {
        "rows": found.rows,
        "more_url": found.more_url,
        "open": CommonNeed.objects.open().within(codes).count(),
        "season": name,
        "since": since,
        "gaps": gaps(codes, begin),
    }
    return page(request, "orders/desk/radar.html", context)


@needs(Duty.READ)
@require_http_methods(["GET", "HEAD", "POST"])
def need(request, pk):
    """One need: who asks, what is proposed; the outpost's manager puts it on the plan."""
    row, at = fetch(request.user, NEEDS, Duty.MANAGE if request.method == "POST" else None, pk=pk), timezone.now()
    first = {name: getattr(row, name) for name in ("course", "expert", "venue", "cost")}
    first["title"] = f"{row.kind.name}，统一办"
    form = PlanNeed(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        item = act(form, partial(plan_need, row), by=request.user, at=at, **form.cleaned_data)
        if item:
            messages.success(request, "排进计划了。点过的人在这一页的名单里，先请他们。")
            return redirect(plan_page(item.plan.outpost_id, item.plan.year, item.month))
    outpost = Outpost.objects.select_related("division").filter(division=row.division_id).first()
    context = {
        "row": row,
        "form": form,
        "askers": row.askers.select_related("outpost").order_by("pk")[:ASKERS],
        "many": row.askers.count(),
        "may_plan": row.state == "open" and manages(request.user, outpost, at),
        "may_dismiss": row.state == "open" and request.user.holds(Duty.MANAGE, row.place),
        "at": at,
    }
    return page(request, "orders/desk/need.html", context, status=form.status)


@needs(Duty.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def dismiss(request, pk):
    """It is not held for all, and why."""
    row, at = fetch(request.user, NEEDS, Duty.MANAGE, pk=pk), timezone.now()
    form = Dismissal(request.POST if request.method == "POST" else None)
    if form.is_valid():
        act(form, partial(dismiss_need, row), by=request.user, at=at, **form.cleaned_data)
        if form.status == 200:
            messages.success(request, "记下了。每件心愿照常各办各的。")
            return redirect("desk_orders:radar")
    return page(request, "orders/desk/dismiss_need.html", {"row": row, "form": form}, status=form.status)
