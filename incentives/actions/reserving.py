"""兑换: reserve, undo, lapse, collect, return. Each step is one transaction: goods, then points, then the row.

One lock order for all of them: the redemption, the item, the accounts.
"""

from datetime import timedelta

from django.db.models import Q, Sum
from django.utils import timezone

from civcenter.accounts.codes import new_code
from civcenter.kit.errors import NotYours, OutOfTurn, RuleBroken
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.secrets import lookup
from civcenter.kit.verbs import verb
from civcenter.notices.actions import tell
from civcenter.residents.models import Person
from incentives import ledger
from incentives.actions.shelves import move_stock, shop_rule
from incentives.choices import Moved
from incentives.flow import REDEMPTION_FLOW, SPENT, STATUS
from incentives.models import Account, Entry, Redemption, ShopItem

PROXY_KEPT = timedelta(days=90)
"""How long after the end the name of who collected for somebody is kept, should there be a question."""

OWN_HANDS = "自己家换的东西，要请别的同事来办。"
UNKNOWN = "您的工作账号还没有认过本人。先在“我的账号”里认了，再来柜台办。"


@verb
def reserve(item, *, account, quantity, price, key, at, person=None, card=None, proxy=""):
    """Goods are put aside and their points go to the shop. `key` names the request: once is once.

    `price` is what the page said of one: another price now is refused, and so is more than is left, than a person
    may have, than the account holds, than the account's own county offers.
    """
    source = f"redeem:{account.pk}:{key}"
    if not move_stock(item, -quantity, why=Moved.RESERVE, source=source, at=at):
        return _as_before(source, item, quantity)
    item = ShopItem.objects.select_related("shop").get(pk=item.pk)
    _can_be_had(item, account, price)
    _within_the_limit(item, account, person, quantity, at)
    points = item.price * quantity
    payment = {"debit": account, "credit": ledger.account_of_shop(item.shop), "points": points}
    ledger.post(**payment, source=source, words=f"换{item.name}", at=at)
    whose = {"account": account, "person": person, "card": card, "proxy": proxy}
    return _put_aside(item, quantity, points, source, at, **whose)


def _as_before(source, item, quantity):
    known = Redemption.objects.get(source=source)
    if (known.item_id, known.quantity) != (item.pk, quantity):
        raise RuleBroken("这一页刚才已经换过别的东西了。请刷新再换，刚才换的还在。")
    return known


def _can_be_had(item, account, price):
    if not (item.is_offered and item.shop.is_open):
        raise RuleBroken("这样东西刚下架，换不了了。看看别的，分没有动。")
    if account.county != item.shop.county:
        raise RuleBroken("这是别的县的店，您的分在本县的店里用。")
    if item.price != price:
        raise RuleBroken(f"价钱刚改成 {item.price.normalize():f} 分一件。请刷新看看再换，分没有动。")


def _within_the_limit(item, account, person, quantity, at):
    """Sound because the item is held: nobody else counts meanwhile."""
    if item.limit is None:
        return
    mine = Q(account=account)
    if person:
        mine = Q(person=person)
        if person.household_id:
            mine |= Q(person=None, account__household=person.household_id)
    since = at - timedelta(days=item.limit_days)
    had = item.redemptions.filter(mine, status__in=SPENT, reserved_at__gt=since)
    had = had.aggregate(total=Sum("quantity"))["total"] or 0
    if had + quantity > item.limit:
        words = f"这样东西 {item.limit_days} 天里一人最多换 {item.limit} 件"
        raise RuleBroken(f"{words}，您换过 {had} 件了。" if had else f"{words}。", field="quantity")


def _put_aside(item, quantity, points, source, at, *, account, proxy, **whose):
    rule = shop_rule(item.shop.county, at)
    row = Redemption(
        shop=item.shop, division_id=item.shop.place, item=item, quantity=quantity, points=points, source=source,
        account=account, proxy=proxy, entry=Entry.objects.get(source=source), reserved_at=at,
        undo_until=at + timedelta(hours=rule.undo_hours),
        keep_until=timezone.localdate(at) + timedelta(days=rule.keep_days), **whose,
    )  # fmt: skip
    row.code = _code_of(item.shop, account) or new_code()
    row.code_key = code_key(item.shop, row.code)
    while not insert_unless_taken(row):
        row.code = new_code()
        row.code_key = code_key(item.shop, row.code)
    return Redemption.objects.get(pk=row.pk)


def code_key(shop, code):
    """By what a code is found again in its shop, and in no other."""
    return lookup(f"pick-up:{shop.pk}:{code}")


def _code_of(shop, account):
    """The code that already opens what the account has reserved in the shop, or None."""
    first = Redemption.objects.reserved().filter(shop=shop, account=account).order_by("pk").first()
    return first and first.code


def _step(row, name, *, at, **changes):
    """Take the step if the row stands where it may be taken; returns whether it did."""
    step = REDEMPTION_FLOW[name]
    waiting = Redemption.objects.filter(pk=row.pk, status__in=step.sources)
    if not waiting.update(status=step.target, **changes, **({"ended_at": at} if step.gives_back else {})):
        return False
    if step.gives_back:
        move_stock(row.item, row.quantity, why=Moved.BACK, source=f"back:{row.pk}", at=at)
        ledger.reverse(row.entry, at=at, words=f"{step.label}：{row.item.name}")
    row.refresh_from_db()
    return True


def _take(row, name, **changes):
    if not _step(row, name, **changes):
        raise OutOfTurn(REDEMPTION_FLOW[name].label)


