"""Long days, the captain's roll and one's own hours: their rows in the county, and the doors that lead to them."""

from datetime import timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from incentives.actions import agree_record
from orders.actions import claims, orders
from tests import factories as make
from tests.trust.roles import DESK, KNOWN, OFFICE, PERSONAL, RUNS, STAFF, VOLUNTEER, WORKING, Door, to
from volunteers.actions import join, note_record
from volunteers.models import Cover, Guardian, Policy, ServiceKind


def a_guardians_word(c):
    return {"day": f"{timezone.localdate(c.at):%Y-%m-%d}", "words": "电话里说同意"}


def yesterday(c):
    return {"last_on": f"{timezone.localdate(c.at) - timedelta(days=1):%Y-%m-%d}"}


DOORS = {
    "volunteers:records": Door(PERSONAL, get=to(VOLUNTEER)),
    "orders:rolls": Door(PERSONAL, get=KNOWN),
    "orders:roll": Door(PERSONAL, "order:rolled", get=to(VOLUNTEER), post=to(VOLUNTEER)),
}
DESK_DOORS = {
    "desk_volunteers:step/guardian": Door(DESK, "minor", RUNS, RUNS, step="guardian", says=a_guardians_word),
    # Nobody here is without a phone: he is told so.
    "desk_volunteers:step/certificate": Door(DESK, "member", RUNS, step="certificate"),
    "desk_volunteers:coverage_export": Door(DESK, get=STAFF),
    "desk_volunteers:end_cover": Door(DESK, "cover", RUNS, RUNS, says=yesterday),
    "desk_incentives:overtimes": Door(DESK, get=WORKING),
    # The manager vouched for the eight hours before, and is not the level above.
    "desk_incentives:overtime": Door(
        DESK, "overtime", RUNS, to(OFFICE), says=lambda c: {"accept": "yes", "reason": "抢险"}
    ),
}


def rows(c):
    """A long day whose rest waits, and an order to which a member of the volunteer's team goes."""
    more = {"minor": _minor(c), "cover": _cover(c)}
    return more | {"overtime": _long_day(c).overtime, "order:rolled": _rolled(c)}


def _minor(c):
    who = make.volunteer(code=c.station.division_id, reviewer=c.manager, name=c.text.name)
    Guardian.objects.create(
        volunteer=who, name=c.text.name, relation="mother", phone="19000000001", consent_version="1", agreed_at=c.at
    )
    return who


def _cover(c):
    """Somebody insured for the week around today; the policy is this row's own."""
    day = timezone.localdate(c.at)
    days = DateRange(day - timedelta(days=3), day + timedelta(days=4))
    policy = Policy.objects.create(
        division_id=c.code, insurer="平安", number=c.code, period=days, covers=c.text.note, cost_per_head=1
    )
    who = make.volunteer(code=c.station.division_id, reviewer=c.manager, name=c.text.name)
    return Cover.objects.create(policy=policy, volunteer=who, period=days, entered_by=c.manager, entered_at=c.at)


def _long_day(c):
    who = make.volunteer(code=c.station.division_id, reviewer=c.manager, name=c.text.name)
    end = c.at - timedelta(days=9)
    record = note_record(
        volunteer=who,
        division=c.station.division,
        organiser=c.station,
        kind=ServiceKind.objects.get(code="care"),
        title=c.text.title,
        started_at=end - timedelta(hours=10),
        ended_at=end,
        evidence="C",
        source=f"claim:9{c.code}",
        at=end,
    )
    agree_record(record, by=c.manager, at=end)
    return record


def _rolled(c):
    mate = make.volunteer(code=c.station.division_id, reviewer=c.manager, name=c.text.name)
    join(c.rows["team"], mate, at=c.at)
    before = c.at - timedelta(hours=1)
    made = make.order(c, at=before, starts_at=c.at + timedelta(hours=20), ends_at=c.at + timedelta(hours=22))
    orders.dispatch(made, unit=c.station, by=c.office, at=before)
    orders.publish(made, by=c.manager, at=before)
    claims.claim(made, volunteer=mate, by=mate.person.user, at=before)
    return made
