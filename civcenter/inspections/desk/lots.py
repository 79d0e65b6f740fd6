"""The lot at the office: somebody else for who cannot go, and who must never go where."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from civcenter.accounts.duties import Duty
from civcenter.accounts.models import Appointment, User
from civcenter.accounts.roles import Role
from civcenter.hierarchy.models import Division
from civcenter.inspections.actions import drawing
from civcenter.inspections.desk.sheets import SUBJECTS
from civcenter.inspections.forms import Tied, Words
from civcenter.inspections.models import Tie, Visit
from civcenter.kit.forms import act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page


@needs(Duty.ASSESS)
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request, pk):
    """Draw another one for who cannot go."""
    visit = get_object_or_404(Visit.objects.select_related("inspector"), pk=pk)
    visit.subject = fetch(request.user, SUBJECTS, Duty.ASSESS, pk=visit.subject_id)
    form = Words(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["words"]
        act(form, partial(drawing.replace, visit), reason=reason, by=request.user, at=timezone.now())
        if form.status == 200:
            messages.success(request, "换了，由签里的下一位去。")
            return redirect("desk_inspections:round", visit.subject.round_id)
    context = {"subject": visit.subject, "form": form, "title": f"换下{visit.inspector.name}，另抽一位"}
    return page(request, "inspections/say.html", context, status=form.status)


@needs(Duty.ASSESS)
@require_http_methods(["GET", "HEAD", "POST"])
def ties(request):
    """Who is paired with which place, or has another reason to stay away."""
    county = request.user.county
    inspectors = Appointment.objects.current(timezone.localdate()).filter(role=Role.INSPECTOR, division=county)
    users = User.objects.filter(pk__in=inspectors.values("user")).order_by("pk")
    places = Division.objects.current().within([county]).exclude(pk=county).filter(tier="township").order_by("pk")
    form = Tied(request.POST if request.method == "POST" else None, users=users, divisions=places)
    if form.is_valid():
        act(form, drawing.tie, by=request.user, at=timezone.now(), **form.chosen)
        if form.status == 200:
            messages.success(request, "记下了，以后抽签不会抽到。")
            return redirect("desk_inspections:ties")
    rows = Tie.objects.filter(division__in=Division.objects.within([county])).select_related("user", "division", "by")
    found = part(request, rows, "-at")
    context = {"form": form, "rows": found.rows, "more_url": found.more_url, "there_are": users.exists()}
    return page(request, "inspections/ties.html", context, status=form.status)
