"""Activities of one's places: the list, one of them with everything that happened, its editor."""

from datetime import timedelta
from functools import partial

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.accounts.duties import Duty
from civcenter.hierarchy.models import Outpost
from civcenter.kit.forms import act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from projects.activities import actions
from projects.activities.actions.asking import understood_rate
from projects.activities.flow import HAPPENING, ActivityStatus
from projects.activities.forms.desk import Editor, known, usual
from projects.activities.models import Activity, ActivityEvent
from projects.activities.policies import is_office, is_staff, is_unit, steps_for

ROWS = Activity.objects.select_related("kind", "unit__division", "division__parent", "booking__resource", "course")
TABS = {"coming": "要办的", "draft": "草稿", "owed": "等收尾", "past": "办过的"}
SHOWN_PEOPLE, SHOWN_EVENTS = 300, 60


@needs(Duty.READ)
@require_safe
def activities(request):
    """What is planned week by week, what waits for its wrap-up, what is behind."""
    at = timezone.now()
    tab = request.GET.get("show") if request.GET.get("show") in TABS else "coming"
    mine = Activity.objects.visible_to(request.user, at)
    found = part(request, _narrowed(mine, tab, at).select_related("unit", "kind"), *_order(tab))
    counts = mine.aggregate(**{name: Count("pk", filter=where) for name, where in _wheres(at).items()})
    tabs = [(name, label, counts.get(name)) for name, label in TABS.items()]
    context = {"rows": found.rows, "more_url": found.more_url, "tab": tab, "tabs": tabs, "at": at}
    return page(
        request, "activities/desk/activities.html", context | {"may_make": bool(request.user.codes_for(Duty.MANAGE))}
    )


def _wheres(at):
    over = Q(status__in=HAPPENING, ends_at__lte=at)
    return {"coming": Q(status__in=HAPPENING, ends_at__gt=at), "draft": Q(status=ActivityStatus.DRAFT), "owed": over}


def _narrowed(rows, tab, at):
    past = Q(status__in=[ActivityStatus.CLOSED, ActivityStatus.CANCELLED])
    return rows.filter(_wheres(at).get(tab, past))


def _order(tab):
    return ["-starts_at"] if tab == "past" else ["starts_at"]


@needs(Duty.READ)
@require_safe
def activity(request, pk):
    row, at = fetch(request.user, ROWS, pk=pk), timezone.now()
    parties = list(row.attendances.select_related("person", "user").order_by("turn")[:SHOWN_PEOPLE])
    helpers = list(row.helpers.select_related("volunteer__person", "volunteer__division", "record").order_by("pk"))
    context = {
        "activity": row,
        "at": at,
        "parties": parties,
        "helpers": helpers,
        "steps": steps_for(request.user, row, at),
        "runs": is_unit(request.user, row, at),
        "edits": is_unit(request.user, row, at) or is_office(request.user, row, at),
        "enters": is_staff(request.user, row, at),
        "questions": row.questions.select_related("asked_by").order_by("pk")[:50],
        "hosts": row.co_hosts.all(),
        "events": _events(row),
        "rate": understood_rate(row),
        "is_over": row.ends_at <= at,
        "begun": row.starts_at <= at,
    }
    return page(request, "activities/desk/activity.html", context)


def _events(row):
    rows = ActivityEvent.objects.of_activity(row).exclude(step__in=["arrive", "sign_up", "absent", "yes"])
    return list(rows.select_related("actor", "note").order_by("-at", "-pk")[:SHOWN_EVENTS])


def units_of(user):
    """The outposts for which a log-in may plan."""
    return Outpost.objects.within(user.codes_for(Duty.MANAGE)).filter(is_open=True).order_by("division")


@needs(Duty.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def make(request):
    """新建: from nothing, or from an earlier one (`?copy=`), a year later where that is still ahead, else a week."""
    at = timezone.now()
    model = Activity.objects.visible_to(request.user, at).filter(pk=_number(request.GET.get("copy"))).first()
    own = next((post.division_id for post in request.user.appointments_now), None)
    units = units_of(request.user)
    unit = units.filter(division=own).first() or units.first()
    initial = _again(model, at) if model else usual(unit, at)
    form = _editor(request, units, unit.county, initial)
    if form.is_valid():
        made = act(form, partial(actions.draft, **form.said()), by=request.user, at=at)
        if made:
            messages.success(request, "草稿存好了。看一遍，没问题就发布。")
            return redirect("desk_activities:activity", made.pk)
    return page(request, "activities/desk/edit.html", {"form": form, "model": model}, status=form.status)


def _number(text):
    return text if text and text.isascii() and text.isdigit() and len(text) < 18 else None


def _again(model, at):
    """The same on the same weekday: 52 weeks later, or next week where that is past."""
    told = known(model) | {"closes_on": None, "closes_hour": None}
    later = told["day"] + timedelta(weeks=52)
    weeks = max(1, (timezone.localdate(at) - told["day"]).days // 7 + 1)
    return told | {"day": later if later > timezone.localdate(at) else told["day"] + timedelta(weeks=weeks)}


def _editor(request, units, county, initial):
    return Editor(request.POST if request.method == "POST" else None, units=units, county=county, initial=initial)


@needs(Duty.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk):
    row, at = fetch(request.user, ROWS, Duty.MANAGE, pk=pk), timezone.now()
    form = _editor(request, Outpost.objects.filter(pk=row.unit_id), row.county, known(row))
    if form.is_valid():
        said = form.said()
        said.pop("unit")
        hosts = list(said.pop("co_hosts"))
        done = act(form, partial(actions.edit, row, co_hosts=hosts, **said), by=request.user, at=at)
        if done:
            messages.success(request, "改好了。")
            return redirect("desk_activities:activity", pk)
    return page(request, "activities/desk/edit.html", {"form": form, "activity": row}, status=form.status)
