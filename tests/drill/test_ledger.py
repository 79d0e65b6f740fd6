"""`./civ drill ledger`: two thousand runs of fifty steps over the books and the shop's shelves."""

import pytest

from tests.incentives import test_ledger_machine as machine


@pytest.mark.django_db
def test_the_books_hold_two_thousand_times(monkeypatch):
    monkeypatch.setattr(machine, "RUNS", 2000)
    monkeypatch.setattr(machine, "STEPS", 50)
    machine.test_the_books_hold_whatever_happens()
