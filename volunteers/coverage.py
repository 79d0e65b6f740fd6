"""How many of those who should be volunteers are: by group, by unit, by place, by month. Set-based; writes nothing.

Who counts is `Volunteer.active()`: on the register by his own word. The denominator is what a unit reported
(`Headcount`) or what statistics say (`Population`), never the length of a list; where it is missing nothing can be
computed, and the figures say so (None).
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil

from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from civcenter.hierarchy.models import LEVEL, Division, Population
from volunteers.choices import RecordStatus
from volunteers.models import CoverageRule, RosterGroup, ServiceRecord, Volunteer

COUNTY, TOWNSHIP, VILLAGE = 6, 9, 12
BELOW = {COUNTY: "township", TOWNSHIP: "division_id", VILLAGE: "division_id"}
"""The column by which a place's rows are told apart, one level down."""
MONTHS = 12
MARK = 80
"""Where on a bar of 100 the goal stands."""

# What units reported last, and who of their lists counts; a person in two groups counts in both, once in the total.
HELD = """
WITH units AS MATERIALIZED (
    SELECT id, name, {node} AS node FROM volunteers_unit WHERE {level} = %(place)s AND ended_on IS NULL),
held AS MATERIALIZED (
    SELECT DISTINCT ON (h.unit_id, h.group_id) h.unit_id, h.group_id, h.number, u.node
      FROM volunteers_headcount h JOIN units u ON u.id = h.unit_id
     WHERE h.as_of <= %(day)s ORDER BY h.unit_id, h.group_id, h.as_of DESC),
here AS (
    SELECT h.node, h.unit_id, h.group_id, e.person_id FROM held h
      JOIN volunteers_rosterentry e ON e.unit_id = h.unit_id AND e.group_id = h.group_id
      JOIN volunteers_volunteer v ON v.person_id = e.person_id AND v.status = 'active')
"""
FIGURES = """
SELECT 'head', node, group_id, sum(number) FROM held GROUP BY GROUPING SETS ((node, group_id), (group_id))
UNION ALL
SELECT 'done', node, group_id, count(DISTINCT person_id) FROM here
 GROUP BY GROUPING SETS ((node, group_id), (group_id), ())
UNION ALL
SELECT 'mute', u.node, e.group_id, count(DISTINCT e.unit_id) FROM volunteers_rosterentry e
  JOIN units u ON u.id = e.unit_id
 WHERE NOT EXISTS (SELECT FROM held h WHERE h.unit_id = e.unit_id AND h.group_id = e.group_id)
 GROUP BY GROUPING SETS ((u.node, e.group_id), (e.group_id))
"""
LACKING = """
SELECT u.id, u.name, sum(h.number) AS number, coalesce(sum(d.done), 0) AS done,
       sum(greatest(h.number - coalesce(d.done, 0), 0)) AS missing
  FROM held h JOIN units u ON u.id = h.unit_id
  LEFT JOIN (SELECT unit_id, group_id, count(DISTINCT person_id) AS done FROM here GROUP BY 1, 2) d
         ON d.unit_id = h.unit_id AND d.group_id = h.group_id
 GROUP BY u.id, u.name HAVING sum(greatest(h.number - coalesce(d.done, 0), 0)) > 0
 ORDER BY missing DESC, u.id LIMIT %(most)s
"""
UNITS = """
WITH held AS (
    SELECT DISTINCT ON (unit_id, group_id) unit_id, group_id, number, as_of, source FROM volunteers_headcount
     WHERE unit_id = ANY(%(units)s) AND as_of <= %(day)s ORDER BY unit_id, group_id, as_of DESC),
listed AS (
    SELECT e.unit_id, e.group_id, count(*) AS listed, count(DISTINCT v.person_id) AS done
      FROM volunteers_rosterentry e
      LEFT JOIN volunteers_volunteer v ON v.person_id = e.person_id AND v.status = 'active'
     WHERE e.unit_id = ANY(%(units)s) GROUP BY 1, 2)
SELECT coalesce(h.unit_id, l.unit_id), coalesce(h.group_id, l.group_id), h.number, coalesce(l.done, 0),
       coalesce(l.listed, 0), h.as_of, h.source
  FROM held h FULL JOIN listed l ON l.unit_id = h.unit_id AND l.group_id = h.group_id
"""
# Who became active when; and who was and is no more, since when. A suspension that is over leaves no dent.
TREND = """
SELECT 'came', to_char(greatest(v.confirmed_at, v.reviewed_at) AT TIME ZONE %(zone)s, 'YYYY-MM'), count(*)
  FROM volunteers_volunteer v WHERE v.{level} = %(place)s AND (v.status = 'active' OR v.id IN (
       SELECT c.pgh_obj_id FROM volunteers_volunteerchange c WHERE c.status = 'active'))
   AND v.confirmed_at IS NOT NULL AND v.status IN ('active', 'suspended', 'left', 'erased') GROUP BY 2
UNION ALL
SELECT 'went', to_char(last.at AT TIME ZONE %(zone)s, 'YYYY-MM'), count(*)
  FROM volunteers_volunteer v JOIN LATERAL (
       SELECT max(c.pgh_created_at) AS at, bool_or(c.status = 'active') AS was FROM volunteers_volunteerchange c
        WHERE c.pgh_obj_id = v.id) last ON last.was
 WHERE v.{level} = %(place)s AND v.status IN ('suspended', 'left', 'erased') AND v.confirmed_at IS NOT NULL GROUP BY 2
"""


