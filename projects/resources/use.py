"""How well things are used: booked minutes over those that could be used, inside the owner's terms."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from projects.resources.choices import GRANTED
from projects.resources.models import Booking, OpeningHours, ProtectedHours
from projects.resources.terms import at_hour, is_on

DAY_BEGINS, DAY_ENDS = time(8), time(22)
"""Where nobody said when it is open: a village's waking hours."""

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Used:
    """Minutes of some days: booked, usable; days on which it could be used and was not; people expected."""

    used: int
    usable: int
    idle_days: int
    people: int

    @property
    def percent(self):
        """None where it could not be used at all: 算不出."""
        return round(100 * self.used / self.usable) if self.usable else None


def utilisation(resources, first, last):
    """{key: Used} from the first to the last day, in three queries however many things and days there are."""
    keys = [resource.pk for resource in resources]
    begin, end = midnight(first), midnight(last + DAY)
    opening, protected, booked = (_by_resource(rows) for rows in _rows(keys, begin, end))
    days = [first + number * DAY for number in range((last - first).days + 1)]
    return {key: _used(days, opening[key], protected[key], booked[key]) for key in keys}


def _rows(keys, begin, end):
    booked = Booking.objects.filter(resource__in=keys, status=GRANTED, period__overlap=(begin, end))
    return OpeningHours.objects.filter(resource__in=keys), ProtectedHours.objects.filter(resource__in=keys), booked


def _by_resource(rows):
    found = defaultdict(list)
    for row in rows:
        found[row.resource_id].append(row)
    return found


def midnight(day):
    return timezone.make_aware(datetime.combine(day, time()))


def _used(days, opening, protected, booked):
    usable = {day: _minutes(_free(day, opening, protected)) for day in days}
    taken = {day: _minutes(_cut(_spans(booked), midnight(day), midnight(day + DAY))) for day in days}
    idle = sum(1 for day in days if usable[day] and not taken[day])
    return Used(sum(taken.values()), sum(usable.values()), idle, sum(row.people for row in booked))


def _free(day, opening, protected):
    """The stretches of a day in which it can be used."""
    rows = [row for row in opening if row.weekday == day.weekday()]
    spans = [(at_hour(day, row.starts), at_hour(day, row.ends)) for row in rows]
    if not opening:
        spans = [(at_hour(day, DAY_BEGINS), at_hour(day, DAY_ENDS))]
    for row in protected:
        if is_on(row, day):
            spans = _without(spans, at_hour(day, row.starts), at_hour(day, row.ends))
    return spans


def _without(spans, begin, end):
    left = [(a, min(b, begin)) for a, b in spans] + [(max(a, end), b) for a, b in spans]
    return [(a, b) for a, b in left if a < b]


def _spans(booked):
    return [(row.period.lower, row.period.upper) for row in booked]


def _cut(spans, begin, end):
    cut = [(max(a, begin), min(b, end)) for a, b in spans]
    return [(a, b) for a, b in cut if a < b]


def _minutes(spans):
    return sum(int((b - a).total_seconds() // 60) for a, b in spans)
