"""How alive teams are: who of them serves, lives in the villages, came and went. Set-based; writes nothing."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from volunteers.choices import TeamKind
from volunteers.coverage import active_since, rule_at
from volunteers.models import Team, TeamPost, TeamRule

# Served: real service, not struck, and final or vouched for by somebody else than the volunteer.
SERVED = """
WITH served AS MATERIALIZED (
    SELECT volunteer_id, max(started_at) AS last_at FROM volunteers_servicerecord
     WHERE county = %(county)s AND status <> 'annulled' AND (status = 'final' OR vouched_at IS NOT NULL)
     GROUP BY 1)
"""
VITALITY = """
SELECT t.id,
       count(*) FILTER (WHERE here) AS size,
       count(*) FILTER (WHERE here AND s.last_at >= %(active_since)s) AS active,
       count(*) FILTER (WHERE here AND length(v.division_id) = 12
                          AND left(v.division_id, length(t.division_id)) = t.division_id) AS villagers,
       count(*) FILTER (WHERE m.status = 'active' AND m.joined_at >= %(turnover_since)s) AS joined,
       count(*) FILTER (WHERE m.status = 'left' AND m.left_at >= %(turnover_since)s) AS gone,
       count(*) FILTER (WHERE m.status = 'applied') AS asking,
       max(s.last_at) FILTER (WHERE here) AS last_at,
       t.founded_on
  FROM volunteers_team t
  LEFT JOIN volunteers_membership m ON m.team_id = t.id
  LEFT JOIN volunteers_volunteer v ON v.id = m.volunteer_id
  LEFT JOIN LATERAL (SELECT m.status = 'active' AND v.status = 'active') AS h (here) ON true
  LEFT JOIN served s ON s.volunteer_id = m.volunteer_id
 WHERE t.id = ANY(%(teams)s) GROUP BY t.id
"""
PEOPLE = """
SELECT count(DISTINCT m.volunteer_id) FILTER (WHERE m.status = 'active' AND v.status = 'active'),
       count(*) FILTER (WHERE m.status = 'active' AND m.joined_at >= %(since)s),
       count(*) FILTER (WHERE m.status = 'left' AND m.left_at >= %(since)s)
  FROM volunteers_membership m JOIN volunteers_volunteer v ON v.id = m.volunteer_id
  JOIN volunteers_team t ON t.id = m.team_id AND t.ended_on IS NULL AND t.county = %(county)s
"""


@dataclass(frozen=True)
class Vitality:
    """The figures of one team. Shares are per cent, cut; None where the team has nobody."""

    size: int = 0
    active: int = 0
    villagers: int = 0
    joined: int = 0
    gone: int = 0
    asking: int = 0
    last_at: object = None
    is_dormant: bool = False

    @property
    def active_share(self):
        return self.active * 100 // self.size if self.size else None

    @property
    def village_share(self):
        return self.villagers * 100 // self.size if self.size else None


@dataclass(frozen=True)
class Formula:
    """1+N+N+N: how many teams of each kind a county has now."""

    county: int
    center: int
    township: int
    social: int

    @property
    def total(self):
        return self.county + self.center + self.township + self.social

    def __str__(self):
        return f"{self.county} + {self.center} + {self.township} + {self.social}"


def team_rule(day, county):
    return TeamRule.objects.at(day, county).get()


def of_teams(teams, county, at, rule=None):
    """{team id: Vitality} of some teams of a county. A team younger than the limit never sleeps."""
    day = timezone.localdate(at)
    rule = rule or team_rule(day, county)
    asleep = day - timedelta(days=rule.dormant_days)
    given = {
        "county": county,
        "teams": list(teams),
        "active_since": active_since(rule_at(day, county), at),
        "turnover_since": at - timedelta(days=rule.turnover_days),
    }
    with connection.cursor() as cursor:
        cursor.execute(SERVED + VITALITY, given)
        return {pk: _vitality(asleep, figures) for pk, *figures in cursor.fetchall()}


def _vitality(asleep, figures):
    *counts, last_at, founded_on = figures
    last_day = timezone.localdate(last_at) if last_at else date.min
    is_old = founded_on is None or founded_on < asleep
    return Vitality(*counts, last_at, is_old and last_day < asleep)


def formula(county):
    """The county's teams by kind."""
    return formula_of(Team.objects.current().filter(county=county).values_list("kind", flat=True))


def formula_of(kinds):
    kinds = list(kinds)
    return Formula(*(kinds.count(kind) for kind in TeamKind.values))


def people(county, at, rule=None):
    """How many serve in teams (each once), how many came to teams lately, how many left."""
    rule = rule or team_rule(timezone.localdate(at), county)
    since = at - timedelta(days=rule.turnover_days)
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, {"county": county, "since": since})
        return cursor.fetchone()


def ending_terms(county, day, rule=None):
    """Captains whose term runs out soon."""
    soon = day + timedelta(days=(rule or team_rule(day, county)).term_notice_days)
    held = TeamPost.objects.on(day).filter(team__county=county, team__ended_on=None, role="captain")
    return held.filter(ends_on__lte=soon)
