"""What tests of activities need, through the real actions."""

from datetime import timedelta

from projects.activities import actions
from tests import factories as make
from volunteers.models import ServiceKind

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
STARTS = make.NOW + 5 * DAY
ENDS = STARTS + 2 * HOUR


def draft(cast, **changes):
    details = {
        "title": "苹果园冬剪，请技术员到地头讲",
        "kind": ServiceKind.objects.get(code="care"),
        "unit": cast.station,
        "place_text": "二组果园",
        "quota": 40,
        "starts_at": STARTS,
        "ends_at": ENDS,
    }
    return actions.draft(by=cast.manager, at=make.NOW, **{**details, **changes})


def published(cast, **changes):
    return actions.publish(draft(cast, **changes), by=cast.manager, at=make.NOW)


def neighbour(name="李树林"):
    """A resident with a phone of his own."""
    phone = make.fresh_phone()
    user = make.phone_user(phone)
    return make.new_person(name=name, phone=phone, user=user, at=make.NOW)


def signed(activity, person=None, at=make.NOW, **changes):
    person = person or neighbour()
    return actions.sign_up(activity, person=person, user=person.user, by=person.user, at=at, **changes)


def helping(activity, volunteer, at=make.NOW):
    return actions.join(activity, volunteer=volunteer, by=volunteer.person.user, at=at)


def wrapped(cast, activity, helper, at=None, by=None, hours=None, **outcome):
    """Wrapped up by the station an hour after its end, with this helper's two hours."""
    begin, end = hours or (activity.starts_at, activity.ends_at)
    told = actions.Outcome(done=[(helper, begin, end)] if helper else [], **outcome)
    return actions.wrap_up(activity, told, by=by or cast.manager, at=at or activity.ends_at + HOUR)
