"""Staff write down who called, who came to the counter, and who just walks in."""

from datetime import timedelta

from civcenter.kit.secrets import lookup
from civcenter.kit.verbs import verb
from civcenter.residents.actions import new_person
from civcenter.residents.models import Person
from projects.activities.actions.checkins import walk_in
from projects.activities.actions.signing import sign_up
from projects.activities.flow import ActivityStatus
from projects.activities.models import Attendance

SECOND_PRESS = timedelta(minutes=1)


@verb
def enter(activity, *, name, phone, people, by, at, brings_children=False):
    """代报名 before it begins, 没报名就来的 once it runs. A second press within the minute is the first."""
    key = lookup(phone)
    again = Attendance.objects.live().filter(activity=activity, entered_by=by, created_at__gt=at - SECOND_PRESS)
    known = again.filter(person__name=name, person__phone_key=key).first()
    if known:
        return known
    person = key and Person.objects.filter(phone_key=key, name=name).order_by("pk").first()
    told = {"person": person or new_person(name=name, phone=phone, at=at), "by": by, "at": at, "people": people}
    if activity.status == ActivityStatus.RUNNING:
        return walk_in(activity, **told)
    return sign_up(activity, **told, brings_children=brings_children)
