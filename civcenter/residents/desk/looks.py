"""Staff see people masked; one field is shown against a reason, and the look is logged."""

from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.accounts import again
from civcenter.accounts.duties import Duty
from civcenter.kit.forms import act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from civcenter.residents import actions
from civcenter.residents.forms import RevealForm
from civcenter.residents.models import Person, RevealLog


@require_http_methods(["GET", "HEAD", "POST"])
def reveal_phone(request, pk):
    """A person's phone."""
    return reveal_page(request, fetch(request.user, Person, Duty.REVEAL, pk=pk), "phone")


def reveal_page(request, row, what, back=""):
    """Ask for the reason (GET), log it and show the clear text once (POST). For any row that has `REVEALS`.

    The caller has fetched the row with the duty; `back` is where the page leads back to. Who has not shown for a
    while who he is types his password again first.
    """
    form = RevealForm(request.POST or None)
    clear = None
    if request.method == "POST" and form.is_valid():
        asked = again.ask(request)
        if asked:
            return asked
        reason = form.cleaned_data["reason"]
        clear = act(form, actions.reveal, row=row, what=what, by=request.user, reason=reason, at=timezone.now())
    context = {"form": form, "row": row, "label": row.REVEALS[what], "clear": clear, "back": back}
    return page(request, "residents/reveal.html", context, status=form.status)


@needs(Duty.AUDIT)
@require_safe
def reveals(request):
    """Who looked at what, why and when: for the auditor."""
    looks = RevealLog.objects.visible_to(request.user, timezone.now()).select_related("user", "division")
    shown = part(request, looks, "-at")
    return page(request, "residents/reveals.html", {"looks": shown.rows, "more_url": shown.more_url})
