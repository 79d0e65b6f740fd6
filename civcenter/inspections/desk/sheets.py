"""One place's sheet (41), and the rows behind its figures."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from civcenter.accounts.duties import Duty
from civcenter.inspections import policies, scoring
from civcenter.inspections.actions import marking, objecting
from civcenter.inspections.choices import Source
from civcenter.inspections.flow import MENDING, Phase
from civcenter.inspections.models import Amendment, Figure, Honour, Mark, Objection, Score, Subject
from civcenter.inspections.reports.blocks import fraction, risen
from civcenter.inspections.trails import trail
from civcenter.kit.gate import fetch, needs
from civcenter.kit.pages import page
from civcenter.measures import MEASURES

SUBJECTS = Subject.objects.select_related("round__division", "template__document", "result", "checked_by", "division")
TABS = [("", "全部"), ("lost", "丢分的"), ("said", "有意见"), ("seen", "要人打分")]
STAGES = ["取数", "自评核对", "初核复核", "公示申诉", "审签定稿"]
STAGE = {Phase.CHECKING: 1, Phase.FIRST: 2, Phase.SECOND: 2, Phase.NOTICE: 3, Phase.SIGNING: 4, Phase.FINAL: 5}


@needs(Duty.READ)
@require_safe
def sheet(request, pk):
    """Every indicator with its figures, arithmetic and words; what would raise the score most; how fair it is."""
    subject = fetch(request.user, SUBJECTS, pk=pk)
    scores = list(Score.objects.filter(subject=subject).select_related("indicator").order_by("indicator__rank"))
    words = list(Objection.objects.filter(subject=subject).select_related("by", "ruled_by", "amendment").order_by("at"))
    result, tab = getattr(subject, "result", None), request.GET.get("tab", "")
    said = {word.indicator_id for word in words}
    context = {
        "subject": subject,
        "round": subject.round,
        "result": result,
        "risen": risen(result) if result else "",
        "groups": _groups(result, [one for one in scores if _on_tab(one, tab, said)], words),
        "tabs": [(key, label, sum(_on_tab(one, key, said) for one in scores), key == tab) for key, label in TABS],
        "stages": STAGES,
        "stage": STAGE.get(subject.round.phase, 0),
        "advice": scoring.advice(scores),
        "facts": [] if scores else _facts(subject),
        "marks": _marks(subject),
        "visits": list(marking.seats(subject).select_related("inspector").order_by("number")),
        "amendments": list(_amendments(subject)),
        "honours": list(Honour.objects.filter(subject=subject).select_related("by", "agreed_by")),
        **_rights(request.user, subject),
        **_beside(request.user, subject),
    }
    return page(request, "inspections/sheet.html", context)


def _on_tab(score, tab, said):
    if tab == "lost":
        return score.points is not None and score.points < score.indicator.weight
    if tab == "said":
        return score.indicator_id in said
    return score.indicator.source != Source.AUTO if tab == "seen" else True


def _groups(result, scores, words):
    """[(group, [(score, its words)])] in the order of the sheet; a group without a line on this tab is left out."""
    found = []
    for group in result.groups if result else []:
        mine = [one for one in scores if one.indicator.group == group["code"]]
        rows = [(one, [word for word in words if word.indicator_id == one.indicator_id]) for one in mine]
        if rows:
            found.append((group, rows))
    return found


def _facts(subject):
    """Of a place that no template scores: its figures."""
    rows = Figure.objects.filter(subject=subject).defer("good", "rest").order_by("measure")
    return [(MEASURES[one.measure], one, fraction(one)) for one in rows if one.measure in MEASURES]


def _marks(subject):
    marks = Mark.objects.filter(subject=subject)
    return marks.aggregate(
        agreed=Count("pk", filter=Q(agreed_at__isnull=False)), single=Count("pk", filter=Q(agreed_at=None))
    )


def _amendments(subject):
    return Amendment.objects.filter(subject=subject).select_related("part__indicator", "by", "agreed_by").order_by("at")


def _rights(user, subject):
    round, speaks, is_scored = subject.round, objecting.may_speak(user, subject), subject.template_id is not None
    office = policies.is_office(user, round)
    return {
        "may_confirm": speaks and is_scored and round.phase == Phase.CHECKING and subject.checked_at is None,
        "may_object": speaks and is_scored and round.phase in objecting.KINDS,
        "may_rule": office and round.phase in MENDING,
        "may_honour": (speaks or office) and is_scored and round.phase in MENDING,
    }


def _beside(user, subject):
    """The sheets before and after this one in the ranking, of those somebody may see."""
    rows = Subject.objects.visible_to(user, timezone.now()).filter(round=subject.round_id, level=subject.level)
    keys = list(rows.order_by("result__rank", "division", "pk").values_list("pk", flat=True))
    place = keys.index(subject.pk)
    after = keys[place + 1] if place + 1 < len(keys) else None
    return {"previous": keys[place - 1] if place else None, "following": after}


@needs(Duty.READ)
@require_POST
def confirm(request, pk):
    """The place has looked at its figures."""
    subject = fetch(request.user, SUBJECTS, pk=pk)
    objecting.confirm(subject, by=request.user, at=timezone.now())
    messages.success(request, "记下了：这些数您看过了。")
    return redirect("desk_inspections:sheet", subject.pk)


@needs(Duty.READ)
@require_safe
def rows(request, pk, measure):
    """The rows behind a figure, as they were gathered; a link where there is a page of a row."""
    subject = fetch(request.user, SUBJECTS, pk=pk)
    figure = get_object_or_404(Figure, subject=subject, measure=measure)
    kept = "rest" if request.GET.get("part") == "rest" else "good"
    keys = getattr(figure, kept)
    context = {
        "subject": subject,
        "figure": figure,
        "said": fraction(figure) if measure in MEASURES else "",
        "measure": MEASURES.get(measure),
        "trail": trail(MEASURES.get(measure), keys),
        "total": len(keys),
        "kept": kept,
        "held": (len(figure.good), len(figure.rest)),
    }
    return page(request, "inspections/rows.html", context)
