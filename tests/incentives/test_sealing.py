"""Sealed transfers: whatever is changed, cut out or slipped in afterwards is found, and the first such is named."""

from io import StringIO
from threading import Event, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from civcenter.residents.actions import new_person
from incentives import ledger
from incentives.actions import seal, sealing
from incentives.models import Entry, Link
from tests import factories as make


@pytest.fixture
def entries(db):
    return posted()


def posted(count=5):
    issue = ledger.house(make.COUNTY, "issue")
    account = ledger.account_of(new_person(name="张三", at=make.NOW), make.COUNTY)
    for number in range(count):
        ledger.post(debit=issue, credit=account, points=1, source=f"s:{number}", words="", at=make.NOW)
    return list(Entry.objects.order_by("pk"))


def as_owner(*statements):
    """What only the database's owner could do, and a row of the books would not show."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("RESET ROLE")
        for table in ("incentives_entry", "incentives_account"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement, values in statements:
            cursor.execute(statement, values)


def check():
    call_command("check_ledger", stdout=StringIO(), stderr=StringIO())


def test_true_books_pass_and_the_chain_goes_on(entries):
    head = seal(at=make.NOW)
    assert (head.entries, head.last_id) == (5, entries[-1].pk)
    assert seal(at=make.NOW).pk == head.pk
    entry = entries[0]
    ledger.post(debit=entry.debit, credit=entry.credit, points=2, source="more", words="", at=make.NOW)
    assert seal(at=make.NOW).entries == Link.objects.count() == 6
    check()


def test_a_changed_word_is_named(entries):
    seal(at=make.NOW)
    as_owner(("UPDATE incentives_entry SET words = '改过' WHERE id = %s", [entries[2].pk]))
    with pytest.raises(CommandError, match=f"{entries[2].pk} 号"):
        check()


def test_a_transfer_cut_out_is_named(entries):
    seal(at=make.NOW)
    as_owner(
        ("DELETE FROM incentives_entry WHERE id = %s", [entries[1].pk]),
        ("UPDATE incentives_account SET balance = balance - 1 WHERE id = %s", [entries[1].credit_id]),
    )
    assert ledger.faults() == []
    with pytest.raises(CommandError, match=f"{entries[1].pk} 号"):
        check()


def test_a_changed_digest_does_not_hide_a_changed_transfer(entries):
    seal(at=make.NOW)
    number = entries[0].pk
    as_owner(
        ("UPDATE incentives_entry SET words = '改过' WHERE id = %s", [number]),
        ("ALTER TABLE incentives_link DISABLE TRIGGER USER", None),
        ("UPDATE incentives_link SET digest = repeat('0', 64) WHERE entry_id = %s", [number]),
    )
    with pytest.raises(CommandError, match=f"{number} 号"):
        check()


@pytest.mark.django_db(transaction=True)
def test_a_transfer_still_on_its_way_holds_the_seal_back(monkeypatch):
    """One writer has its number and is not done; a later one is. Sealing now would leave the first out for ever."""
    monkeypatch.setattr(sealing, "PATIENCE", 0)
    make.county()
    first = posted(1)[0]
    taken, go_on = Event(), Event()
    writer = Thread(target=slow, args=(first, taken, go_on))
    writer.start()
    assert taken.wait(timeout=30)
    ledger.post(debit=first.debit, credit=first.credit, points=1, source="late", words="", at=make.NOW)
    assert seal(at=make.NOW) is None
    go_on.set()
    writer.join(timeout=30)
    assert list(Entry.objects.order_by("pk").values_list("source", flat=True)) == ["s:0", "slow", "late"]
    assert seal(at=make.NOW).entries == 3
    check()


def slow(first, taken, go_on):
    """Begin a transfer of another person's, and commit when told."""
    try:
        with transaction.atomic():
            other = ledger.account_of(new_person(name="李四", at=make.NOW), make.COUNTY)
            ledger.post(debit=first.debit, credit=other, points=1, source="slow", words="", at=make.NOW)
            taken.set()
            go_on.wait(timeout=30)
    finally:
        connections.close_all()
