"""没扣回的积分: what a reversal could not take; let go by the county office, or taken later by two people."""

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
from incentives import actions
from incentives.choices import ShortfallStatus
from incentives.forms import Offset, Reason
from incentives.models import ManualEntry, Shortfall

ROWS = Shortfall.objects.select_related(
    "entry__credit__person__user", "entry__credit__person__staff", "entry__credit__household", "decided_by"
)
TABS = [(ShortfallStatus.OPEN, "待处理"), (ShortfallStatus.OFFSET, "扣回了"), (ShortfallStatus.WAIVED, "免了")]


@needs(Duty.MANAGE)
@require_safe
def shortfalls(request):
    """The oldest first."""
    mine, state = ROWS.visible_to(request.user, timezone.now()), request.GET.get("state", "")
    state = state if state in ShortfallStatus.values else ShortfallStatus.OPEN
    found = part(request, mine.filter(status=state), "at")
    asked = set(ManualEntry.objects.waiting().filter(shortfall__in=found.rows).values_list("shortfall", flat=True))
    context = {
        "rows": [(row, row.pk in asked) for row in found.rows],
        "more_url": found.more_url,
        "tabs": [(key, words, key == state) for key, words in TABS],
        "may_waive": bool(request.user.codes_for(Duty.SET_RULES)),
        "at": timezone.now(),
    }
    return page(request, "incentives/desk/shortfalls.html", context)


@needs(Duty.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def shortfall(request, pk, step):
    """免扣 or 提出扣回."""
    verb, form_class, duty, words, done = STEPS[step]
    row, at = fetch(request.user, ROWS, duty, pk=pk), timezone.now()
    form = form_class(request.POST if request.method == "POST" else None)
    if step == "offset":
        form.fields["points"].initial = min(row.points, row.entry.credit.balance)
    if form.is_valid():
        act(form, partial(verb, row), by=request.user, at=at, **form.cleaned_data)
        if form.status == 200:
            messages.success(request, done)
            return redirect("desk_incentives:shortfalls")
    context = {"row": row, "form": form, "words": words}
    return page(request, "incentives/desk/shortfall.html", context, status=form.status)


STEPS = {
    "waive": (actions.waive, Reason, Duty.SET_RULES, "免了", "免了，原因留着。"),
    "offset": (actions.propose_offset, Offset, Duty.MANAGE, "提出扣回", "提上去了，要另一位同事审过才扣。"),
}
