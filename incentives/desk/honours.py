"""嘉许 at the desk: who was nominated, what is on notice, what may be conferred, and the papers behind it."""

from functools import partial

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.accounts import again
from civcenter.accounts.duties import Duty
from civcenter.accounts.models import Appointment
from civcenter.hierarchy.models import Outpost
from civcenter.kit.fields import WordsField
from civcenter.kit.forms import Form, act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from civcenter.kit.secrets import unseal_bytes
from civcenter.residents.models import Household, Person
from incentives import actions
from incentives.actions.nominating import may_decide
from incentives.flow import HonorStatus, HonorStep
from incentives.models import Honor, HonorFile, HonorObjection
from incentives.nominations import Nomination
from volunteers.models import Team

HOLDERS = ("person__volunteer", "team", "household", "outpost__division")
ROWS = Honor.objects.nominated().select_related(*HOLDERS, "rule", "division__parent", "nominated_by", "decided_by")
GONE = "现在没有这一步，可能刚有人处理过。请回列表看最新情况。"
TABS = [HonorStatus.NOMINATED, HonorStatus.NOTICE, HonorStatus.CONFERRED, HonorStatus.REFUSED, HonorStatus.REVOKED]


class Say(Form):
    reason = WordsField(label="原因", max_length=200, rows=3, help_text="提名的人和本人会看到。")


class Answer(Form):
    upheld = forms.TypedChoiceField(
        label="查下来怎么样",
        coerce=lambda word: word == "yes",
        choices=[("no", "不属实，可以授予"), ("yes", "属实，不授予")],
        widget=forms.RadioSelect,
    )
    answer = WordsField(label="怎么查的", max_length=200, rows=3, help_text="提意见的人会看到。")


@needs(Duty.READ)
@require_safe
def honours(request):
    """By state; above all what waits for somebody here."""
    at, own = timezone.now(), ROWS.within(request.user.codes)
    state = request.GET.get("state", "")
    state = state if state in HonorStatus.values else HonorStatus.NOMINATED
    counts = own.order_by().aggregate(
        **{status.value: Count("pk", filter=Q(status=status)) for status in TABS},
        due=Count("pk", filter=Q(status=HonorStatus.NOTICE, notice_until__lte=at)),
    )
    found = part(request, own.filter(status=state).annotate(said=_open_objections()), "-nominated_at")
    context = {
        "rows": found.rows,
        "more_url": found.more_url,
        "tabs": [(status, status.label, counts[status.value], status == state) for status in TABS],
        "due": counts["due"],
        "at": at,
    }
    return page(request, "incentives/desk/honours.html", context)


def _open_objections():
    return Count("objections", filter=Q(objections__status="open"))


@require_safe
def honour(request, pk):
    """One honour with everything behind it, and the steps that are this person's."""
    row, at = fetch(request.user, ROWS, Duty.READ, pk=pk), timezone.now()
    context = {
        "row": row,
        "at": at,
        "steps": _steps(request.user, row, at),
        "why_not": may_decide(request.user, row) if row.is_open else "",
        "events": row.events.select_related("by"),
        "files": row.files.defer("body"),
        "objections": row.objections.select_related("answered_by"),
    }
    return page(request, "incentives/desk/honour.html", context)


def _steps(user, row, at):
    """What this person may do now; the rest is not drawn."""
    steps = []
    if not may_decide(user, row):
        steps = {
            HonorStatus.NOMINATED: ["check", "refuse"],
            HonorStatus.NOTICE: ["confer", "refuse"] if row.notice_until and row.notice_until <= at else ["refuse"],
            HonorStatus.CONFERRED: ["revoke"],
        }.get(row.status, [])
    if row.is_open and row.nominated_by_id == user.pk:
        steps = [*steps, "withdraw"]
    return [(name, HonorStep(name).label) for name in steps]


STEPS = {
    "check": (actions.check, Form),
    "confer": (actions.confer, Form),
    "refuse": (actions.refuse_honor, Say),
    "withdraw": (actions.withdraw_honor, Say),
    "revoke": (actions.revoke_honor, Say),
}


