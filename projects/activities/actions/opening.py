"""The doors open: by the unit, or by the first who comes in time."""

from datetime import timedelta

from civcenter.kit.errors import RuleBroken
from civcenter.kit.verbs import verb
from projects.activities.actions.moving import advance, lock
from projects.activities.flow import SYSTEM, ActivityStatus
from projects.activities.policies import rule_of
from projects.activities.telling import moment


@verb
def open_doors(activity, *, by, at):
    """开始签到, from so many minutes before it begins; said again it changes nothing."""
    activity = lock(activity)
    if activity.status != ActivityStatus.RUNNING:
        _in_time(activity, at)
        advance(activity, "open", by=by, at=at)
    return activity


def begun(activity, at):
    """Make sure that a locked activity runs: the first who comes opens it."""
    if activity.status == ActivityStatus.PUBLISHED:
        _in_time(activity, at)
        advance(activity, "open", by=SYSTEM, at=at)
    if activity.status != ActivityStatus.RUNNING:
        raise RuleBroken(f"这场活动{activity.get_status_display()}，现在不能签到。")


def _in_time(activity, at):
    opens = activity.starts_at - timedelta(minutes=rule_of(activity, at).early_minutes)
    if at < opens:
        raise RuleBroken(f"还没到签到时间，{moment(opens)} 起可以签。")
