"""How a plan is kept: how much of what was due is done, and in how many weeks something real was held.

Ten things on one day make one active week: what counts is that people can count on it (feature 67a).
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.db.models.functions import TruncWeek

from projects.occasions.choices import ItemState
from projects.occasions.models import PlanItem


@dataclass(frozen=True)
class Kept:
    """One outpost's figures; `rate` is None where nothing was due yet: 算不出, never 0 %."""

    due: int = 0
    held: int = 0
    active_weeks: int = 0

    @property
    def rate(self):
        return round(100 * self.held / self.due) if self.due else None


def kept(codes, first, last, today):
    """{division: Kept} of everything planned under the codes between two days; one query however many outposts."""
    until = min(last, today)
    due = Q(day__lte=until)
    held = Q(state=ItemState.HELD)
    rows = PlanItem.objects.within(codes).live().filter(day__range=(first, last)).values("division_id")
    rows = rows.annotate(
        due=Count("pk", filter=due),
        held=Count("pk", filter=held & due),
        weeks=Count(TruncWeek("day"), filter=held & due, distinct=True),
    )
    return {row["division_id"]: Kept(row["due"], row["held"], row["weeks"]) for row in rows}


def weeks_between(first, last):
    """How many weeks, Monday to Sunday, the days touch."""
    monday = first - timedelta(days=first.weekday())
    return (last - monday).days // 7 + 1
