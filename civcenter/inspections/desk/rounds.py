"""The rounds of a county, the report of one, and its steps."""

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.accounts.duties import Duty
from civcenter.inspections import policies
from civcenter.inspections.actions import drawing, moving
from civcenter.inspections.actions.opening import correct, open_round
from civcenter.inspections.choices import Paper
from civcenter.inspections.flow import MARKING, ROUND_FLOW, Phase
from civcenter.inspections.forms import Begin, Nothing, Words
from civcenter.inspections.models import Round, Subject, Visit
from civcenter.inspections.reports.content import bars, content
from civcenter.kit.forms import act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.lists import part
from civcenter.kit.models import Job
from civcenter.kit.pages import page

ROWS = Round.objects.select_related("division", "first_by", "second_by", "signed_by")
PHASES = [phase.label for phase in Phase]


@dataclass(frozen=True)
class Extra:
    """Something the office does with a round that is no step of its table."""

    name: str
    label: str
    form: str = ""


EXTRAS = {"draw": Extra("draw", "补抽督查员"), "correct": Extra("correct", "改正，另出一版", "words")}


@needs(Duty.READ)
@require_http_methods(["GET", "HEAD", "POST"])
def rounds(request):
    """The county's rounds; for who runs a place, its own sheets; the office begins one by hand."""
    user, form = request.user, Begin(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not user.holds(Duty.ASSESS, user.county):
        raise PermissionDenied("督查由县中心办公室开始。")
    if form.is_valid():
        verb = partial(open_round, user.county, form.cleaned_data["period"])
        begun = act(form, verb, by=user, at=timezone.now())
        if begun:
            return redirect("desk_inspections:round", begun.pk)
    found = part(request, ROWS.visible_to(user, timezone.now()), "-opened_at")
    context = {
        "rows": found.rows,
        "more_url": found.more_url,
        "own": _own(user),
        "form": form,
        "may_begin": user.holds(Duty.ASSESS, user.county),
        "inspects": bool(user.codes_for(Duty.INSPECT)),
    }
    return page(request, "inspections/rounds.html", context, status=form.status)


def _own(user):
    """The newest sheets of who runs a branch or a station; the county's people open them from the report."""
    if any(len(code) == len(user.county) for code in user.codes):
        return []
    mine = Subject.objects.visible_to(user, timezone.now()).filter(outpost__isnull=False)
    return mine.select_related("round", "result").order_by("-round__opened_at", "division")[:20]


@needs(Duty.READ)
@require_safe
def round(request, pk):
    """The report as a page (09): sentences, the best three, the ranking, what is to be mended, what was changed."""
    row = fetch(request.user, ROWS, pk=pk)
    if row.phase == Phase.GATHERING:
        job = Job.objects.filter(source=f"round:{row.pk}:gather").first()
        return page(request, "inspections/gathering.html", {"round": row, "job": job})
    said, now = content(row), timezone.now()
    is_office = policies.is_office(request.user, row)
    context = {
        "round": row,
        "content": said,
        "tables": [(table, [(one, bars(one, table.groups)) for one in table.rows]) for table in said.tables],
        "phases": PHASES,
        "current": list(Phase).index(Phase(row.phase)) + row.is_final,
        "steps": policies.steps_for(request.user, row, now),
        "waits": _waits(request.user, row, now),
        "extras": _extras(row) if is_office else [],
        "papers": Paper.choices,
        "is_office": is_office,
        "checks": _checks(row),
        "visits": list(_visits(row)) if is_office else [],
        "events": list(row.events.select_related("by").order_by("at", "pk")),
        "words": list(_words(row)) if is_office else [],
        "codes": request.user.codes,
    }
    return page(request, "inspections/round.html", context)


def _waits(user, round, at):
    """Why somebody's next step has no button yet."""
    ready = [step for step in ROUND_FLOW.values() if round.phase in step.sources and step.has_button]
    mine = [step for step in ready if any(policies.HANDS[hand](user, round) for hand in step.hands)]
    said = [(step.label, policies.waits(step.name, round, at, user)) for step in mine]
    return [(label, sentence) for label, sentence in said if sentence]


def _extras(round):
    if round.is_final:
        return [] if Round.objects.filter(corrects=round).exists() else [EXTRAS["correct"]]
    return [EXTRAS["draw"]] if round.phase in MARKING else []


def _checks(round):
    """审签前看一眼: who has checked, what waits, which words are open."""
    scored = round.subjects.filter(template__isnull=False)
    return {
        "units": scored.count(),
        "checked": scored.filter(checked_at__isnull=False).count(),
        "waiting": policies.unmarked(round).count(),
        "open": policies.open_words(round).count(),
    }


def _visits(round):
    return Visit.objects.filter(subject__round=round).select_related("subject", "inspector").order_by("number")


def _words(round):
    return policies.open_words(round).select_related("subject", "indicator", "by", "amendment").order_by("at")


@needs(Duty.READ)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request, pk, step):
    """Take a step of the round; one that needs words asks for them first."""
    row = fetch(request.user, ROWS, pk=pk)
    chosen = ROUND_FLOW.get(step) or EXTRAS.get(step)
    if chosen is None or not getattr(chosen, "has_button", True):
        raise Http404
    _may(request.user, row, chosen)
    form = (Words if chosen.form else Nothing)(request.POST if request.method == "POST" else None)
    if form.is_valid():
        verb = partial(_take, row, step)
        done = act(form, verb, by=request.user, words=form.cleaned_data.get("words", ""))
        if form.status == 200:
            messages.success(request, f"“{chosen.label}”办好了。")
            return redirect("desk_inspections:round", done.pk)
    context = {"round": row, "form": form, "step": chosen}
    return page(request, "inspections/step.html", context, status=form.status)


def _may(user, round, chosen):
    hands = getattr(chosen, "hands", None)
    allowed = any(policies.HANDS[hand](user, round) for hand in hands) if hands else policies.is_office(user, round)
    if not allowed:
        raise PermissionDenied(f"“{chosen.label}”不由您来办。")


def _take(round, name, *, by, words):
    at = timezone.now()
    if name == "draw":
        drawing.draw_again(round, by=by, at=at)
        return round
    if name == "correct":
        return correct(round, reason=words, by=by, at=at)
    return moving.advance(round, name, by=by, at=at, words=words)
