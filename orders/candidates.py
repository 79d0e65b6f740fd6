"""Who could serve an order: the county's volunteers, best first, each with the reasons in words."""

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import BooleanField, Case, Exists, OuterRef, Q, Value, When

from orders.flow import LIVE_CLAIMS, ClaimStatus
from orders.models import Claim
from volunteers.eligibility import fitting, refusals_of
from volunteers.models import Engagement, Volunteer

MOST = 20
"""How many are shown; who is not among them is found through the hall."""


def _whether(condition):
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def candidates(order):
    """Active volunteers not yet on the order, at most MOST: who may at all first, then free, near, willing, stars.

    Each knows his `refusals`: what the kind asks for, age, insurance. Who has any is shown, not offered.
    """
    on_it = Claim.objects.filter(
        order=order, round=order.round, volunteer=OuterRef("pk"), status__in=[*LIVE_CLAIMS, ClaimStatus.DONE]
    )
    promised = Engagement.objects.filter(
        volunteer=OuterRef("pk"),
        is_live=True,
        period__overlap=DateTimeTZRange(order.starts_at, order.ends_at),
    )
    kinds = filter(None, [order.kind_id, order.kind.parent_id])
    willing = Volunteer.kinds.through.objects.filter(volunteer=OuterRef("pk"), servicekind__in=list(kinds))
    ranked = Volunteer.objects.active().within([order.county]).filter(~Exists(on_it))
    fits = fitting(kind=order.kind, county=order.county, period=order.period, risky=order.is_risky)
    ranked = ranked.annotate(
        is_fit=_whether(fits),
        is_busy=Exists(promised),
        is_willing=Exists(willing),
        is_of_village=_whether(Q(division=order.division_id)),
        is_of_township=_whether(Q(township=order.township)),
    ).order_by("-is_fit", "is_busy", "-is_of_village", "-is_willing", "-is_of_township", "-stars", "pk")
    found = list(ranked.select_related("person", "division")[:MOST])
    why = refusals_of(found, kind=order.kind, period=order.period, risky=order.is_risky)
    for volunteer in found:
        volunteer.refusals = why[volunteer.pk]
    return found


def reasons(volunteer):
    """Why a candidate stands where he stands, in words; of one who may not be asked, why."""
    if volunteer.refusals:
        return volunteer.refusals
    near = "同村" if volunteer.is_of_village else "同镇" if volunteer.is_of_township else volunteer.division.name
    said = [near]
    if volunteer.is_willing:
        said.append("愿意做这类事")
    if volunteer.stars:
        said.append(f"{volunteer.stars} 星")
    said.append("那时有别的事" if volunteer.is_busy else "那时有空")
    return said
