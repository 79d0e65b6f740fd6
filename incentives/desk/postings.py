"""21b: a list put together, hung out, its objections answered; taken down where it was wrong."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.accounts.duties import Duty
from civcenter.kit.forms import act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from civcenter.rules.models import calendar_for
from incentives import actions
from incentives.actions import postings as verbs
from incentives.board import names_of
from incentives.choices import ObjectionStatus, PostingStatus
from incentives.forms import Answer, Draft, Hang, Lines, Reason
from incentives.models import ManualEntry, Objection, Posting

ROWS = Posting.objects.select_related("division__parent", "rule", "drafted_by", "posted_by")
STEPS_OF_A_LIST = ["凑一批", "评议", "张榜公示", "入账或改正"]
TYPED_OR_SHOWN = require_http_methods(["GET", "HEAD", "POST"])


@needs(Duty.MANAGE)
@TYPED_OR_SHOWN
def postings(request):
    """Lists of one's places, the newest first; and a new one."""
    form = Draft(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        made = act(form, actions.draft_posting, by=request.user, at=timezone.now(), **form.cleaned_data)
        if made:
            return redirect("desk_incentives:posting", made.pk)
    mine = ROWS.within(request.user.codes_for(Duty.MANAGE))
    found = part(request, mine.counted(), "-drafted_at")
    open_ones = Objection.objects.open().filter(entry__posting__in=found.rows)
    asked = set(open_ones.values_list("entry__posting", flat=True))
    context = {
        "rows": [(row, row.pk in asked) for row in found.rows],
        "more_url": found.more_url,
        "form": form,
        "at": timezone.now(),
    }
    return page(request, "incentives/desk/postings.html", context, status=form.status)


@needs(Duty.MANAGE)
@require_safe
def posting(request, pk):
    return _show(request, fetch(request.user, ROWS, Duty.MANAGE, pk=pk))


def _show(request, row, **forms):
    """The list as it stands, and what may be done with it now."""
    at = timezone.now()
    lines = list(verbs.lines_of(row))
    is_draft = row.status == PostingStatus.DRAFT
    free = list(verbs.candidates(row).order_by("pk")[: verbs.MOST]) if is_draft else []
    context = {
        "posting": row,
        "lines": _told(free if is_draft else lines, row),
        "masked": sum("*" in name for name in names_of(lines).values()),
        "in_private": _in_private(row),
        "points": sum(line.points for line in lines),
        "number": len(lines),
        "step": {PostingStatus.DRAFT: 1 if lines else 0, PostingStatus.POSTED: 2}.get(row.status, 4),
        "steps": STEPS_OF_A_LIST,
        "same": not row.digest or verbs.digest(row, lines) == row.digest,
        "why_not": verbs.bar_to_hang(request.user, row, lines) if is_draft and lines else "",
        "hang": forms.get("hang") or Hang(),
        "at": at,
        "work_calendar": calendar_for(timezone.localdate(at), timezone.localdate(at) + verbs.LONGEST),
    }
    status = next((form.status for form in forms.values()), 200)
    return page(request, "incentives/desk/posting.html", context, status=status)


def _told(lines, row):
    """Each line with its name on the list, what was said against it, and whether it is on the list already."""
    names, said = names_of(lines), {}
    rows = Objection.objects.filter(entry__in=lines).select_related("entry__posting", "by", "entry__proposed_by")
    for objection in rows.order_by("at"):
        said.setdefault(objection.entry_id, []).append(objection)
    return [(line, names[line.account_id], said.get(line.pk, []), line.posting_id == row.pk) for line in lines]


@needs(Duty.MANAGE)
@TYPED_OR_SHOWN
def step(request, pk, step):
    """选人, 张榜, 撤下."""
    row, at = fetch(request.user, ROWS, Duty.MANAGE, pk=pk), timezone.now()
    if request.method != "POST" and step != "withdraw":
        return redirect("desk_incentives:posting", row.pk)
    verb, make, done = STEPS[step]
    form = make(request.POST if request.method == "POST" else None, row)
    if form.is_valid():
        act(form, partial(verb, row), by=request.user, at=at, **form.cleaned_data)
        if form.status == 200:
            messages.success(request, done)
            return redirect("desk_incentives:posting", row.pk)
    if step == "withdraw":
        return page(request, "incentives/desk/withdraw.html", {"posting": row, "form": form}, status=form.status)
    return _show(request, row, hang=form)


STEPS = {
    "lines": (actions.put_on, lambda post, row: Lines(post, rows=verbs.candidates(row)), "选好了。"),
    "hang": (actions.hang_out, lambda post, row: Hang(post), "张榜了，网上已经能看。纸榜打印出来贴上。"),
    "withdraw": (actions.withdraw_posting, lambda post, row: Reason(post), "撤下了，一笔都没有记。"),
}


@needs(Duty.MANAGE)
@TYPED_OR_SHOWN
def objection(request, pk):
    """One objection and its answer."""
    rows = Objection.objects.select_related(
        "entry__account__person__user", "entry__account__person__staff", "entry__account__household", "entry__rule",
        "entry__posting__division", "entry__proposed_by", "by", "answered_by",
    )  # fmt: skip
    row, at = fetch(request.user, rows, Duty.MANAGE, pk=pk), timezone.now()
    form = Answer(request.POST if request.method == "POST" else None, initial={"shown": row.words})
    if form.is_valid():
        act(form, partial(actions.answer, row), by=request.user, at=at, **form.cleaned_data)
        if form.status == 200:
            messages.success(request, "答复了，写在榜上，也告诉了提的人。")
            return redirect("desk_incentives:posting", row.entry.posting_id)
    is_open = row.status == ObjectionStatus.OPEN
    context = {"row": row, "form": form, "is_open": is_open, "at": at}
    context["why"] = verbs.bar_to_answer(request.user, row) if is_open else ""
    return page(request, "incentives/desk/objection.html", context, status=form.status)


def _in_private(posting):
    """不上榜的: how many households of the place have a minus in the list's month; a number, and no more."""
    day = timezone.localdate(posting.drafted_at)
    minus = ManualEntry.objects.filter(takes=True, rule__isnull=False).within([posting.division_id])
    minus = minus.filter(proposed_at__year=day.year, proposed_at__month=day.month)
    return minus.values("account").distinct().count()
