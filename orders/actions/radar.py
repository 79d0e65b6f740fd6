"""Many who ask for the same at one place in one season: found by night, then put on a plan or not, by a person.

Whoever asks twice counts once; what was refused, passed on or withdrawn does not count.
"""

from datetime import datetime, time

from django.db import connection
from django.db.models import Avg, Q
from django.utils import timezone

from civcenter.accounts.duties import Duty
from civcenter.accounts.running import manages
from civcenter.hierarchy.models import Outpost
from civcenter.kit.errors import NotYours, OutOfTurn, RuleBroken
from civcenter.kit.verbs import verb
from orders.flow import NeedState, WishStatus
from orders.models import CommonNeed, RadarRule, Wish
from projects.activities.flow import ActivityStatus
from projects.activities.models import Activity
from projects.occasions import almanac
from projects.occasions.actions import add_item, open_year
from projects.resources.choices import Sort
from projects.resources.models import Resource

QUIET = [WishStatus.REFUSED, WishStatus.TRANSFERRED, WishStatus.WITHDRAWN]
PLACES = {"division_id": "alike_village", "township": "alike_township"}
"""The column a place is told by, and the rule's number for it."""

FOUND = """
INSERT INTO orders_commonneed (division_id, kind_id, season, since, state, found_at, course, expert, venue, reason)
SELECT {place}, kind_id, %(season)s, %(since)s, 'open', %(at)s, '', '', '', '' FROM orders_wish
 WHERE county = %(county)s AND created_at >= %(from)s AND NOT status = ANY(%(quiet)s) AND length({place}) = %(length)s
 GROUP BY 1, 2 HAVING count(DISTINCT coalesce(nullif(phone_key, ''), id::text)) >= %(alike)s
 ORDER BY 1, 2 ON CONFLICT (division_id, kind_id, since) DO NOTHING
"""
ASKERS = """
INSERT INTO orders_commonneed_askers (commonneed_id, wish_id)
SELECT n.id, w.id FROM orders_commonneed n
  JOIN orders_wish w ON w.kind_id = n.kind_id AND w.county = n.county AND w.created_at >= %(from)s
       AND NOT w.status = ANY(%(quiet)s) AND n.division_id IN (w.division_id, w.township)
 WHERE n.county = %(county)s AND n.since = %(since)s AND n.state = 'open'
 ORDER BY 1, 2 ON CONFLICT DO NOTHING
"""


@verb
def listen(at):
    """Find this season's needs in every county that was asked for anything; may run again. Returns how many are new."""
    name, since, _ = almanac.season(timezone.localdate(at))
    begin = timezone.make_aware(datetime.combine(since, time.min))
    counties = Wish.objects.filter(created_at__gte=begin).order_by().values_list("county", flat=True).distinct()
    values = {"season": name, "since": since, "from": begin, "at": at, "quiet": [str(status) for status in QUIET]}
    for county in counties:
        _listen_in(county, RadarRule.objects.at(timezone.localdate(at), county).get(), values)
    fresh = list(CommonNeed.objects.open().filter(found_at=at).select_related("kind__parent"))
    for need in fresh:
        _propose(need)
    return len(fresh)


def _listen_in(county, rule, values):
    with connection.cursor() as cursor:
        for column, field in PLACES.items():
            length = 12 if column == "division_id" else 9
            words = {**values, "county": county, "alike": getattr(rule, field), "length": length}
            cursor.execute(FOUND.format(place=column), words)
        cursor.execute(ASKERS, {**values, "county": county})


def _propose(need):
    """Course, expert, venue and cost, as far as the county knows them; nothing is made up."""
    near = Q(division=need.division_id) | Q(township=need.division_id[:9])
    here = Resource.objects.of_county(need.county)
    words = [need.kind.name] + ([need.kind.parent.name] if need.kind.parent else [])
    about = Q()
    for word in words:
        about |= Q(topics__contains=word) | Q(topics__contains=word[:2])
    expert = here.filter(about, sort__in=[Sort.EXPERT, Sort.TROUPE]).first()
    venue = here.filter(near, sort=Sort.VENUE).first()
    held = Activity.objects.filter(county=need.county, kind=need.kind, status=ActivityStatus.CLOSED)
    CommonNeed.objects.filter(pk=need.pk).update(
        course=f"{need.kind.name}，统一办一场",
        expert=expert.name[:60] if expert else "",
        venue=venue.name[:40] if venue else "",
        cost=held.aggregate(cost=Avg("cost"))["cost"],
    )


@verb
def plan_need(need, *, title, by, at, day=None, course="", expert="", venue="", cost=None):
    """Put it on the plan of the place's outpost, with who asked as the list of whom to invite first."""
    outpost = Outpost.objects.select_related("division").get_for(need.division_id)
    if not manages(by, outpost, at):
        raise NotYours(f"由{outpost.name}排进自己的计划。您可以提醒它。")
    _decide(need, NeedState.OPEN, course=course, expert=expert, venue=venue, cost=cost)
    today = timezone.localdate(at)
    year = day.year if day else today.year
    plan = open_year(outpost, year=year, at=at)
    details = {"kind": need.kind, "lead": expert[:40], "where": venue[:40], "checklist": course}
    month = None if day else today.month
    words = {"title": title, "day": day, "month": month, "source": f"need:{need.pk}", **details}
    item = add_item(plan, by=by, at=at, **words)
    _decide(need, NeedState.PLANNED, item=item, decided_by=by, decided_at=at)
    return item


@verb
def dismiss_need(need, *, reason, by, at):
    """It is not held for all; each wish goes its own way, as it would have."""
    if not by.holds(Duty.MANAGE, need.place):
        raise NotYours("这个地方的事不归您定。")
    if not reason:
        raise RuleBroken("写一句为什么不统一办。", field="reason")
    _decide(need, NeedState.DISMISSED, reason=reason[:100], decided_by=by, decided_at=at)


def _decide(need, state, **changes):
    if not CommonNeed.objects.open().filter(pk=need.pk).update(state=state, **changes):
        raise OutOfTurn("定")
