"""Hours in the open: on public notice, and every correction, names masked; and how one says that they are wrong."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.hierarchy import here
from civcenter.kit.forms import act
from civcenter.kit.gate import by_phone, fetch, open_view
from civcenter.kit.lists import part
from volunteers.actions import appeal, object_to
from volunteers.choices import LateStatus, RecordStatus
from volunteers.forms.hours import Doubt
from volunteers.models import LateEntry, ServiceRecord

ROWS = ServiceRecord.objects.select_related("volunteer__person", "kind", "division", "replaced_by")

LATE = LateEntry.objects.filter(status=LateStatus.AGREED).select_related("volunteer__person", "division", "record")


def _noticed(at):
    return ROWS.filter(status=RecordStatus.NOTED, notice_until__gt=at)


@open_view
@require_safe
def hours(request):
    """Of the county this browser is at: on notice now, recorded late, and what was struck or put right."""
    at, outpost = timezone.now(), here.here(request)
    if outpost is None:
        return redirect("portal:outposts")
    ours = {"county": outpost.county}
    context = {
        "at": at,
        "noticed": part(request, _noticed(at).filter(**ours), "notice_until"),
        "late": part(request, LATE.filter(**ours), "-decided_at"),
        "changed": part(request, ROWS.filter(status=RecordStatus.ANNULLED, **ours), "-started_at"),
    }
    return render(request, "volunteers/public/hours.html", context)


@by_phone
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request, pk):
    """提意见 on hours that are on public notice."""
    at = timezone.now()
    row = _noticed(at).filter(pk=pk).first()
    if row is None:
        raise Http404
    return _doubt(request, row, partial(object_to, row, by=request.user, at=at), "volunteers:hours")


@by_phone
@require_http_methods(["GET", "HEAD", "POST"])
def appealing(request, pk):
    """本人申诉: the volunteer's own record is wrong."""
    row = fetch(request.user, ROWS, pk=pk)
    if row.volunteer.person.user_id != request.user.pk:
        raise Http404
    done = ("incentives:record", row.pk)
    return _doubt(request, row, partial(appeal, row, by=request.user, at=timezone.now()), *done)


def _doubt(request, row, verb, *done):
    form = Doubt(request.POST if request.method == "POST" else None)
    if form.is_valid() and act(form, verb, words=form.cleaned_data["words"]):
        messages.success(request, "收到了。站里看过会给个说法，看之前这条先不算。")
        return redirect(*done)
    return render(request, "volunteers/public/doubt.html", {"record": row, "form": form}, status=form.status)
