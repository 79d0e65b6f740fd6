"""Lists in parts: every row once, whatever arrives meanwhile, and no crooked mark breaks a page."""

import pytest
from django.test import RequestFactory

from civcenter.hierarchy.models import Division
from civcenter.kit import lists
from tests import factories as make

pytestmark = pytest.mark.django_db


def ask(query=""):
    return lists.part(RequestFactory().get(f"/{query}"), Division.objects.all(), "-name", size=2)


def walk():
    seen, query = [], ""
    while True:
        part = ask(query)
        seen += [row.pk for row in part.rows]
        if not part.more_url:
            return seen
        query = part.more_url


def test_every_row_comes_once_in_order():
    make.county()
    assert walk() == list(Division.objects.order_by("-name", "-pk").values_list("pk", flat=True))


def test_equal_keys_neither_repeat_nor_hide_a_row():
    make.county()
    Division.objects.update(name="同名")
    assert sorted(walk()) == sorted(Division.objects.values_list("pk", flat=True))


def test_a_row_that_arrives_meanwhile_does_not_shift_the_next_part():
    make.county()
    first = ask()
    make.place("621026199", "鼚鼚镇", make.COUNTY)
    second = ask(first.more_url)
    assert not {row.pk for row in first.rows} & {row.pk for row in second.rows}


def test_other_words_of_the_address_stay():
    make.county()
    part = lists.part(RequestFactory().get("/?kind=care"), Division.objects.all(), size=1)
    assert "kind=care" in part.more_url


@pytest.mark.parametrize("mark", ["x", "W10:1:1", "", "%00"])
def test_a_crooked_mark_shows_the_first_part(mark):
    make.county()
    assert [row.pk for row in ask(f"?after={mark}").rows] == [row.pk for row in ask().rows]