@require_http_methods(["GET", "HEAD", "POST"])
def step(request, pk, step):
    """One step with one honour."""
    row, at = fetch(request.user, ROWS, Duty.MANAGE, pk=pk), timezone.now()
    if step not in dict(_steps(request.user, row, at)):
        raise PermissionDenied(
            may_decide(request.user, row) or "现在没有这一步，可能刚有人处理过。请回列表看最新情况。"
        )
    verb, form_class = STEPS[step]
    form = form_class(request.POST if request.method == "POST" else None)
    if form.is_valid() and act(form, partial(verb, row), by=request.user, at=at, **form.cleaned_data):
        messages.success(request, f"{HonorStep(step).label}：办好了。")
        return redirect("desk_incentives:honour", row.pk)
    context = {"row": row, "form": form, "words": HonorStep(step).label}
    return page(request, "incentives/desk/honour_step.html", context, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
def objection(request, pk):
    """Answer what somebody said against an honour on notice."""
    said = HonorObjection.objects.filter(pk=pk).values("honor")
    row, at = fetch(request.user, ROWS, Duty.MANAGE, pk__in=said), timezone.now()
    why = may_decide(request.user, row)
    if why:
        raise PermissionDenied(why)
    said = row.objections.get(pk=pk)
    form = Answer(request.POST if request.method == "POST" else None)
    verb = partial(actions.answer_objection, said)
    if form.is_valid() and act(form, verb, by=request.user, at=at, **form.cleaned_data):
        messages.success(request, "处理好了，提意见的人会收到答复。")
        return redirect("desk_incentives:honour", row.pk)
    context = {"row": row, "said": said, "form": form, "words": "处理意见"}
    return page(request, "incentives/desk/honour_step.html", context, status=form.status)


OF = {
    "person": Person.objects.select_related("division", "user", "staff"),
    "team": Team.objects.select_related("division"),
    "household": Household.objects.select_related("division"),
    "outpost": Outpost.objects.select_related("division"),
}


@needs(Duty.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def nominate(request, pk, holder):
    """Put somebody of one's places forward. `post` is a person in office, by his post."""
    row, place, for_staff = _holder(request.user, holder, pk)
    if not place or not request.user.holds(Duty.MANAGE, place):
        raise PermissionDenied("提名由管这里的所长、站长来提。")
    kind = "person" if holder == "post" else holder
    at = timezone.now()
    rules = actions.rules_for(kind, place, timezone.localdate(at)).filter(for_staff=for_staff)
    typed = (request.POST, request.FILES) if request.method == "POST" else ()
    form = Nomination(*typed, rules=rules)
    if form.is_valid():
        made = act(form, partial(actions.nominate, row), by=request.user, at=at, **form.details)
        if made:
            messages.success(request, "提上去了，要另一位同事审过才公示。")
            return redirect("desk_incentives:honour", made.pk)
    name = f"{row.name}家" if holder == "household" else row.name
    return page(request, "incentives/desk/nominate.html", {"form": form, "name": name}, status=form.status)


def _holder(user, holder, pk):
    """(holder, place, whether for staff)."""
    if holder != "post":
        row = fetch(user, OF[holder], pk=pk)
        return row, row.place, False
    posts = Appointment.objects.current(timezone.localdate()).filter(pk=pk).values("user")
    person = OF["person"].filter(staff__in=posts).first()
    place = Appointment.objects.get(pk=pk).division_id if person else ""
    if person is None or not user.holds(Duty.READ, place):
        raise Http404
    return person, place, True


@require_http_methods(["POST"])
def paper(request, pk):
    """A paper behind a nomination, as a file to keep; the password again where it was long ago."""
    file = HonorFile.objects.filter(pk=pk)
    fetch(request.user, ROWS, Duty.MANAGE, pk__in=file.values("honor"))
    asked = again.ask(request)
    if asked:
        return asked
    row = file.get()
    headers = {"Content-Disposition": f'attachment; filename="{row.digest[:12]}.{row.ending}"'}
    return HttpResponse(unseal_bytes(row.body), content_type=row.kind, headers=headers)


@require_safe
def certificate(request, pk):
    """The certificate to print and stamp."""
    row = fetch(request.user, ROWS.filter(status=HonorStatus.CONFERRED), Duty.READ, pk=pk)
    return page(request, "incentives/honour_paper.html", {"row": row, "center": center_of(row)})


def center_of(row):
    return Outpost.objects.get_for(row.county).name
