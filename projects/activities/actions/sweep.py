"""The clock's hand over activities: reminders, places nobody confirmed, wrap-ups owed. May run twice."""

from datetime import timedelta

from civcenter.accounts.running import runners_told
from civcenter.kit.verbs import verb
from projects.activities import telling
from projects.activities.actions.moving import advance, lock_attendance
from projects.activities.actions.reminding import remind
from projects.activities.actions.waiting import give_up
from projects.activities.actions.wrapping import to_wrap_up
from projects.activities.flow import SYSTEM, AttendanceStatus
from projects.activities.models import Attendance
from projects.activities.policies import rule_of

BATCH = 500


def sweep(at):
    """One round; returns counts by name. Each row is a transaction of its own."""
    due = Attendance.objects.filter(status=AttendanceStatus.INVITED, answer_by__lte=at).order_by("answer_by", "pk")
    return {
        "lapsed": sum(lapse(row, at=at) for row in due[:BATCH]),
        "reminded": remind(at),
        "owed": sum(_ask_to_wrap_up(row, at) for row in to_wrap_up(at).select_related("unit__division")[:BATCH]),
    }


@verb
def lapse(party, *, at):
    """A place that was not confirmed in time goes to the next in line; returns whether it lapsed now."""
    party = lock_attendance(party)
    if party.status != AttendanceStatus.INVITED or party.answer_by > at:
        return 0
    advance(party, "lapse", by=SYSTEM, at=at)
    telling.lapsed(party, at)
    give_up(party, AttendanceStatus.INVITED, at)
    return 1


@verb
def _ask_to_wrap_up(activity, at):
    """The unit is asked once when it is over, the level above once when the rule's days are."""
    title = activity.title
    telling.unit_told(activity, text=f"活动办完了，请收尾记时长：{title}", what="owed", at=at)
    if activity.ends_at + timedelta(days=rule_of(activity, at).wrap_days) <= at and activity.unit.above:
        text = f"{activity.unit.name}的活动一直没有收尾：{title}"
        link, source = f"/desk/activities/{activity.pk}/", f"activity:{activity.pk}:owed_above"
        runners_told(activity.unit.above, text=text, link=link, source=source, at=at)
    return 1