@dataclass(frozen=True)
class Cell:
    """One group at one place: how many should be, how many are. `mute` units have a list and told no number."""

    number: int | None = None
    done: int = 0
    mute: int = 0
    listed: int = 0
    as_of: object = None
    source: str = ""

    @property
    def share(self):
        """Per cent, cut and not rounded: 100 only for the last one; None where nobody told a number."""
        return None if self.number is None else cut(self.done, self.number)

    @property
    def whole(self):
        return None if self.share is None else int(self.share)

    @property
    def missing(self):
        return None if self.number is None else max(self.number - self.done, 0)

    @property
    def is_complete(self):
        return self.number is not None and self.done >= self.number and not self.mute

    @property
    def is_longer(self):
        """More people confirmed than the unit says it has: the number is old."""
        return self.number is not None and self.done > self.number


@dataclass
class Row:
    """One place one level down: residents told for the year, registered, of these active, and a cell a group."""

    code: str
    name: str
    residents: int | None = None
    registered: int = 0
    active: int = 0
    goal: float = 13
    cells: list = field(default_factory=list)

    @property
    def share(self):
        return None if self.residents is None else cut(self.registered, self.residents)

    @property
    def bar(self):
        """How long the bar is drawn; the goal's mark stands at `MARK` of it."""
        return min(self.share / self.goal * MARK, 100) if self.share is not None else None

    @property
    def wanted(self):
        """How many it takes to reach the goal."""
        return None if self.residents is None else ceil(self.residents * self.goal / 100)

    @property
    def missing(self):
        return None if self.residents is None else max(self.wanted - self.registered, 0)

    @property
    def active_share(self):
        return int(cut(self.active, self.registered)) if self.registered else None


@dataclass
class Board:
    """All that the coverage page of one place shows."""

    place: Division
    rule: CoverageRule
    year: int
    years: list
    groups: list
    all: Row
    rows: list
    cells: list
    total: int
    lacking: list
    trend: list

    @property
    def missing(self):
        """How many the groups lack together, or None where no unit told a number."""
        known = [cell.missing for _, cell in self.cells if cell.missing is not None]
        return sum(known) if known else None

    @property
    def untold(self):
        """The places whose residents nobody told for the year."""
        return [row for row in self.rows if row.residents is None and row.registered]


def cut(part, whole):
    """Per cent with one decimal, cut."""
    return part * 1000 // whole / 10


def rule_at(day, county):
    return CoverageRule.objects.select_related("document").at(day, county).get()


def active_since(rule, at):
    return at - timedelta(days=rule.active_days)


def served_since(moment, codes, until=None):
    """The volunteers with real service since: not struck, and final or vouched for by somebody else.

    Service from the moment `until` on does not count, where one is given.
    """
    records = ServiceRecord.objects.within(codes).filter(started_at__gte=moment)
    records = records.filter(started_at__lt=until) if until else records
    sound = Q(status=RecordStatus.FINAL) | Q(vouched_at__isnull=False)
    return records.exclude(status=RecordStatus.ANNULLED).filter(sound).values("volunteer")


