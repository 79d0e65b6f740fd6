"""The points shop: what is reserved, undone, lapsed, collected and returned leaves goods and points exact."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from civcenter.accounts.roles import Role
from civcenter.kit.errors import LimitReached, NotYours, OutOfTurn, RuleBroken
from civcenter.residents.actions import add_member, found_household, new_person
from incentives import actions, ledger, reckoning
from incentives.flow import STATUS
from incentives.models import CounterTry, Entry, Redemption, ShopItem, StockMove
from tests import factories as make
from tests.incentives import shelf as lay
from tests.incentives.shelf import exact, stands

pytestmark = pytest.mark.django_db
NOW, DAY, HOUR = make.NOW, timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def shelf(cast):
    return lay.shop(cast)


def given_code(row):
    return Redemption.objects.get(pk=row.pk).code


def test_reserved_once_however_often_it_is_asked_and_collected_by_its_code_once(shelf):
    person, account = lay.rich()
    row = lay.reserved(shelf.item, person, account, quantity=2)
    assert lay.reserved(shelf.item, person, account, quantity=2) == row
    assert stands(shelf.item, account) == (8, 60) and row.points == 40
    with pytest.raises(RuleBroken, match="已经换过别的"), transaction.atomic():
        lay.reserved(shelf.item, person, account, quantity=1)
    code = row.code
    assert len(code) == 6 and code.isdigit()
    done = actions.hand_over(shelf.shop, code, [row.pk], taken="self", by=shelf.keeper, at=NOW + HOUR)
    assert [one.status for one in done] == [STATUS.COLLECTED] and stands(shelf.item, account) == (8, 60)
    with pytest.raises(RuleBroken, match="没有这个取货码"):
        actions.hand_over(shelf.shop, code, [row.pk], taken="self", by=shelf.keeper, at=NOW + HOUR)
    exact()


def test_a_code_shown_for_one_thing_opens_nothing_that_stays(shelf, cast):
    person, account = lay.rich()
    towel = lay.goods(cast, shelf.shop, "毛巾 1 条", 30, 5)
    first = lay.reserved(shelf.item, person, account, key="一")
    second = lay.reserved(towel, person, account, key="二")
    assert second.code == first.code
    actions.hand_over(shelf.shop, first.code, [first.pk], taken="self", by=shelf.keeper, at=NOW)
    assert given_code(second) != first.code
    with pytest.raises(RuleBroken):
        actions.open_code(shelf.shop, first.code, by=shelf.keeper, at=NOW)
    assert actions.open_code(shelf.shop, given_code(second), by=shelf.keeper, at=NOW) == [second]


def test_a_code_is_its_shops_own_and_one_accounts_own(shelf, cast):
    person, account = lay.rich()
    row = lay.reserved(shelf.item, person, account)
    shop = {"name": "别家", "opening_hours": "", "delivers": False, "keepers": [], "by": cast.manager, "at": NOW}
    other = actions.open_shop(cast.station, kind="women", **shop)
    with pytest.raises(RuleBroken):
        actions.open_code(other, row.code, by=cast.manager, at=NOW)
    stranger, theirs = lay.rich()
    strange = lay.reserved(shelf.item, stranger, theirs)
    with pytest.raises(DatabaseError, match="one_code_opens_one_account"), transaction.atomic():
        Redemption.objects.filter(pk=strange.pk).update(code_key=row.code_key)


def test_wrong_codes_are_counted_for_the_keeper_although_refused(shelf):
    person, account = lay.rich()
    row = lay.reserved(shelf.item, person, account)
    guesses = [f"{number:06d}" for number in range(12) if f"{number:06d}" != row.code]
    for guess in guesses[:10]:
        with pytest.raises(RuleBroken, match="没有这个取货码"):
            actions.open_code(shelf.shop, guess, by=shelf.keeper, at=NOW)
    with pytest.raises(LimitReached):
        actions.open_code(shelf.shop, row.code, by=shelf.keeper, at=NOW)
    assert CounterTry.objects.get(keeper=shelf.keeper).wrong == 10
    assert actions.open_code(shelf.shop, row.code, by=shelf.keeper, at=NOW + HOUR) == [row]
    assert CounterTry.objects.get(keeper=shelf.keeper, hour__gt=NOW).wrong == 0


def test_undone_within_a_day_by_whose_it_is_and_nobody_else(shelf):
    person, account = lay.rich()
    stranger, _ = lay.rich()
    row = lay.reserved(shelf.item, person, account)
    for by in (stranger.user, shelf.keeper):
        with pytest.raises(NotYours):
            actions.undo(row, by=by, at=NOW)
    with pytest.raises(RuleBroken, match="自动退回"):
        actions.undo(row, by=person.user, at=NOW + DAY + HOUR)
    actions.undo(row, by=person.user, at=NOW + 23 * HOUR)
    assert stands(shelf.item, account) == (10, 100) and row.status == STATUS.UNDONE
    with pytest.raises(OutOfTurn):
        actions.undo(row, by=person.user, at=NOW + 23 * HOUR)
    with pytest.raises(RuleBroken):
        actions.hand_over(shelf.shop, row.code, [row.pk], taken="self", by=shelf.keeper, at=NOW)
    exact()


def test_what_nobody_collects_goes_back_after_the_rules_days_with_its_old_last_day(shelf):
    last = (NOW + 3 * DAY).date()
    person, account = lay.rich(points=20, last=last)
    row = lay.reserved(shelf.item, person, account)
    assert actions.lapse_reservations(at=NOW + 7 * DAY) == 0
    assert actions.lapse_due(at=NOW + 4 * DAY) == 0, "spent in time"
    with pytest.raises(RuleBroken, match="过了留的日子"):
        actions.hand_over(shelf.shop, row.code, [row.pk], taken="self", by=shelf.keeper, at=NOW + 8 * DAY)
    assert actions.lapse_reservations(at=NOW + 8 * DAY) == 1
    assert actions.lapse_reservations(at=NOW + 8 * DAY) == 0
    assert stands(shelf.item, account) == (10, 20)
    assert actions.lapse_due(at=NOW + 8 * DAY) == 1, "reserving gave the points no longer life"
    assert stands(shelf.item, account) == (10, 0)
    exact()


def test_after_collecting_it_takes_two_people_to_return(shelf, cast):
    person, account = lay.rich()
    row = lay.reserved(shelf.item, person, account)
    actions.hand_over(shelf.shop, row.code, [row.pk], taken="self", by=shelf.keeper, at=NOW)
    with pytest.raises(OutOfTurn):
        actions.undo(row, by=person.user, at=NOW)
    actions.ask_return(row, reason="拿错了", by=shelf.keeper, at=NOW)
    with pytest.raises(RuleBroken, match="另一位同事"):
        actions.decide_return(row, accept=True, by=shelf.keeper, at=NOW)
    with pytest.raises(DatabaseError, match="a_return_needs_two_people"), transaction.atomic():
        Redemption.objects.filter(pk=row.pk).update(status="returned", return_decided_by=shelf.keeper)
    actions.decide_return(row, accept=False, by=cast.manager, at=NOW)
    assert row.status == STATUS.COLLECTED and stands(shelf.item, account) == (9, 80)
    actions.ask_return(row, reason="真的拿错了", by=cast.manager, at=NOW + HOUR)
    actions.decide_return(row, accept=True, by=shelf.keeper, at=NOW + HOUR)
    assert row.status == STATUS.RETURNED and stands(shelf.item, account) == (10, 100)
    exact()


def test_a_price_changed_meanwhile_and_goods_taken_off_are_refused(shelf, cast):
    person, account = lay.rich()
    seen = ShopItem.objects.get(pk=shelf.item.pk)
    said = {"name": seen.name, "kind": seen.kind, "by": cast.manager, "at": NOW}
    actions.change_item(shelf.item, price=50, **said)
    with pytest.raises(RuleBroken, match="价钱刚改成 50 分"), transaction.atomic():
        lay.reserved(seen, person, account)
    row = lay.reserved(shelf.item, person, account, price=50)
    actions.change_item(shelf.item, price=10, is_offered=False, **said)
    with pytest.raises(RuleBroken, match="下架"), transaction.atomic():
        lay.reserved(shelf.item, person, account, key="二")
    actions.undo(row, by=person.user, at=NOW)
    assert stands(shelf.item, account) == (10, 100), "what was paid comes back, not what it costs now"
    exact()


def test_not_more_than_a_person_may_have_by_whichever_account(cast):
    shelf = lay.shop(cast, limit=2, limit_days=30)
    person, account = lay.rich()
    home = found_household(name="李家", division_id=make.VILLAGE, at=NOW)
    add_member(home, person=person, by=cast.manager, at=NOW)
    shared = ledger.account_of_household(home)
    lay.given(shared, 100)
    first = lay.reserved(shelf.item, person, account, quantity=2)
    for whose in (account, shared):
        with pytest.raises(RuleBroken, match="一人最多换 2 件"), transaction.atomic():
            lay.reserved(shelf.item, person, whose, key="二")
    actions.undo(first, by=person.user, at=NOW)
    assert lay.reserved(shelf.item, person, shared, key="三", quantity=2)
    assert lay.reserved(shelf.item, person, account, key="四", quantity=2, at=NOW + 31 * DAY)


def test_neither_more_points_than_there_are_nor_points_of_another_county(shelf):
    person, account = lay.rich(points=30)
    with pytest.raises(RuleBroken, match="积分不够"), transaction.atomic():
        lay.reserved(shelf.item, person, account, quantity=2)
    with pytest.raises(RuleBroken, match="货不够"), transaction.atomic():
        lay.reserved(shelf.item, person, account, quantity=11)
    make.place(make.OTHER_COUNTY, "别县")
    stranger, theirs = lay.rich(code=make.OTHER_COUNTY)
    with pytest.raises(RuleBroken, match="别的县"), transaction.atomic():
        lay.reserved(shelf.item, stranger, theirs)
    assert stands(shelf.item, account) == (10, 30)


@pytest.mark.parametrize("kin", ["himself", "his phone", "his household"])
def test_nobody_hands_out_to_himself_nor_to_his_own(shelf, cast, kin):
    own = shelf.keeper.person_as_staff
    if kin == "himself":
        person, account = lay.rich(person=own, at=NOW - 3000 * DAY)  # earned before he held a post
    elif kin == "his phone":
        same = new_person(name="同机", phone=own.phone, user=own.user, division=cast.station.division, at=NOW)
        person, account = lay.rich(person=same)
    else:
        person, account = lay.rich()
        home = found_household(name="赵家", division_id=make.VILLAGE, at=NOW)
        own.division = cast.station.division
        own.save()
        for one in (person, own):
            add_member(home, person=one, by=cast.manager, at=NOW)
    row = lay.reserved(shelf.item, person, account)
    with pytest.raises(RuleBroken, match="请别的同事"):
        actions.hand_over(shelf.shop, row.code, [row.pk], taken="self", by=shelf.keeper, at=NOW)
    actions.hand_over(shelf.shop, row.code, [row.pk], taken="self", by=cast.manager, at=NOW)
    with pytest.raises(RuleBroken, match="请别的同事"):
        actions.ask_return(row, reason="想退", by=shelf.keeper, at=NOW)


def test_only_who_keeps_the_shop_and_said_who_he_is_hands_out(shelf, cast):
    person, account = lay.rich()
    row = lay.reserved(shelf.item, person, account)
    other = make.staff("liaison2", Role.LIAISON, make.VILLAGE)
    for by in (cast.neighbour, cast.leader, other):
        with pytest.raises(RuleBroken, match="不归您守"):
            actions.open_code(shelf.shop, row.code, by=by, at=NOW)
    make.unknown(shelf.keeper)
    with pytest.raises(RuleBroken, match="没有认过本人"):
        actions.hand_over(shelf.shop, row.code, [row.pk], taken="self", by=shelf.keeper, at=NOW)


def test_a_proxy_is_named_by_whose_it_is(shelf):
    person, account = lay.rich()
    row = lay.reserved(shelf.item, person, account)
    with pytest.raises(RuleBroken, match="没有写请谁代取"):
        actions.hand_over(shelf.shop, row.code, [row.pk], taken="proxy", by=shelf.keeper, at=NOW)
    named = lay.reserved(shelf.item, person, account, key="二", proxy="女儿李小兰")
    actions.hand_over(shelf.shop, named.code, [named.pk], taken="proxy", by=shelf.keeper, at=NOW)
    named = Redemption.objects.get(pk=named.pk)
    assert (named.taken, named.proxy) == ("proxy", "女儿李小兰")
    assert actions.forget_proxies(at=NOW + 89 * DAY) == 0
    assert actions.forget_proxies(at=NOW + 91 * DAY) == 1


def test_goods_come_with_a_paper_once_and_what_is_forbidden_does_not(shelf, cast):
    paper = {
        "kind": "donation",
        "voucher_no": "捐 1",
        "giver": "县供电公司",
        "worth": 300,
        "by": cast.manager,
        "at": NOW,
    }
    first = actions.supply(shelf.item, quantity=5, **paper)
    assert actions.supply(shelf.item, quantity=5, **paper) == first
    with pytest.raises(RuleBroken, match="已经记过"):
        actions.supply(shelf.item, quantity=6, **paper)
    assert ShopItem.objects.get(pk=shelf.item.pk).stock == 15
    with pytest.raises(RuleBroken, match="不换“白酒”"):
        lay.goods(cast, shelf.shop, "西凤白酒 1 瓶", 300, 0)
    with pytest.raises(RuleBroken, match="不归您"):
        actions.supply(shelf.item, quantity=5, **{**paper, "by": cast.neighbour})


def test_a_count_that_differs_needs_a_reason_and_a_second_person(shelf, cast):
    person, account = lay.rich()
    lay.reserved(shelf.item, person, account, quantity=3)
    even = actions.count(shelf.item, counted=10, reason="", by=shelf.keeper, at=NOW)
    assert even.status == "even", "what is reserved still lies there"
    with pytest.raises(RuleBroken, match="账上是 10 件，差 2 件"):
        actions.count(shelf.item, counted=8, reason="", by=shelf.keeper, at=NOW)
    row = actions.count(shelf.item, counted=8, reason="受潮坏了", by=shelf.keeper, at=NOW)
    with pytest.raises(RuleBroken, match="另一位同事"):
        actions.decide_count(row, accept=True, by=shelf.keeper, at=NOW)
    with pytest.raises(RuleBroken, match="没有人核"):
        actions.count(shelf.item, counted=7, reason="又坏了", by=shelf.keeper, at=NOW)
    actions.decide_count(row, accept=True, by=cast.manager, at=NOW)
    assert ShopItem.objects.get(pk=shelf.item.pk).stock == 5
    with pytest.raises(OutOfTurn):
        actions.decide_count(row, accept=True, by=cast.chief, at=NOW)
    short = actions.count(shelf.item, counted=1, reason="丢了", by=shelf.keeper, at=NOW)
    with pytest.raises(RuleBroken, match="货不够"), transaction.atomic():
        actions.decide_count(short, accept=True, by=cast.manager, at=NOW)
    exact()


def test_the_quarters_account_and_what_stands_behind_the_points(shelf, cast):
    person, account = lay.rich(points=500)
    row = lay.reserved(shelf.item, person, account, quantity=2)
    lay.reserved(shelf.item, person, account, key="二")
    actions.undo(row, by=person.user, at=NOW)
    quarter = reckoning.Quarter.of(NOW.date())
    [line] = reckoning.goods(shelf.shop, quarter)
    assert {key: line[key] for key in ("before", "supply", "reserve", "back", "count", "after")} == {
        "before": 0, "supply": 10, "reserve": -3, "back": 2, "count": 0, "after": 9,
    }  # fmt: skip
    assert reckoning.points(shelf.shop, quarter) == {"paid": 60, "back": 40, "held": 20}
    [later] = reckoning.goods(shelf.shop, quarter.next)
    assert (quarter.next.first.isoformat(), later["before"], later["after"]) == ("2027-01-01", 9, 9)
    stands = reckoning.backing(make.COUNTY, NOW)
    assert stands == {"out": 480, "goods": 180, "money": 0, "is_short": True}


REFUSED = [
    "UPDATE incentives_shopitem SET stock = 99",
    "UPDATE incentives_stockmove SET quantity = 99",
    "DELETE FROM incentives_stockmove",
    "DELETE FROM incentives_supply",
    "UPDATE incentives_redemption SET points = 1",
    "UPDATE incentives_redemption SET account_id = account_id",
    "UPDATE incentives_redemption SET status = 'collected'",
    "UPDATE incentives_redemption SET status = 'returned'",
    "DELETE FROM incentives_redemption",
    "INSERT INTO incentives_stockmove (item_id, quantity, why, source, at)"
    " SELECT id, -11, 'reserve', 'x', now() FROM incentives_shopitem",
    "INSERT INTO incentives_stockmove (item_id, quantity, why, source, at)"
    " SELECT id, 5, 'reserve', 'x', now() FROM incentives_shopitem",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_database_refuses(shelf, statement):
    person, account = lay.rich()
    lay.reserved(shelf.item, person, account)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert (StockMove.objects.count(), Entry.objects.count()) == (2, 2)
