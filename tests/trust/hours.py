"""Long days, the captain's roll and one's own hours: their rows in the county, and the doors that lead to them."""

from datetime import timedelta

from incentives.actions import agree_record
from orders.actions import claims, orders
from tests import factories as make
from tests.trust.roles import DESK, KNOWN, OFFICE, PERSONAL, RUNS, VOLUNTEER, WORKING, Door, to
from volunteers.actions import join, note_record
from volunteers.models import ServiceKind

DOORS = {
    "orders:rolls": Door(PERSONAL, get=KNOWN),
    "orders:roll": Door(PERSONAL, "order:rolled", get=to(VOLUNTEER), post=to(VOLUNTEER)),
}
DESK_DOORS = {
    "desk_incentives:overtimes": Door(DESK, get=WORKING),
    # The manager vouched for the eight hours before, and is not the level above.
    "desk_incentives:overtime": Door(
        DESK, "overtime", RUNS, to(OFFICE), says=lambda c: {"accept": "yes", "reason": "抢险"}
    ),
}


def rows(c):
    """A long day whose rest waits, and an order to which a member of the volunteer's team goes."""
    return {"overtime": _long_day(c).overtime, "order:rolled": _rolled(c)}


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
