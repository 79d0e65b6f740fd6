"""What must never be stored is refused by the database itself, to the role that works."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from incentives.models import Account, Entry
from orders.actions import wishes
from orders.flow import Proof
from orders.hands import Bearer
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def booked():
    cast = make.cast()
    order = make.served(cast)
    wish = order.wishes.get()
    wishes.confirm(wish, by=Bearer(wish.pk, Proof.COOKIE), at=make.NOW + timedelta(hours=4), stars=5)
    assert Entry.objects.count() == 1
    return cast


REFUSED = [
    "UPDATE incentives_entry SET points = 99",
    "DELETE FROM incentives_entry",
    "UPDATE orders_event SET at = now()",
    "DELETE FROM orders_event",
    "TRUNCATE incentives_entry CASCADE",
    "TRUNCATE orders_event",
    "ALTER TABLE incentives_entry DISABLE TRIGGER ALL",
    "ALTER TABLE orders_wish DISABLE TRIGGER ALL",
    "DROP TABLE incentives_entry",
    "UPDATE incentives_account SET balance = 1000",
    "SET session_replication_role = replica",
    "DELETE FROM orders_wish",
    "DELETE FROM orders_order",
    "DELETE FROM orders_claim",
    "UPDATE orders_wish SET words = '改过的话'",
    "UPDATE orders_wish SET status = 'new'",
    "UPDATE orders_order SET status = 'open'",
    "UPDATE orders_claim SET status = 'accepted'",
    "UPDATE orders_order SET taken = needed + 1",
    "UPDATE volunteers_servicerecord SET status = 'noted'",
    "INSERT INTO incentives_account (kind, county, balance) VALUES ('issue', '370481', 5)",
    "INSERT INTO orders_order (division_id, title, details, kind_id, urgency, unit_id, place_text, risks, starts_at,"
    " ends_at, needed, taken, round, status, created_at) SELECT division_id, title, details, kind_id, urgency,"
    " unit_id, place_text, risks, starts_at, ends_at, needed, 0, 1, 'served', created_at FROM orders_order LIMIT 1",
    "INSERT INTO orders_claim (order_id, round, volunteer_id, status, created_at)"
    " SELECT order_id, 9, volunteer_id, 'done', created_at FROM orders_claim LIMIT 1",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_refused(booked, statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_ignore_switch_of_the_trigger_library_has_no_effect(booked):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL pgtrigger.ignore = '{incentives_entry:entry_append_only,orders_wish:wish_kept}'")
        cursor.execute("DELETE FROM orders_wish")


def test_balances_cannot_be_set_when_an_account_is_made(booked):
    person = booked.volunteer.person
    Account.objects.filter(person=person).exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        Account.objects.create(kind="expired", county="370481", balance=7)


def test_no_state_of_the_tables_can_be_skipped(booked):
    """Every arrow that the tables do not have is refused by raw SQL, for all three."""
    from orders.models import Claim, Order, Wish

    for model in (Wish, Order, Claim):
        row = model.objects.get()
        arrows = {(str(source), str(step.target)) for step in model.FLOW.values() for source in step.sources}
        for status, _ in model._meta.get_field("status").choices:
            if status == row.status or (row.status, status) in arrows:
                continue
            with pytest.raises(DatabaseError), transaction.atomic():
                model.objects.filter(pk=row.pk).update(status=status)
