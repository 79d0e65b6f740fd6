"""Working time: how much lies between two moments, and when so much has passed. Pure; local time of Shanghai.

`calendar` is a function day → is it worked; `hours` the pieces of a working day, in hours (8.5 is half past
eight), in order. Moments are aware datetimes of any zone, else ValueError; minutes may be fractions. Clocks have not
changed in this zone since 1991, so a day has its plain hours.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
HOURS = ((8, 12), (14, 18))
MINUTE = timedelta(minutes=1)
# A calendar with no working day in two years is broken; better to say so than to search for ever.
FURTHEST = 800


def work_minutes_between(start, end, calendar, hours=HOURS):
    """Working minutes from `start` to `end`; 0 when nothing of it is worked or the end comes first."""
    start, end = _local(start), _local(end)
    total, day = timedelta(0), start.date()
    while day <= end.date():
        for begin, finish in _pieces(day, calendar, hours):
            total += max(min(finish, end) - max(begin, start), timedelta(0))
        day += timedelta(days=1)
    return total / MINUTE


def add_work_minutes(start, minutes, calendar, hours=HOURS):
    """The first moment at which `minutes` of working time have passed since `start`.

    Raises ValueError when the calendar has no working day within two years.
    """
    start, left = _local(start), timedelta(minutes=minutes)
    if left <= timedelta(0):
        return start
    for ahead in range(FURTHEST):
        for begin, finish in _pieces(start.date() + timedelta(days=ahead), calendar, hours):
            begin = max(begin, start)
            if finish - begin >= left:
                return begin + left
            left -= max(finish - begin, timedelta(0))
    raise ValueError("no working day within two years")


def _local(moment):
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(ZONE)


def _pieces(day, calendar, hours):
    if not calendar(day):
        return []
    midnight = datetime.combine(day, datetime.min.time(), ZONE)
    return [(midnight + timedelta(hours=first), midnight + timedelta(hours=last)) for first, last in hours]
