"""连心卡: a number on paper and four digits in the head, for whoever has no phone."""

from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone

from civcenter.accounts.codes import hashed, is_right, new_salt
from civcenter.accounts.duties import Duty
from civcenter.kit.errors import LimitReached, RuleBroken
from civcenter.kit.numbers import new_number
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.verbs import verb
from civcenter.notices.actions import tell
from civcenter.residents.models import CardRule, ContactCard, Person

EASY = {"1234", "4321", "2345", "3456", "4567", "5678", "6789", "0123", "9876", "1314", "5201"}
"""PINs that everybody tries first; so are four equal digits, and what begins like a year."""

UNKNOWN = "没有这张卡，或者已经换了新卡。照卡上的数字再看一遍。"
NO_PIN = "这张卡还没有设密码。请站上另一位同事帮着设一个，当面设，别写在卡上。"


@verb
def issue_card(holder, *, by, at):
    """A card for a person or a household; the card held before is worth nothing from now on. It has no PIN yet."""
    if not by.holds(Duty.MANAGE, holder.place):
        raise RuleBroken("这张卡不归您发，请让管这里的同事来办。")
    whose = {"person": holder} if isinstance(holder, Person) else {"household": holder}
    type(holder).objects.select_for_update(no_key=True).get(pk=holder.pk)
    ContactCard.objects.live().filter(**whose).update(cancelled_at=at, pin_hash="", salt="")
    card = ContactCard(**whose, division_id=holder.place, number=new_number(), issued_by=by, issued_at=at)
    while not insert_unless_taken(card):
        card.number = new_number()
    return card


@verb
def cancel_card(card, *, by, at):
    """A lost card opens nothing any more; points and what was reserved stay."""
    _may(by, card)
    ContactCard.objects.live().filter(pk=card.pk).update(cancelled_at=at, pin_hash="", salt="")


@verb
def set_pin(card, *, pin, by, at):
    """The holder types a PIN before a member of staff, who sees his paper. That colleague hands out nothing on it.

    The lock goes with it. Whoever has a phone is told.
    """
    _may(by, card)
    if pin in EASY or len(set(pin)) == 1 or pin[:2] in ("19", "20"):
        raise RuleBroken("这个密码太好猜。别用顺着数的、一样的、年份，换四个数字。", field="pin")
    salt = new_salt()
    fresh = {"pin_hash": hashed(pin, salt), "salt": salt, "wrong": 0, "locked_until": None}
    if not ContactCard.objects.live().filter(pk=card.pk).update(pin_set_by=by, pin_set_at=at, **fresh):
        raise RuleBroken(UNKNOWN)
    for person in card.holders.filter(user__isnull=False).select_related("user"):
        source = f"card:{card.pk}:pin:{at:%Y%m%d%H%M%S}:{person.pk}"
        tell(user=person.user, text="您家的连心卡设了新密码。不是您设的，马上打电话给站上。", source=source, at=at)
    card.refresh_from_db()


def _may(by, card):
    if not by.holds(Duty.MANAGE, card.place):
        raise RuleBroken("这张卡不归您管，请让管这里的同事来办。")
    if not Person.objects.own_phones(by) or Person.objects.near(by).filter(pk__in=card.holders.values("pk")).exists():
        raise RuleBroken("自己家的卡要请别的同事来办；没有认过本人的工作账号也不能办。")


def check_pin(number, pin, *, at):
    """The live card of this number, if the PIN is right; else RuleBroken, with the try counted.

    Not one verb but two, so that a wrong try stays counted although the answer is a refusal.
    """
    card, wrong = _try_pin(number, pin, at=at)
    if wrong:
        raise wrong
    return card


@verb
def _try_pin(number, pin, *, at):
    """Count a try before looking; nobody can slip in between. Returns the card, or None and what to say."""
    card = ContactCard.objects.live().filter(number=number).select_related("person", "household").first()
    if card is None:
        return None, RuleBroken(UNKNOWN, field="pin")
    if not card.pin_hash:
        return None, RuleBroken(NO_PIN, field="pin")
    rule = CardRule.objects.at(timezone.localdate(at), card.place[:6]).get()
    mine = ContactCard.objects.filter(pk=card.pk)
    mine.filter(locked_until__lte=at).update(wrong=0, locked_until=None)
    open_ = mine.filter(Q(locked_until=None) | Q(locked_until__lte=at), wrong__lt=rule.tries)
    if not open_.update(wrong=F("wrong") + 1):
        return None, _locked(mine, rule, at)
    if is_right(pin, card):
        mine.update(wrong=0)
        return card, None
    left = rule.tries - mine.get().wrong
    return None, RuleBroken(f"密码不对，还能试 {left} 次。", "pin") if left else _locked(mine, rule, at)


def _locked(mine, rule, at):
    mine.filter(locked_until=None).update(locked_until=at + timedelta(hours=rule.lock_hours))
    return LimitReached(
        f"密码试错 {rule.tries} 次，这张卡先锁 {rule.lock_hours} 小时。分都在，也可以在站上重设密码。", "pin"
    )
