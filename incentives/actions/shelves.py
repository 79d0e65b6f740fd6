"""Shops and what lies on their shelves: opened, filled with a paper, counted by one and agreed by another."""

from django.db import IntegrityError, connection
from django.db.models import Sum
from django.utils import timezone

from civcenter.accounts.duties import Duty
from civcenter.kit.errors import OutOfTurn, RuleBroken
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.verbs import verb
from incentives.choices import CountStatus, Moved
from incentives.models import ForbiddenGoods, Shop, ShopItem, ShopRule, StockCount, Supply

MOVE = """INSERT INTO incentives_stockmove (item_id, quantity, why, source, at) VALUES (%s, %s, %s, %s, %s)
  ON CONFLICT (source) DO NOTHING"""

GONE = "货不够了，刚被别人换走。少换几件或者换一样，分没有动。"


def shop_rule(county, at):
    """The county's figures for points shops on the day of `at`."""
    return ShopRule.objects.at(timezone.localdate(at), county).get()


@verb
def move_stock(item, quantity, *, why, source, at):
    """Put goods on the shelf or take them off; returns whether this call did it. The item is held from then on.

    The same source again moves nothing. More than lies there raises RuleBroken.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute(MOVE, [item.pk, quantity, why, source, at])
            return cursor.rowcount == 1
    except IntegrityError as error:
        if "stock_not_negative" in str(error):
            raise RuleBroken(GONE, field="quantity") from error
        raise


@verb
def open_shop(outpost, *, kind, name, opening_hours, delivers, keepers, by, at):
    """A shop at an outpost; one of a kind at each."""
    _manages(by, outpost.place)
    said = {"kind": kind, "name": name, "opening_hours": opening_hours, "delivers": delivers}
    shop = Shop(outpost=outpost, division_id=outpost.place, opened_at=at, **said)
    if not insert_unless_taken(shop):
        raise RuleBroken("这个站已经有一家这样的店了，改那一家就行。", field="kind")
    shop.keepers.set(keepers)
    return Shop.objects.get(pk=shop.pk)


@verb
def change_shop(shop, *, name, opening_hours, delivers, is_open, keepers, by):
    """What the shop's door says, and who hands out. What is reserved can be collected although it is shut."""
    _manages(by, shop.place)
    said = {"name": name, "opening_hours": opening_hours, "delivers": delivers, "is_open": is_open}
    Shop.objects.filter(pk=shop.pk).update(**said)
    shop.keepers.set(keepers)
    shop.refresh_from_db()


def _manages(by, place):
    if not by.holds(Duty.MANAGE, place):
        raise RuleBroken("这家店不归您管，请让管这里的同事来办。")


@verb
def add_item(shop, *, by, at, **said):
    """Something new to have for points; its shelf is empty until a supply comes."""
    _manages(by, shop.place)
    _not_forbidden(said["name"], shop.county, at)
    item = ShopItem(shop=shop, **said)
    if not insert_unless_taken(item):
        raise RuleBroken("这家店已经有叫这个名字的东西了，改那一样就行。", field="name")
    return ShopItem.objects.get(pk=item.pk)


@verb
def change_item(item, *, by, at, **said):
    """Another name, price or limit. Who reserved before pays what it cost then."""
    _manages(by, item.place)
    _not_forbidden(said["name"], item.place[:6], at)
    if ShopItem.objects.filter(shop=item.shop, name=said["name"]).exclude(pk=item.pk).exists():
        raise RuleBroken("这家店已经有叫这个名字的东西了，换个名字。", field="name")
    ShopItem.objects.filter(pk=item.pk).update(**said)
    item.refresh_from_db()


def _not_forbidden(name, county, at):
    for rule in ForbiddenGoods.objects.at(timezone.localdate(at), county):
        if rule.word in name:
            raise RuleBroken(f"积分超市不换“{rule.word}”：{rule.why}。", field="name")


@verb
def supply(item, *, quantity, kind, voucher_no, giver, worth, by, at):
    """Goods came with a paper. The same paper for the same item again is one supply."""
    if not item.shop.is_kept_by(by):
        raise RuleBroken("这家店不归您守，请让店员来记。")
    said = {"quantity": quantity, "kind": kind, "giver": giver, "worth": worth}
    row = Supply(item=item, voucher_no=voucher_no, by=by, at=at, **said)
    if insert_unless_taken(row):
        move_stock(item, quantity, why=Moved.SUPPLY, source=f"supply:{row.pk}", at=at)
        return row
    known = Supply.objects.get(item=item, voucher_no=voucher_no)
    if any(getattr(known, name) != value for name, value in said.items()):
        raise RuleBroken("这张凭证已经记过这样东西了，数目不一样。先对一对纸，记错了用盘点来改。", field="voucher_no")
    return known


def on_the_books(item):
    """How many should lie in the shop: what is free and what is reserved and not collected."""
    reserved = item.redemptions.reserved().aggregate(total=Sum("quantity"))["total"] or 0
    return item.stock + reserved


@verb
def count(item, *, counted, reason, by, at):
    """盘点. Where the number agrees with the books it is done; a difference needs a reason and a second person."""
    if not item.shop.is_kept_by(by):
        raise RuleBroken("这家店不归您守，请让店员来数。")
    expected = on_the_books(ShopItem.objects.select_for_update(no_key=True).get(pk=item.pk))
    if counted != expected and not reason:
        raise RuleBroken(f"账上是 {expected} 件，差 {abs(counted - expected)} 件。写一句差在哪里。", field="reason")
    status = CountStatus.EVEN if counted == expected else CountStatus.PROPOSED
    said = {"expected": expected, "counted": counted, "reason": reason, "status": status}
    row = StockCount(item=item, counted_by=by, counted_at=at, **said)
    if not insert_unless_taken(row):
        raise RuleBroken("这样东西上次数的还没有人核，先请另一位同事核了再数。", field="counted")
    return row


@verb
def decide_count(row, *, accept, by, at):
    """A second person books the difference, or wants it counted anew."""
    if not row.item.shop.is_kept_by(by):
        raise RuleBroken("这家店不归您管，请让管这里的同事来核。")
    if by.pk == row.counted_by_id:
        raise RuleBroken("要请另一位同事来核：数的人和核的人不能是同一个。")
    status = CountStatus.BOOKED if accept else CountStatus.REFUSED
    waiting = StockCount.objects.filter(pk=row.pk, status=CountStatus.PROPOSED)
    if not waiting.update(status=status, decided_by=by, decided_at=at):
        raise OutOfTurn("核盘点")
    if accept:
        move_stock(row.item, row.difference, why=Moved.COUNT, source=f"count:{row.pk}", at=at)
