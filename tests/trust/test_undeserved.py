"""Ways to get points, an honour, a voucher or a place one does not deserve: each was tried, none works."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from civcenter.accounts.roles import Role
from incentives import ledger
from incentives.choices import AccountKind
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def cast():
    return make.cast()


def credit(cast, source, at=make.NOW, **details):
    issue = ledger.house(make.COUNTY, AccountKind.ISSUE)
    mine = ledger.account_of(cast.volunteer.person, make.COUNTY)
    ledger.post(debit=issue, credit=mine, points=5, source=source, words="献血", at=at, **details)


def test_the_database_credits_nobody_in_office_whatever_the_reason(cast):
    """By hand as little as by service; before the post and after it as anybody."""
    post = make.staff("clerk", Role.LIAISON, make.VILLAGE)
    make.holds_a_post(cast.volunteer.person, post)
    with pytest.raises(IntegrityError, match="officials earn no points"), transaction.atomic():
        credit(cast, "hand:1")
    post.appointments.update(starts_on=make.NOW.date() + DAY)
    credit(cast, "hand:2")
    post.appointments.update(starts_on=make.NOW.date() - 9 * DAY, ends_on=make.NOW.date())
    with pytest.raises(IntegrityError, match="officials earn no points"), transaction.atomic():
        credit(cast, "hand:3")
    credit(cast, "hand:4", at=make.NOW + DAY)
    type(post).objects.filter(pk=post.pk).update(is_active=False)
    credit(cast, "hand:5")
