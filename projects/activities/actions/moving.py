"""The one way a row moves: asked of the tables and policies, conditional in the database, told in an event.

One lock order: the activity's row first, then attendances and helpers in id order.
"""

from civcenter.accounts.models import User
from civcenter.kit.errors import OutOfTurn
from civcenter.kit.verbs import verb
from projects.activities.models import Activity, ActivityEvent, ActivityNote, Attendance, Helper
from projects.activities.policies import require


@verb
def advance(row, name, *, by, at, words="", **changes):
    """Take the step `name` of the row's table and return the event; refused when not his, or somebody was faster."""
    step = row.FLOW[name]
    require(step, by, row, at)
    was = row.status
    moved = type(row).objects.filter(pk=row.pk, status__in=step.sources)
    if not moved.update(status=step.target, **changes):
        raise OutOfTurn(step.label)
    row.status = step.target
    for field, value in changes.items():
        setattr(row, field, value)
    return record(row, step=name, by=by, at=at, was=was, words=words)


def record(row, *, step, by, at, was="", words=""):
    """Append what happened to a row."""
    about = {type(row).__name__.lower(): row}
    actor = by if isinstance(by, User) else None
    note = ActivityNote.objects.create(text=words[:300]) if words else None
    return ActivityEvent.objects.create(**about, step=step, was=was, now=row.status, actor=actor, at=at, note=note)


def lock(activity):
    """Lock an activity's row and return it fresh; always before its people's."""
    rows = Activity.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("unit__division", "kind", "booking__resource").get(pk=activity.pk)


def lock_attendance(attendance):
    """Lock an attendance, its activity first, and return it fresh with that activity."""
    activity = lock(Activity(pk=attendance.activity_id))
    rows = Attendance.objects.select_for_update(of=("self",), no_key=True).select_related("person", "user")
    fresh = rows.get(pk=attendance.pk)
    fresh.activity = activity
    return fresh


def lock_helper(helper):
    """Lock a helper, his activity first, and return it fresh with that activity."""
    activity = lock(Activity(pk=helper.activity_id))
    rows = Helper.objects.select_for_update(of=("self",), no_key=True)
    fresh = rows.select_related("volunteer__person__user", "volunteer__person__staff").get(pk=helper.pk)
    fresh.activity = activity
    return fresh
