"""The shop's side of a voucher: in by its own link and PIN, and each code marked as used once."""

from datetime import timedelta

from django.utils import timezone

from civcenter.kit.errors import LimitReached, RuleBroken
from civcenter.kit.secrets import lookup
from civcenter.kit.text import phone_digits
from civcenter.kit.verbs import verb
from incentives.actions.courtesies import pin_key
from incentives.flow import VoucherStatus
from incentives.models import Merchant, Voucher
from volunteers.choices import VolunteerStatus

MOST_WRONG = 8
LOCKED_FOR = timedelta(minutes=15)
"""After eight wrong PINs or codes in a row: some thousand tries a day never find one of a million, nor a voucher."""

NO_DOOR = "链接或密码不对。链接要用县中心给的那一张，密码是 6 位数字。"
NO_VOUCHER = "没有这张券。请看着顾客手机上的 10 位数字再输一遍。"
OVER = "协议不在期内，券核销不了。请打县中心电话。"


def merchant_at(link):
    """The shop of a link, or None; the link alone opens nothing."""
    return Merchant.objects.filter(link_key=lookup(link)).first()


def come_in_as_merchant(link, *, pin, at):
    """The shop whose link and PIN these are. Not a verb but one inside, so that a wrong try stays counted."""
    merchant, why = _try_pin(link, pin, at=at)
    if why:
        raise why
    return merchant


@verb
def _try_pin(link, pin, *, at):
    merchant = Merchant.objects.select_for_update().filter(link_key=lookup(link)).first()
    if merchant is None:
        return None, RuleBroken(NO_DOOR, field="pin")
    if _is_locked(merchant, at):
        return None, _locked_out(merchant, at)
    if merchant.pin_key != pin_key(link, phone_digits(pin)):
        return None, _wrong(merchant, at, RuleBroken(NO_DOOR, field="pin"))
    if not Merchant.objects.current(timezone.localdate(at)).filter(pk=merchant.pk).exists():
        return None, RuleBroken(OVER)
    _right(merchant)
    return merchant, None


def redeem(merchant, *, code, at):
    """Mark a voucher of this shop as used. Not a verb but one inside, so that a wrong try stays counted."""
    voucher, why = _try_code(merchant, phone_digits(code), at=at)
    if why:
        raise why
    return voucher


@verb
def _try_code(merchant, code, *, at):
    """One conditional UPDATE takes the voucher: its own shop, in time, once, by who still has the star."""
    merchant = Merchant.objects.select_for_update().get(pk=merchant.pk)
    if _is_locked(merchant, at):
        return None, _locked_out(merchant, at)
    if not Merchant.objects.current(timezone.localdate(at)).filter(pk=merchant.pk).exists():
        return None, RuleBroken(OVER)
    mine = Voucher.objects.filter(code_key=lookup(f"voucher:{code}"), share__courtesy__merchant=merchant)
    voucher = mine.select_related("share__courtesy", "volunteer__person").first()
    if voucher is None:
        return None, _wrong(merchant, at, RuleBroken(NO_VOUCHER, field="code"))
    able = voucher.volunteer.status == VolunteerStatus.ACTIVE
    if not able or voucher.volunteer.stars < voucher.share.courtesy.min_star:
        return None, RuleBroken("这位现在不够星级，这张券用不了。请他打县中心电话问。", field="code")
    if not Voucher.objects.usable(at).filter(pk=voucher.pk).update(status=VoucherStatus.REDEEMED, redeemed_at=at):
        return None, RuleBroken(_why_not(voucher), field="code")
    _right(merchant)
    voucher.refresh_from_db(fields=["status", "redeemed_at"])
    return voucher, None


def _why_not(voucher):
    voucher.refresh_from_db(fields=["status", "redeemed_at"])
    if voucher.status == VoucherStatus.REDEEMED:
        return f"这张券 {timezone.localtime(voucher.redeemed_at):%m 月 %d 日 %H:%M} 用过了，不能再用。"
    if voucher.status == VoucherStatus.CANCELLED:
        return "这张券顾客退掉了，不能用。"
    return f"这张券 {timezone.localtime(voucher.expires_at - timedelta(seconds=1)):%m 月 %d 日}就过期了，不能用。"


def _is_locked(merchant, at):
    return bool(merchant.locked_until and merchant.locked_until > at)


def _locked_out(merchant, at):
    minutes = -(-(merchant.locked_until - at) // timedelta(minutes=1))
    return LimitReached(f"输错满 {MOST_WRONG} 次了，{minutes} 分钟后再试。")


def _wrong(merchant, at, why):
    merchant.wrong += 1
    if merchant.wrong >= MOST_WRONG:
        merchant.wrong, merchant.locked_until = 0, at + LOCKED_FOR
    merchant.save(update_fields=["wrong", "locked_until"])
    return why


def _right(merchant):
    Merchant.objects.filter(pk=merchant.pk).update(wrong=0, locked_until=None)
