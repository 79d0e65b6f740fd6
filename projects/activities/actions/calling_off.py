"""Cancelled, or put off: everybody who was expected is told, and nothing stays promised."""

from django.utils import timezone

from civcenter.kit.errors import RuleBroken
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.verbs import verb
from projects.activities import telling
from projects.activities.actions.helping import let_go, placed
from projects.activities.actions.moving import advance, lock
from projects.activities.flow import LIVE, SYSTEM
from projects.activities.models import Activity, Attendance, Helper
from projects.resources.actions import cancel as give_back
from projects.resources.actions import move
from volunteers.actions import free
from volunteers.models import Engagement


@verb
def cancel(activity, *, by, at, words):
    """取消, with the reason everybody reads; seats, hours and the place are given back."""
    activity = lock(activity)
    if not words:
        raise RuleBroken("写一句为什么取消，报名的人会看到。", field="words")
    advance(activity, "cancel", by=by, at=at, words=words)
    for party in _live(activity):
        advance(party, "release", by=SYSTEM, at=at)
        telling.called_off(party, words, at)
    for helper in placed(activity):
        advance(helper, "release", by=SYSTEM, at=at)
        let_go(helper)
        telling.helper_told(helper, text=f"活动取消了，您不用去了：{activity.title}。{words}", what="cancelled", at=at)
    Activity.objects.filter(pk=activity.pk).update(taken=0, waiting=0)
    if activity.booking:
        give_back(activity.booking, at=at)
    activity.refresh_from_db()
    return activity


def _live(activity):
    rows = activity.attendances.select_for_update(of=("self",), no_key=True).filter(status__in=LIVE)
    found = list(rows.select_related("person", "user").order_by("pk"))
    for row in found:
        row.activity = activity
    return found


@verb
def postpone(activity, *, starts_at, ends_at, by, at, words=""):
    """改期: the new time for everybody; who cannot come makes room by the link. Reminders begin anew.

    A helper whose time is promised elsewhere then is let go and told.
    """
    activity = lock(activity)
    if not at < starts_at < ends_at:
        raise RuleBroken("新的时间要在以后，结束要在开始之后。", field="starts_at")
    shift = starts_at - activity.starts_at
    fresh = {"starts_at": starts_at, "ends_at": ends_at, "reminded_day_at": None, "reminded_hours_at": None}
    fresh["closes_at"] = min(max(activity.closes_at + shift, activity.opens_at + (ends_at - starts_at)), ends_at)
    if activity.booking:
        fresh["booking"] = move(activity.booking, starts_at=starts_at, ends_at=ends_at, by=by, at=at)
    event = advance(activity, "postpone", by=by, at=at, words=words, **fresh)
    for party in _live(activity):
        Attendance.objects.filter(pk=party.pk).update(said_yes_at=None)
        telling.moved(party, event, at)
    for helper in placed(activity):
        _move_helper(helper, event, at)
    return activity


def _move_helper(helper, event, at):
    activity = helper.activity
    free([helper.source])
    promised = Engagement(
        volunteer=helper.volunteer, period=activity.period, source=helper.source, label=activity.title[:80],
        division_id=activity.division_id,
    )  # fmt: skip
    Helper.objects.filter(pk=helper.pk).update(said_yes_at=None)
    when = telling.moment(timezone.localtime(activity.starts_at))
    if insert_unless_taken(promised):
        text = f"活动改到 {when}：{activity.title}。来不了请退出。"
    else:
        advance(helper, "release", by=SYSTEM, at=at)
        let_go(helper)
        text = f"活动改到 {when}，和您别的事撞了，先替您退了：{activity.title}。"
    telling.helper_told(helper, text=text, what=f"moved:{event.pk}", at=at)
