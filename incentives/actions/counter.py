"""The counter of a points shop: a code or a card opens what somebody has; wrong ones are counted."""

from datetime import timedelta

from django.db import connection
from django.db.models import F
from django.utils import timezone

from civcenter.kit.errors import LimitReached, RuleBroken
from civcenter.kit.verbs import verb
from civcenter.residents.actions import check_pin
from incentives.actions.reserving import accounts_of, bar_of_kin, code_key, collect, reserve
from incentives.actions.shelves import shop_rule
from incentives.flow import STATUS
from incentives.models import CounterTry, Redemption

NO_SUCH = "没有这个取货码，或者已经取走、退回了。看看是不是这家店的，再按一遍。"

# One more try this hour, unless the hour's measure is full. Nobody can slip in between reading and writing.
ONE_MORE = """INSERT INTO incentives_countertry AS t (keeper_id, hour, wrong) VALUES (%s, %s, 1)
  ON CONFLICT (keeper_id, hour) DO UPDATE SET wrong = t.wrong + 1 WHERE t.wrong < %s"""


def open_code(shop, code, *, by, at):
    """What is reserved in the shop under a code, the first to lapse first; a wrong one is counted and refused.

    Not one verb but two, so that a wrong try stays counted although the answer is a refusal.
    """
    _kept(shop, by)
    _one_more_try(shop, by, at=at)
    rows = Redemption.objects.reserved().filter(shop=shop, code_key=code_key(shop, code))
    if not code or not rows.exists():
        raise RuleBroken(NO_SUCH, field="typed")
    _was_right(by, at=at)
    return list(rows.select_related("item", "account__person", "account__household").order_by("keep_until", "pk"))


def open_card(shop, number, pin, *, by, at):
    """The card and the accounts it opens, the PIN being right. The keeper is none of its people nor saw the PIN set."""
    _kept(shop, by)
    _one_more_try(shop, by, at=at)
    card = check_pin(number, pin, at=at)
    _was_right(by, at=at)
    if card.place[:6] != shop.county:
        raise RuleBroken("这是别的县的卡，在本县的店里用。", field="typed")
    if card.pin_set_by_id == by.pk:
        raise RuleBroken("这张卡的密码是在您面前设的，请换一位同事来办。", field="pin")
    accounts = accounts_of(card)
    why = next(filter(None, (bar_of_kin(by, account) for account in accounts)), "")
    if why:
        raise RuleBroken(why)
    return card, accounts


def _kept(shop, by):
    if not shop.is_kept_by(by):
        raise RuleBroken("这家店不归您守，请让店员来办。")


@verb
def _one_more_try(shop, by, *, at):
    most = shop_rule(shop.county, at).wrong_tries
    with connection.cursor() as cursor:
        cursor.execute(ONE_MORE, [by.pk, _hour(at), most])
        if cursor.rowcount == 0:
            raise LimitReached(f"这一小时输错 {most} 次了，先停一停，过了整点再来。分和东西都在。", "typed")


@verb
def _was_right(by, *, at):
    CounterTry.objects.filter(keeper=by, hour=_hour(at)).update(wrong=F("wrong") - 1)


def _hour(at):
    return timezone.localtime(at).replace(minute=0, second=0, microsecond=0)


def hand_over(shop, code, picks, *, taken, by, at):
    """Hand out those of `picks` (keys of redemptions) that the code opens. Returns them."""
    rows = [row for row in open_code(shop, code, by=by, at=at) if row.pk in picks]
    if not rows:
        raise RuleBroken("还没勾要交哪几样。", field="picks")
    collect(rows, taken=taken, by=by, at=at)
    return rows


def serve_card(shop, number, pin, *, picks, order, takes, by, at, taken="self", proxy=""):
    """By card and PIN: reserve what is ordered (`reserve`'s arguments, or None) and hand out, or keep for later.

    Returns the redemptions it was about. Ordered twice with one key it is one.
    """
    card, accounts = open_card(shop, number, pin, by=by, at=at)
    return _serve(card, accounts, shop, picks, order, takes, taken=taken, proxy=proxy, by=by, at=at)


@verb
def _serve(card, accounts, shop, picks, order, takes, *, at, **how):
    """Whoever orders is the card's person; a household's card names nobody."""
    mine = Redemption.objects.reserved().filter(shop=shop, account__in=accounts, pk__in=picks)
    rows = list(mine.select_related("item", "account").order_by("pk"))
    made = []
    if order:
        made = [_ordered(card, accounts, shop, at=at, **order)]
    waiting = [row for row in [*rows, *made] if row.status == STATUS.RESERVED]
    if takes and waiting:
        collect(waiting, card=card, at=at, **how)
    if not (waiting or made):
        raise RuleBroken("还没选要换什么。", field="item")
    return [*rows, *made]


def _ordered(card, accounts, shop, *, item, whose, at, **order):
    """`whose` is "own" or "home": a household's card has only the household's."""
    kind = "household" if whose == "home" or card.household_id else "person"
    account = next((account for account in accounts if account.kind == kind), None)
    if account is None or item.shop_id != shop.pk:
        raise RuleBroken("这张卡不能从那里扣分，换一个账户。", field="whose")
    return reserve(item, account=account, person=card.person, card=card, at=at, **order)


def tidy_tries(*, at):
    """Tallies of past hours say nothing any more."""
    CounterTry.objects.filter(hour__lt=at - timedelta(days=1)).delete()
