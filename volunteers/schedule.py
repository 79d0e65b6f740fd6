"""Whether one more promise fits beside those a volunteer has made already; no database."""

from datetime import datetime, time, timedelta

from django.utils import timezone

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def refusal(rule, held, start, end):
    """The sentence of the first rule that a promise from `start` to `end` would break; empty when it fits.

    `held` are the live promises around it, none of which overlaps it.
    """
    return (
        _too_long_a_day(rule, held, start, end)
        or _too_little_rest(rule, held, start, end)
        or _too_many_days(rule, held, start, end)
    )


def around(rule, start, end):
    """From when to when other promises may matter to one from `start` to `end`."""
    reach = max(rule.days_in_a_row, 1) * DAY
    return _midnight(start) - reach, _midnight(end) + DAY + reach


def _too_long_a_day(rule, held, start, end):
    for day in _days(start, end):
        fresh = _on(day, start, end)
        known = sum((_on(day, one.period.lower, one.period.upper) for one in held), timedelta(0))
        if fresh + known > rule.day_minutes * MINUTE:
            return (
                f"一天最多答应{_hours(rule.day_minutes * MINUTE)}的服务：{_named(day)}您已答应{_hours(known)}，"
                f"再加这件{_hours(fresh)}就超了，请换一天，或先退掉一件。"
            )
    return ""


def _too_little_rest(rule, held, start, end):
    rest = rule.rest_minutes * MINUTE
    for one in held:
        gap = start - one.period.upper if one.period.upper <= start else one.period.lower - end
        if gap < rest:
            begin = timezone.localtime(one.period.lower)
            return (
                f"两次服务之间至少歇 {rule.rest_minutes} 分钟：这件和{_named(begin.date())} {begin:%H:%M} 的"
                f"“{one.label}”只隔 {gap // MINUTE} 分钟，请换个时间，或先退掉那件。"
            )
    return ""


def _too_many_days(rule, held, start, end):
    busy = {day for one in held for day in _days(one.period.lower, one.period.upper)} | set(_days(start, end))
    first, last = _local(start), _days(start, end)[-1]
    while first - DAY in busy:
        first -= DAY
    while last + DAY in busy:
        last += DAY
    count = (last - first).days + 1
    if count > rule.days_in_a_row:
        return (
            f"最多连着服务 {rule.days_in_a_row} 天：加上这件，{_named(first)}到{_named(last)}就连着 {count} 天了，"
            "请歇一天再接。"
        )
    return ""


def _days(start, end):
    """The local days a stretch touches; one that ends at midnight does not touch the next."""
    first, last = _local(start), max(_local(start), _local(end - timedelta(microseconds=1)))
    return [first + DAY * number for number in range((last - first).days + 1)]


def _on(day, start, end):
    """How much of a stretch lies on a local day."""
    begin = timezone.make_aware(datetime.combine(day, time.min))
    return max(timedelta(0), min(end, begin + DAY) - max(start, begin))


def _local(moment):
    return timezone.localtime(moment).date()


def _midnight(moment):
    return timezone.make_aware(datetime.combine(_local(moment), time.min))


def _named(day):
    return f"{day.month} 月 {day.day} 日"


def _hours(length):
    minutes = length // MINUTE
    hours, rest = divmod(minutes, 60)
    words = f" {hours} 小时" if hours else ""
    return words + (f" {rest} 分钟" if rest or not hours else "")
