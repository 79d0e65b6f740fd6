"""待站里核: hours that nobody vouched for yet. Kept or struck with a reason, never edited."""

from functools import partial

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
from incentives.actions import agree_record, strike
from volunteers.actions import bar, bar_to_vouch
from volunteers.models import ServiceRecord, Suspicion

ROWS = ServiceRecord.objects.select_related("volunteer__person__user", "volunteer__person__staff", "kind", "division")


class Strike(Form):
    reason = WordsField(label="为什么作废", max_length=150, rows=3, help_text="志愿者会看到这句话。")


@needs(Duty.REVIEW_VOLUNTEERS)
@require_safe
def records(request):
    """The oldest first."""
    codes = request.user.codes_for(Duty.REVIEW_VOLUNTEERS)
    found = part(request, ROWS.within(codes).unvouched(), "noted_at")
    phones = Person.objects.own_phones(request.user)
    rows = [(record, bar(request.user, record.volunteer.person, phones)) for record in found.rows]
    context = {
        "rows": rows,
        "more_url": found.more_url,
        "is_known": bool(phones),
        "count": ServiceRecord.objects.within(codes).unvouched().count(),
        "watched": Suspicion.objects.within(codes).open().count(),
        "at": timezone.now(),
    }
    return page(request, "incentives/desk/records.html", context)


@needs(Duty.REVIEW_VOLUNTEERS)
@require_http_methods(["GET", "HEAD", "POST"])
def record(request, pk, step):
    """Agree (核实) or strike (作废) one record."""
    row, at = fetch(request.user, ROWS, Duty.REVIEW_VOLUNTEERS, pk=pk), timezone.now()
    verb, form_class, done = STEPS[step]
    form = form_class(request.POST if request.method == "POST" else None)
    if form.is_valid():
        act(form, partial(verb, row), by=request.user, at=at, **form.cleaned_data)
        if form.status == 200:
            messages.success(request, done)
            return redirect("desk_incentives:records")
    context = {"record": row, "form": form, "step": step, "why": bar_to_vouch(request.user, row), "at": at}
    return page(request, "incentives/desk/record.html", context, status=form.status)


STEPS = {
    "agree": (agree_record, Form, "核实了，时长入册。"),
    "annul": (strike, Strike, "作废了，原因留在记录上。"),
}
