"""Teams on the phone: mine, those that look for people; and what a captain does: who comes in, whom he calls."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from civcenter.kit.forms import act
from civcenter.kit.gate import by_phone, fetch
from civcenter.kit.lists import part
from volunteers import actions
from volunteers.choices import MemberStatus
from volunteers.forms.teams import AnswerForm, CallForm
from volunteers.mine import volunteer_of
from volunteers.models import Membership, Team

LIVE = (MemberStatus.ACTIVE, MemberStatus.APPLIED)
TEAMS = Team.objects.select_related("division__parent")


@by_phone
@require_safe
def teams(request):
    """My teams first, then those of the county, who calls for people before who does not."""
    volunteer = volunteer_of(request)
    rows = TEAMS.visible_to(request.user, timezone.now())
    calling = request.GET.get("show") != "all"
    found = part(request, rows.exclude(call="") if calling else rows, "township", "name")
    mine = Membership.objects.filter(volunteer=volunteer, status__in=LIVE, team__ended_on=None)
    context = {
        "volunteer": volunteer,
        "mine": mine.select_related("team__division").order_by("pk") if volunteer else [],
        "rows": found.rows,
        "more_url": found.more_url,
        "calling": calling,
    }
    return render(request, "volunteers/public/teams.html", context)


@by_phone
@require_safe
def team(request, pk):
    """One team, and the one thing I may do: ask, wait, leave, or lead."""
    row, volunteer, at = fetch(request.user, TEAMS, pk=pk), volunteer_of(request), timezone.now()
    context = {
        "team": row,
        "volunteer": volunteer,
        "membership": Membership.objects.filter(team=row, volunteer=volunteer).first() if volunteer else None,
        "leads": actions.leads(request.user, row, at),
        "size": row.active_members().count(),
        "specialities": row.specialities.all(),
    }
    return render(request, "volunteers/public/team.html", context)


def _mine(request, pk):
    row, volunteer = fetch(request.user, TEAMS, pk=pk), volunteer_of(request)
    if volunteer is None:
        raise PermissionDenied("先报名当志愿者，再加入队伍。")
    return row, volunteer


@by_phone
@require_POST
def join(request, pk):
    """I want to come in."""
    row, volunteer = _mine(request, pk)
    asked = actions.ask_to_join(row, volunteer, by=request.user, at=timezone.now())
    said = "您已经是队员了。" if asked.status == MemberStatus.ACTIVE else "交上了，队长看过就告诉您。"
    messages.success(request, said)
    return redirect("volunteers:team", row.pk)


@by_phone
@require_POST
def leave(request, pk):
    """I go; nobody has to agree."""
    row, volunteer = _mine(request, pk)
    member = Membership.objects.select_related("volunteer__person").filter(team=row, volunteer=volunteer).first()
    if member is None:
        raise Http404
    actions.leave(member, by=request.user, at=timezone.now())
    messages.success(request, f"您退出{row.name}了。想回来随时再申请。")
    return redirect("volunteers:team", row.pk)


def _led(request, pk):
    """A team that I lead; for everybody else it is no page."""
    row = fetch(request.user, TEAMS, pk=pk)
    if not actions.leads(request.user, row, timezone.now()):
        raise PermissionDenied(actions.NOT_LED)
    return row


@by_phone
@require_safe
def roster(request, pk):
    """The captain's list: who asks, who is in. Names of his own team, phones masked."""
    row = _led(request, pk)
    members = Membership.objects.filter(team=row).select_related("volunteer__person", "volunteer__division")
    found = part(request, members.serving(), "joined_at", size=50)
    asking = members.asking().order_by("joined_at")[:50]
    context = {"team": row, "asking": asking, "rows": found.rows, "more_url": found.more_url}
    return render(request, "volunteers/public/roster.html", context)


@by_phone
@require_http_methods(["GET", "HEAD", "POST"])
def member(request, pk):
    """Yes or no to somebody who asks."""
    rows = Membership.objects.asking().select_related("team", "volunteer__person__user", "volunteer__division")
    row = fetch(request.user, rows, pk=pk)
    if not actions.leads(request.user, row.team, timezone.now()):
        raise PermissionDenied(actions.NOT_LED)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        act(form, partial(actions.answer, row), by=request.user, at=timezone.now(), **form.cleaned_data)
        if not form.errors:
            messages.success(request, "定了，已告诉本人。")
            return redirect("volunteers:team_roster", row.team_id)
    context = {"form": form, "team": row.team, "member": row, "title": f"收不收 {row.volunteer.person.name}"}
    return render(request, "volunteers/public/team_form.html", context, status=form.status)


@by_phone
@require_http_methods(["GET", "HEAD", "POST"])
def call(request, pk):
    """What the team says to those who may want to join."""
    row = _led(request, pk)
    form = CallForm(request.POST if request.method == "POST" else None, initial={"words": row.call})
    if form.is_valid():
        act(form, partial(actions.put_call, row), by=request.user, at=timezone.now(), **form.cleaned_data)
        if not form.errors:
            messages.success(request, "贴出去了。" if form.cleaned_data["words"] else "收起来了。")
            return redirect("volunteers:team", row.pk)
    context = {"form": form, "team": row, "title": "招人"}
    return render(request, "volunteers/public/team_form.html", context, status=form.status)
