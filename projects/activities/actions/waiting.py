"""The line: who is next when seats become free. The activity's lock is held by whoever calls."""

from datetime import timedelta

from django.db.models import F

from projects.activities import telling
from projects.activities.actions.moving import advance
from projects.activities.flow import SEATED, SYSTEM, ActivityStatus, AttendanceStatus
from projects.activities.models import Activity
from projects.activities.policies import rule_of


def fill(activity, at):
    """Invite from the head of the line as long as the whole party finds seats; nobody passes anybody."""
    if activity.status != ActivityStatus.PUBLISHED or activity.starts_at <= at:
        return
    for party in activity.attendances.in_line().select_related("person", "user")[: activity.left]:
        if party.people > activity.left:
            return
        party.activity = activity
        _count(activity, seats=party.people, parties=-1)
        advance(party, "promote", by=SYSTEM, at=at, answer_by=_until(activity, at))
        telling.promoted(party, at)


def _until(activity, at):
    """The rule's hours, never past the beginning."""
    return min(at + timedelta(hours=rule_of(activity, at).confirm_hours), activity.starts_at)


def give_up(party, was, at):
    """What a party held is free again, seats or its place in line; the next is invited."""
    activity = party.activity
    if was in SEATED:
        _count(activity, seats=-party.people, parties=0)
    elif was == AttendanceStatus.WAITING:
        _count(activity, seats=0, parties=-1)
    fill(activity, at)


def _count(activity, *, seats, parties):
    Activity.objects.filter(pk=activity.pk).update(taken=F("taken") + seats, waiting=F("waiting") + parties)
    activity.taken += seats
    activity.waiting += parties
