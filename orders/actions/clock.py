"""Promises: when a clock starts, how long it may run, and how it is paused."""

from datetime import timedelta

from django.utils import timezone

from civcenter.kit.worktime import add_work_minutes, work_minutes_between
from civcenter.rules.models import calendar_for
from orders.flow import Clock
from orders.models import StepLimit

STOPPED = {"clock_at": None, "remind_at": None, "due_at": None, "paused_minutes": None}


def limit_for(row, clock, at):
    """The limit that binds this row's clock today; None where the county set none."""
    limits = StepLimit.objects.at(timezone.localdate(at), row.county)
    return limits.filter(urgency=row.urgency, clock=clock).first()


def running(row, clock, at):
    """The clock fields of a row whose promise `clock` starts at `at`."""
    limit = limit_for(row, clock, at)
    if limit is None:
        return dict(STOPPED)
    return _until(at, limit.minutes, limit.is_working_time)


def serving(order, at):
    """The clock fields of an order whose service is owed: the limit, or its planned end where that is later."""
    fields = running(order, Clock.SERVE, at)
    if fields["due_at"] and fields["due_at"] < order.ends_at:
        fields |= {"due_at": order.ends_at, "remind_at": max(fields["remind_at"], order.starts_at)}
    return fields


def promised(row, at):
    """The moment the resident is promised for the whole."""
    return running(row, Clock.TOTAL, at)["due_at"]


def paused(row, clock, at):
    """The clock fields of a row that waits for somebody else: what is left of `row`'s promise is kept."""
    left = minutes_left(row, at)
    return running(row, clock, at) | {"paused_minutes": left}


def resumed(row, clock, at):
    """The clock fields of a row that goes on with what was left, or anew where nothing had been kept."""
    if row.paused_minutes is None:
        return running(row, clock, at)
    return _until(at, row.paused_minutes, True) | {"paused_minutes": None}


def minutes_left(row, at):
    """Working minutes left of the row's promise, never less than none."""
    if row.due_at is None or row.due_at <= at:
        return 0
    return work_minutes_between(at, row.due_at, _calendar(at, row.due_at))


def _until(at, minutes, is_working_time):
    if is_working_time:
        calendar = _calendar(at, at + timedelta(minutes=minutes * 6, days=30))
        half, due = (add_work_minutes(at, part, calendar) for part in (minutes // 2, minutes))
    else:
        half, due = at + timedelta(minutes=minutes / 2), at + timedelta(minutes=minutes)
    return {"clock_at": at, "remind_at": half, "due_at": due, "paused_minutes": None}


def _calendar(first, last):
    return calendar_for(timezone.localdate(first), timezone.localdate(last))
