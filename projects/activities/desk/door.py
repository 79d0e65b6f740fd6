"""33: the wall's screen with its rotating code, the roll, the paper sheet and its typing back, who walks in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.accounts.duties import Duty
from civcenter.kit.forms import Form, act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.pages import page
from projects.activities import actions
from projects.activities.desk.pages import ROWS
from projects.activities.flow import HAPPENING, AttendanceStatus
from projects.activities.forms.desk import Enter, Roll
from projects.activities.models import Attendance
from projects.activities.policies import is_staff, is_unit
from volunteers import rotating

SHOWN = 12
"""So many of those who came last stand on the wall."""

LINES = 22
"""Rows that one printed page holds."""

PARTIES = Attendance.objects.select_related("person", "activity")
TYPED_OR_SHOWN = require_http_methods(["GET", "HEAD", "POST"])


def _mine(request, pk):
    """An activity of the reader's outpost while people may come to it."""
    row = fetch(request.user, ROWS, pk=pk)
    if not is_unit(request.user, row, timezone.now()):
        raise PermissionDenied("签到由承办的所站来管。")
    return row


@needs(Duty.READ)
@require_safe
def screen(request, pk):
    """Big enough to be scanned from three metres; who has come, and how many are still awaited."""
    row, at = _mine(request, pk), timezone.now()
    if row.status not in HAPPENING:
        messages.info(request, "这场活动现在不用签到。")
        return redirect("desk_activities:activity", pk)
    word = actions.code_of(row, request.user, request.browser, at)
    came = row.attendances.filter(status=AttendanceStatus.CAME)
    here = came.aggregate(n=Sum("came_people"))["n"] or 0
    awaited = row.attendances.filter(status=AttendanceStatus.SIGNED).aggregate(n=Sum("people"))["n"] or 0
    helpers = row.helpers.filter(status__in=["arrived", "done"])
    context = {
        "activity": row,
        "at": at,
        "link": request.build_absolute_uri(f"/activities/in/{word}/"),
        "left": rotating.left(at),
        "came": came.select_related("person").order_by("-came_at")[:SHOWN],
        "here": here,
        "awaited": awaited,
        "whole": here + awaited,
        "helpers_here": helpers.count(),
    }
    template = "activities/desk/screen.html"
    return rotating.renewing(page(request, template, context, fragment="activities/desk/_screen.html"), at)


@needs(Duty.READ)
@TYPED_OR_SHOWN
def roll(request, pk):
    """点名; with `?sheet=1` the paper typed back, marked as such."""
    row, at = _mine(request, pk), timezone.now()
    is_sheet = "sheet" in request.GET
    form = Roll(request.POST if request.method == "POST" else None, activity=row, by=request.user)
    if form.is_valid():
        said = form.said()
        told = {"activity": row, "by": request.user, "at": at}
        if is_sheet:
            act(form, actions.type_sheet, came=said["came"], **told)
        else:
            act(form, actions.call_roll, browser=request.browser, **said, **told)
        if form.status == 200:
            messages.success(request, "记下了。")
            return redirect("desk_activities:roll", pk)
    context = {"activity": row, "form": form, "at": at, "is_sheet": is_sheet, "shows": row.status in HAPPENING}
    context["came"] = row.attendances.filter(status=AttendanceStatus.CAME).select_related("person").order_by("-came_at")
    return page(request, "activities/desk/roll.html", context, status=form.status)


@needs(Duty.READ)
@TYPED_OR_SHOWN
def arrive(request, pk):
    """What the code on a resident's phone opens for who runs it: one button."""
    who, at = fetch(request.user, PARTIES, pk=pk), timezone.now()
    row = _mine(request, who.activity_id)
    form = Form(request.POST if request.method == "POST" else None)
    if form.is_valid() and act(form, actions.call_roll, activity=row, by=request.user, at=at, came=[who]) is not None:
        messages.success(request, f"{who.person.name}，{who.people} 个人，来了。")
        return redirect("desk_activities:roll", row.pk)
    context = {"activity": row, "party": who, "form": form, "at": at}
    return page(request, "activities/desk/arrive.html", context, status=form.status)


@needs(Duty.ENTER)
@TYPED_OR_SHOWN
def enter(request, pk):
    """代报名 before it begins; once it runs, 没报名就来的."""
    row, at = fetch(request.user, ROWS, pk=pk), timezone.now()
    if not is_staff(request.user, row, at):
        raise PermissionDenied("代报名由管这里的工作人员来办。")
    form = Enter(request.POST if request.method == "POST" else None)
    told = {"activity": row, "by": request.user, "at": at}
    if form.is_valid() and act(form, actions.enter, **told, **form.cleaned_data):
        messages.success(request, "记下了。")
        return redirect("desk_activities:activity", pk)
    context = {"activity": row, "form": form, "walks_in": row.status == "running", "at": at}
    return page(request, "activities/desk/enter.html", context, status=form.status)


@needs(Duty.READ)
@require_safe
def sheet(request, pk):
    """The sign-in sheet: names without numbers, blank lines for who just comes, to be typed back."""
    row = _mine(request, pk)
    live = [AttendanceStatus.SIGNED, AttendanceStatus.INVITED, AttendanceStatus.CAME]
    parties = list(row.attendances.filter(status__in=live).select_related("person").order_by("person__pinyin", "pk"))
    pages = [parties[at : at + LINES] for at in range(0, max(len(parties), 1), LINES)]
    blanks = range(max(4, LINES - len(pages[-1])) if len(pages[-1]) < LINES - 4 else 0)
    helpers = row.helpers.placed().select_related("volunteer__person").order_by("pk")
    context = {"activity": row, "pages": pages, "blanks": blanks, "helpers": helpers, "at": timezone.now()}
    return page(request, "activities/desk/sheet.html", context)
