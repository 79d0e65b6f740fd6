"""Calendars as text (RFC 5545): lines ended by CRLF, folded, every sign escaped. Each event has explicit dates."""

from datetime import UTC, timedelta

OCTETS = 75
"""RFC 5545, 3.1: a content line is folded after so many octets, and never inside a character."""

ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})
KIND = "text/calendar; charset=utf-8"


def document(name, maker, events):
    """A whole calendar; `maker` is the room it comes from, `events` are lists of lines."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//civcenter//{maker}//ZH", f"X-WR-CALNAME:{escape(name)}"]
    for event in events:
        lines += ["BEGIN:VEVENT", *event, "END:VEVENT"]
    return "".join(f"{fold(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def moment(at):
    """A moment in UTC, so no time zone table is needed."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def all_day(uid, first, last, summary, *, at):
    """Whole days from `first` to `last`; DTEND is the day after, as the RFC wants it."""
    return [
        f"UID:{uid}@civcenter",
        f"DTSTAMP:{moment(at)}",
        f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
        f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escape(summary)}",
        "TRANSP:TRANSPARENT",
    ]


def timed(uid, begin, end, summary, *, at, place=""):
    """A stretch of hours, and where."""
    return [
        f"UID:{uid}@civcenter",
        f"DTSTAMP:{moment(at)}",
        f"DTSTART:{moment(begin)}",
        f"DTEND:{moment(end)}",
        f"SUMMARY:{escape(summary)}",
        *([f"LOCATION:{escape(place)}"] if place else []),
    ]


def escape(text):
    """A TEXT value: its own signs escaped, no control characters that could begin a line of their own."""
    kept = "".join(sign for sign in text if sign in "\n\t" or (ord(sign) >= 32 and sign not in "\x7f\x85\u2028\u2029"))
    return kept.translate(ESCAPES)


def fold(line):
    """Broken after 75 octets, the next part begun with a space."""
    parts, part = [], b""
    for sign in line:
        more = sign.encode()
        if len(part) + len(more) > OCTETS - bool(parts):
            parts.append(part)
            part = b""
        part += more
    return "\r\n ".join(one.decode() for one in [*parts, part])
