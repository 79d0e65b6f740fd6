"""A person's or household's 对账单 at the desk: masked until somebody on duty says why; the look is logged."""

from django.http import Http404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from civcenter.accounts import again
from civcenter.accounts.duties import Duty
from civcenter.kit.fields import WordsField
from civcenter.kit.forms import act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.pages import page
from civcenter.kit.text import mask_name
from civcenter.residents.actions import reveal
from civcenter.residents.forms import RevealForm
from civcenter.residents.models import Household, Person
from incentives import statement as books
from incentives.choices import AccountKind

HOLDERS = {
    AccountKind.PERSON: Person.objects.select_related("points_account"),
    AccountKind.HOUSEHOLD: Household.objects.select_related("points_account"),
}


class Look(RevealForm):
    month = WordsField(label="哪个月", max_length=7, required=False, help_text="像 2026-11 这样写；空着就是这个月。")


@needs(Duty.REVEAL)
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request, pk, kind):
    """Why (GET), then the month once (POST)."""
    holder, at = fetch(request.user, HOLDERS[kind], Duty.REVEAL, pk=pk), timezone.now()
    row = getattr(holder, "points_account", None)
    if row is None:
        raise Http404
    form = Look(request.POST if request.method == "POST" else None)
    if form.is_valid():
        asked = again.ask(request)
        if asked:
            return asked
        reason = form.cleaned_data["reason"]
        seen = act(form, reveal, row=row, what="movements", by=request.user, reason=reason, at=at)
        if seen is not None:
            first = books.month_of(form.cleaned_data["month"], timezone.localdate(at))
            return _sheet(request, row, books.whole(row, first=first, day=timezone.localdate(at)), at)
    context = {"form": form, "row": row, "name": masked(row)}
    return page(request, "incentives/desk/statement.html", context, status=form.status)


def masked(account):
    """Whose it is, as desks show people."""
    return mask_name(account.holder.name) + ("一家" if account.household_id else "")


def _sheet(request, row, found, at):
    shown = {**found, "holder": masked(row), "is_staff": True, "at": at}
    return page(request, "incentives/public/statement_sheet.html", shown)
