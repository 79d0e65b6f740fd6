"""Lists of volunteers that go out."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from civcenter.accounts import again
from civcenter.accounts.duties import Duty
from civcenter.kit.forms import act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from civcenter.kit.secrets import sign, unsign
from volunteers.actions import exports
from volunteers.choices import ExportState
from volunteers.forms.exchange import Agree, Ask
from volunteers.models import Export

ROWS = Export.objects.select_related("by", "division", "approved_by")
REVIEW = Duty.REVIEW_VOLUNTEERS


@needs(REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def export_list(request):
    """Ask for a list, and the lists that were asked for."""
    form = Ask(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        asked = again.ask(request) if form.cleaned_data["is_clear"] else None
        if asked:
            return asked
        export = act(form, exports.ask, by=request.user, at=timezone.now(), **form.cleaned_data)
        if export:
            return redirect("desk_volunteers:export", export.pk)
    found = part(request, ROWS.visible_to(request.user, timezone.now()), "-at")
    context = {"form": form, "rows": found.rows, "more_url": found.more_url, "alone": exports.ALONE}
    return page(request, "volunteers/desk/exports.html", context, status=form.status)


@needs(REVIEW)
@require_safe
def export(request, pk):
    """One list: whether somebody must agree, whether it is made, and the link for a day."""
    row, at = fetch(request.user, ROWS, pk=pk), timezone.now()
    ready = row.state == ExportState.READY and row.by_id == request.user.pk and row.made_at > at - exports.KEPT
    context = {
        "export": row,
        "link": reverse("desk_volunteers:export_file", args=[row.pk, sign("export", row.pk)]) if ready else "",
        "may_decide": row.state == ExportState.ASKED and exports.may_decide(request.user, row),
    }
    return page(request, "volunteers/desk/export.html", context)


@needs(REVIEW)
@require_POST
def decide(request, pk):
    """The second person says yes or no."""
    row, form = fetch(request.user, ROWS, Duty.REVEAL, pk=pk), Agree(request.POST)
    if form.is_valid():
        asked = again.ask(request)
        if asked:
            return asked
        verb = partial(exports.decide, row)
        verb(agree=form.cleaned_data["agree"], by=request.user, at=timezone.now())
        messages.success(request, "定了，已告诉要的人。")
    return redirect("desk_volunteers:export", row.pk)


@needs(REVIEW)
@require_safe
def file(request, pk, token):
    """The file, by a link that is good for a day and only for who asked."""
    row = fetch(request.user, ROWS, pk=pk)
    if unsign("export", token, max_age=exports.KEPT.total_seconds()) != row.pk:
        raise Http404
    body = exports.take(row, by=request.user, at=timezone.now())
    name = f'attachment; filename="volunteers-{row.pk}.xlsx"'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(body, content_type=kind, headers={"Content-Disposition": name})
