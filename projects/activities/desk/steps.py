"""One view for what moves an activity: the tables say who may, the registry which form asks what."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from civcenter.accounts.duties import Duty
from civcenter.kit.errors import OutOfTurn
from civcenter.kit.forms import Form, act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.pages import page
from projects.activities import actions
from projects.activities.desk.pages import ROWS
from projects.activities.flow import ActivityStatus
from projects.activities.forms.desk import Answer, MakeCourse, Postpone, TakeVenue, Why, WrapUp
from projects.activities.models import Activity, Question
from projects.activities.policies import is_unit, may

QUESTIONS = Question.objects.select_related("activity__unit__division", "activity__division")


@dataclass(frozen=True)
class Move:
    """How a step is asked and done. `step` is the arrow whose hands may take it."""

    label: str
    verb: object
    done: str
    form: type = Form
    step: str = "create"
    tell: str = ""
    sources: tuple = (ActivityStatus.DRAFT,)


PUBLISHED = (ActivityStatus.PUBLISHED,)
MOVES = {
    "publish": Move("发布", actions.publish, "发布了，群众能看到、能报名了。", step="publish"),
    "open": Move("开始签到", actions.open_doors, "可以签到了。", step="open", sources=PUBLISHED),
    "postpone": Move(
        "改期", actions.postpone, "改好了，报名的人都告诉了。", Postpone, "postpone",
        "位子都留着。报名的人和志愿者会收到短信，来不了的点一下就让出来。", PUBLISHED,
    ),
    "cancel": Move(
        "取消", actions.cancel, "取消了，报名的人都告诉了。", Why, "cancel",
        "报名的人和志愿者会收到短信，场地也一起退。", (ActivityStatus.DRAFT, ActivityStatus.PUBLISHED),
    ),
    "venue": Move("订场地", actions.take_venue, "订上了。", TakeVenue, tell="主人要点头的，等他同意了再发布。"),
    "course": Move("排成一门课", actions.make_course, "课排好了，每次课是一份草稿。", MakeCourse),
    "wrap_up": Move(
        "收尾", actions.wrap_up, "收尾了，时长记好了。", WrapUp, "wrap_up",
        "您记的时长就算核实了。自己的、和自己同一个手机号的，要请别的同事核。",
        (ActivityStatus.PUBLISHED, ActivityStatus.RUNNING),
    ),
}  # fmt: skip


@needs(Duty.READ)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request, pk, step):
    row, at = fetch(request.user, ROWS, pk=pk), timezone.now()
    move = MOVES.get(step)
    if move is None:
        raise Http404
    if not may(Activity.FLOW[move.step], request.user, row, at):
        raise PermissionDenied(f"“{move.label}”由承办的所站来办。")
    if row.status not in move.sources:
        raise OutOfTurn(move.label)
    form = _form(move, request, row)
    if form.is_valid() and _done(move, form, row, request.user, at):
        messages.success(request, move.done)
        return redirect("desk_activities:activity", pk)
    context = {"form": form, "activity": row, "move": move, "at": at}
    template = "activities/desk/wrap_up.html" if step == "wrap_up" else "activities/desk/step.html"
    return page(request, template, context, status=form.status)


def _form(move, request, row):
    posted = request.POST if request.method == "POST" else None
    more = {WrapUp: {"activity": row}, TakeVenue: {"county": row.county}}.get(move.form, {})
    return move.form(posted, **more)


def _done(move, form, row, by, at):
    said = form.said() if hasattr(form, "said") else form.cleaned_data
    told = {"outcome": said} if move.form is WrapUp else said
    act(form, move.verb, activity=row, by=by, at=at, **told)
    return form.status == 200


@needs(Duty.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, pk):
    """An answer that everybody reads."""
    asked, at = fetch(request.user, QUESTIONS, pk=pk), timezone.now()
    row = asked.activity
    if not is_unit(request.user, row, at):
        raise PermissionDenied("问过的事由承办的所站来答。")
    form = Answer(request.POST if request.method == "POST" else None)
    if form.is_valid() and act(form, actions.answer, question=asked, by=request.user, at=at, **form.cleaned_data):
        messages.success(request, "答好了，大家都看得到。")
        return redirect("desk_activities:activity", row.pk)
    move = Move("回答", None, "", tell=asked.words)
    context = {"form": form, "activity": row, "move": move, "at": at}
    return page(request, "activities/desk/step.html", context, status=form.status)
