"""Activities as a calendar: what, when and where; nobody's name."""

from datetime import timedelta

from civcenter.kit import ics

PAST, MOST = timedelta(days=30), 500
"""How far back a calendar goes, and how many activities it shows at most."""


def calendar(activities, at):
    """The calendar's text; a cancelled one says so, a moved one keeps its UID."""
    return ics.document("文明实践活动", "activities", [_event(row, at) for row in activities])


def _event(row, at):
    place = f"{row.division.name} {row.place_text}"
    told = ics.timed(f"activity-{row.pk}", row.starts_at, row.ends_at, row.title, at=at, place=place)
    return [*told, f"STATUS:{'CANCELLED' if row.status == 'cancelled' else 'CONFIRMED'}"]
