"""补录: what is proposed and waits for a second person, and the two forms."""

from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.accounts.duties import Duty
from civcenter.kit.fields import WordsField
from civcenter.kit.forms import Form, act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from incentives.actions import bar_late, decide_late, propose_late
from volunteers.models import LateEntry, ServiceKind, Volunteer

PEOPLE = ("volunteer__person__user", "volunteer__person__staff")
ROWS = LateEntry.objects.select_related(*PEOPLE, "kind", "division", "proposed_by", "decided_by", "record")
VOLUNTEERS = Volunteer.objects.select_related("person__user", "person__staff", "division")


def _moment(label):
    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    return forms.DateTimeField(label=label, widget=widget)


class Proposal(Form):
    kind = forms.ModelChoiceField(ServiceKind.objects.active(), label="哪一类")
    title = WordsField(label="做了什么", max_length=80, empty="还没写做了什么。")
    started_at = _moment("几点开始")
    ended_at = _moment("几点做完")
    why = WordsField(label="当时为什么没记", max_length=150, rows=3, help_text="审的人和群众都会看到。")


class Verdict(Form):
    accept = forms.TypedChoiceField(
        label="同意吗",
        coerce=lambda word: word == "yes",
        choices=[("yes", "属实，补记"), ("no", "不补")],
        widget=forms.RadioSelect,
    )
    reason = WordsField(label="不补的原因", max_length=100, required=False, rows=2)


@needs(Duty.REVIEW_VOLUNTEERS)
@require_safe
def late_entries(request):
    """Those that wait, the oldest first."""
    rows = ROWS.within(request.user.codes_for(Duty.REVIEW_VOLUNTEERS)).open()
    found = part(request, rows, "proposed_at")
    context = {"rows": found.rows, "more_url": found.more_url, "at": timezone.now()}
    return page(request, "incentives/desk/late_entries.html", context)


@needs(Duty.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request, pk):
    """One service of one volunteer, after the fact."""
    volunteer, at = fetch(request.user, VOLUNTEERS, Duty.MANAGE, pk=pk), timezone.now()
    _refuse(bar_late(request.user, volunteer))
    form = Proposal(request.POST if request.method == "POST" else None)
    if form.is_valid() and act(form, partial(propose_late, volunteer), by=request.user, at=at, **form.cleaned_data):
        messages.success(request, "提上去了，要另一位同事审过才入册。")
        return redirect("desk_incentives:late_entries")
    return page(
        request, "incentives/desk/propose_late.html", {"volunteer": volunteer, "form": form}, status=form.status
    )


@needs(Duty.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def late_entry(request, pk):
    """The second person's answer."""
    row, at = fetch(request.user, ROWS, Duty.MANAGE, pk=pk), timezone.now()
    _refuse(bar_late(request.user, row.volunteer))
    form = Verdict(request.POST if request.method == "POST" else None)
    if form.is_valid():
        act(form, partial(decide_late, row), by=request.user, at=at, **form.cleaned_data)
        if form.status == 200:
            messages.success(request, "审好了。")
            return redirect("desk_incentives:late_entries")
    own = row.proposed_by_id == request.user.pk
    context = {"row": row, "form": form, "own": own, "at": at}
    return page(request, "incentives/desk/late_entry.html", context, status=form.status)


def _refuse(why):
    if why:
        raise PermissionDenied(why)
