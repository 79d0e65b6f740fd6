"""Where things without a day go: into the emptiest week, on a day people are home. Pure: no database, no clock."""

from collections import Counter
from datetime import timedelta

LIKED = (5, 6, 2, 4, 1, 3, 0)
"""Saturday and Sunday first: those who work away are home; then Wednesday, Friday …"""


def spread(count, taken, first, last):
    """`count` days between `first` and `last`: one week after another, so that no week bursts and none is forgotten."""
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    used, weeks, found = Counter(taken), Counter(map(_week, taken)), []
    for _ in range(count):
        day = min(days, key=lambda one: (used[one], weeks[_week(one)], LIKED.index(one.weekday()), one))
        used[day] += 1
        weeks[_week(day)] += 1
        found.append(day)
    return found


def _week(day):
    return day.isocalendar()[:2]
