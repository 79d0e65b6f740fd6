"""What this place got done in a month: three figures and the rows behind them. No words, no names.

A wish counts in the month in which it was answered. Days are working days (8 hours) from the wish until it
was last served, so a resident who is slow to answer makes nobody look slow. Satisfied are confirmed wishes
of four or five stars, of all that were confirmed with a review or settled; default closings count in neither.
"""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from civcenter.kit.worktime import work_minutes_between
from orders.flow import WishStatus
from orders.models import Event, Wish

WORKDAY = 8 * 60
CONTENT = 4
"""Stars from which a resident counts as satisfied."""

MOST = 500
"""Rows looked at for one place and month; a county with more shows its last 500."""


@dataclass(frozen=True)
class Month:
    """The figures of one place; `days` and `share` are None where nothing can be computed."""

    done: int
    days: float | None
    share: int | None
    rated: int


def answered(outpost, at):
    """The confirmed and settled wishes of this month at an outpost's place, newest first."""
    first = timezone.localtime(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    served = Event.objects.filter(wish=OuterRef("pk"), step="serve").order_by("-at").values("at")[:1]
    return (
        Wish.objects.within([outpost.division_id])
        .filter(answered_at__gte=first, answered_at__lte=at)
        .filter(status__in=[WishStatus.CONFIRMED, WishStatus.SETTLED])
        .annotate(last_served_at=Subquery(served))
        .select_related("kind", "division", "review")
        .order_by("-answered_at", "-pk")
    )


def days_taken(wish, calendar):
    """Working days from the wish until it was last served, or None where no serving is on record."""
    if wish.last_served_at is None:
        return None
    return work_minutes_between(wish.created_at, wish.last_served_at, calendar) / WORKDAY


def month(outpost, at, calendar):
    """The month's figures, or None where nothing was confirmed yet."""
    wishes = list(answered(outpost, at)[:MOST])
    done = [wish for wish in wishes if wish.status == WishStatus.CONFIRMED]
    if not done:
        return None
    days = [taken for wish in done if (taken := days_taken(wish, calendar)) is not None]
    rated = [stars for wish in wishes if (stars := stars_of(wish)) is not None]
    return Month(
        done=len(done),
        days=round(sum(days) / len(days), 1) if days else None,
        share=round(100 * sum(stars >= CONTENT for stars in rated) / len(rated)) if rated else None,
        rated=len(rated),
    )


def stars_of(wish):
    """The stars of a reviewed wish, 0 for a settled one (it counts as not satisfied), None for no review."""
    if wish.status == WishStatus.SETTLED:
        return 0
    return wish.review.stars if hasattr(wish, "review") else None
