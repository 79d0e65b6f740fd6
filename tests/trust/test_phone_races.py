"""What a phone sends twice is one thing, and five wrong tails are five, whoever presses at the same moment."""

import time

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone

from civcenter.kit.idempotency import once
from civcenter.kit.secrets import lookup
from orders.actions.tails import WRONG_A_DAY, guess
from orders.models import TailGuess, Wish
from tests import factories as make
from tests.orders.phones import hidden, typed
from tests.trust.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 64


@pytest.fixture
def cast(seeded):
    return make.cast()


def a_wish(cast):
    """One more wish each time: without a phone nothing but the key tells two submits apart."""
    return 303, make.wish(cast.station, phone="").number


def test_equal_submits_with_one_key_are_one_wish(cast):
    results = at_once(CROWD, lambda _: once("browser:one", "key", {"words": "理发"}, lambda: a_wish(cast)))
    assert Wish.objects.count() == 1 and set(results) == {(303, Wish.objects.get().number)}


def test_equal_submits_without_a_key_are_many(cast):
    at_once(CROWD, lambda _: a_wish(cast))
    assert Wish.objects.count() == CROWD


def test_one_browser_pressing_the_form_often_makes_one_wish(cast, client):
    sent = {**hidden(client.get(f"/wish/?outpost={cast.station.pk}")), **typed()}

    def press(_):
        same = Client()
        same.cookies = client.cookies
        return same.post("/wish/", sent).url

    assert len(set(at_once(16, press))) == 1 and Wish.objects.count() == 1


def tries(number):
    return TailGuess.objects.filter(number_key=lookup(number))


def test_wrong_tails_at_once_are_looked_at_five_times(cast):
    wish = make.wish(cast.station)
    results = at_once(CROWD, lambda _: guess(number=wish.number, tail="xxxx", at=timezone.now()))
    assert sum(not result.is_locked for result in results) == WRONG_A_DAY
    assert tries(wish.number).get().wrong == WRONG_A_DAY


def test_wrong_tails_are_looked_at_more_often_when_read_before_counted(cast):
    wish = make.wish(cast.station)
    tries(wish.number).create(number_key=lookup(wish.number), day=timezone.localdate())

    def look(_):
        is_open = tries(wish.number).get().wrong < WRONG_A_DAY
        time.sleep(0.05)
        if is_open:
            tries(wish.number).update(wrong=F("wrong") + 1)
        return is_open

    assert sum(at_once(CROWD, look)) > WRONG_A_DAY
