"""连心卡 and households: whoever has no phone comes by a number and four digits, and nobody opens what is not his."""

from datetime import timedelta

import pytest

from civcenter.kit.errors import LimitReached, RuleBroken
from civcenter.residents.actions import add_member, found_household, issue_card, new_person, remove_member, set_pin
from incentives import actions, ledger
from incentives.flow import STATUS
from incentives.models import Account, Redemption
from tests import factories as make
from tests.incentives import shelf as lay
from tests.incentives.shelf import exact, stands

pytestmark = pytest.mark.django_db
NOW, DAY = make.NOW, timedelta(days=1)


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def shelf(cast):
    return lay.shop(cast)


def test_by_card_and_pin_somebody_without_a_phone_reserves_and_collects(shelf, cast):
    elder = new_person(name="王大爷", division=cast.station.division, at=NOW)
    _, account = lay.rich(person=elder)
    card = issue_card(elder, by=cast.manager, at=NOW)
    way = {"picks": [], "by": shelf.keeper, "at": NOW}
    with pytest.raises(RuleBroken, match="还没有设密码"):
        actions.serve_card(shelf.shop, card.number, "8806", order=None, takes=True, **way)
    for easy in ("1234", "7777", "1968"):
        with pytest.raises(RuleBroken, match="太好猜"):
            set_pin(card, pin=easy, by=cast.manager, at=NOW)
    set_pin(card, pin="8806", by=cast.manager, at=NOW)
    order = {"item": shelf.item, "whose": "own", "quantity": 1, "price": shelf.item.price, "key": "柜"}
    [row] = actions.serve_card(shelf.shop, card.number, "8806", order=order, takes=False, **way)
    assert (row.status, row.card, row.person) == (STATUS.RESERVED, card, elder)
    actions.serve_card(shelf.shop, card.number, "8806", order=None, takes=True, **{**way, "picks": [row.pk]})
    assert Redemption.objects.get(pk=row.pk).status == STATUS.COLLECTED
    again = actions.serve_card(shelf.shop, card.number, "8806", order=order, takes=True, **way)
    assert again == [row] and stands(shelf.item, account) == (9, 80), "the same page sent twice takes once"
    with pytest.raises(RuleBroken, match="在您面前设的"):
        actions.open_card(shelf.shop, card.number, "8806", by=cast.manager, at=NOW)
    exact()


def test_a_card_locks_after_wrong_pins_and_a_new_one_ends_the_old(shelf, cast):
    elder = new_person(name="王大爷", division=cast.station.division, at=NOW)
    card = issue_card(elder, by=cast.manager, at=NOW)
    set_pin(card, pin="8806", by=cast.manager, at=NOW)
    opened = {"by": shelf.keeper, "at": NOW}
    for left in (4, 3, 2, 1):
        with pytest.raises(RuleBroken, match=f"还能试 {left} 次"):
            actions.open_card(shelf.shop, card.number, "0000", **opened)
    for pin in ("0000", "8806"):
        with pytest.raises(LimitReached, match="锁 24 小时"):
            actions.open_card(shelf.shop, card.number, pin, **opened)
    assert actions.open_card(shelf.shop, card.number, "8806", by=shelf.keeper, at=NOW + DAY)[0] == card
    fresh = issue_card(elder, by=cast.chief, at=NOW + DAY)
    with pytest.raises(RuleBroken, match="换了新卡"):
        actions.open_card(shelf.shop, card.number, "8806", by=shelf.keeper, at=NOW + DAY)
    with pytest.raises(RuleBroken, match="还没有设密码"):
        actions.open_card(shelf.shop, fresh.number, "8806", by=shelf.keeper, at=NOW + DAY)


def test_a_households_card_opens_what_the_household_has_and_nothing_else(shelf, cast):
    person, _ = lay.rich()
    home = found_household(name="李家", division_id=make.VILLAGE, at=NOW)
    add_member(home, person=person, by=cast.manager, at=NOW)
    card = issue_card(home, by=cast.manager, at=NOW)
    set_pin(card, pin="8806", by=cast.manager, at=NOW)
    _, accounts = actions.open_card(shelf.shop, card.number, "8806", by=shelf.keeper, at=NOW)
    assert accounts == [ledger.account_of_household(home)]
    order = {"item": shelf.item, "whose": "own", "quantity": 1, "price": 20, "key": "柜"}
    with pytest.raises(RuleBroken, match="积分不够"):
        actions.serve_card(shelf.shop, card.number, "8806", picks=[], order=order, takes=True, by=shelf.keeper, at=NOW)
    own = shelf.keeper.person_as_staff
    own.division = cast.station.division
    own.save()
    add_member(home, person=own, by=cast.manager, at=NOW)
    with pytest.raises(RuleBroken, match="请别的同事"):
        actions.open_card(shelf.shop, card.number, "8806", by=shelf.keeper, at=NOW)


def test_nobody_writes_himself_into_a_household_nor_sets_its_pin(cast):
    home = found_household(name="富家", division_id=make.VILLAGE, at=NOW)
    own = cast.manager.person_as_staff
    own.division = cast.station.division
    own.save()
    with pytest.raises(RuleBroken, match="请别的同事"):
        add_member(home, person=own, by=cast.manager, at=NOW)
    add_member(home, person=own, by=cast.chief, at=NOW)
    card = issue_card(home, by=cast.manager, at=NOW)
    with pytest.raises(RuleBroken, match="请别的同事"):
        set_pin(card, pin="8806", by=cast.manager, at=NOW)
    person, _ = lay.rich()
    add_member(home, person=person, by=cast.manager, at=NOW)
    actions.give_to_household(person, points=40, key="一", at=NOW)
    with pytest.raises(RuleBroken, match="已经在别的户里"):
        add_member(found_household(name="别家", division_id=make.VILLAGE, at=NOW), person=person, by=cast.chief, at=NOW)
    remove_member(home, person=person, by=cast.chief, at=NOW)
    shared = ledger.account_of_household(home)
    assert shared.balance == 40 and not Account.objects.visible_to(person.user, NOW).filter(pk=shared.pk).exists()
