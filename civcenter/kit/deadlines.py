"""How a deadline reads: a state, an icon and a few words, never a colour alone (design guide, 6)."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from civcenter.kit.worktime import work_minutes_between

SOON = 4 * 60
"""A deadline is near when fewer working minutes than this are left."""

WORKDAY = 8 * 60
DAYS = {0: "今天", 1: "明天", 2: "后天"}


@dataclass(frozen=True)
class Chip:
    """What `components/sla.html` draws: state is ok, soon, late or off."""

    state: str
    icon: str
    words: str


def weekday_only(day):
    """The calendar used where a page brings none: Monday to Friday."""
    return day.weekday() < 5


def span(minutes):
    """Working minutes in words: 25 分钟, 3 小时, 2 个工作日."""
    if minutes < 60:
        return f"{max(int(minutes), 1)} 分钟"
    if minutes < WORKDAY:
        return f"{int(minutes // 60)} 小时"
    return f"{int(minutes // WORKDAY)} 个工作日"


def moment(at, now):
    """A moment as a neighbour says it: 今天 17:00, 明天 9:00, 11 月 28 日 9:00; the year only when it differs."""
    local, today = timezone.localtime(at), timezone.localtime(now).date()
    day = DAYS.get((local.date() - today).days)
    if day is None:
        day = f"{local.month} 月 {local.day} 日"
        if local.year != today.year:
            day = f"{local.year} 年 {day}"
    return f"{day} {local.hour}:{local.minute:02d}"


def chip(due_at, *, now, calendar=weekday_only, waiting="", done="", words=""):
    """The chip of one deadline, or None where nothing is promised.

    `waiting` names whom we await while the clock is paused; `done` is said of a step that is over;
    `words` replaces the time in words but keeps the state. Times are counted in working minutes.
    """
    if waiting:
        return Chip("off", "pause", words or f"等{waiting}")
    if done:
        return Chip("ok", "check", words or done)
    if due_at is None:
        return None
    if due_at <= now:
        return Chip("late", "warn", words or _late(work_minutes_between(due_at, now, calendar)))
    left = work_minutes_between(now, due_at, calendar)
    state = "soon" if left < SOON else "ok"
    return Chip(state, "clock", words or _left(left, due_at, now))


def _late(minutes):
    return f"超时 {span(minutes)}" if minutes else "刚过时限"


def _left(minutes, due_at, now):
    if 0 < minutes < WORKDAY and due_at - now < timedelta(days=1):
        return f"还剩 {span(minutes)}"
    return f"{moment(due_at, now)} 前"
