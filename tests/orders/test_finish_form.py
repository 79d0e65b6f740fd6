"""做完了 within the minute of coming, and over the edge of a minute: the end is never before the start."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from orders.forms.public import FinishForm
from tests.factories import CHINA

CAME = datetime(2026, 11, 23, 9, 0, 59, 400_000, tzinfo=CHINA)


@pytest.mark.parametrize("later", [0.2, 0.7, 30, 90])
def test_done_is_after_come_though_only_minutes_are_shown(later):
    """The page was opened in the minute of coming and is sent a moment later, perhaps in the next minute."""
    order = SimpleNamespace(starts_at=CAME, ends_at=CAME + timedelta(hours=2))
    claim = SimpleNamespace(started_at=CAME, created_at=CAME, order=order)
    typed = {"started_at": "2026-11-23T09:00", "ended_at": "2026-11-23T09:00"}
    at = CAME + timedelta(seconds=later)
    form = FinishForm(typed, claim=claim, at=at)
    assert form.is_valid(), form.errors
    assert CAME == form.cleaned_data["started_at"] < form.cleaned_data["ended_at"] <= at