@verb
def undo(row, *, at, by=None, card=None):
    """Whose it is thinks better of it, within the rule's hours: goods and points go back. With his log-in or card."""
    mine = card and row.account in accounts_of(card)
    if not (mine or (by and Account.objects.visible_to(by, at).filter(pk=row.account_id).exists())):
        raise NotYours("这是别人换的，只有本人能撤。")
    if at > row.undo_until and row.status == STATUS.RESERVED:
        day = f"{row.keep_until.month} 月 {row.keep_until.day} 日"
        raise RuleBroken(f"过了能撤的时间。{day}前不去取，会自动退回，分和东西都退。")
    _take(row, "undo", at=at)


def accounts_of(card):
    """What a card opens: its person's points and those of his household, or its household's alone."""
    if card.household_id:
        return [ledger.account_of_household(card.household)]
    own = [ledger.account_of(card.person, card.place[:6])]
    shared = card.person.household
    return [*own, ledger.account_of_household(shared)] if shared else own


def lapse_reservations(*, at):
    """The nightly task: what nobody collected in time goes back. May run twice.

    Each in a transaction of its own, so a run that was cut off has done whole ones. Returns how many went back.
    """
    late = Redemption.objects.reserved().filter(keep_until__lt=timezone.localdate(at)).order_by("pk")
    return sum(lapse_one(row, at=at) for row in late.select_related("item", "entry").iterator(chunk_size=500))


@verb
def lapse_one(row, *, at):
    """Give one back, unless somebody was quicker; returns whether it did."""
    done = _step(row, "lapse", at=at)
    if done:
        say(row, f"{row.item.name}过期没取，{row.points.normalize():f} 分退给您了。分还按原来的日子到期。", "lapse", at)
    return done


@verb
def collect(rows, *, taken, by, at, card=None, proxy=""):
    """Hand out what is reserved, all of it or nothing; the caller saw the code or the card's PIN.

    Never into the keeper's own hands. Who collects for somebody was named by him, or brings card and PIN and is named
    now. What stays reserved gets a new code: the one just shown was seen.
    """
    for row in rows:
        why = bar_to_hand_out(by, row, card)
        if why:
            raise RuleBroken(why)
        if timezone.localdate(at) > row.keep_until:
            raise RuleBroken(f"{row.item.name}过了留的日子，今晚退回分和东西。可以重新换一次。")
        if taken == "proxy" and not (row.proxy or (card and proxy)):
            raise RuleBroken("没有写请谁代取。请本人先在手机上写上，或者带连心卡和密码来。", field="taken")
        done = {"collected_by": by, "collected_at": at, "taken": taken, "proxy": row.proxy or proxy}
        _take(row, "collect", at=at, **done)
        say(
            row,
            f"{row.item.name} {row.quantity} 件取走了（{row.get_taken_display()}）。不是您取的，打电话给站上。",
            "collect",
            at,
        )
    _recode(rows[0])


def _recode(row):
    rest = Redemption.objects.reserved().filter(shop=row.shop, account=row.account)
    code = new_code()
    while Redemption.objects.reserved().filter(shop=row.shop, code_key=code_key(row.shop, code)).exists():
        code = new_code()
    rest.update(code=code, code_key=code_key(row.shop, code))


def bar_to_hand_out(user, row, card=None):
    """Why this log-in may not hand these goods out or take them back, as a sentence; empty where it may."""
    if not row.shop.is_kept_by(user):
        return "这家店不归您守，请让店员来办。"
    if card and card.pin_set_by_id == user.pk:
        return "这张卡的密码是在您面前设的，请换一位同事交货。"
    return bar_of_kin(user, row.account)


def bar_of_kin(user, account):
    """Nobody serves himself, who has his phone, or who keeps house with one of these (own hands)."""
    near = Person.objects.near(user)
    if not Person.objects.own_phones(user):
        return UNKNOWN
    homes = near.filter(household__isnull=False).values("household")
    own = near.filter(pk=account.person_id) if account.person_id else near.none()
    home = account.household_id or (account.person.household_id if account.person_id else None)
    return OWN_HANDS if own.exists() or homes.filter(household=home).exists() else ""


@verb
def ask_return(row, *, reason, by, at):
    """Collected goods come back: one colleague takes them and says why, another agrees."""
    _handles(by, row)
    if not reason:
        raise RuleBroken("写一句为什么退。", field="reason")
    _take(row, "ask_return", at=at, return_reason=reason, return_asked_by=by, return_decided_by=None)


@verb
def decide_return(row, *, accept, by, at):
    """Another colleague saw the goods back: the points return with the day they lapse on. Or nothing returns."""
    _handles(by, row)
    if by.pk == row.return_asked_by_id:
        raise RuleBroken("要请另一位同事来点头：提的人和点头的人不能是同一个。")
    _take(row, "agree_return" if accept else "refuse_return", at=at, return_decided_by=by)
    words = f"退了，{row.points.normalize():f} 分回来了。" if accept else "没有退成，有问题请打电话给站上。"
    say(row, f"{row.item.name}{words}", f"return:{at:%Y%m%d%H%M%S}", at)


def _handles(by, row):
    why = bar_to_hand_out(by, row)
    if why:
        raise RuleBroken(why)


def say(row, text, what, at):
    """Tell whoever of the holder's has a phone."""
    account = row.account
    holders = Person.objects.filter(Q(pk=account.person_id) | Q(household=account.household_id or 0))
    for person in holders.filter(user__isnull=False).select_related("user"):
        source = f"redemption:{row.pk}:{what}:{person.user_id}"
        tell(user=person.user, text=text, link=f"/my/redemptions/{row.pk}/", source=source, at=at)


@verb
def forget_proxies(*, at):
    """Names of who collected for others go some time after the end."""
    old = Q(ended_at__lt=at - PROXY_KEPT) | Q(status=STATUS.COLLECTED, collected_at__lt=at - PROXY_KEPT)
    return Redemption.objects.filter(old).exclude(proxy="").update(proxy="")
