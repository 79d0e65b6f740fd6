"""The things of a plan, one by one, and the plan's own steps."""

from functools import partial
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from civcenter.accounts.duties import Duty
from civcenter.accounts.running import manages
from civcenter.kit.errors import RuleBroken
from civcenter.kit.forms import Form, act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.pages import page
from projects.occasions import actions, grid
from projects.occasions.forms import Held, Reason, Thing
from projects.occasions.links import plan_page
from projects.occasions.models import Occasion, Plan, PlanItem

PLANS = Plan.objects.select_related("outpost__division__parent", "parent")
ITEMS = PlanItem.objects.select_related("plan__outpost__division", "kind", "occasion")


class Nothing(Form):
    """A step that needs no words."""


PLAN_STEPS = {
    "submit": ("送审", actions.submit, Nothing, "送上去了，等上一级审。"),
    "take_back": ("收回来改", actions.take_back, Nothing, "收回来了，可以接着改。"),
    "approve": ("同意", actions.approve, Nothing, "同意了。"),
    "send_back": ("退回去改", actions.send_back, Reason, "退回去了，站里看得到原因。"),
}
ITEM_STEPS = {
    "hold": ("办了", actions.hold_item, Held, "记上了。"),
    "drop": ("不办了", actions.drop_item, Reason, "记成不办了，还能恢复。"),
    "restore": ("还是要办", actions.restore_item, Nothing, "恢复了。"),
}


@needs(Duty.READ)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_step(request, pk, step):
    """One step of a plan; those that need words show their form first."""
    row = fetch(request.user, PLANS, Duty.MANAGE, pk=pk)
    back = plan_page(row.outpost_id, row.year, row.month)
    return _step(request, row, PLAN_STEPS[step], back, f"{row.outpost.name}的{row}")


@needs(Duty.READ)
@require_http_methods(["GET", "HEAD", "POST"])
def item_step(request, pk, step):
    """One step of a thing of the plan."""
    row = fetch(request.user, ITEMS, Duty.MANAGE, pk=pk)
    _runs(request, row.plan.outpost)
    first = {"day": row.day or timezone.localdate()} if step == "hold" else None
    back = plan_page(row.plan.outpost_id, row.plan.year, row.month)
    return _step(request, row, ITEM_STEPS[step], back, row.title, initial=first)


def _step(request, row, step, back, title, initial=None):
    label, verb, form_class, done = step
    form = form_class(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        act(form, partial(verb, row), by=request.user, at=timezone.now(), **form.cleaned_data)
        if form.status == 200:
            messages.success(request, done)
            return redirect(back)
    context = {"form": form, "label": label, "title": title, "back": back}
    return page(request, "occasions/desk/step.html", context, status=form.status)


def _runs(request, outpost):
    """Whoever does not run the outpost does not change its list, whatever lies above it."""
    if not manages(request.user, outpost, timezone.now()):
        raise PermissionDenied("这个阵地的计划由它自己的站长、所长排。您可以在送审时同意或退回。")


@needs(Duty.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request, pk):
    """One more thing of a year's or a month's plan."""
    row, at = fetch(request.user, PLANS, Duty.MANAGE, pk=pk), timezone.now()
    _runs(request, row.outpost)
    first = {"day": grid.date_asked(request.GET.get("day", ""))}
    form = Thing(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        source = f"own:{request.POST.get('key', '')[:40] or uuid4()}"
        made = act(form, partial(actions.add_item, row), by=request.user, at=at, source=source, **form.cleaned_data)
        if made:
            messages.success(request, "排上了。")
            return redirect(plan_page(row.outpost_id, row.year, made.month))
    context = {"plan": row, "form": form, "key": request.POST.get("key") or uuid4()}
    return page(request, "occasions/desk/item.html", context, status=form.status)


@needs(Duty.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def item(request, pk):
    """Another day, hour or place; a thing that is over is only shown."""
    row, at = fetch(request.user, ITEMS, Duty.MANAGE, pk=pk), timezone.now()
    _runs(request, row.plan.outpost)
    form = Thing(request.POST if request.method == "POST" else None, initial=_now(row))
    if form.is_valid():
        act(form, partial(actions.edit_item, row), by=request.user, at=at, **form.cleaned_data)
        if form.status == 200:
            messages.success(request, "改好了。")
            return redirect(plan_page(row.plan.outpost_id, row.plan.year, (form.cleaned_data["day"] or row).month))
    return page(request, "occasions/desk/item.html", {"plan": row.plan, "row": row, "form": form}, status=form.status)


def _now(row):
    return {name: getattr(row, name) for name in Thing.base_fields}


@needs(Duty.MANAGE)
@require_POST
def take(request, pk):
    """One click puts an occasion of the place on the list."""
    row = fetch(request.user, PLANS, Duty.MANAGE, pk=pk)
    _runs(request, row.outpost)
    number, day = request.POST.get("occasion", ""), grid.date_asked(request.POST.get("day", ""))
    if day is None or not (number.isascii() and number.isdigit() and len(number) < 10):
        raise RuleBroken("没看清要排哪一件。回到计划页再点一次，别的都没有动。")
    occasion = get_object_or_404(Occasion.objects.touching(row.division_id), pk=number)
    actions.take_offer(row, occasion, day=day, by=request.user, at=timezone.now())
    messages.success(request, f"“{occasion.name}”排上了。")
    return redirect(plan_page(row.outpost_id, row.year, row.month))
