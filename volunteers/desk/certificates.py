"""Certificates at the desk of whoever organised the service: who waits, who checks, who signs; the register."""

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.accounts.duties import Duty
from civcenter.kit.forms import act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from civcenter.residents.actions import reveal
from civcenter.rules.models import calendar_for
from volunteers.actions import certificates as actions
from volunteers.actions.service import bar
from volunteers.choices import CertificateStatus
from volunteers.forms.certificates import Nothing, Why
from volunteers.models import Certificate
from volunteers.paper import pdf_of

ROWS = Certificate.objects.select_related("issuer", "volunteer__person", "head", "handler", "division")
OPEN = (CertificateStatus.APPLIED, CertificateStatus.PREPARED)
TABS = [("open", "待办"), ("issued", "登记簿"), ("", "全部")]


@dataclass(frozen=True)
class Step:
    """One thing that staff do with a certificate, and when."""

    label: str
    verb: object
    duty: Duty
    sources: tuple
    done: str
    form: type = Nothing
    tell: str = ""


STEPS = {
    "prepare": Step(
        "核对无误，交负责人签发",
        actions.prepare,
        Duty.ENTER,
        (CertificateStatus.APPLIED,),
        "核对好了，等负责人签发。",
    ),
    "again": Step("重新核对", actions.prepare, Duty.ENTER, (CertificateStatus.PREPARED,), "重新核对好了。"),
    "issue": Step("签发", actions.issue, Duty.MANAGE, (CertificateStatus.PREPARED,), "签发了，已告诉志愿者。"),
    "refuse": Step("不开", actions.refuse_certificate, Duty.ENTER, OPEN, "记下了，已告诉志愿者。", Why),
    "revoke": Step(
        "作废",
        actions.revoke,
        Duty.MANAGE,
        (CertificateStatus.ISSUED,),
        "作废了。扫码查的人会看到“已作废”。",
        Why,
        "作废以后不能恢复，要用得重新申请一份。",
    ),
}


@needs(Duty.READ)
@require_safe
def certificates(request):
    """Those that wait for us first; then the register of issued ones."""
    rows, at = Certificate.objects.within(request.user.codes), timezone.now()
    counts = rows.aggregate(
        open=Count("pk", filter=Q(status__in=OPEN)),
        issued=Count("pk", filter=Q(number__isnull=False)),
        every=Count("pk"),
    )
    state = request.GET.get("state", "open")
    listed = {"open": rows.open(), "issued": rows.on_register()}.get(state, rows)
    found = part(request, listed.select_related("issuer", "volunteer__person"), "-applied_at")
    context = {
        "rows": found.rows,
        "more_url": found.more_url,
        "tabs": [(key, words, counts[key or "every"], key == state) for key, words in TABS],
        "counts": counts,
        "state": state,
        "at": at,
        "work_calendar": calendar_for(timezone.localdate(at).replace(day=1), timezone.localdate(at)),
    }
    return page(request, "volunteers/desk/certificates.html", context)


@needs(Duty.READ)
@require_safe
def certificate(request, pk):
    return _show(request, fetch(request.user, ROWS, pk=pk))


def _steps(user, row):
    """What this person may do with it now."""
    return [
        (name, step)
        for name, step in STEPS.items()
        if row.status in step.sources
        and actions.may_handle(user, row, step.duty)
        and not (name == "issue" and user.pk in (row.handler_id, row.asked_by_id))
    ]


def _show(request, row, form=None):
    content = row.content or actions.collect(row)[0]
    context = {
        "row": row,
        "content": content,
        "shown": actions.shown(Certificate(content=content)),
        "steps": _steps(request.user, row),
        "form": form,
        "why_not": bar(request.user, row.volunteer.person),
        "waits_for_another": row.status == CertificateStatus.PREPARED and row.handler_id == request.user.pk,
        "may_print": row.status == CertificateStatus.ISSUED and request.user.holds(Duty.REVEAL, row.place),
        "at": timezone.now(),
    }
    return page(request, "volunteers/desk/certificate.html", context, status=form.status if form else 200)


@needs(Duty.READ)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request, pk, step):
    """Take one step; what needs words asks for them first."""
    row, chosen = fetch(request.user, ROWS, pk=pk), STEPS.get(step)
    if chosen is None:
        raise Http404
    if not request.user.holds(chosen.duty, row.place):
        raise PermissionDenied(f"“{chosen.label}”不由您来办，要请出具单位的同事办。")
    form = chosen.form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        act(form, partial(chosen.verb, row), by=request.user, at=timezone.now(), **form.cleaned_data)
        if form.status == 200:
            messages.success(request, chosen.done)
            return redirect("desk_volunteers:certificate", row.pk)
    context = {"row": row, "form": form, "step": chosen}
    return page(request, "volunteers/desk/certificate_step.html", context, status=form.status)


@needs(Duty.REVEAL)
@require_http_methods(["POST"])
def paper(request, pk):
    """The PDF for somebody without a phone: it shows the document number, so the look is logged."""
    row = fetch(request.user, ROWS, Duty.REVEAL, pk=pk)
    body = pdf_of(row) if row.status == CertificateStatus.ISSUED else None
    if body is None:
        messages.warning(request, "PDF 还在做，过一两分钟再来。")
        return redirect("desk_volunteers:certificate", row.pk)
    reveal(row, "document_no", by=request.user, reason=f"打印证明 {row.number}", at=timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="{row.number}.pdf"'}
    return HttpResponse(body, content_type="application/pdf", headers=headers)
