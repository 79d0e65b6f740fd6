"""What a reader looks at: a place, a stretch of time, and the stretch before that it is compared with."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from civcenter.hierarchy.models import Division
from civcenter.measures import MEASURES, Span
from volunteers.desk.coverage import place_of

PERIODS = {"week": "本周", "month": "本月", "half": "半年", "year": "全年"}
BEFORE = {"week": "上周", "month": "上月", "half": "前半年", "year": "上年"}
BELOW = {6: "township", 9: "division"}
MONTHS = 12


@dataclass(frozen=True)
class Look:
    """One reader's question. `day` is any day of the stretch that is looked at."""

    place: Division
    period: str
    day: date
    at: object

    @property
    def codes(self):
        return [self.place.pk]

    @property
    def span(self):
        return Span.around(self.period, self.day, county=self.place.pk[:6], at=self.at)

    @property
    def before(self):
        """The stretch before; while this one is not over, only as much of that one as has passed of this one."""
        span = self.span
        day = span.first_day - timedelta(days=1)
        return Span.around(self.period, day, county=span.county, at=self.at).cut(span.until - span.start)

    @property
    def is_over(self):
        return self.span.end <= self.at

    @property
    def compared(self):
        return BEFORE[self.period] + ("" if self.is_over else "同期")

    @property
    def year(self):
        """The twelve months that end with the stretch, or with this month."""
        last = min(self.span.last_day, timezone.localdate(self.at)).replace(day=1)
        first = date(last.year - (last.month < MONTHS), last.month % MONTHS + 1, 1)
        return Span.days(first, (last + timedelta(days=32)).replace(day=1), county=self.span.county, at=self.at)

    def query(self, **change):
        """The address' own words, with what changes; what goes without saying is left out."""
        said = {"place": self.place.pk, "period": self.period, "day": self.day.isoformat()} | change
        if said["day"] == timezone.localdate(self.at).isoformat():
            del said["day"]
        return f"?{urlencode({name: value for name, value in said.items() if value})}"

    def rows_url(self, name, **change):
        return reverse("desk_portal:cockpit_rows", args=[name]) + self.query(**change)

    def figure(self, name):
        return MEASURES[name].figure(self.span, self.codes)

    @property
    def chips(self):
        """(words, address, is it on) of the stretches one may choose."""
        return [(words, self.query(period=period), period == self.period) for period, words in PERIODS.items()]

    @property
    def period_words(self):
        return PERIODS[self.period]

    @property
    def earlier_url(self):
        return self.query(day=(self.span.first_day - timedelta(days=1)).isoformat())

    @property
    def later_url(self):
        """Empty where the next stretch has not begun."""
        return self.query(day=(self.span.last_day + timedelta(days=1)).isoformat()) if self.is_over else ""


def look(request, at=None):
    """What the address asks for; 404 outside the reader's places. What makes no sense is the month and today."""
    at = at or timezone.now()
    period = request.GET.get("period", "")
    period = period if period in PERIODS else "month"
    return Look(place_of(request), period, _day(request.GET.get("day", ""), timezone.localdate(at)), at)


def _day(text, today):
    """A day that has been, of the years that the portal knows; else today."""
    if len(text) != 10 or not text.isascii() or text[4] + text[7] != "--" or not text.replace("-", "").isdigit():
        return today
    year, month, number = (int(part) for part in text.split("-"))
    if not (2020 <= year <= today.year and 1 <= month <= 12 and 1 <= number <= 28):
        return _last_days(year, month, number, today)
    return min(date(year, month, number), today)


def _last_days(year, month, number, today):
    """The 29th to the 31st, where the month has it."""
    if not (2020 <= year <= today.year and 1 <= month <= 12 and 29 <= number <= 31):
        return today
    last = (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return min(date(year, month, min(number, last.day)), today)
