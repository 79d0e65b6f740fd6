"""At the door: what WeChat's own scanner opens from the wall's code, and its one button."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from civcenter.kit.forms import Form, act
from civcenter.kit.gate import by_phone, fetch, open_view
from civcenter.residents.actions import new_person
from projects.activities import actions
from projects.activities.actions.checkins import activity_of, place_of
from projects.activities.forms.public import WalkIn, Words
from projects.activities.models import Activity, Helper
from projects.activities.policies import is_volunteer, rule_of
from projects.activities.public.pages import party_of, person_here, shown
from volunteers import rotating
from volunteers.mine import volunteer_of

SCANNED = "scanned_activity"
KEPT = timedelta(minutes=15)
"""So long a scan may wait for its button: time to log in, not to go elsewhere."""

TYPED_OR_SHOWN = require_http_methods(["GET", "HEAD", "POST"])


@open_view
@require_safe
def scan(request, token):
    """A good code is kept with the moment of the scan; then who scans is asked. An old one says to scan again."""
    read, at = rotating.read(token), timezone.now()
    if read is None or activity_of(read) is None:
        raise Http404
    if not read.is_good(at):
        return render(request, "activities/public/scan.html", {"stale": True})
    request.session[SCANNED] = [[read.subject, read.shown_by, read.mark, read.step], at.isoformat()]
    return redirect("activities:scanned")


def _scanned(request):
    said, moment = request.session.get(SCANNED, [None, None])
    at = moment and datetime.fromisoformat(moment)
    return (rotating.Shown(*said), at) if at and timezone.now() - at <= KEPT else (None, None)


@by_phone
@TYPED_OR_SHOWN
def scanned(request):
    """我到了: as a helper where he is one, as who signed up, or as who walks in while seats are free."""
    read, at = _scanned(request)
    if read is None:
        return render(request, "activities/public/scan.html", {"stale": True})
    row = Activity.objects.select_related("unit", "division").get(pk=activity_of(read).pk)
    volunteer = volunteer_of(request)
    helper = volunteer and place_of(row, volunteer)
    party = party_of(request, row)
    form = Form(request.POST if request.method == "POST" else None) if helper or party else _walking(request, row, at)
    if form.is_valid() and _came(request, form, row, helper, party, read, at):
        return redirect("activities:activity", row.pk)
    context = {"activity": row, "helper": helper, "party": party, "form": form, "at": at}
    return render(request, "activities/public/scan.html", context, status=form.status)


def _walking(request, row, at):
    posted = request.POST if request.method == "POST" else None
    return WalkIn(posted, most=rule_of(row, at).party_most, person=request.person)


def _came(request, form, row, helper, party, read, at):
    said = {"by": request.user, "at": at, "shown": read}
    if helper:
        way = actions.finish if helper.status == "arrived" else actions.arrive
        done = act(form, way, helper=helper, browser=request.browser, **said)
    elif party:
        done = act(form, actions.come_by_code, person=party.person, **said)
    else:
        people = form.cleaned_data["people"]
        person = request.person or _newcomer(request, form, at)
        done = act(form, actions.walk_in, activity=row, person=person, user=request.user, people=people, **said)
    if done:
        messages.success(request, f"{timezone.localtime(at):%H:%M} 签到了，请进。")
    return done


def _newcomer(request, form, at):
    name = form.cleaned_data["name"]
    known = person_here(request.user, name)
    return known or new_person(name=name, at=at, phone=request.user.phone, user=request.user)


@by_phone
@require_POST
def join(request, pk):
    """我来帮忙."""
    row, volunteer = shown(pk), volunteer_of(request)
    if volunteer is None:
        return redirect("volunteers:join")
    actions.join(row, volunteer=volunteer, by=request.user, at=timezone.now())
    messages.success(request, "应下了，时间替您留出来了。来不了请早点退出，站里好另找人。")
    return redirect("activities:activity", pk)


OWN = {"swap", "keep", "arrive", "finish"}
"""What a helper says with one tap."""


@by_phone
@TYPED_OR_SHOWN
def help_step(request, pk, step):
    """What a helper does about his own place."""
    at = timezone.now()
    helper = fetch(request.user, Helper.objects.select_related("activity__unit", "volunteer__person"), pk=pk)
    if step not in OWN:
        raise Http404
    if not is_volunteer(request.user, helper, at):
        raise PermissionDenied("这是志愿者本人的事。")
    if request.method == "POST":
        _own_step(request, helper, step, at)
    return redirect("activities:activity", helper.activity_id)


@by_phone
@TYPED_OR_SHOWN
def leave(request, pk):
    """退出, with a sentence for the unit."""
    at = timezone.now()
    helper = fetch(request.user, Helper.objects.select_related("activity__unit", "volunteer__person"), pk=pk)
    if not is_volunteer(request.user, helper, at):
        raise PermissionDenied("这是志愿者本人的事。")
    form = Words(request.POST if request.method == "POST" else None)
    said = {"helper": helper, "by": request.user, "at": at}
    if form.is_valid() and act(form, actions.leave_help, **said, **form.cleaned_data):
        messages.success(request, "已退出，站里知道了。")
        return redirect("activities:activity", helper.activity_id)
    context = {"helper": helper, "activity": helper.activity, "form": form}
    return render(request, "activities/public/leave.html", context, status=form.status)


@by_phone
@require_POST
def take_over(request, pk):
    """我替他: another volunteer of the county takes the place of who looks for somebody."""
    volunteer = volunteer_of(request)
    county = volunteer.county if volunteer else ""
    asked = Helper.objects.select_related("activity").filter(swaps=True, activity__county=county)
    helper = get_object_or_404(asked, pk=pk)
    actions.take_over(helper, volunteer=volunteer, by=request.user, at=timezone.now())
    messages.success(request, "换好了，到时候请您去。")
    return redirect("activities:activity", helper.activity_id)


def _own_step(request, helper, step, at):
    if step in ("swap", "keep"):
        actions.seek_swap(helper, by=request.user, at=at, wanted=step == "swap")
        messages.success(request, "记下了，有人替您会告诉您。" if step == "swap" else "好，还是您去。")
    else:
        way = actions.arrive if step == "arrive" else actions.finish
        way(helper, by=request.user, at=at, browser=request.browser)
        messages.success(request, "记下了。时长等站里核。")
