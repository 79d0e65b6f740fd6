"""The register of volunteers for stations and branches: who asks to join, who is on it."""

from functools import partial

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.accounts.duties import Duty
from civcenter.kit.forms import act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from volunteers import actions
from volunteers.choices import MemberStatus, VolunteerStatus
from volunteers.forms.desk import Find, Review
from volunteers.models import Volunteer

ROWS = Volunteer.objects.select_related("person", "division__parent", "reviewed_by")
TABS = [("applied", "待审核"), ("active", "在册"), ("", "全部")]


@needs(Duty.READ)
@require_safe
def volunteers(request):
    """Those who wait for a review first; the rest by tab, name, township and kind."""
    codes = request.user.codes
    form = Find(request.GET, codes)
    rows = _narrowed(ROWS.within(codes), form.chosen)
    found = part(request, rows.prefetch_related("kinds"), "-applied_at")
    counts = Volunteer.objects.within(codes).aggregate(
        applied=Count("pk", filter=Q(status=VolunteerStatus.APPLIED)),
        active=Count("pk", filter=Q(status=VolunteerStatus.ACTIVE)),
        every=Count("pk"),
    )
    state = form.chosen.get("state", "")
    context = {
        "rows": found.rows,
        "more_url": found.more_url,
        "form": form,
        "narrowed": bool(form.chosen),
        "tabs": [(key, words, counts[key or "every"], key == state) for key, words in TABS],
        "counts": counts,
        "may_review": bool(request.user.codes_for(Duty.REVIEW_VOLUNTEERS)),
    }
    return page(request, "volunteers/desk/volunteers.html", context)


def _narrowed(rows, chosen):
    if "q" in chosen:
        rows = rows.filter(person__name__icontains=chosen["q"])
    if "state" in chosen:
        rows = rows.filter(status=chosen["state"])
    if "township" in chosen:
        rows = rows.filter(township=chosen["township"].pk)
    if "kind" in chosen:
        rows = rows.filter(kinds=chosen["kind"])
    return rows


@needs(Duty.READ)
@require_http_methods(["GET", "HEAD", "POST"])
def volunteer(request, pk):
    """One volunteer; while the application waits, yes or no."""
    row, at = (
        fetch(request.user, ROWS, Duty.REVIEW_VOLUNTEERS if request.method == "POST" else None, pk=pk),
        timezone.now(),
    )
    form = Review(request.POST if request.method == "POST" else None)
    if form.is_valid():
        verb = partial(actions.review, row)
        if act(form, verb, by=request.user, at=at, **form.cleaned_data):
            messages.success(request, "审核好了，已告诉本人。")
            return redirect("desk_volunteers:volunteers")
    waits = row.status == VolunteerStatus.APPLIED
    context = {
        "volunteer": row,
        "kinds": row.kinds.all(),
        "teams": row.teams.filter(membership__status=MemberStatus.ACTIVE),
        "records": row.records.select_related("kind").order_by("-started_at")[:10],
        "form": form,
        "may_review": waits and request.user.holds(Duty.REVIEW_VOLUNTEERS, row.place),
        "at": at,
    }
    return page(request, "volunteers/desk/volunteer.html", context, status=form.status)
