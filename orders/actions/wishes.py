"""What happens to a wish: born, asked, answered, withdrawn, confirmed, disputed, settled."""

from datetime import timedelta

from django.db import connection

from civcenter.accounts.running import has_office
from civcenter.kit.errors import LimitReached, RuleBroken
from civcenter.kit.numbers import new_number
from civcenter.kit.secrets import lookup
from civcenter.kit.verbs import verb
from civcenter.residents.actions import reveal as look
from orders import telling
from orders.actions import clock
from orders.actions.moving import advance, lock, lock_wish, record
from orders.actions.rounds import conclude, reopen_for
from orders.flow import FINAL_WISHES, Clock, OrderStatus, Urgency
from orders.hands import Bearer
from orders.models import Review, Wish, WishRule


@verb
def make_wish(
    *,
    kind,
    words,
    outpost,
    at,
    phone="",
    name="",
    beneficiary="",
    urgency=Urgency.NORMAL,
    is_public=True,
    entered_by=None,
    is_verified=False,
    browser="",
    address="",
    follows=None,
):
    """A resident's wish, or one that staff enter for somebody. Returns it with its number.

    The same words from the same phone while the first are open are the first wish, answered again.
    Refused: a place without a county office; five open wishes of one phone (rule row).
    """
    if not has_office(outpost.county, at):
        raise RuleBroken("这里的县中心还没有人值守，暂时不能网上点单。请打站上的电话，或到站里说。")
    phone_key = lookup(phone)
    if phone_key:
        _one_at_a_time(phone_key)
        known = Wish.objects.open().filter(
            phone_key=phone_key, outpost=outpost, kind=kind, created_at__gte=at - timedelta(1)
        )
        for wish in known:
            if wish.words == words:
                return wish
        _within_limit(phone_key, outpost.county, at)
    wish = Wish(
        number=new_number(),
        kind=kind,
        words=words,
        outpost=outpost,
        division_id=outpost.division_id,
        phone=phone,
        phone_key=phone_key,
        name=name,
        beneficiary=beneficiary,
        urgency=urgency,
        is_public=is_public,
        entered_by=entered_by,
        is_verified=is_verified,
        browser=browser,
        address_key=lookup(address),
        follows=_may_follow(follows, at),
        created_at=at,
    )
    wish.county = outpost.county
    for field, value in clock.running(wish, Clock.ANSWER, at).items():
        setattr(wish, field, value)
    wish.promised_at = clock.promised(wish, at)
    wish.save()
    record(wish, step="create", by=entered_by or Bearer(wish.pk, "cookie", browser), at=at)
    telling.wish_made(wish, at=at)
    return wish


def _one_at_a_time(phone_key):
    """Wishes of one phone queue here, so that counting them is true until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [phone_key])


def _within_limit(phone_key, county, at):
    rule = WishRule.objects.at(at.date(), county).get()
    if Wish.objects.open().filter(phone_key=phone_key).count() >= rule.open_per_phone:
        raise LimitReached(
            f"这个手机号已有 {rule.open_per_phone} 件事在办，等办好一件再点。您写的话都还在；急事请打站上的电话。"
        )


def _may_follow(wish, at):
    if wish is None:
        return None
    rule = WishRule.objects.at(at.date(), wish.county).get()
    if wish.status not in FINAL_WISHES or wish.answered_at is None:
        raise RuleBroken("那件事还在办，请在它的页面上说。")
    if at - wish.answered_at > timedelta(days=rule.follow_days):
        raise RuleBroken(f"那件事结了超过 {rule.follow_days} 天了，请重新点一单。")
    return wish


def too_many_from(address, county, at):
    """Whether so many wishes came from this network address today that the form must slow down."""
    if not address:
        return False
    rule = WishRule.objects.at(at.date(), county).get()
    since = at - timedelta(days=1)
    made = Wish.objects.filter(address_key=lookup(address), created_at__gte=since)
    return made.count() >= rule.daily_per_address


@verb
def ask(wish, *, by, at, words):
    """The office asks back; the clock of the answer stands still and the resident's own runs."""
    wish = lock_wish(wish)
    event = advance(wish, "ask", by=by, at=at, words=words, **clock.paused(wish, Clock.REPLY, at))
    telling.wish_moved(wish, event)
    return wish


@verb
def reply(wish, *, by, at, words):
    """The resident, or staff for him, answers; the office's clock goes on with what was left."""
    wish = lock_wish(wish)
    event = advance(wish, "reply", by=by, at=at, words=words, **clock.resumed(wish, Clock.ANSWER, at))
    telling.office_told(wish, event)
    return wish


@verb
def refuse(wish, *, by, at, reason, words):
    """Not taken on, with a reason code and a sentence that the resident reads."""
    wish = lock_wish(wish)
    event = advance(wish, "refuse", by=by, at=at, words=words, reason=reason, **clock.STOPPED)
    telling.wish_moved(wish, event)
    return wish


