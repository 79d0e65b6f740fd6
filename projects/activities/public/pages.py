"""Activities near me (30a), my own, and both as a calendar."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.hierarchy import here, lines
from civcenter.hierarchy.models import Outpost
from civcenter.kit.forms import act
from civcenter.kit.gate import by_phone, open_view
from civcenter.kit.lists import part
from civcenter.residents.models import Person
from projects.activities import actions, ics
from projects.activities.actions.asking import understood_rate
from projects.activities.actions.helping import why_not
from projects.activities.flow import PLACED, ActivityStatus
from projects.activities.forms.public import Ask
from projects.activities.models import Activity, Attendance, Helper
from volunteers.mine import volunteer_of

ROWS = Activity.objects.select_related("kind", "unit", "division__parent", "course")
TABS = ("near", "all", "help")


@open_view
@require_safe
def activities(request):
    """What one can go to, the next first: the township's, the county's, or where hands are wanted."""
    at, outpost = timezone.now(), here.here(request)
    asked = request.GET.get("show")
    show = asked if asked in TABS else "near"
    rows = ROWS.coming(at)
    if outpost:
        rows = rows.filter(county=outpost.county)
    if show == "near" and outpost and outpost.township:
        rows = rows.filter(township=outpost.township) if len(outpost.division_id) > 6 else rows
    if show == "help":
        rows = rows.filter(helpers_needed__gt=0, status=ActivityStatus.PUBLISHED)
    found = part(request, rows.order_by(), "starts_at")
    context = {"rows": found.rows, "more_url": found.more_url, "show": show, "tabs": TABS, "outpost": outpost, "at": at}
    return render(request, "activities/public/activities.html", context)


def shown(pk):
    """An activity that everybody may read; a draft is no page."""
    return get_object_or_404(ROWS.shown(), pk=pk)


@open_view
@require_safe
def activity(request, pk):
    """30a: when and where, whether there is a seat left, what to heed; and for volunteers, whether hands are wanted."""
    row, at = shown(pk), timezone.now()
    volunteer = volunteer_of(request)
    helper = volunteer and Helper.objects.placed().filter(activity=row, volunteer=volunteer).first()
    context = {
        "activity": row,
        "at": at,
        "party": party_of(request, row),
        "volunteer": volunteer,
        "helper": helper,
        "wanted": wants_hands(row, at) and not helper,
        "refusals": why_not(row, volunteer) if volunteer and wants_hands(row, at) and not helper else [],
        "swaps": swaps(row, volunteer),
        "takes_names": row.takes_names(at),
        "questions": row.questions.answered()[:20],
        "hosts": row.co_hosts.all(),
        "line": lines.line(row.unit),
        "rate": understood_rate(row) if row.status == ActivityStatus.CLOSED and row.is_taught else None,
    }
    return render(request, "activities/public/activity.html", context)


def wants_hands(row, at):
    return row.status == ActivityStatus.PUBLISHED and row.helpers_lacking > 0 and row.starts_at > at


def swaps(row, volunteer):
    """Helpers who look for somebody to take their place; a volunteer who is not one of them may."""
    if volunteer is None or row.status != ActivityStatus.PUBLISHED:
        return []
    asked = row.helpers.filter(swaps=True, status="accepted").exclude(volunteer=volunteer)
    return list(asked.select_related("volunteer__person")[:5])


def party_of(request, row):
    """The live place of whoever is at this phone, or None."""
    if not request.user.is_authenticated:
        return None
    own = Attendance.objects.live().visible_own(request.user)
    return own.filter(activity=row).select_related("person").order_by("pk").first()


@by_phone
@require_safe
def mine(request):
    """What I signed up for and where I help, what comes first; then the latest of what is behind."""
    at, volunteer = timezone.now(), volunteer_of(request)
    parties = Attendance.objects.visible_own(request.user).select_related("activity__division")
    helps = Helper.objects.filter(volunteer=volunteer) if volunteer else Helper.objects.none()
    helps = helps.select_related("activity__division", "record")
    coming = {"activity__ends_at__gt": at, "activity__status__in": ["published", "running"]}
    live = parties.live().filter(**coming).order_by("activity__starts_at")[:30]
    context = {
        "at": at,
        "volunteer": volunteer,
        "parties": live,
        "helps": helps.filter(status__in=PLACED, **coming).order_by("activity__starts_at")[:30],
        "past": parties.filter(status="came").order_by("-came_at")[:10],
        "helped": helps.filter(status="done").order_by("-started_at")[:10],
    }
    return render(request, "activities/public/mine.html", context)


@by_phone
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, pk):
    """我也问."""
    row = shown(pk)
    form = Ask(request.POST if request.method == "POST" else None)
    if form.is_valid():
        asked = act(form, actions.ask, activity=row, by=request.user, at=timezone.now(), **form.cleaned_data)
        if asked:
            return redirect("activities:activity", pk)
    return render(request, "activities/public/ask.html", {"activity": row, "form": form}, status=form.status)


@open_view
@require_safe
def calendar_file(request, pk):
    """One activity for the phone's calendar."""
    return _ics([shown(pk)])


@open_view
@require_safe
def outpost_calendar(request, pk):
    """What comes at an outpost, for any calendar program."""
    outpost = get_object_or_404(Outpost, pk=pk, is_open=True)
    rows = ROWS.shown().hosted_by([outpost]).filter(ends_at__gt=timezone.now() - ics.PAST)
    return _ics(rows.order_by("starts_at")[: ics.MOST])


def _ics(rows):
    answer = HttpResponse(ics.calendar(rows, timezone.now()), content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=900"
    return answer


def person_here(user, name):
    """The person of this phone by that name, or the first of it where no name was asked; None for somebody new."""
    people = list(Person.objects.at_phone(user).order_by("pk")[:10])
    same = [one for one in people if one.name == name] if name else people[:1]
    return same[0] if same else None
