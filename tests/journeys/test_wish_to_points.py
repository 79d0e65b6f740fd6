"""The road by the real actions: a wish from a phone becomes hours and points."""

from datetime import timedelta
from decimal import Decimal

import pytest

from incentives import ledger
from incentives.models import Account, Entry
from orders.actions import wishes
from orders.flow import OrderStatus, Proof, WishStatus
from orders.hands import Bearer
from orders.models import Wish
from tests import factories as make
from volunteers.choices import RecordStatus
from volunteers.models import ServiceRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make.cast()


def test_a_confirmed_wish_books_hours_and_points(cast):
    order = make.served(cast)
    wish = Wish.objects.get(order=order)
    assert (wish.status, order.status) == (WishStatus.SERVED, OrderStatus.SERVED)

    hand = Bearer(wish.pk, Proof.COOKIE)
    wishes.confirm(wish, by=hand, at=make.NOW + timedelta(hours=4), stars=5, words="剪得好")

    order.refresh_from_db()
    record = ServiceRecord.objects.get()
    assert order.status == OrderStatus.CLOSED
    assert (record.minutes, record.status, record.vouched_by) == (120, RecordStatus.FINAL, cast.manager)
    assert Account.objects.get(person=cast.volunteer.person).balance == Decimal("2.00")
    assert ledger.faults() == []
    assert Entry.objects.get().source == f"record:{record.pk}"
