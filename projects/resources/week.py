"""One week of a thing: for each part of each day what is booked, what is the owner's, when it is shut."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from projects.resources.choices import HELD, BookingStatus
from projects.resources.terms import at_hour, is_on
from projects.resources.use import midnight

DAY = timedelta(days=1)
ROWS = [(6, 8), (8, 10), (10, 12), (12, 14), (14, 16), (16, 18), (18, 20), (20, 22)]
"""Parts of a day, in hours, as the grid shows them; what is before or after stands in the first or last."""

SHOWN = (*HELD, BookingStatus.VETOED)


@dataclass
class Cell:
    """One part of one day."""

    owner: str = ""
    is_shut: bool = False
    bookings: list = field(default_factory=list)

    @property
    def is_free(self):
        return not (self.owner or self.is_shut or any(row.status in HELD for row in self.bookings))


def monday(day):
    return day - timedelta(days=day.weekday())


def grid(resource, first):
    """`[(hour, [Cell, …])]` for the seven days from `first`; three queries."""
    protected, opening = list(resource.protected.all()), list(resource.opening.all())
    begin, end = midnight(first), midnight(first + 7 * DAY)
    booked = resource.bookings.filter(status__in=SHOWN, period__overlap=(begin, end)).select_related("unit")
    days = [first + number * DAY for number in range(7)]
    rows = [(hours, [_cell(day, hours, protected, opening) for day in days]) for hours in ROWS]
    for booking in booked.order_by("period"):
        _place(booking, rows, days)
    return [(f"{hours[0]}:00", cells) for hours, cells in rows]


def _cell(day, hours, protected, opening):
    begin, end = _span(day, hours)
    owner = next((row.label for row in protected if is_on(row, day) and _touches(day, row, begin, end)), "")
    today = [row for row in opening if row.weekday == day.weekday()]
    return Cell(owner, bool(opening) and not any(_touches(day, row, begin, end) for row in today))


def _span(day, hours):
    begin = midnight(day)
    return begin + timedelta(hours=hours[0]), begin + timedelta(hours=hours[1])


def _touches(day, row, begin, end):
    return at_hour(day, row.starts) < end and at_hour(day, row.ends) > begin


def _place(booking, rows, days):
    local = timezone.localtime(booking.period.lower)
    day = max(local.date(), days[0])
    hour = min(max(local.hour if local.date() == day else 0, ROWS[0][0]), ROWS[-1][0])
    for hours, cells in rows:
        if hours[0] <= hour < hours[1] and day in days:
            cells[days.index(day)].bookings.append(booking)
            return


def told(cells):
    """(parts that could be used, parts that are booked) of a week."""
    every = [cell for _, row in cells for cell in row]
    usable = [cell for cell in every if not (cell.owner or cell.is_shut)]
    return len(usable), sum(1 for cell in usable if any(row.status in HELD for row in cell.bookings))
