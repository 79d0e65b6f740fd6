"""How a wish or an order stands, for lists: the deadline chip and whom we wait for. No queries but the calendar."""

from datetime import timedelta

from django.utils import timezone

from civcenter.kit.deadlines import chip
from civcenter.rules.models import calendar_for
from orders.flow import ClaimStatus, OrderStatus, WishStatus

BACK, AHEAD = timedelta(days=400), timedelta(days=60)
"""How far chips count working time."""

# The tables name a state as the resident or volunteer reads it; staff read of somebody else.
STATES = {
    WishStatus.ASKED: "等群众补充",
    WishStatus.SERVED: "等群众评单",
    WishStatus.DISSATISFIED: "群众不满意，重办中",
    ClaimStatus.OFFERED: "等本人答复",
}

REPLY, RATE = "群众补充", "群众评单"


def work_calendar(at):
    """Which days are worked around `at`; one query."""
    return calendar_for(timezone.localdate(at - BACK), timezone.localdate(at + AHEAD))


def state_of(row):
    """A row's state in the words of staff."""
    return STATES.get(row.status) or row.get_status_display()


def awaited(row, at):
    """Whom a row waits for while nobody of ours owes anything; empty when somebody does."""
    if row.status == WishStatus.SERVED or row.status == OrderStatus.SERVED:
        return RATE
    if row.status == WishStatus.ASKED and (row.due_at is None or row.due_at > at):
        return REPLY
    return ""


def chip_of(row, at, calendar):
    """The chip of a row's current promise, or None where nothing is promised."""
    waiting = awaited(row, at)
    return chip(row.due_at, now=at, calendar=calendar, waiting=waiting)
