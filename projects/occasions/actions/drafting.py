"""A year in one click: from each place's occasions and from last year, for any number of outposts by few statements."""

from datetime import date

from django.db import connection
from django.utils import timezone

from civcenter.accounts.duties import Duty
from civcenter.accounts.running import manages
from civcenter.kit.errors import NotYours, RuleBroken
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.verbs import verb
from projects.occasions.choices import EDITABLE, YEAR
from projects.occasions.listing import FIRST_YEAR, LAST_YEAR, month_of, of_rows
from projects.occasions.models import Occasion, Plan, PlanItem
from projects.occasions.spreading import spread

PLANS = """
INSERT INTO occasions_plan (division_id, outpost_id, year, month, status, made_at, reason)
SELECT o.division_id, o.id, %(year)s, 0, 'draft', %(at)s, '' FROM hierarchy_outpost o WHERE o.id = ANY(%(outposts)s)
ORDER BY o.id ON CONFLICT (outpost_id, year, month) DO NOTHING
"""
# A place's own row silences the general one of the same name: `hidden_at` lists where.
ITEMS = """
INSERT INTO occasions_planitem (division_id, plan_id, month, day, title, kind_id, occasion_id, checklist, source,
                                is_extra, state, "where", lead, reason)
SELECT p.division_id, p.id, extract(month FROM x.day), x.day, x.title, w.service_kind_id, w.id, w.checklist, x.source,
       p.status = 'approved', 'planned', '', '', ''
  FROM occasions_plan p
  JOIN unnest(%(occasions)s::bigint[], %(days)s::date[], %(titles)s::text[], %(sources)s::text[])
       AS x (occasion, day, title, source) ON true
  JOIN occasions_occasion w ON w.id = x.occasion
       AND (w.division_id IS NULL OR p.division_id LIKE w.division_id || '%%')
 WHERE p.outpost_id = ANY(%(outposts)s) AND p.year = %(year)s AND p.month = 0 AND p.status = ANY(%(open)s)
   AND NOT (w.division_id IS NULL AND EXISTS (
       SELECT 1 FROM occasions_occasion own WHERE own.name = w.name AND own.effective @> x.day
          AND own.division_id IN (left(p.division_id, 6), left(p.division_id, 9), p.division_id)))
 ORDER BY p.id, x.day ON CONFLICT (plan_id, source) DO NOTHING
"""
LAST_YEAR_AGAIN = """
INSERT INTO occasions_planitem (division_id, plan_id, month, title, kind_id, checklist, source,
                                is_extra, state, "where", lead, reason)
SELECT p.division_id, p.id, i.month, i.title, i.kind_id, i.checklist, 'last:' || i.id,
       false, 'planned', i."where", i.lead, ''
  FROM occasions_plan p
  JOIN occasions_plan b ON b.outpost_id = p.outpost_id AND b.year = p.year - 1 AND b.month = 0
  JOIN occasions_planitem i ON i.plan_id = b.id AND i.occasion_id IS NULL AND i.state <> 'dropped'
 WHERE p.outpost_id = ANY(%(outposts)s) AND p.year = %(year)s AND p.month = 0 AND p.status = ANY(%(open)s)
 ORDER BY p.id, i.id ON CONFLICT (plan_id, source) DO NOTHING
"""


@verb
def draft_year(outposts, *, year, by, at):
    """Draft the year of these outposts; what is there, or was dropped, stays as it is. Returns how many things."""
    _real(year)
    drafted = list(_under(outposts, by))
    candidates = _candidates(year, Occasion.objects.exclude(advice=""))
    return _draft(drafted, year, at, candidates, open=EDITABLE, with_last_year=True)


@verb
def prepare_pack(festival, *, year, outposts, by, at):
    """One of 我们的节日 for all outposts, once: those that agreed their year already get it as an extra."""
    _real(year)
    if not festival.is_ours:
        raise RuleBroken("这不是“我们的节日”里的节，没有成套的准备。")
    candidates = _candidates(year, Occasion.objects.filter(pk=festival.pk))
    open_to_all = (*EDITABLE, "submitted", "approved")
    return _draft(list(_under(outposts, by)), year, at, candidates, open=open_to_all)


@verb
def open_year(outpost, *, year, at):
    """The outpost's plan of a year, made empty where there is none."""
    _real(year)
    insert_unless_taken(Plan(outpost=outpost, division_id=outpost.division_id, year=year, made_at=at))
    return Plan.objects.select_related("outpost__division", "parent").get(outpost=outpost, year=year, month=YEAR)


@verb
def draft_month(year_plan, month, *, by, at):
    """The month's plan, its part of the year's things put on days: spread over the weeks, never on one day."""
    if not manages(by, year_plan.outpost, at):
        raise NotYours("这个阵地的计划不归您排。")
    insert_unless_taken(_month(year_plan, month, at))
    plan = Plan.objects.select_related("outpost__division", "parent").get(parent=year_plan, month=month)
    if plan.status in EDITABLE:
        _give_days(plan, timezone.localdate(at))
    return plan


def _month(year_plan, month, at):
    key = {"outpost": year_plan.outpost, "division_id": year_plan.division_id, "year": year_plan.year, "month": month}
    return Plan(parent=year_plan, made_at=at, **key)


def _give_days(plan, today):
    items = PlanItem.objects.select_for_update().of(plan).live()
    taken = [item.day for item in items if item.day]
    undated = [item for item in items.order_by("pk") if item.day is None]
    first, last = month_of(date(plan.year, plan.month, 1))
    days = spread(len(undated), taken, min(max(first, today), last), last)
    for item, day in zip(undated, days, strict=True):
        item.day = day
    PlanItem.objects.bulk_update(undated, ["day"])


def _under(outposts, by):
    """Of these outposts those whose plans the log-in may draft."""
    found = outposts.within(by.codes_for(Duty.MANAGE)).filter(is_open=True).values_list("pk", flat=True)
    if not found:
        raise NotYours("这里没有归您排计划的阵地。")
    return found


def _real(year):
    if not FIRST_YEAR < year < LAST_YEAR:
        raise RuleBroken("年份不对。", field="year")


def _candidates(year, rows):
    """(occasion, day, title, source) of all that may be drafted: a gathering once a month, all else each time."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    found, seen = [], set()
    for one in of_rows(list(rows.during(first, last)), first, last):
        row = one.occasion
        source = row.source_on(one.date)
        if one.date.year == year and source not in seen:
            seen.add(source)
            found.append((row.pk, one.date, row.planned_title, source))
    return found


def _draft(outposts, year, at, candidates, *, open, with_last_year=False):
    occasions, days, titles, sources = map(list, zip(*candidates, strict=True)) if candidates else ([], [], [], [])
    values = {"outposts": outposts, "year": year, "at": at, "open": [str(status) for status in open]}
    values |= {"occasions": occasions, "days": days, "titles": titles, "sources": sources}
    with connection.cursor() as cursor:
        cursor.execute(PLANS, values)
        cursor.execute(ITEMS, values)
        made = cursor.rowcount
        if with_last_year:
            cursor.execute(LAST_YEAR_AGAIN, values)
            made += cursor.rowcount
    return made