def board(place, at, year=None):
    """The figures of a place and of the places right below it, in eight queries whatever their number."""
    day = timezone.localdate(at)
    rule = rule_at(day, place.pk[:COUNTY])
    groups = list(RosterGroup.objects.filter(is_active=True))
    below = list(Division.objects.current().filter(parent=place).order_by("code"))
    told = _residents([place.pk, *[division.pk for division in below]])
    years = sorted({year for _, year in told}, reverse=True)
    year = year or next((y for code, y in sorted(told, key=lambda k: -k[1]) if code == place.pk), None)
    year = year or (years[0] if years else day.year)
    people = _people(place, rule, at)
    figures = _figures(place.pk, day)
    names = {division.pk: division.name for division in below}
    codes = list(names)
    if len(place.pk) < VILLAGE and (place.pk in people or place.pk in {node for _, node, _ in figures}):
        codes.append(place.pk)
        names[place.pk] = "县直单位" if len(place.pk) == COUNTY else "镇直单位"
    rows = [
        _row(code, names[code], told.get((code, year)) if code != place.pk else None, people, rule) for code in codes
    ]
    for row in rows:
        row.cells = [(group, _cell(figures, row.code, group)) for group in groups]
    county = Row(
        place.pk,
        place.name,
        told.get((place.pk, year)),
        sum(count for count, _ in people.values()),
        sum(active for _, active in people.values()),
        float(rule.resident_share),
    )
    return Board(
        place=place,
        rule=rule,
        year=year,
        years=years,
        groups=groups,
        all=county,
        rows=rows,
        cells=[(group, _cell(figures, None, group)) for group in groups],
        total=figures.get(("done", None, None), 0),
        lacking=lacking(place.pk, day, 6),
        trend=trend(place.pk, day, county.registered),
    )


def _residents(codes):
    found = Population.objects.filter(division__in=codes).values_list("division_id", "year", "residents")
    return {(code, year): residents for code, year, residents in found}


def _people(place, rule, at):
    """{node: (registered, active)} below a place."""
    served = Q(pk__in=served_since(active_since(rule, at), [place.pk[:COUNTY]]))
    rows = Volunteer.objects.active().within([place.pk]).values_list(BELOW[len(place.pk)])
    counted = rows.annotate(registered=Count("pk"), active=Count("pk", filter=served)).order_by()
    return {node: (registered, active) for node, registered, active in counted}


def _row(code, name, residents, people, rule):
    registered, active = people.get(code, (0, 0))
    return Row(code, name, residents, registered, active, float(rule.resident_share))


def _cell(figures, node, group):
    at = (node, group.pk)
    return Cell(figures.get(("head", *at)), figures.get(("done", *at), 0), figures.get(("mute", *at), 0))


def _figures(place, day):
    """{(what, node or None, group or None): number}."""
    sql = (HELD + FIGURES).format(node=BELOW[len(place)], level=_level(place))
    with connection.cursor() as cursor:
        cursor.execute(sql, {"place": place, "day": day})
        return {(what, node, group): int(number) for what, node, group, number in cursor.fetchall()}


def _level(place):
    return {"division": "division_id"}.get(LEVEL[len(place)], LEVEL[len(place)])


def lacking(place, day, most):
    """The units that lack most: (id, name, number, done, missing)."""
    sql = (HELD + LACKING).format(node=BELOW[len(place)], level=_level(place))
    with connection.cursor() as cursor:
        cursor.execute(sql, {"place": place, "day": day, "most": most})
        return cursor.fetchall()


def of_units(units, day):
    """{unit id: {group id: Cell}} of some units, in one query."""
    found = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(UNITS, {"units": list(units), "day": day})
        for unit, group, number, done, listed, as_of, source in cursor.fetchall():
            mute = number is None
            found[unit][group] = Cell(number, done, int(mute), listed, as_of, source or "")
    return found


def trend(place, day, now):
    """How many counted at the end of each of the last months, oldest first: [(year, month, registered)].

    `now` is how many count today; the way back takes off who came and adds who went.
    """
    came, went = Counter(), Counter()
    with connection.cursor() as cursor:
        cursor.execute(
            TREND.format(level=_level(place)), {"place": place, "zone": timezone.get_current_timezone_name()}
        )
        for what, month, number in cursor.fetchall():
            (came if what == "came" else went)[month] += number
    points, year, month = [], day.year, day.month
    for _ in range(MONTHS):
        points.append((year, month, now))
        now -= came[f"{year}-{month:02}"] - went[f"{year}-{month:02}"]
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return points[::-1]
