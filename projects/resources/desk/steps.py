"""What happens to a thing, to a booking of it, and to the task of waking it: one small form each."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.accounts.duties import Duty
from civcenter.accounts.running import manages
from civcenter.kit.forms import Form, act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from civcenter.workplan.actions import finish
from civcenter.workplan.models import Assignment
from projects.resources import actions
from projects.resources.actions.resources import NOT_YOURS, runs
from projects.resources.desk.pages import ROWS
from projects.resources.forms import Activate, Finish, Hours, Protect, Sign, Transfer, Veto
from projects.resources.models import Booking

TYPED_OR_SHOWN = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Move:
    label: str
    verb: object
    done: str
    form: type = Form
    tell: str = ""


MOVES = {
    "sign": Move("写约定", actions.sign, "约定记好了。", Sign, "和主人说好能办什么、从哪天到哪天。超出的订不上。"),
    "protect": Move("主人自用", actions.protect, "记好了，这段谁也订不上。", Protect),
    "open": Move("开放时间", actions.open_hours, "记好了。", Hours, "没写就是随时能用；写了只有这些时间能订。"),
    "transfer": Move("调给别的所站用", actions.transfer_use, "调好了，权属没有变。", Transfer),
    "activate": Move("派盘活任务", actions.activate, "任务派下去了。", Activate),
}
BOOKING_MOVES = {
    "grant": Move("替主人记：同意", actions.grant, "记好了，订的人知道了。"),
    "veto": Move("主人不同意", actions.veto, "记好了，订的人知道了。", Veto),
    "cancel": Move("退掉", actions.cancel, "退了，时间空出来了。"),
    "return": Move("还回来了", actions.return_it, "记好了。"),
}


@needs(Duty.MANAGE)
@TYPED_OR_SHOWN
def step(request, pk, step):
    row, at = fetch(request.user, ROWS, pk=pk), timezone.now()
    move = MOVES.get(step)
    if move is None:
        raise Http404
    _may(request.user, row, step, at)
    posted = request.POST if request.method == "POST" else None
    form = move.form(posted, county=row.county) if move.form is Transfer else move.form(posted)
    if form.is_valid() and _done(move, form, row, request.user, at):
        messages.success(request, move.done)
        return redirect("desk_resources:venue", pk)
    context = {"form": form, "resource": row, "title": move.label, "button": move.label, "tell": move.tell}
    return page(request, "resources/desk/step.html", context, status=form.status)


def _may(user, row, step, at):
    may = user.holds(Duty.PREPARE, row.place) if step == "transfer" else runs(user, row, at)
    if not may:
        raise PermissionDenied("场地给谁用由县中心来调配。" if step == "transfer" else NOT_YOURS)


def _done(move, form, row, by, at):
    said = form.said() if hasattr(form, "said") else form.cleaned_data
    act(form, move.verb, resource=row, by=by, at=at, **said)
    return form.status == 200


@needs(Duty.MANAGE)
@TYPED_OR_SHOWN
def booking_step(request, pk, step):
    rows = Booking.objects.select_related("resource__used_by__division", "unit__division")
    row, at = fetch(request.user, rows, pk=pk), timezone.now()
    move = BOOKING_MOVES.get(step)
    if move is None:
        raise Http404
    books = step == "cancel" and manages(request.user, row.unit, at)
    if not (books or runs(request.user, row.resource, at)):
        raise PermissionDenied(NOT_YOURS)
    form = move.form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        act(form, move.verb, booking=row, by=request.user, at=at, **form.cleaned_data)
        if form.status == 200:
            messages.success(request, move.done)
            return redirect("desk_resources:venue", row.resource_id)
    context = {"form": form, "resource": row.resource, "title": move.label, "button": move.label, "tell": row.title}
    return page(request, "resources/desk/step.html", context, status=form.status)


@needs(Duty.READ)
@require_safe
def assignments(request):
    """What outposts were asked to do, the nearest day first; then what is done."""
    at = timezone.now()
    mine = Assignment.objects.visible_to(request.user, at).select_related("unit__division", "given_by")
    done = bool(request.GET.get("done"))
    found = part(request, mine.filter(done_at__isnull=False) if done else mine.open(), "-due_on" if done else "due_on")
    rows = [(row, not done and manages(request.user, row.unit, at)) for row in found.rows]
    context = {"rows": rows, "more_url": found.more_url, "done": done, "today": timezone.localdate(at)}
    return page(request, "resources/desk/assignments.html", context)


@needs(Duty.MANAGE)
@TYPED_OR_SHOWN
def finish_task(request, pk):
    row, at = fetch(request.user, Assignment.objects.select_related("unit__division"), pk=pk), timezone.now()
    if not manages(request.user, row.unit, at):
        raise PermissionDenied("任务由接任务的所站来报。")
    form = Finish(request.POST if request.method == "POST" else None)
    if form.is_valid():
        act(form, finish, task=row, by=request.user, at=at, **form.cleaned_data)
        if form.status == 200:
            messages.success(request, "报好了。")
            return redirect("desk_resources:assignments")
    context = {"form": form, "title": "报完成", "button": "报完成", "tell": row.title}
    return page(request, "resources/desk/step.html", context, status=form.status)