@verb
def transfer(wish, *, by, at, to, words):
    """Handed to the body whose business it is; the resident is told to whom."""
    wish = lock_wish(wish)
    event = advance(wish, "transfer", by=by, at=at, words=words, transferred_to=to, **clock.STOPPED)
    telling.wish_moved(wish, event)
    return wish


@verb
def restore(wish, *, by, at, words):
    """A refusal or transfer taken back."""
    wish = lock_wish(wish)
    fresh = clock.running(wish, Clock.ANSWER, at)
    event = advance(wish, "restore", by=by, at=at, words=words, reason="", transferred_to="", **fresh)
    telling.wish_moved(wish, event)
    return wish


@verb
def merge(wish, *, order, by, at):
    """Put one more wish into an order that nobody serves yet."""
    order = lock(order)
    wish = lock_wish(wish)
    if not order.is_unserved:
        raise RuleBroken("那张单已经开始办了，不能再并。请另制一单。")
    if order.county != wish.county:
        raise RuleBroken("那张单是别的县的，不能并。")
    event = advance(wish, "merge", by=by, at=at, order=order, **clock.STOPPED)
    telling.wish_moved(wish, event)
    return wish


@verb
def merge_all(wishes, *, order, by, at):
    """Put several wishes into one order, all or none."""
    if not wishes:
        raise RuleBroken("还没有选心愿。勾选一个或几个再并。")
    for wish in sorted(wishes, key=lambda row: row.pk):
        merge(wish, order=order, by=by, at=at)
    return order


@verb
def reveal(wish, *, by, at, words):
    """Somebody of the staff looks at name and phone and says why: logged for those who audit, told on the history."""
    contact = look(wish, "contact", by=by, reason=words, at=at)
    record(wish, step="reveal", by=by, at=at)
    return contact


@verb
def unmerge(wish, *, by, at, words=""):
    """Take a wish out of its order again; an order without wishes is cancelled."""
    wish = lock_wish(wish)
    order = wish.order
    advance(wish, "unmerge", by=by, at=at, words=words, order=None, **clock.running(wish, Clock.ANSWER, at))
    conclude(order, at=at)
    return wish


@verb
def withdraw(wish, *, by, at, words=""):
    """The resident no longer wants it; an order that served nobody else is cancelled."""
    wish = lock_wish(wish)
    event = advance(wish, "withdraw", by=by, at=at, words=words, answered_at=at, **clock.STOPPED)
    telling.office_told(wish, event)
    if wish.order:
        conclude(wish.order, at=at)
    return wish


@verb
def confirm(wish, *, by, at, stars, words="", said=""):
    """The resident says it is done and rates it; the order closes with its last answer.

    `said` is what was said on the telephone when the level above calls back. A proved phone vouches for
    the volunteers' minutes; a cookie or a slip does not.
    """
    wish = lock_wish(wish)
    vouching = _vouching(by)
    event = advance(wish, "confirm", by=by, at=at, words=said, answered_at=at, **vouching, **clock.STOPPED)
    Review.objects.create(wish=wish, stars=stars, words=words, at=at)
    telling.unit_told(wish.order, event)
    conclude(wish.order, at=at)
    return wish


def _vouching(by):
    if isinstance(by, Bearer) and by.vouches:
        return {"vouching_phone": by.phone_key, "vouching_browser": by.browser}
    return {}


@verb
def dispute(wish, *, by, at, words):
    """Not done well: the first time the order goes back to the same unit in a new round, the level above told."""
    wish = lock_wish(wish)
    mend = clock.running(wish, Clock.MEND, at)
    event = advance(wish, "dispute", by=by, at=at, words=words, disputes=wish.disputes + 1, **mend)
    telling.unit_told(wish.order, event)
    if wish.order.status == OrderStatus.SERVED and wish.disputes == 1:
        reopen_for(wish, at=at)
    telling.level_above_told(wish.order, event)
    return wish


@verb
def settle(wish, *, by, at, words):
    """After a second dispute the level above ends it, with its reason; counted as not satisfied."""
    wish = lock_wish(wish)
    event = advance(wish, "settle", by=by, at=at, words=words, answered_at=at, **clock.STOPPED)
    telling.wish_moved(wish, event)
    conclude(wish.order, at=at)
    return wish


@verb
def expire(wish, *, by, at):
    """Nobody rated within the window: 默认办结, counted apart and never as praise."""
    wish = lock_wish(wish)
    if wish.due_at is None or wish.due_at > at:
        return wish
    advance(wish, "expire", by=by, at=at, answered_at=at, **clock.STOPPED)
    conclude(wish.order, at=at)
    return wish
