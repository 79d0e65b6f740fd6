"""18: hours that somebody has to look at, found by night or pointed out by people; kept, struck or put right."""

from functools import partial

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.accounts.duties import Duty
from civcenter.kit.fields import WordsField
from civcenter.kit.forms import Form, act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from civcenter.residents.models import Person
from incentives.actions import bar_to_answer, bar_to_decide, correct, decide_hours, open_appeal
from volunteers.choices import Evidence, RecordStatus, SuspicionKind
from volunteers.models import CheckIn, Overtime, ServiceRecord, Suspicion

PEOPLE = ("record__volunteer__person__user", "record__volunteer__person__staff")
PLACES = ("record__division", "record__organiser__division")
ROWS = Suspicion.objects.select_related(*PEOPLE, *PLACES, "record__kind", "after")
RECORDS = ServiceRecord.objects.select_related(
    "volunteer__person__user", "volunteer__person__staff", "kind", "division", "organiser__division"
)


class Verdict(Form):
    keep = forms.TypedChoiceField(
        label="算不算",
        coerce=lambda word: word == "keep",
        choices=[("keep", "没问题，留下"), ("drop", "不对，作废")],
        widget=forms.RadioSelect,
    )
    reason = WordsField(label="为什么", max_length=150, rows=3, help_text="本人会看到这句话。")

    def __init__(self, data=None, *, record):
        super().__init__(data)
        if record.status == RecordStatus.ANNULLED:
            self.fields["keep"].choices = [("keep", "维持作废")]


class Correction(Form):
    """改正: the right hours; the old record stays, struck."""

    started_at = forms.DateTimeField(
        label="几点开始", widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    )
    ended_at = forms.DateTimeField(
        label="几点做完", widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    )
    reason = WordsField(label="为什么改", max_length=140, rows=3, help_text="本人和公开的改正记录里会看到。")


@needs(Duty.REVIEW_VOLUNTEERS)
@require_safe
def watched(request):
    """The oldest first, with what counts as proof beside it."""
    codes = request.user.codes_for(Duty.REVIEW_VOLUNTEERS)
    mine = Suspicion.objects.within(codes).open()
    kinds = dict(mine.order_by().values_list("kind").annotate(Count("pk")))
    chosen = request.GET.get("kind", "")
    rows = ROWS.within(codes).open()
    rows = rows.filter(kind=chosen) if chosen in SuspicionKind.values else rows
    found = part(request, rows, "found_at")
    phones = Person.objects.own_phones(request.user)
    context = {
        "rows": [(row, bar_to_answer(request.user, row, phones)) for row in found.rows],
        "more_url": found.more_url,
        "count": sum(kinds.values()),
        "kinds": [(kind, label, kinds.get(kind, 0)) for kind, label in SuspicionKind.choices],
        "chosen": chosen,
        "shares": _shares(codes),
        "unvouched": ServiceRecord.objects.within(codes).unvouched().count(),
        "overtime": Overtime.objects.within(codes).open().count(),
        "at": timezone.now(),
    }
    return page(request, "incentives/desk/watched.html", context)


def _shares(codes):
    """How many of a hundred final records stand on which proof."""
    final = ServiceRecord.objects.within(codes).final().order_by()
    counts = dict(final.values_list("evidence").annotate(Count("pk")))
    total = sum(counts.values())
    return [
        (grade, Evidence(grade).label, round(100 * counts.get(grade, 0) / total, 1) if total else None)
        for grade in Evidence.values
    ]


@needs(Duty.REVIEW_VOLUNTEERS)
@require_http_methods(["GET", "HEAD", "POST"])
def suspicion(request, pk):
    """What is odd, how we know of the hours, and the two answers."""
    row, at = fetch(request.user, ROWS, Duty.REVIEW_VOLUNTEERS, pk=pk), timezone.now()
    form = Verdict(request.POST if request.method == "POST" else None, record=row.record)
    if form.is_valid():
        act(form, partial(decide_hours, row), by=request.user, at=at, **form.cleaned_data)
        if form.status == 200:
            messages.success(request, "定好了，已告诉本人。")
            return redirect("desk_incentives:watched")
    record = row.record
    context = {
        "row": row,
        "record": record,
        "form": form,
        "why": bar_to_answer(request.user, row),
        "seen": CheckIn.objects.filter(source=record.source, volunteer=record.volunteer_id).order_by("at"),
        "others": _beside(record),
        "at": at,
    }
    return page(request, "incentives/desk/suspicion.html", context, status=form.status)


def _beside(record):
    """The volunteer's other records of the same hours."""
    others = ServiceRecord.objects.filter(volunteer=record.volunteer_id).exclude(pk=record.pk)
    return others.filter(started_at__lt=record.ended_at, ended_at__gt=record.started_at).order_by("started_at")[:5]


@needs(Duty.REVIEW_VOLUNTEERS)
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request, pk):
    """改正 one record: nothing is edited, a new one stands in its place."""
    record, at = fetch(request.user, RECORDS, Duty.REVIEW_VOLUNTEERS, pk=pk), timezone.now()
    known = {"started_at": timezone.localtime(record.started_at), "ended_at": timezone.localtime(record.ended_at)}
    form = Correction(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid() and act(form, partial(correct, record), by=request.user, at=at, **form.cleaned_data):
        messages.success(request, "改好了：旧的作废留底，新的入册，已告诉本人。")
        return redirect("desk_incentives:watched")
    asked = open_appeal(record)
    why = bar_to_answer(request.user, asked) if asked else bar_to_decide(request.user, record)
    is_over = record.status == RecordStatus.ANNULLED and not asked
    context = {"record": record, "form": form, "why": why, "is_over": is_over, "at": at}
    return page(request, "incentives/desk/correction.html", context, status=form.status)
