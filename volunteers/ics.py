"""A volunteer's promises as a calendar: what and where, nobody's name."""

from datetime import timedelta

from civcenter.kit import ics
from civcenter.kit.secrets import unsign
from volunteers.choices import VolunteerStatus
from volunteers.models import CalendarFeed, Engagement
from volunteers.models.schedule import CALENDAR

PAST, MOST = timedelta(days=30), 500
"""How far back a calendar goes, and how many promises it shows at most."""


def feed_of(word):
    """The feed whose present address this is, of a volunteer who serves; None for any other."""
    known = unsign(CALENDAR, word)
    if known is None:
        return None
    feeds = CalendarFeed.objects.filter(volunteer=known[0], turn=known[1])
    return feeds.filter(volunteer__status=VolunteerStatus.ACTIVE).first()


def calendar(feed, at):
    """The calendar's text."""
    rows = Engagement.objects.filter(volunteer=feed.volunteer_id, is_live=True, period__endswith__gt=at - PAST)
    rows = rows.select_related("division__parent").order_by("period")[:MOST]
    return ics.document("志愿服务", "volunteers", [_event(row, at) for row in rows])


def _event(row, at):
    where = row.division
    place = f"{where.parent.name if where.parent else ''}{where.name}" if where else ""
    return ics.timed(f"promise-{row.pk}", row.period.lower, row.period.upper, row.label, at=at, place=place)
