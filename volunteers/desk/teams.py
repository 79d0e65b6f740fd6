"""The teams of the places one may read: the tree, the list, one team, and what is done with it."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.accounts.duties import Duty
from civcenter.kit.forms import act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from civcenter.kit.text import clean
from volunteers import actions, vitality
from volunteers.choices import PostRole, TeamKind
from volunteers.forms import teams as forms
from volunteers.models import Membership, Organisation, Team

TEAMS = Team.objects.select_related("division__parent", "parent", "organisation")
SHOWN = 6
SAYS = {
    TeamKind.CENTER: "县直部门牵头，带专业的去村里",
    TeamKind.TOWNSHIP: "乡镇和村里的队",
    TeamKind.SOCIAL: "社会组织、企业和爱好者，先核资格再派单",
}


@needs(Duty.READ)
@require_safe
def tree(request):
    """1+N+N+N: the county team above three columns, the largest teams of each, and who needs looking after."""
    county, at = request.user.county, timezone.now()
    rule = vitality.team_rule(timezone.localdate(at), county)
    kinds = dict(Team.objects.current().filter(county=county).values_list("pk", "kind"))
    figures = vitality.of_teams(kinds, county, at, rule)
    by_size = sorted(kinds, key=lambda pk: (-figures[pk].size, pk))
    chosen = {kind: [pk for pk in by_size if kinds[pk] == kind][:SHOWN] for kind in TeamKind.values}
    shown = TEAMS.with_leaders(timezone.localdate(at)).in_bulk([pk for pks in chosen.values() for pk in pks])
    serving, joined, gone = vitality.people(county, at, rule)
    readable = request.user.codes
    context = {
        "formula": vitality.formula_of(kinds.values()),
        "chief": next((shown[pk] for pk in chosen[TeamKind.COUNTY]), None),
        "columns": [_column(kind, kinds, chosen[kind], shown, figures, at) for kind in SAYS],
        "people": serving,
        "joined": joined,
        "gone": gone,
        "days": rule.turnover_days,
        "dormant": sum(figures[pk].is_dormant for pk in kinds),
        "ending": set(vitality.ending_terms(county, timezone.localdate(at), rule).values_list("team", flat=True)),
        "unverified": Organisation.objects.within(readable).unverified().count(),
        "may_found": bool(request.user.codes_for(Duty.MANAGE)),
    }
    return page(request, "volunteers/desk/tree.html", context)


def _column(kind, kinds, chosen, shown, figures, at):
    return {
        "kind": kind,
        "label": TeamKind(kind).label,
        "says": SAYS[kind],
        "size": list(kinds.values()).count(kind),
        "rows": [(shown[pk], figures[pk], shown[pk].refusal(timezone.localdate(at))) for pk in chosen],
        "more": max(list(kinds.values()).count(kind) - SHOWN, 0),
    }


@needs(Duty.READ)
@require_safe
def teams(request):
    """The teams of the places one may read, by kind and name, with captain and how alive they are."""
    at, kind = timezone.now(), request.GET.get("kind", "")
    words = clean(request.GET.get("q", ""))[:30]
    rows = TEAMS.current().within(request.user.codes).with_leaders(timezone.localdate(at))
    rows = rows.filter(kind=kind) if kind in TeamKind.values else rows
    found = part(request, rows.filter(name__icontains=words) if words else rows, "township", "name")
    figures = vitality.of_teams([team.pk for team in found.rows], request.user.county, at)
    context = {
        "rows": [(team, figures[team.pk]) for team in found.rows],
        "more_url": found.more_url,
        "kind": kind,
        "kinds": TeamKind.choices,
        "words": words,
        "narrowed": bool(words or kind),
    }
    return page(request, "volunteers/desk/teams.html", context)


@needs(Duty.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_team(request):
    """A team in a place one runs."""
    given = {"codes": request.user.codes_for(Duty.MANAGE), "county": request.user.county}
    form = forms.TeamForm(request.POST if request.method == "POST" else None, **given)
    if form.is_valid() and (made := act(form, actions.found_team, at=timezone.now(), **form.cleaned_data)):
        messages.success(request, "队建好了。")
        return redirect("desk_volunteers:team", made.pk)
    context = {"form": form, "title": "建一支队", "back": "desk_volunteers:teams", "button": "建好"}
    return page(request, "volunteers/desk/new.html", context, status=form.status)


@needs(Duty.READ)
@require_safe
def team(request, pk):
    """One team: who leads it, how alive it is, who asks to come in, who is in it."""
    row, at = fetch(request.user, TEAMS, pk=pk), timezone.now()
    members = Membership.objects.filter(team=row).select_related("volunteer__person", "volunteer__division")
    found = part(request, members.serving(), "joined_at")
    context = {
        "team": row,
        "figures": vitality.of_teams([row.pk], row.county, at)[row.pk],
        "refusal": row.refusal(timezone.localdate(at)),
        "below": row.team_set.current().order_by("name")[:30],
        "specialities": row.specialities.all(),
        "posts": row.posts.select_related("volunteer__person").order_by("-starts_on", "-pk")[:10],
        "asking": members.asking().order_by("joined_at")[:20],
        "members": found.rows,
        "more_url": found.more_url,
        "may_manage": not row.ended_on and request.user.holds(Duty.MANAGE, row.place),
        "at": at,
    }
    return page(request, "volunteers/desk/team.html", context)


def _edit(row, data):
    known = {name: getattr(row, name) for name in ("name", "parent", "organisation", "patron", "capacity")}
    known["specialities"] = row.specialities.all()
    return forms.TeamEdit(data, county=row.county, initial=known)


TEAM_STEPS = {
    "edit": ("改这支队", _edit, lambda row, by, at, **typed: actions.edit_team(row, at=at, **typed)),
    "end": (
        "解散这支队",
        lambda row, data: forms.ReasonForm(data),
        lambda row, by, **typed: actions.end_team(row, **typed),
    ),
    "call": (
        "招人的话",
        lambda row, data: forms.CallForm(data, initial={"words": row.call}),
        actions.put_call,
    ),
}
MEMBER_STEPS = {
    "answer": ("收不收", forms.AnswerForm, actions.answer),
    "let_go": ("请出队伍", forms.ReasonForm, actions.let_go),
    "captain": (
        "请他当队长",
        forms.LeaderForm,
        lambda row, by, **typed: actions.appoint_leader(row.team, row.volunteer, role=PostRole.CAPTAIN, **typed),
    ),
    "deputy": (
        "请他当副队长",
        forms.LeaderForm,
        lambda row, by, **typed: actions.appoint_leader(row.team, row.volunteer, role=PostRole.DEPUTY, **typed),
    ),
}


@needs(Duty.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def team_step(request, pk, step):
    """One view for what is done with a team."""
    if step not in TEAM_STEPS:
        raise Http404
    row = fetch(request.user, TEAMS.current(), Duty.MANAGE, pk=pk)
    title, make, verb = TEAM_STEPS[step]
    form = make(row, request.POST if request.method == "POST" else None)
    return _step(request, row, form, title, partial(verb, row))


@needs(Duty.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def member_step(request, pk, step):
    """One view for what is done with one member, or with somebody who asks."""
    if step not in MEMBER_STEPS:
        raise Http404
    rows = Membership.objects.select_related("team__parent", "volunteer__person__user")
    row = fetch(request.user, rows, Duty.MANAGE, pk=pk)
    title, make, verb = MEMBER_STEPS[step]
    form = make(request.POST if request.method == "POST" else None)
    return _step(request, row.team, form, f"{title}：{row.volunteer.person.name}", partial(verb, row))


def _step(request, row, form, title, verb):
    if form.is_valid():
        act(form, verb, by=request.user, at=timezone.now(), **form.cleaned_data)
        if not form.errors:
            messages.success(request, "办好了。")
            return redirect("desk_volunteers:team", row.pk)
    context = {"form": form, "team": row, "title": title}
    return page(request, "volunteers/desk/team_step.html", context, status=form.status)
