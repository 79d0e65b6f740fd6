"""Every route, as everybody, with rows of one's own; as whoever could tell them apart, of others and of nobody too.

`./civ drill url_walk` shows the rows of others to everybody.
"""

import pytest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from civcenter import urls
from orders.models import Wish
from orders.models.wishes import WishQuerySet
from tests.trust import walker
from tests.trust.routes import BACK_OFFICE, DESKS, PORTAL, PROGRAMS, RESIDENTS, TABLE
from tests.trust.visitors import NOW, visitors

pytestmark = [pytest.mark.django_db, pytest.mark.long]
PARTS = [(PORTAL | RESIDENTS, 1000), (DESKS, 1500), (PROGRAMS, 900), (BACK_OFFICE, 1200)]
"""And how many requests each takes at least."""


def ungated(request, pk):
    """What the gate is there to prevent."""
    return HttpResponse(get_object_or_404(Wish, pk=pk).words)


# The portal with one view that skips the gate.
urlpatterns = [path("desk/wishes/<int:pk>/", ungated), *urls.urlpatterns]


@pytest.fixture
def walk(time_machine, caplog):
    """Two counties with a row in every state, and their people."""
    time_machine.move_to(NOW, tick=False)
    caplog.set_level("CRITICAL", logger="django")
    return visitors()


def only(name):
    return {name: TABLE[name]}


def test_every_route_is_in_a_class():
    assert walker.unlisted() == []


def test_every_step_of_the_desk_and_the_phone_is_in_the_table():
    assert walker.steps_unlisted() == []


@pytest.mark.parametrize(("part", "least"), PARTS, ids=["phones", "desks", "programs", "back office"])
def test_every_route_answers_everybody_as_the_table_says(walk, part, least):
    found = walker.faults(walk, part)
    assert found == [], "\n".join(found)
    assert walk.asked >= least


def test_no_route_takes_a_post_that_another_site_made_the_browser_send(walk):
    assert walker.forgeries(walk) == []


def test_a_route_in_no_class_is_found(monkeypatch):
    """A control: without its line a route is missed."""
    monkeypatch.delitem(TABLE, "desk_orders:wish")
    assert walker.unlisted() == ["desk_orders:wish"]


def test_a_view_that_skips_the_gate_is_found(walk, settings):
    """A control: the neighbour, a resident and another county read the wish, and the walk turns red."""
    assert walker.faults(walk, only("desk_orders:wish")) == []
    settings.ROOT_URLCONF = __name__
    found = "\n".join(walker.faults(walk, only("desk_orders:wish")))
    for who in ("neighbour", "resident", "elsewhere", "sysadmin"):
        assert f"get desk_orders:wish by {who}: 200" in found
    assert "another county's row answers 200, a missing one 404" in found
    assert "the words of a wish of the home county" in found


def test_a_filter_that_lets_all_through_is_found(walk, monkeypatch):
    """A control: with the gate's filter off, others' rows are no longer like missing ones."""
    monkeypatch.setattr(WishQuerySet, "visible_to", lambda self, user, at: self.all())
    found = "\n".join(walker.faults(walk, only("api:wish_show")))
    assert "the next township's row answers 200, a missing one 404" in found
