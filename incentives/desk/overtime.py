"""一天超时的: what a long day had to leave out, for the level above to let count or not."""

from functools import partial

from django import forms
from django.contrib import messages
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
from incentives.actions import bar_overtime, decide_overtime
from volunteers.models import CheckIn, Overtime

PEOPLE = ("record__volunteer__person__user", "record__volunteer__person__staff")
PLACES = ("record__division", "record__organiser__division")
ROWS = Overtime.objects.select_related(*PEOPLE, *PLACES, "record__kind")


class Answer(Form):
    accept = forms.TypedChoiceField(
        label="多出来的算不算",
        coerce=lambda word: word == "yes",
        choices=[("yes", "属实，同意计入"), ("no", "不计入")],
        widget=forms.RadioSelect,
    )
    reason = WordsField(label="为什么", max_length=150, rows=3, help_text="本人会看到这句话。")


@needs(Duty.REVIEW_VOLUNTEERS)
@require_safe
def overtimes(request):
    """The oldest first."""
    codes = request.user.codes_for(Duty.REVIEW_VOLUNTEERS)
    found = part(request, ROWS.within(codes).open(), "asked_at")
    phones = Person.objects.own_phones(request.user)
    context = {
        "rows": [(row, bar_overtime(request.user, row, phones)) for row in found.rows],
        "more_url": found.more_url,
        "at": timezone.now(),
    }
    return page(request, "incentives/desk/overtimes.html", context)


@needs(Duty.REVIEW_VOLUNTEERS)
@require_http_methods(["GET", "HEAD", "POST"])
def overtime(request, pk):
    """One long day, how we know of it, and the level above's answer."""
    row, at = fetch(request.user, ROWS, Duty.REVIEW_VOLUNTEERS, pk=pk), timezone.now()
    form = Answer(request.POST if request.method == "POST" else None)
    if form.is_valid():
        act(form, partial(decide_overtime, row), by=request.user, at=at, **form.cleaned_data)
        if form.status == 200:
            messages.success(request, "定好了，本人在记录里看得到。")
            return redirect("desk_incentives:overtimes")
    context = {
        "row": row,
        "record": row.record,
        "form": form,
        "why": bar_overtime(request.user, row),
        "seen": CheckIn.objects.filter(source=row.record.source, volunteer=row.record.volunteer_id).order_by("at"),
        "at": at,
    }
    return page(request, "incentives/desk/overtime.html", context, status=form.status)
