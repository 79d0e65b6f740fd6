"""`./civ drill seats`: 500 people for 50 seats over 100 connections, five times: exactly 50 and a line in order."""

import pytest

from projects.activities.models import Activity
from tests import factories as make
from tests.activities import making
from tests.trust.test_seat_races import seats_held, sign_all
from tests.trust.threads import kinds

pytestmark = pytest.mark.django_db(transaction=True)
CROWD, SEATS, AT_ONCE = 500, 50, 100


@pytest.mark.parametrize("number", range(5))
def test_five_hundred_for_fifty(number):
    activity, crowd = making.published(make.cast(), quota=SEATS), [making.neighbour() for _ in range(CROWD)]
    assert kinds(sign_all(activity, crowd, AT_ONCE)) == {"ok": AT_ONCE}
    row = Activity.objects.get(pk=activity.pk)
    assert (row.taken, row.waiting, seats_held(row)) == (SEATS, CROWD - SEATS, SEATS)
    assert list(row.attendances.order_by("turn").values_list("turn", flat=True)) == list(range(1, CROWD + 1))
