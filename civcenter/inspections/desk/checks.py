"""The lists of inspectors on a phone (40): what to look at where, what the other one saw; works without scripts."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from civcenter.accounts.duties import Duty
from civcenter.inspections.actions import marking
from civcenter.inspections.choices import Role
from civcenter.inspections.desk.sheets import SUBJECTS
from civcenter.inspections.flow import MARKING
from civcenter.inspections.forms import Heard, Seen
from civcenter.inspections.models import Mark, Score, Visit
from civcenter.kit.forms import act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page


@needs(Duty.INSPECT)
@require_safe
def checks(request):
    """The places drawn for this inspector, open ones first."""
    mine = Visit.objects.filter(inspector=request.user, replaced_at=None).select_related("subject__round")
    found = part(request, mine, "-drawn_at")
    return page(request, "inspections/checks.html", {"rows": found.rows, "more_url": found.more_url, "open": MARKING})


@needs(Duty.READ)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request, pk):
    """One place's list: what is filled in is kept, what is empty stays for later; `hand_in` ends it."""
    subject = fetch(request.user, SUBJECTS, pk=pk)
    visit = get_object_or_404(Visit, subject=subject, inspector=request.user, replaced_at=None)
    visit.subject = subject
    marks = {mark.part_id: mark for mark in subject.marks.select_related("by", "agreed_by")}
    typed = request.POST if request.method == "POST" else None
    groups = [(one, [_form(part, marks, typed) for part in parts]) for one, parts in marking.parts_to_see(subject)]
    forms = [form for _, mine in groups for form in mine]
    heard = Heard(typed, initial={"heard": visit.heard})
    if typed and _kept(request, subject, visit, forms, heard):
        return redirect("desk_inspections:check", subject.pk)
    context = {
        "subject": subject,
        "visit": visit,
        "groups": [(one, mine) for one, mine in groups if one.role == Role.NORMAL],
        "vetoes": [(one, mine) for one, mine in groups if one.role == Role.VETO],
        "heard": heard,
        "left": len(marking.unmarked(subject)),
        "scores": _computed(subject),
        "others": [mark for mark in marks.values() if mark.by_id != request.user.pk and not mark.agreed_at],
        "is_open": subject.round.phase in MARKING,
        "status": _status(forms),
    }
    context["all"] = len([form for form in forms if form.part.indicator.role == Role.NORMAL])
    context["done"] = context["all"] - context["left"]
    return page(request, "inspections/check.html", context, status=context["status"])


def _form(part, marks, typed):
    form = Seen(typed, part=part, mark=marks.get(part.pk))
    if typed is not None:
        form.is_valid()
    return form


def _status(forms):
    return max((form.status for form in forms), default=200)


def _kept(request, subject, visit, forms, heard):
    """Whether everything that was filled in could be kept; each rule is said at its own part."""
    at, by = timezone.now(), request.user
    for form in forms:
        if form.is_valid() and form.is_new:
            act(form, partial(marking.mark, subject, form.part), by=by, at=at, **form.marked)
    if _status(forms) != 200 or not heard.is_valid():
        return False
    if request.POST.get("then") == "hand_in":
        act(heard, partial(marking.hand_in, visit), by=by, at=at, heard=heard.cleaned_data["heard"])
        if heard.status != 200:
            forms[0].status = heard.status
            return False
        messages.success(request, "交上了。另一位同意过的分才算数。")
    else:
        messages.success(request, "都存着，回头接着查。")
    return True


def _computed(subject):
    """What the data say already, for a look."""
    rows = Score.objects.filter(subject=subject, indicator__source="auto").select_related("indicator")
    return list(rows.order_by("indicator__rank"))


@needs(Duty.READ)
@require_POST
def second(request, pk):
    """The other inspector agrees to what he saw on his page, or says what he saw instead."""
    mark = get_object_or_404(Mark.objects.select_related("part__indicator"), pk=pk)
    mark.subject = fetch(request.user, SUBJECTS, pk=mark.subject_id)
    at = timezone.now()
    if request.POST.get("agree") == "yes":
        marking.agree(mark, seen_at=_moment(request.POST.get("seen", "")), by=request.user, at=at)
        messages.success(request, "记下了：您也这样看。")
    else:
        marking.doubt(mark, words=request.POST.get("words", ""), by=request.user, at=at)
        messages.success(request, "告诉先打分的那一位了，请他再看一眼。")
    return redirect("desk_inspections:check", mark.subject_id)


def _moment(text):
    """The moment that stood on his page, or None: then there is no mark of it."""
    moment = parse_datetime(text) if text else None
    return moment if moment and moment.tzinfo else None
