"""`./civ drill races`: the races of the suite, twenty rounds of each."""

import pytest

from tests.trust import test_races as races

pytestmark = pytest.mark.django_db(transaction=True)
cast, crowd = races.cast, races.crowd
ROUNDS = range(20)


@pytest.mark.parametrize("number", ROUNDS)
def test_places(cast, crowd, number):
    races.test_places_are_never_oversold(cast, crowd)


@pytest.mark.parametrize("number", ROUNDS)
def test_last_answers(cast, number):
    races.test_sixty_four_last_answers_close_and_book_once(cast)


@pytest.mark.parametrize("number", ROUNDS)
def test_same_words(cast, number):
    races.test_the_same_words_sent_at_once_are_one_wish(cast)


@pytest.mark.parametrize("number", ROUNDS)
def test_open_wishes(cast, number):
    races.test_a_phone_never_has_more_open_wishes_than_the_rule(cast)


@pytest.mark.parametrize("number", ROUNDS)
def test_promises(cast, number):
    races.test_overlapping_promises_at_once_leave_one(cast)


@pytest.mark.parametrize("number", ROUNDS)
def test_balances(cast, number):
    races.test_a_balance_is_never_overdrawn(cast)
