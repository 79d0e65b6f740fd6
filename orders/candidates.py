"""Who could serve an order: the county's volunteers, best first, each with the reasons in words."""

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import BooleanField, Case, Exists, OuterRef, Q, Value, When

from orders.flow import LIVE_CLAIMS, ClaimStatus
from orders.models import Claim
from volunteers.models import Engagement, Volunteer

MOST = 20
"""How many are shown; who is not among them is found through the hall."""


def _whether(condition):
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def candidates(order):
    """Active volunteers not yet on the order, at most MOST: free then, same village, willing, same township, stars."""
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
    ranked = ranked.annotate(
        is_busy=Exists(promised),
        is_willing=Exists(willing),
        is_of_village=_whether(Q(division=order.division_id)),
        is_of_township=_whether(Q(township=order.township)),
    ).order_by("is_busy", "-is_of_village", "-is_willing", "-is_of_township", "-stars", "pk")
    return list(ranked.select_related("person", "division")[:MOST])


def reasons(volunteer):
    """Why a candidate stands where he stands, in words."""
    near = "同村" if volunteer.is_of_village else "同镇" if volunteer.is_of_township else volunteer.division.name
    said = [near]
    if volunteer.is_willing:
        said.append("愿意做这类事")
    if volunteer.stars:
        said.append(f"{volunteer.stars} 星")
    said.append("那时有别的事" if volunteer.is_busy else "那时有空")
    return said
