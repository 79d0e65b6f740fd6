"""No dead ends: whatever is done in whatever order, every walk can be brought to an end that leaves nothing over."""

import random

import pytest
from django.db import transaction
from django.db.models import F

from incentives import ledger
from incentives.models import Entry
from orders.flow import CLAIM_FLOW, LIVE_CLAIMS, ORDER_FLOW, WISH_FLOW, ClaimStatus, OrderStatus
from orders.models import Claim, Event, Order
from tests import factories as make
from tests.orders.walking import Walk
from volunteers.models import Engagement, ServiceRecord

pytestmark = [pytest.mark.django_db, pytest.mark.long]
PATHS, LONGEST = 500, 200
# One walk in ten wanders long before it turns home; the others soon.
WANDERS, TURNS = 40, 6


def test_every_random_path_ends_with_nothing_left_over():
    cast = make.cast()
    volunteers = [cast.volunteer, make.volunteer(name="陈志愿")]
    taken = set()
    for seed in range(PATHS):
        with transaction.atomic():
            walk = Walk(cast, volunteers, random.Random(seed))
            wanders = TURNS if seed % 10 else WANDERS
            for number in range(LONGEST):
                if walk.is_over():
                    break
                assert walk.step(homeward=number > wanders), f"nobody can move: {seed} {walk.trail}"
            assert walk.is_over(), f"no end: {seed} {walk.trail}"
            nothing_is_left_over(walk)
            taken |= set(Event.objects.values_list("step", flat=True))
            transaction.set_rollback(True)
    every = {step.name for flow in (WISH_FLOW, ORDER_FLOW, CLAIM_FLOW) for step in flow.values()}
    assert every <= taken, f"never taken: {every - taken}"


def nothing_is_left_over(walk):
    assert ledger.faults() == []
    live = Claim.objects.filter(status__in=LIVE_CLAIMS)
    assert not live.exists(), walk.trail
    held = {f"claim:{pk}" for pk in Claim.objects.filter(status=ClaimStatus.DONE).values_list("pk", flat=True)}
    assert set(Engagement.objects.filter(is_live=True).values_list("source", flat=True)) <= held, walk.trail
    closed = Claim.objects.filter(status=ClaimStatus.DONE, order__status=OrderStatus.CLOSED)
    assert not closed.filter(record=None).exists(), walk.trail
    assert closed.count() == ServiceRecord.objects.count(), walk.trail
    assert Entry.objects.count() <= ServiceRecord.objects.count()
    assert not Order.objects.filter(taken__gt=F("needed")).exists()
    assert not Order.objects.exclude(status="cancelled").filter(wishes__isnull=True).exists(), walk.trail
