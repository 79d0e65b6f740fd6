"""我的培训: what one has passed, till when, and the modules that are learned on the phone."""

from functools import partial

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.kit.forms import Form, act
from civcenter.kit.gate import by_phone
from volunteers.actions.qualifications import guardian_agrees, learn
from volunteers.forms.people import GuardianSays
from volunteers.mine import volunteer_of
from volunteers.models import Guardian, Qualification, Training, TrainingPage


@by_phone
@require_safe
def trainings(request):
    """What one has passed; what there is to learn."""
    volunteer, today = volunteer_of(request), timezone.localdate()
    held = Qualification.objects.standing().filter(volunteer=volunteer).select_related("training")
    passed = Qualification.objects.valid(today).filter(volunteer=volunteer, training=OuterRef("pk"))
    pages = TrainingPage.objects.filter(training=OuterRef("pk"))
    rows = Training.objects.active().annotate(is_held=Exists(passed), on_phone=Exists(pages))
    context = {
        "volunteer": volunteer,
        "held": held.order_by("-passed_on", "-pk")[:50] if volunteer else [],
        "rows": rows,
        "today": today,
    }
    return render(request, "volunteers/public/trainings.html", context)


class Answers(Form):
    """One group of options for each question of the module."""

    def __init__(self, data, questions):
        super().__init__(data)
        for question in questions:
            self.fields[f"q{question.pk}"] = forms.TypedChoiceField(
                label=question.text,
                coerce=int,
                choices=list(enumerate(question.options)),
                widget=forms.RadioSelect,
                error_messages={"required": "这一题还没选。"},
            )

    def said(self):
        return {int(name[1:]): place for name, place in self.cleaned_data.items()}


@by_phone
@require_http_methods(["GET", "HEAD", "POST"])
def training(request, code):
    """A module: short pages, then a few questions; all right is passed."""
    row, volunteer, at = get_object_or_404(Training.objects.active(), pk=code), volunteer_of(request), timezone.now()
    form = Answers(request.POST if request.method == "POST" else None, row.questions.all())
    if volunteer is None:
        return redirect("volunteers:join")
    if form.is_valid():
        verb = partial(learn, row, volunteer=volunteer)
        act(form, verb, answers=form.said(), by=request.user, at=at)
        if form.status == 200:
            messages.success(request, f"“{row.name}”学完了，记在您的培训里。")
            return redirect("volunteers:trainings")
    valid = Qualification.objects.valid(timezone.localdate(at)).filter(volunteer=volunteer, training=row)
    context = {"row": row, "pages": row.pages.all(), "form": form, "held": valid.order_by("-passed_on").first()}
    return render(request, "volunteers/public/training.html", context, status=form.status)


@by_phone
@require_http_methods(["GET", "HEAD", "POST"])
def guardian(request):
    """A guardian says yes, for one day, to the children who are on the register with his phone."""
    key = request.user.phone_key
    wards = Guardian.objects.filter(phone_key=key).select_related("volunteer__person") if key else []
    form = GuardianSays(request.POST if request.method == "POST" else None)
    if form.is_valid() and wards:
        for ward in wards:
            given = form.cleaned_data
            act(form, partial(guardian_agrees, ward.volunteer), by=request.user, at=timezone.now(), **given)
        if form.status == 200:
            messages.success(request, "记下了，那一天可以参加。")
            return redirect("volunteers:guardian")
    context = {"wards": wards, "form": form}
    return render(request, "volunteers/public/guardian.html", context, status=form.status)
