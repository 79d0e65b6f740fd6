"""按这条规则，过去半年要多发多少分: what a rule would have cost, computed from what was really done. Reads only."""

from datetime import timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import Count, Sum
from django.utils import timezone

from incentives.choices import ManualStatus, Rounding
from incentives.models import ManualEntry, PointRule
from volunteers.models import ServiceKind

HALF_YEAR = timedelta(days=182)

# Each record's worth, cut at the day's cap, then at the month's; beside it what was really paid and not taken back.
# Hours of officials and hours recorded late earn nothing under any rule.
COST = """
WITH served AS (
  SELECT r.id, r.volunteer_id, (r.started_at AT TIME ZONE 'Asia/Shanghai')::date AS day, {rounded} AS worth,
         (SELECT COALESCE(sum(e.points), 0) FROM incentives_entry e
           LEFT JOIN incentives_entry u ON u.reverses_id = e.id
          WHERE e.record_id = r.id AND e.reverses_id IS NULL AND u.id IS NULL) AS paid
    FROM volunteers_servicerecord r
   WHERE r.county = %(county)s AND r.started_at >= %(since)s AND r.started_at < %(until)s
     AND r.status = 'final' AND r.evidence <> 'D' AND r.kind_id = ANY(%(kinds)s)
     AND NOT EXISTS (SELECT 1 FROM volunteers_volunteer v JOIN residents_person h ON h.id = v.person_id
                       JOIN accounts_appointment a ON a.user_id = h.staff_id
                      WHERE v.id = r.volunteer_id
                        AND a.starts_on <= (r.started_at AT TIME ZONE 'Asia/Shanghai')::date
                        AND (a.ends_on IS NULL OR a.ends_on >= (r.started_at AT TIME ZONE 'Asia/Shanghai')::date))),
days AS (
  SELECT volunteer_id, day, LEAST(sum(worth), %(cap_day)s) AS worth, sum(paid) AS paid, count(*) AS records
    FROM served GROUP BY volunteer_id, day),
months AS (
  SELECT volunteer_id, date_trunc('month', day) AS month, LEAST(sum(worth), %(cap_month)s) AS worth,
         sum(paid) AS paid, sum(records) AS records, sum(worth) > %(cap_month)s AS is_capped
    FROM days GROUP BY volunteer_id, date_trunc('month', day))
SELECT month, count(*), sum(records), sum(worth), sum(paid), count(*) FILTER (WHERE is_capped)
  FROM months GROUP BY month ORDER BY month"""
EXACT = "(r.minutes * %(rate)s / 60.0)"
ROUNDED = {
    Rounding.DOWN: f"trunc({EXACT}, 2)",
    Rounding.HALF_UP: f"round({EXACT}, 2)",
}
NAMES = ("month", "people", "records", "would", "did", "capped")


def cost_of_points(county, draft, *, at):
    """Month by month: people, records, what the rule would have given, what was given, how many met the cap.

    `draft` is a PointRule that is not stored. A rule of one kind counts that kind and those under it which have no
    rule of their own; the general one counts all kinds without. Its caps are taken over these kinds alone.
    """
    given = {
        "county": county,
        "since": at - HALF_YEAR,
        "until": at,
        "kinds": _kinds(county, draft, timezone.localdate(at)),
        "rate": draft.rate,
        "cap_day": _cap(draft.cap_day),
        "cap_month": _cap(draft.cap_month),
    }
    with connection.cursor() as cursor:
        cursor.execute(COST.format(rounded=ROUNDED[draft.rounding]), given)
        months = [dict(zip(NAMES, row, strict=True)) for row in cursor.fetchall()]
    would, did = (sum((month[name] for month in months), Decimal(0)) for name in ("would", "did"))
    return {"months": months, "would": would, "did": did, "more": would - did, "since": given["since"]}


def _cap(cap):
    return Decimal("9999999999") if cap is None else cap


def _kinds(county, draft, day):
    """The kinds whose nearest rule this one would be."""
    own = {rule.kind_id for rule in PointRule.objects.at(day, county)} | {draft.kind_id}
    parents = dict(ServiceKind.objects.values_list("pk", "parent_id"))
    return [kind for kind in parents if _nearest(kind, parents, own) == draft.kind_id]


def _nearest(kind, parents, own):
    while kind is not None and kind not in own:
        kind = parents[kind]
    return kind


def cost_of_event(county, draft, *, at):
    """How often the event was booked in the last half-year and for how much, and what that would be at the new most."""
    booked = ManualEntry.objects.filter(code=draft.code, status=ManualStatus.POSTED, account__county=county)
    sums = booked.filter(decided_at__gt=at - HALF_YEAR).aggregate(times=Count("pk"), did=Sum("points"))
    did = sums["did"] or Decimal(0)
    would = sums["times"] * draft.most
    return {"times": sums["times"], "did": did, "would": would, "more": would - did, "since": at - HALF_YEAR}
