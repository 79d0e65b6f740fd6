"""What must never be stored of activities and bookings is refused by the database itself, to the role that works."""

import pytest
from django.db import DatabaseError, connection, transaction

from civcenter.workplan.actions import assign
from projects.activities import actions
from tests import factories as make
from tests.activities import making

pytestmark = pytest.mark.django_db

REFUSED = [
    "UPDATE activities_activity SET taken = quota + 1",
    "UPDATE activities_activity SET helpers_taken = helpers_needed + 1",
    "UPDATE activities_activity SET helpers_needed = 1, needs_experienced = true",
    "UPDATE activities_activity SET status = 'draft'",
    "UPDATE activities_activity SET is_risky = true",
    "UPDATE activities_activity SET asked = 1, understood = 2",
    "UPDATE activities_activity SET closes_at = ends_at + interval '1 minute'",
    "DELETE FROM activities_activity",
    "UPDATE activities_attendance SET status = 'waiting'",
    "UPDATE activities_attendance SET status = 'invited'",
    "UPDATE activities_attendance SET people = 0",
    "DELETE FROM activities_attendance",
    "INSERT INTO activities_attendance (activity_id, person_id, turn, people, brings_children, status, created_at,"
    " came_how, understood) SELECT activity_id, person_id, 99, 1, false, 'signed', created_at, '', ''"
    " FROM activities_attendance LIMIT 1",
    "INSERT INTO activities_attendance (activity_id, person_id, turn, people, brings_children, status, created_at,"
    " came_at, came_people, came_how, understood) SELECT activity_id, (SELECT max(id) FROM residents_person), 99, 1,"
    " false, 'came', created_at, created_at, 1, 'code', '' FROM activities_attendance LIMIT 1",
    "UPDATE activities_helper SET status = 'left' WHERE status = 'done'",
    "UPDATE activities_helper SET ended_at = started_at - interval '1 minute'",
    "DELETE FROM activities_helper",
    "UPDATE activities_activityevent SET at = now()",
    "DELETE FROM activities_activityevent",
    "DELETE FROM workplan_assignment",
]


def test_refused():
    cast = make.cast()
    activity = making.published(cast, helpers_needed=1)
    making.signed(activity)
    helper = making.helping(activity, cast.volunteer)
    actions.arrive(helper, by=cast.manager, at=making.STARTS)
    actions.finish(helper, by=cast.manager, at=making.ENDS)
    due = making.STARTS.date()
    assign(source="x", unit=cast.station, title="盘活", due_on=due, at=make.NOW)
    let_through = []
    for statement in REFUSED:
        with transaction.atomic(), connection.cursor() as cursor:
            try:
                with transaction.atomic():
                    cursor.execute(statement)
            except DatabaseError:
                continue
            if cursor.rowcount:
                let_through.append(statement)
    assert let_through == []
