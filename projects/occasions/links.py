"""Where a plan is looked at."""

from django.urls import reverse


def plan_page(outpost_id, year, month):
    """The page of an outpost's year (`month` 0) or of one of its months."""
    path = reverse("desk_occasions:plan", args=[outpost_id, year])
    return f"{path}?month={month:02}" if month else f"{path}?view=year"
