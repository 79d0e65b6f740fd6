"""What owner and users agreed, read for one time and use: why not, with the owner's terms in the sentence."""

from datetime import datetime, timedelta

from django.utils import timezone

from projects.resources.choices import Use
from volunteers.choices import Weekday

MOMENT = timedelta(microseconds=1)
DAY = timedelta(days=1)


def refusal(resource, period, use):
    """Why the thing cannot be booked for this time and use, as a sentence; empty when its terms allow it.

    The same three questions as the database's own trigger asks: agreement, protected hours, opening hours.
    """
    begin, end = timezone.localtime(period.lower), timezone.localtime(period.upper)
    return _not_agreed(resource, begin, end, use) or _protected(resource, begin, end) or _closed(resource, begin, end)


def _not_agreed(resource, begin, end, use):
    days = {begin.date(), (end - MOMENT).date()}
    agreements = list(resource.agreements.order_by("days"))
    held = [one for one in agreements if all(day in one.days for day in days)]
    if not held:
        return f"和{resource.owner}的约定{_spans(agreements)}，这一天不在里面。请先和{resource.steward}续约。"
    if use not in held[0].uses:
        return f"和{resource.steward}约好的用途里没有{Use(use).label}，约好能办的是：{held[0].use_names}。"
    return ""


def _spans(agreements):
    if not agreements:
        return "还没有签"
    return "是" + "、".join(span(one.days) for one in agreements)


def span(days):
    """A range of days as people write it: 2026.3.1—2027.2.28; an open end is 长期."""
    first = days.lower
    begin = f"{first.year}.{first.month}.{first.day}" if first else "从来"
    if days.upper is None:
        return f"{begin} 起，长期"
    last = days.upper - DAY
    return f"{begin}—{last.year}.{last.month}.{last.day}"


def _protected(resource, begin, end):
    for hours in resource.protected.order_by("weekday", "starts"):
        if any(_overlap(hours, day, begin, end) for day in _days(begin, end)):
            return f"{said(hours)}是{resource.owner}自用（{hours.label}），约定里不能订。换个时间吧。"
    return ""


def _days(begin, end):
    last = (end - MOMENT).date()
    return [begin.date() + timedelta(days=number) for number in range((last - begin.date()).days + 1)]


def _overlap(hours, day, begin, end):
    return is_on(hours, day) and at_hour(day, hours.starts) < end and at_hour(day, hours.ends) > begin


def is_on(hours, day):
    """Whether protected hours hold on a day."""
    return hours.weekday in (None, day.weekday()) and (hours.days is None or day in hours.days)


def at_hour(day, hour):
    return timezone.make_aware(datetime.combine(day, hour))


def said(hours):
    """周一 8:00—17:30, or 每天; with the days where it is not for always."""
    when = "每天" if hours.weekday is None else Weekday(hours.weekday).label
    days = f"（{span(hours.days)}）" if hours.days else ""
    return f"{when}{days} {clock(hours.starts)}—{clock(hours.ends)}"


def clock(hour):
    return f"{hour.hour}:{hour.minute:02d}"


def _closed(resource, begin, end):
    rows = list(resource.opening.order_by("weekday", "starts"))
    fits = [
        row
        for row in rows
        if row.weekday == begin.weekday()
        and at_hour(begin.date(), row.starts) <= begin
        and end <= at_hour(begin.date(), row.ends)
    ]
    if not rows or fits:
        return ""
    today = "、".join(f"{clock(row.starts)}—{clock(row.ends)}" for row in rows if row.weekday == begin.weekday())
    day = Weekday(begin.weekday()).label
    return f"{resource.name}{day}开 {today}，别的时间进不去。" if today else f"{resource.name}{day}不开门。换一天吧。"
