"""The flow, status × step × person, against a truth table written by hand: who sees which button, when."""

from datetime import timedelta

import pytest

from orders.actions import claims, orders, wishes
from orders.flow import CLAIM_FLOW, ORDER_FLOW, WISH_FLOW, ClaimStatus, OrderStatus, Proof, WishStatus
from orders.hands import Bearer
from orders.policies import steps_for
from tests import factories as make

pytestmark = pytest.mark.django_db

# The wish lies in the village, its order is held by the village's station; the chief runs the branch above.
STAFF = {"office", "chief", "manager"}
WISHES = {
    "ask": ({"new"}, {"office"}),
    "reply": ({"asked"}, {"resident", *STAFF}),
    "refuse": ({"new", "asked"}, {"office"}),
    "transfer": ({"new", "asked"}, {"office"}),
    "restore": ({"refused", "transferred"}, {"office"}),
    "prepare": ({"new"}, {"office"}),
    "merge": ({"new"}, {"office"}),
    "unmerge": ({"planned"}, {"office"}),
    "withdraw": ({"new", "asked", "planned", "dissatisfied"}, {"resident", *STAFF}),
    "confirm": ({"served"}, {"resident", "chief"}),
    "dispute": ({"served"}, {"resident", "chief"}),
    "settle": ({"dissatisfied"}, {"chief"}),
}
ORDERS = {
    "dispatch": ({"draft", "dispatched", "open", "sent_back"}, {"office"}),
    "publish": ({"draft", "dispatched", "sent_back"}, {"office", "manager"}),
    "start": ({"dispatched", "open"}, {"manager", "volunteer"}),
    "serve": ({"serving"}, {"manager", "volunteer"}),
    "send_back": ({"dispatched", "open", "serving", "sent_back"}, {"manager"}),
    "cancel": ({"draft", "dispatched", "open", "sent_back"}, {"office"}),
}
CLAIMS = {
    "accept": ({"offered"}, {"volunteer"}),
    "decline": ({"offered"}, {"volunteer"}),
    "leave": ({"accepted"}, {"volunteer"}),
    "arrive": ({"accepted"}, {"volunteer", "manager"}),
    "absent": ({"accepted"}, {"manager"}),
}
PEOPLE = ("office", "chief", "manager", "neighbour", "leader", "volunteer", "resident")


@pytest.fixture
def cast():
    return make.cast()


def person(cast, name, wish):
    if name == "resident":
        return Bearer(wish.pk, Proof.COOKIE)
    return cast.volunteer.person.user if name == "volunteer" else getattr(cast, name)


def allowed(truth, status, name):
    return {step for step, (sources, people) in truth.items() if status in sources and name in people}


def seen(cast, name, row, wish):
    return {step.name for step in steps_for(person(cast, name, wish), row, make.NOW)}


@pytest.mark.parametrize("status", WishStatus.values)
def test_wish_buttons(cast, status):
    order = make.in_hall(cast)
    make.taken(cast, order)
    wish = order.wishes.get()
    wish.status, wish.order = status, order
    order.status = "open" if status == "planned" else "served"
    for name in PEOPLE:
        assert seen(cast, name, wish, wish) == allowed(WISHES, status, name), (status, name)


@pytest.mark.parametrize("status", OrderStatus.values)
def test_order_buttons(cast, status):
    order = make.in_hall(cast)
    make.taken(cast, order)
    order.status = status
    for name in PEOPLE:
        assert seen(cast, name, order, order.wishes.get()) == allowed(ORDERS, status, name), (status, name)


@pytest.mark.parametrize("status", ClaimStatus.values)
def test_claim_buttons(cast, status):
    order = make.in_hall(cast)
    claim = make.taken(cast, order)
    claim.status, claim.order = status, order
    for name in PEOPLE:
        assert seen(cast, name, claim, order.wishes.get()) == allowed(CLAIMS, status, name), (status, name)


def test_finishing_waits_for_the_service_to_begin(cast):
    order = make.in_hall(cast)
    claim = make.taken(cast, order)
    claims.arrive(claim, by=cast.volunteer.person.user, at=make.NOW)
    claim.refresh_from_db()
    for name in PEOPLE:
        expected = {"finish"} if name in ("volunteer", "manager") else set()
        assert seen(cast, name, claim, order.wishes.get()) == expected, name


def test_after_a_second_dispute_the_level_above_decides(cast):
    order = make.served(cast)
    wish = order.wishes.get()
    hand = Bearer(wish.pk, Proof.COOKIE)
    wishes.dispute(wish, by=hand, at=make.NOW + timedelta(hours=4), words="没弄完")
    order.refresh_from_db()
    assert (order.status, order.round, order.unit) == ("dispatched", 2, cast.station)
    orders.start(order, by=cast.manager, at=make.NOW + timedelta(hours=5))
    orders.serve(order, by=cast.manager, at=make.NOW + timedelta(hours=6))
    wishes.dispute(wish, by=hand, at=make.NOW + timedelta(hours=7), words="还没弄完")
    order.refresh_from_db()
    assert order.status == "served"
    assert seen(cast, "chief", order, wish) == {"reopen"}
    assert all(seen(cast, name, order, wish) == set() for name in PEOPLE if name != "chief")


def test_the_hand_written_tables_know_every_step_with_a_button():
    for flow, truth in ((WISH_FLOW, WISHES), (ORDER_FLOW, ORDERS), (CLAIM_FLOW, CLAIMS)):
        buttons = {name for name, step in flow.items() if step.has_button and step.sources}
        assert buttons - set(truth) <= {"reopen", "finish"}
