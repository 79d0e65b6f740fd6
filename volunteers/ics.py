"""A volunteer's promises as a calendar (RFC 5545): what and where, nobody's name."""

from datetime import UTC, timedelta

from civcenter.kit.secrets import unsign
from volunteers.choices import VolunteerStatus
from volunteers.models import CalendarFeed, Engagement
from volunteers.models.schedule import CALENDAR

PAST, MOST = timedelta(days=30), 500
"""How far back a calendar goes, and how many promises it shows at most."""

OCTETS = 75
"""RFC 5545, 3.1: a content line is folded after so many octets, and never inside a character."""

ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


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
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//civcenter//volunteers//ZH", "X-WR-CALNAME:志愿服务"]
    for row in rows.select_related("division__parent").order_by("period")[:MOST]:
        lines += _event(row, at)
    return "".join(f"{fold(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(row, at):
    where = row.division
    place = f"{where.parent.name if where.parent else ''}{where.name}" if where else ""
    return [
        "BEGIN:VEVENT",
        f"UID:promise-{row.pk}@civcenter",
        f"DTSTAMP:{_moment(at)}",
        f"DTSTART:{_moment(row.period.lower)}",
        f"DTEND:{_moment(row.period.upper)}",
        f"SUMMARY:{escape(row.label)}",
        *([f"LOCATION:{escape(place)}"] if place else []),
        "END:VEVENT",
    ]


def _moment(at):
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escape(text):
    """A TEXT value: its own signs escaped, no control characters that could begin a line of their own."""
    kept = "".join(sign for sign in text if sign in "\n\t" or (ord(sign) >= 32 and sign not in "\x7f\x85\u2028\u2029"))
    return kept.translate(ESCAPES)


def fold(line):
    """Broken after 75 octets, the next part begun with a space."""
    parts, part = [], b""
    for sign_ in line:
        more = sign_.encode()
        if len(part) + len(more) > OCTETS - bool(parts):
            parts.append(part)
            part = b""
        part += more
    return "\r\n ".join(one.decode() for one in [*parts, part])
