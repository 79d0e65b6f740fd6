"""Occasions for phones' calendars and for programs. No calendar knows lunar recurrence: every date is written out."""

from civcenter.kit import ics


def lines(found):
    """One line a stretch: 2027-06-09 端午 节日."""
    return [f"{_days(one)} {one.name} {one.kind.label}" for one in found]


def _days(one):
    return f"{one.date}" if one.until == one.date else f"{one.date}—{one.until}"


def rows(found):
    """{date, name, kind}; what lasts longer than a day also says until when."""
    return [_row(one) for one in found]


def _row(one):
    row = {"date": one.date.isoformat(), "name": one.name, "kind": str(one.kind)}
    return row if one.until == one.date else row | {"until": one.until.isoformat()}


def calendar(found, name, at):
    """The same as a calendar (RFC 5545), each stretch an event of whole days; made again, it has the same names."""
    events = [
        ics.all_day(f"{one.kind}-{one.date:%Y%m%d}-{_key(one)}", one.date, one.until, one.name, at=at) for one in found
    ]
    return ics.document(name, "occasions", events)


def _key(one):
    return one.occasion.pk if one.occasion else "day"
