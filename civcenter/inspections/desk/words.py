"""What is said of a sheet, and what two people put right."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from civcenter.accounts.duties import Duty
from civcenter.inspections import policies
from civcenter.inspections.actions import marking, objecting
from civcenter.inspections.desk.sheets import SUBJECTS
from civcenter.inspections.forms import Honoured, Rule, Say
from civcenter.inspections.models import Amendment, Honour, Indicator, Objection, Score
from civcenter.kit.errors import RuleBroken
from civcenter.kit.forms import act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.pages import page


@needs(Duty.READ)
@require_http_methods(["GET", "HEAD", "POST"])
def say(request, pk, code):
    """Object to one indicator's figures."""
    subject = fetch(request.user, SUBJECTS, pk=pk)
    line = get_object_or_404(Indicator, template=subject.template_id, code=code)
    if not objecting.may_speak(request.user, subject):
        raise PermissionDenied("意见由这个单位的负责人提。")
    form = Say(request.POST if request.method == "POST" else None)
    if form.is_valid():
        verb = partial(objecting.object_to_score, subject, line)
        if act(form, verb, by=request.user, at=timezone.now(), **form.cleaned_data):
            messages.success(request, "提上去了，每一条都会答复。")
            return redirect("desk_inspections:sheet", subject.pk)
    context = {"subject": subject, "form": form, "title": f"{line.code} {line.title}：提意见"}
    return page(request, "inspections/say.html", context, status=form.status)


@needs(Duty.ASSESS)
@require_http_methods(["GET", "HEAD", "POST"])
def ruling(request, pk):
    """Answer one objection: propose to put a figure right, or say why not."""
    word = get_object_or_404(Objection.objects.select_related("indicator", "by"), pk=pk)
    word.subject = fetch(request.user, SUBJECTS, Duty.ASSESS, pk=word.subject_id)
    return _ruled(request, word.subject, word.indicator, word)


@needs(Duty.ASSESS)
@require_http_methods(["GET", "HEAD", "POST"])
def amend(request, pk, code):
    """Propose to put a figure right that nobody objected to."""
    subject = fetch(request.user, SUBJECTS, Duty.ASSESS, pk=pk)
    line = get_object_or_404(Indicator, template=subject.template_id, code=code)
    return _ruled(request, subject, line, None)


def _ruled(request, subject, indicator, word):
    parts = list(indicator.parts.select_related("indicator"))
    form = Rule(request.POST if request.method == "POST" else None, parts=parts, may_dismiss=word is not None)
    if form.is_valid():
        act(form, partial(_rule, subject, word, form), by=request.user, at=timezone.now())
        if form.status == 200:
            messages.success(request, "记下了。改数要另一位同事同意才算。" if form.chosen else "答复了，已告诉本人。")
            return redirect("desk_inspections:sheet", subject.pk)
    score = Score.objects.filter(subject=subject, indicator=indicator).first()
    context = {"subject": subject, "indicator": indicator, "word": word, "form": form, "score": score}
    return page(request, "inspections/ruling.html", context, status=form.status)


def _rule(subject, word, form, *, by, at):
    typed = form.cleaned_data
    if form.chosen:
        figures = {"numerator": typed["numerator"], "denominator": typed["denominator"]}
        return objecting.propose(subject, form.chosen, reason=typed["reply"], by=by, at=at, objection=word, **figures)
    if word is None:
        raise RuleBroken("请选改哪个数。", field="part")
    return objecting.dismiss(word, reply=typed["reply"], by=by, at=at)


@needs(Duty.ASSESS)
@require_POST
def decide(request, pk):
    """The second person agrees to a changed figure, or does not."""
    row = get_object_or_404(Amendment.objects.select_related("objection__indicator", "part__indicator"), pk=pk)
    row.subject = fetch(request.user, SUBJECTS, Duty.ASSESS, pk=row.subject_id)
    if row.objection:
        row.objection.subject = row.subject
    agrees = request.POST.get("agree") == "yes"
    verb = objecting.agree_amendment if agrees else objecting.refuse_amendment
    verb(row, by=request.user, at=timezone.now())
    messages.success(request, "定了，分数重算过了。" if agrees else "没有同意，数照旧。")
    return redirect("desk_inspections:sheet", row.subject_id)


@needs(Duty.READ)
@require_http_methods(["GET", "HEAD", "POST"])
def honour(request, pk):
    """Report what may bring a bonus."""
    subject = fetch(request.user, SUBJECTS, pk=pk)
    if not (objecting.may_speak(request.user, subject) or policies.is_office(request.user, subject.round)):
        raise PermissionDenied("加分的事由这个单位或县中心办公室报。")
    form = Honoured(request.POST if request.method == "POST" else None)
    if form.is_valid():
        verb = partial(marking.report_honour, subject)
        if act(form, verb, by=request.user, at=timezone.now(), **form.cleaned_data):
            messages.success(request, "报上去了，县中心核过证明就加分。")
            return redirect("desk_inspections:sheet", subject.pk)
    context = {"subject": subject, "form": form, "title": "报一件加分的事"}
    return page(request, "inspections/say.html", context, status=form.status)


@needs(Duty.ASSESS)
@require_POST
def agree_honour(request, pk):
    """Another person of the office has looked at the proof."""
    row = get_object_or_404(Honour, pk=pk)
    row.subject = fetch(request.user, SUBJECTS, Duty.ASSESS, pk=row.subject_id)
    marking.agree_honour(row, by=request.user, at=timezone.now())
    messages.success(request, "核过了，加上了。")
    return redirect("desk_inspections:sheet", row.subject_id)
