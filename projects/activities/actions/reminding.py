"""T−24 h and T−2 h: everybody who is expected is asked once, however often the clock asks; and what he answers."""

from datetime import timedelta

from civcenter.kit.verbs import verb
from projects.activities import telling
from projects.activities.actions.moving import lock_attendance, lock_helper, record
from projects.activities.flow import ActivityStatus, AttendanceStatus, HelperStatus
from projects.activities.models import Activity, Attendance, Helper
from projects.activities.policies import is_resident, is_volunteer, require

DAY, HOURS = timedelta(hours=24), timedelta(hours=2)
TOO_LATE = timedelta(hours=4)
"""Nearer than that the day's reminder would only come before the hours' one."""

BATCH = 100


def remind(at):
    """Remind of what begins within a day or within two hours; returns how many activities were new."""
    coming = Activity.objects.filter(status=ActivityStatus.PUBLISHED, starts_at__gt=at)
    day = coming.filter(starts_at__lte=at + DAY, starts_at__gt=at + TOO_LATE, reminded_day_at=None)
    hours = coming.filter(starts_at__lte=at + HOURS, reminded_hours_at=None)
    rows = [(row, "reminded_day_at", "day") for row in day.order_by("starts_at")[:BATCH]]
    rows += [(row, "reminded_hours_at", "hours") for row in hours.order_by("starts_at")[:BATCH]]
    return sum(_remind_of(*row, at=at) for row in rows)


@verb
def _remind_of(activity, mark, what, *, at):
    """The mark and the messages are one transaction: whoever sets it writes them, nobody else."""
    mine = Activity.objects.filter(pk=activity.pk, status=ActivityStatus.PUBLISHED, **{mark: None})
    if not mine.update(**{mark: at}):
        return 0
    when = f"{what}:{activity.starts_at:%Y%m%d%H%M}"
    what_where = f"{telling.moment(activity.starts_at)} “{activity.title}”，{activity.place_text}"
    text = f"{what_where}。能来不能来，请点链接说一声："
    signed = activity.attendances.filter(status=AttendanceStatus.SIGNED).select_related("person", "user")
    for party in signed.order_by("pk"):
        party.activity = activity
        telling.attendee_told(party, text=text, what=when, at=at)
    for helper in activity.helpers.filter(status=HelperStatus.ACCEPTED).select_related("volunteer__person__user"):
        helper.activity = activity
        telling.helper_told(helper, text=f"志愿服务 {text}", what=when, at=at, sms=True)
    record(activity, step="remind", by=None, at=at)
    return 1


@verb
def say_yes(row, *, by, at):
    """能来: one tap, as often as he likes."""
    row = lock_attendance(row) if isinstance(row, Attendance) else lock_helper(row)
    if not (is_resident(by, row, at) or is_volunteer(by, row, at)):
        require(row.FLOW["leave"], by, row, at)
    live = type(row).objects.filter(pk=row.pk, status__in=[AttendanceStatus.SIGNED, HelperStatus.ACCEPTED])
    if live.filter(said_yes_at=None).update(said_yes_at=at):
        record(row, step="yes", by=by, at=at)
    return row


def row_of(kind, pk):
    """The attendance or helper a link was made for, or None."""
    model = {"attendance": Attendance, "helper": Helper}.get(kind)
    return model and model.objects.select_related("activity__unit", "activity__division").filter(pk=pk).first()
