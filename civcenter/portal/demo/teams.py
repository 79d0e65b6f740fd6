"""The demo county's teams: 1 + 8 + 18 + N, with captains on terms, and organisations of which one was not looked at."""

from datetime import timedelta

from civcenter.kit.identity import CREDIT_CHARACTERS, CREDIT_WEIGHTS
from civcenter.portal.demo.words import PATRONS, SOCIAL, TEAMS
from volunteers.actions import (
    add_organisation,
    appoint_leader,
    ask_to_join,
    found_team,
    join,
    put_call,
    verify_organisation,
)
from volunteers.choices import PostRole, TeamKind

ALL = 60
YEARS = 3
"""How long a captain's term is."""


def teams(people, first, now):
    """Founded half a year ago and full since; the organisations' papers looked at by the office, but one."""
    county, volunteers = people.centre.division, people.active_at(first)
    chief = found_team(name=f"{county.name}志愿服务总队", kind=TeamKind.COUNTY, division=county, at=first)
    appoint_leader(chief, volunteers[0], role=PostRole.CAPTAIN, at=first, ends_on=_term(first))
    for subject, patron in zip(TEAMS, PATRONS, strict=True):
        _team(people, f"{subject}队", TeamKind.CENTER, county, chief, volunteers, first, patron=patron)
    for branch in people.branches:
        near = [v for v in volunteers if v.township == branch.division_id] or volunteers
        name = f"{branch.division.name}志愿服务队"
        team = _team(people, name, TeamKind.TOWNSHIP, branch.division, chief, near, first)
    soon = now.date() + timedelta(days=11)
    appoint_leader(team, team.captain, role=PostRole.CAPTAIN, at=first + timedelta(days=1), ends_on=soon)
    _asks(team, people.active_at(now)[-3:], now)
    for number in range(ALL - 1 - len(TEAMS) - len(people.branches)):
        _social(people, number, chief, volunteers, first, now)


def _term(at):
    return at.date() + timedelta(days=365 * YEARS)


def _team(people, name, kind, division, parent, pool, at, **details):
    captain, *members = people.dice.sample(pool, min(8, len(pool)))
    given = {"captain": captain, "parent": parent, "ends_on": _term(at), **details}
    team = found_team(name=name, kind=kind, division=division, at=at, **given)
    for member in members:
        join(team, member, at=at)
    return team


def _social(people, number, chief, volunteers, first, now):
    """Every third belongs to a registered organisation; the first of these waits for somebody to see its licence."""
    branch = people.branches[number % len(people.branches)]
    name = f"{branch.division.name}{SOCIAL[number % len(SOCIAL)]}"
    if number >= len(people.branches):
        name = f"{name}二队"
    body = None
    if number % 3 == 0:
        ends = now.date() + timedelta(days=200 + 90 * number)
        body = add_organisation(name=name, credit_code=_code(number), division=branch.division, valid_to=ends)
        if number:
            verify_organisation(body, by=people.users["office"], at=first, valid_to=ends)
    team = _team(people, name, TeamKind.SOCIAL, branch.division, chief, volunteers, first, organisation=body)
    if number == 1:
        put_call(team, by=people.users["office"], at=now, words="周末去敬老院，会剪头、会说笑话的都来。")


def _asks(team, volunteers, at):
    for volunteer in volunteers:
        if volunteer.person.user:
            ask_to_join(team, volunteer, by=volunteer.person.user, at=at - timedelta(hours=20))


def _code(number):
    """A code of the right form that was given to nobody: 99 is no registering body."""
    stem = f"99621026{number:09d}"
    total = sum(w * CREDIT_CHARACTERS.index(c) for w, c in zip(CREDIT_WEIGHTS, stem, strict=True))
    return stem + CREDIT_CHARACTERS[(31 - total % 31) % 31]
