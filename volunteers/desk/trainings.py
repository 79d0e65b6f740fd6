"""Trainings at the desk: who passed what, whose runs out soon, many entered at once; the backbone's track."""

from datetime import timedelta
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.accounts.duties import Duty
from civcenter.kit.forms import act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from volunteers.actions import qualifications as actions
from volunteers.forms.certificates import Nothing, Why
from volunteers.forms.people import Passed, Promote, Word
from volunteers.models import Backbone, Qualification, Training, Volunteer

SOON = timedelta(days=60)
PEOPLE = Qualification.objects.select_related("volunteer__person", "volunteer__division", "training")


def _within(codes):
    return PEOPLE.filter(volunteer__in=Volunteer.objects.within(codes))


@needs(Duty.READ)
@require_safe
def trainings(request):
    """Each training with how many hold it today; below, whose runs out within 60 days."""
    today, codes = timezone.localdate(), request.user.codes
    inside = Q(qualifications__volunteer__in=Volunteer.objects.within(codes))
    lasting = Q(qualifications__valid_to__isnull=True) | Q(qualifications__valid_to__gte=today)
    holds = inside & lasting & Q(qualifications__annulled_at__isnull=True, qualifications__passed_on__lte=today)
    rows = Training.objects.active().annotate(many=Count("qualifications__volunteer", filter=holds, distinct=True))
    soon = _within(codes).valid(today).filter(valid_to__lte=today + SOON)
    found = part(request, soon, "valid_to")
    context = {"trainings": rows, "rows": found.rows, "more_url": found.more_url, "soon": soon.count(), "today": today}
    return page(request, "volunteers/desk/trainings.html", context)


def _own_codes(request):
    """Where this person looks after volunteers; who only reads writes nothing."""
    own = request.user.codes_for(Duty.REVIEW_VOLUNTEERS)
    if request.method == "POST" and not own:
        raise PermissionDenied("登记由管志愿者的所、站来办。")
    return own


@needs(Duty.READ)
@require_http_methods(["GET", "HEAD", "POST"])
def training(request, code):
    """Who passed it, newest first; whoever looks after volunteers enters many at once."""
    row, at = get_object_or_404(Training, pk=code), timezone.now()
    own = _own_codes(request)
    form = Passed(
        request.POST if request.method == "POST" else None, own, initial={"passed_on": timezone.localdate(at)}
    )
    if form.is_valid():
        verb = partial(actions.enter_training, row, volunteers=form.chosen)
        new = act(form, verb, by=request.user, at=at, **form.cleaned_data)
        if form.status == 200:
            messages.success(request, f"登记了 {new} 人，{len(form.chosen) - new} 人原来就有。")
            return redirect("desk_volunteers:training", row.pk)
    found = part(request, _within(request.user.codes).filter(training=row), "-passed_on")
    context = {
        "row": row,
        "rows": found.rows,
        "more_url": found.more_url,
        "form": form if own else None,
        "today": timezone.localdate(at),
    }
    return page(request, "volunteers/desk/training.html", context, status=form.status)


@needs(Duty.REVIEW_VOLUNTEERS)
@require_http_methods(["GET", "HEAD", "POST"])
def annul(request, pk):
    """Strike one entry, with its reason."""
    row = fetch(request.user, PEOPLE, Duty.REVIEW_VOLUNTEERS, pk=pk)
    form = Why(request.POST if request.method == "POST" else None)
    if form.is_valid():
        act(form, partial(actions.annul_training, row), by=request.user, at=timezone.now(), **form.cleaned_data)
        if form.status == 200:
            messages.success(request, "撤销了，原来的登记和原因都留着。")
            return redirect("desk_volunteers:training", row.training_id)
    return page(request, "volunteers/desk/annul_training.html", {"row": row, "form": form}, status=form.status)


@needs(Duty.READ)
@require_safe
def backbone(request):
    """Who is on the track, the furthest first."""
    rows = Backbone.objects.current().visible_to(request.user, timezone.now())
    rows = rows.select_related("volunteer__person", "volunteer__division", "stage", "mentor__person")
    found = part(request, rows, "-stage__rank", "-since")
    return page(request, "volunteers/desk/backbone.html", {"rows": found.rows, "more_url": found.more_url})


STEPS = {
    "promote": (actions.promote, Promote, "进了下一个阶段。"),
    "speak": (actions.speak_for, Word, "记下了。"),
    "leave": (actions.leave_track, Nothing, "退出培养了，经历都留着。"),
}


@needs(Duty.READ)
@require_safe
def track(request, pk):
    """One volunteer's way on the track: where he stands, what the next stage asks, his history."""
    return _track(request, fetch(request.user, Volunteer.objects.select_related("person", "division"), pk=pk))


def _track(request, volunteer, name="", form=None):
    rows = list(volunteer.backbone.select_related("stage", "mentor__person", "put_by").order_by("-since", "-pk"))
    current = next((row for row in rows if row.ended_at is None), None)
    after = actions.next_stage(current)
    forms = {"promote": Promote(), "speak": Word()} | ({name: form} if form is not None else {})
    context = {
        "volunteer": volunteer,
        "rows": rows,
        "current": current,
        "after": after,
        "evidence": actions.evidence(volunteer, after, current, timezone.localdate()) if after else [],
        "forms": forms,
        "may": request.user.holds(Duty.REVIEW_VOLUNTEERS, volunteer.place),
        "at": timezone.now(),
    }
    return page(request, "volunteers/desk/track.html", context, status=form.status if form is not None else 200)


@needs(Duty.REVIEW_VOLUNTEERS)
@require_http_methods(["POST"])
def track_step(request, pk, step):
    """One more stage, the mentor's word, or off the track."""
    volunteer = fetch(request.user, Volunteer.objects.select_related("person"), Duty.REVIEW_VOLUNTEERS, pk=pk)
    verb, kind, done = STEPS.get(step) or (None, None, None)
    current = volunteer.backbone.filter(ended_at=None).select_related("volunteer__person", "mentor__person").first()
    if verb is None or (step != "promote" and current is None):
        raise Http404
    form = kind(request.POST)
    if form.is_valid():
        row = volunteer if step == "promote" else current
        act(form, partial(verb, row), by=request.user, at=timezone.now(), **form.cleaned_data)
        if form.status == 200:
            messages.success(request, done)
            return redirect("desk_volunteers:track", volunteer.pk)
    return _track(request, volunteer, step, form)
