"""The shop's pages: a phone reserves and undoes, a counter hands out by code and by card, a desk keeps the shelves."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from civcenter.accounts.roles import Role
from civcenter.kit.errors import RuleBroken
from civcenter.kit.secrets import sign
from civcenter.residents.actions import add_member, found_household, issue_card, new_person, set_pin
from incentives import ledger
from incentives.models import Redemption, Shop, ShopItem, StockCount
from tests import factories as make
from tests.incentives import shelf as lay

pytestmark = pytest.mark.django_db
NOW = make.NOW


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def shelf(cast):
    return lay.shop(cast)


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]+)"', page.content.decode())[1]


def at(name, *args):
    return reverse(f"incentives:{name}", args=args)


def desk(name, *args):
    return reverse(f"desk_incentives:{name}", args=args)


def test_on_the_phone_from_the_shelf_to_the_code_and_back(shelf, client_of):
    person, account = lay.rich(points=30)
    client = client_of(person.user)
    shown = client.get(at("market", shelf.shop.pk)).content.decode()
    assert "我有 30 分" in shown and "剩 10" in shown and "先留 7 天" in shown
    assert "肥皂" in client_of().get(at("market", shelf.shop.pk)).content.decode(), "the shelf is open to all"
    page = client.get(at("goods", shelf.item.pk))
    said = {"key": hidden(page, "key"), "price": hidden(page, "price"), "quantity": 1, "account": account.pk}
    for _ in range(2):
        answer = client.post(at("goods", shelf.item.pk), said)
        row = Redemption.objects.get()
        assert answer.headers["Location"] == at("redemption", row.pk)
    assert row.code in client.get(at("redemption", row.pk)).content.decode()
    assert "肥皂" in client.get(at("redemptions")).content.decode()
    stranger, _ = lay.rich()
    for user in (stranger.user, shelf.keeper):
        assert client_of(user).get(at("redemption", row.pk)).status_code == 404, "a code is shown to its holder alone"
    stolen = client_of(stranger.user).post(at("goods", shelf.item.pk), {**said, "key": "0" * 32})
    assert stolen.status_code == 422 and Redemption.objects.count() == 1, "nobody pays from another's account"
    assert client.post(at("redemption", row.pk)).status_code == 302
    assert lay.stands(shelf.item, account) == (10, 30)


def test_a_stale_page_is_told_the_new_price(shelf, cast, client_of):
    person, account = lay.rich()
    said = {"key": "a" * 32, "price": "20.00", "quantity": 1, "account": account.pk}
    ShopItem.objects.filter(pk=shelf.item.pk).update(price=25)
    answer = client_of(person.user).post(at("goods", shelf.item.pk), said)
    assert answer.status_code == 409 and "价钱刚改成 25 分" in answer.content.decode()
    assert lay.stands(shelf.item, account) == (10, 100)


def test_the_counter_hands_out_by_code(shelf, client_of):
    person, account = lay.rich()
    row = lay.reserved(shelf.item, person, account, proxy="女儿")
    client, till = client_of(shelf.keeper), desk("counter", shelf.shop.pk)
    assert client.get(till).status_code == 200
    wrong = client.post(till, {"typed": "12"})
    assert wrong.status_code == 409 and "没有这个取货码" in wrong.content.decode()
    shown = client.post(till, {"typed": f" {row.code[:3]} {row.code[3:]}"}).content.decode()
    assert "李*林" in shown and "李树林" not in shown and "请 女儿 代取" in shown
    said = {"typed": row.code, "picks": [row.pk], "taken": "proxy"}
    assert client.post(desk("hand_over", shelf.shop.pk), said).status_code == 302
    again = client.post(desk("hand_over", shelf.shop.pk), said)
    assert again.status_code in (409, 422), "a code replayed hands out nothing"
    assert "肥皂" in client.get(till).content.decode()
    asked = client.post(desk("ask_return", row.pk), {"reason": "拿错了"})
    assert asked.status_code == 302
    assert client.post(desk("decide_return", row.pk), {"accept": "yes"}).status_code == 409


def test_the_counter_serves_a_card_read_by_a_scanner(shelf, cast, client_of):
    elder = new_person(name="王大爷", division=cast.station.division, at=NOW)
    _, account = lay.rich(person=elder)
    card = issue_card(elder, by=cast.manager, at=NOW)
    set_pin(card, pin="8806", by=cast.manager, at=NOW)
    client, till = client_of(shelf.keeper), desk("by_card", shelf.shop.pk)
    scanned = f"https://portal.example/outposts/1/?card={sign('card', card.number)}"
    asked = client.post(desk("counter", shelf.shop.pk), {"typed": scanned})
    assert card.number == hidden(asked, "typed") and "100 分" not in asked.content.decode()
    said = {"typed": card.number, "key": hidden(asked, "key"), "pin": "8806", "whose": "own", "taken": "self"}
    assert "100 分" in client.post(till, {**said, "step": "hear"}).content.decode()
    order = {**said, "step": "take", "item": f"{shelf.item.pk}:{shelf.item.price}", "quantity": 2}
    assert client.post(till, {**order, "pin": "8807"}).status_code == 409
    for _ in range(2):
        assert client.post(till, order).status_code == 302
    assert lay.stands(shelf.item, account) == (8, 60)
    assert client.post(till, {**order, "key": "b" * 32, "item": f"{shelf.item.pk}:1.00"}).status_code == 422


def test_the_desk_opens_fills_counts_and_shows_what_stands_behind(cast, client_of):
    client = client_of(cast.manager)
    lay.rich(points=500)
    said = {"outpost": cast.station.pk, "kind": "women", "name": "巾帼店", "opening_hours": "9:00—17:00"}
    assert client.post(desk("new_shop"), said).status_code == 302
    shop = Shop.objects.get()
    goods = {"name": "毛巾 1 条", "kind": "daily", "price": 30, "limit_days": 30, "safety_stock": 2, "is_offered": "on"}
    assert client.post(desk("new_item", shop.pk), {**goods, "name": "白酒"}).status_code == 409
    assert client.post(desk("new_item", shop.pk), goods).status_code == 302
    item = ShopItem.objects.get()
    paper = {"quantity": 4, "kind": "donation", "voucher_no": "捐 1", "giver": "县供电公司", "worth": 60}
    assert client.post(desk("supply", item.pk), paper).status_code == 302
    assert client.post(desk("count", item.pk), {"counted": 3, "reason": "少一条"}).status_code == 302
    count = StockCount.objects.get()
    assert client.post(desk("decide_count", count.pk), {"accept": "yes"}).status_code == 409
    assert client_of(cast.chief).post(desk("decide_count", count.pk), {"accept": "yes"}).status_code == 302
    assert "东西不够换" in client.get(desk("shops")).content.decode()
    for name, pk in (("shop", shop.pk), ("change_shop", shop.pk), ("change_item", item.pk), ("supply", item.pk)):
        assert client.get(desk(name, pk)).status_code == 200
        assert client_of(cast.neighbour).get(desk(name, pk)).status_code == 404
    public = client_of().get(at("quarter", shop.pk, "2026-4")).content.decode()
    assert "余 3" in public and "捐 1" in public


def test_a_household_is_founded_given_a_card_and_shares_its_points(cast, client_of):
    client = client_of(cast.manager)
    person, _ = lay.rich()
    said = {"name": "李树林", "division": make.VILLAGE}
    assert client.post(reverse("desk_residents:households"), said).status_code == 302
    home = found_household(name="另一家", division_id=make.VILLAGE, at=NOW)
    path = reverse("desk_residents:household", args=[home.pk])
    assert client.post(path, {"name": "李树林", "phone": make.fresh_phone()}).status_code == 409
    assert client.post(path, {"name": "李树林", "phone": person.phone}).status_code == 302
    assert person.phone not in client.get(path).content.decode()
    mine = client_of(person.user)
    page = mine.get(at("household"))
    said = {"key": hidden(page, "key"), "points": 40}
    for _ in range(2):
        assert mine.post(at("household"), said).status_code == 302
    assert ledger.balance(ledger.account_of_household(home)) == 40
    card = issue_card(home, by=cast.manager, at=NOW)
    sheet = client.get(reverse("desk_residents:card_sheets")).content.decode()
    assert card.number[:5] in sheet and "李树林" not in sheet
    assert client_of(cast.neighbour).get(reverse("desk_residents:card", args=[card.pk])).status_code == 404


def test_a_list_asks_as_often_for_three_as_for_one(shelf, cast, client_of):
    person, account = lay.rich()
    client, counts = client_of(person.user), []
    client.get(at("market", shelf.shop.pk))
    for key in ("一", "二", "三"):
        lay.reserved(shelf.item, person, account, key=key, at=NOW + timedelta(minutes=len(counts)))
        lay.goods(cast, shelf.shop, f"东西{key}", 5, 1)
        for path in (at("market", shelf.shop.pk), at("redemptions")):
            with CaptureQueriesContext(connection) as asked:
                client.get(path)
            counts.append((path, len(asked)))
    assert len(set(counts)) == 2


def test_only_who_has_a_post_at_the_shop_comes_to_its_counter(shelf, cast, client_of):
    far = make.staff("far", Role.LIAISON, make.NEXT_VILLAGE)
    for user, status in ((cast.neighbour, 404), (far, 404), (cast.leader, 403), (make.phone_user("19000000000"), 404)):
        assert client_of(user).get(desk("counter", shelf.shop.pk)).status_code == status
    home = found_household(name="家", division_id=make.VILLAGE, at=NOW)
    with pytest.raises(RuleBroken, match="不归您管"):
        add_member(home, person=new_person(name="甲", at=NOW), by=far, at=NOW)
