"""14a, 14b: a volunteer's certificates on the phone; and the page where anybody checks one."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from civcenter.kit.forms import Form, act
from civcenter.kit.gate import by_phone, open_view
from volunteers.actions import certificates as actions
from volunteers.actions.certificates import issuers_of
from volunteers.forms.certificates import Ask, Check
from volunteers.mine import volunteer_of
from volunteers.models import Certificate
from volunteers.paper import pdf_of
from volunteers.verification import check

ROWS = Certificate.objects.select_related("issuer", "volunteer__person", "head", "handler")
MOST = 50
NO_MATCH = "编号和查验码对不上，或没有这张证明。请照证明再看一遍。"
LOCKED = "这个编号今天试错太多次，锁到明天。急用请打证明上的电话问。"


def _mine(request):
    volunteer = volunteer_of(request)
    return volunteer, ROWS.filter(volunteer=volunteer) if volunteer else ROWS.none()


@by_phone
@require_safe
def certificates(request):
    """One's applications and certificates, newest first."""
    volunteer, rows = _mine(request)
    context = {"volunteer": volunteer, "rows": rows.order_by("-applied_at", "-pk")[:MOST]}
    return render(request, "volunteers/public/certificates.html", context)


@by_phone
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request):
    """Apply: which outpost, which period."""
    volunteer, at = volunteer_of(request), timezone.now()
    if volunteer is None:
        return redirect("volunteers:join")
    issuers = issuers_of(volunteer)
    form = Ask(request.POST if request.method == "POST" else None, issuers, timezone.localdate(at))
    if form.is_valid():
        verb = partial(actions.apply_for_certificate, volunteer)
        asked = act(form, verb, by=request.user, at=at, **form.cleaned_data)
        if asked:
            messages.success(request, "申请交上了，开好会告诉您。不收钱。")
            return redirect("volunteers:certificate", asked.pk)
    context = {
        "form": form,
        "volunteer": volunteer,
        "has_service": issuers.exists(),
        "has_document": bool(volunteer.person.document_no),
        "no_document": actions.NO_DOCUMENT,
    }
    return render(request, "volunteers/public/ask.html", context, status=form.status)


def _own(request, pk):
    row = _mine(request)[1].filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@by_phone
@require_safe
def certificate(request, pk):
    """One certificate as it reads, or how far the application is."""
    return _show(request, _own(request, pk), Form())


def _show(request, row, form):
    context = {
        "row": row,
        "form": form,
        "shown": actions.shown(row) if row.number else None,
        "has_file": hasattr(row, "file"),
        "at": timezone.now(),
    }
    return render(request, "volunteers/public/certificate.html", context, status=form.status)


@by_phone
@require_POST
def withdraw(request, pk):
    row, form = _own(request, pk), Form({})
    act(form, actions.withdraw_certificate, certificate=row, by=request.user, at=timezone.now())
    if form.status == 200:
        messages.success(request, "申请撤回了，随时可以再申请。")
        return redirect("volunteers:certificates")
    return _show(request, row, form)


@by_phone
@require_safe
def pdf(request, pk):
    """The finished paper; while the worker has not drawn it, the page says so."""
    row = _own(request, pk)
    body = pdf_of(row) if row.status == "issued" else None
    return as_file(body, row) if body else redirect("volunteers:certificate", row.pk)


def as_file(body, row):
    """A PDF to keep; its name says the number and no person."""
    headers = {"Content-Disposition": f'attachment; filename="{row.number}.pdf"'}
    return HttpResponse(body, content_type="application/pdf", headers=headers)


@open_view
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request, number=""):
    """Is this certificate real? By the code on it, or by number and check word."""
    word = request.GET.get("w", "")
    typed = request.POST if request.method == "POST" else {"number": number, "word": word} if word else None
    form, answer = Check(typed, initial={"number": number}), None
    if form.is_valid():
        tried = check(at=timezone.now(), **form.cleaned_data)
        answer = tried.answer
        if answer is None:
            form.add_error(None, LOCKED if tried.is_locked else NO_MATCH)
            form.status = 429 if tried.is_locked else 422
    context = {"form": form, "answer": answer, "at": timezone.now()}
    return render(request, "volunteers/public/verify.html", context, status=form.status)
