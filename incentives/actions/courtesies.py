"""关爱礼遇: agreements with shops, what they give from which star on, vouchers taken and given back, what ran out."""

import secrets
from datetime import datetime, time, timedelta

from django.db.models import F
from django.utils import timezone

from civcenter.accounts.duties import Duty
from civcenter.accounts.models import Appointment
from civcenter.accounts.roles import Role
from civcenter.kit.errors import NotYours, OutOfTurn, RuleBroken
from civcenter.kit.numbers import new_number
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.secrets import lookup
from civcenter.kit.verbs import verb
from civcenter.notices.actions import tell
from incentives.flow import Every, VoucherStatus
from incentives.models import Courtesy, Merchant, Share, Voucher
from volunteers.choices import VolunteerStatus
from volunteers.models import Volunteer

PIN_DIGITS = 6
WARNED = timedelta(days=30)
"""Before an agreement ends the office is told."""

NOBODY = "礼遇给在册的星级志愿者，请用登记时的手机号进来。"
GONE = "这一轮的名额发完了，下一轮再来。"
HAVE = "这一轮您领过了，下一轮再来。"


def new_pin():
    return f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}d}"


def pin_key(merchant_link, pin):
    """What is kept of a PIN: keyed, and bound to its shop."""
    return lookup(f"merchant:{merchant_link}:{pin}")


@verb
def sign_merchant(*, by, at, division, name, contact, phone, agreement, starts_on, ends_on, credit_code="", address=""):
    """Put an agreement on record. Returns the merchant and the PIN, which is shown this once."""
    _office(by, division.pk)
    if ends_on < starts_on:
        raise RuleBroken("最后一天不能早于开始那天。", field="ends_on")
    link, pin = secrets.token_urlsafe(16), new_pin()
    merchant = Merchant(
        division=division,
        name=name,
        contact=contact,
        phone=phone,
        agreement=agreement,
        starts_on=starts_on,
        ends_on=ends_on,
        credit_code=credit_code,
        address=address,
        link=link,
        link_key=lookup(link),
        pin_key=pin_key(link, pin),
        signed_by=by,
        signed_at=at,
    )
    if not insert_unless_taken(merchant):
        raise RuleBroken("这个协议编号登记过了，请看看是不是同一家。", field="agreement")
    return merchant, pin


def _office(by, place):
    """Agreements are the county office's, whose stamp is on them."""
    if not by.holds(Duty.PREPARE, place):
        raise NotYours("商户和礼遇由县中心办公室来管。")


@verb
def renew_pin(merchant, *, by, at):
    """A new link and PIN; whatever was open by the old ones is shut. Returns the PIN, shown this once."""
    _office(by, merchant.division_id)
    link, pin = secrets.token_urlsafe(16), new_pin()
    Merchant.objects.filter(pk=merchant.pk).update(
        link=link,
        link_key=lookup(link),
        pin_key=pin_key(link, pin),
        door=F("door") + 1,
        wrong=0,
        locked_until=None,
    )
    merchant.refresh_from_db()
    return pin


@verb
def extend_agreement(merchant, *, by, at, ends_on):
    """The agreement is renewed until a later day."""
    _office(by, merchant.division_id)
    if not Merchant.objects.filter(pk=merchant.pk, ends_on__lt=ends_on).update(ends_on=ends_on, end_reason=""):
        raise RuleBroken("续到哪天，要比现在的最后一天晚。", field="ends_on")
    merchant.refresh_from_db()


@verb
def end_agreement(merchant, *, by, at, reason):
    """It ends before its day: from tomorrow no voucher is given or taken. Its people are no longer let in."""
    _office(by, merchant.division_id)
    if not reason:
        raise RuleBroken("写一句为什么提前结束。", field="reason")
    day = max(timezone.localdate(at), merchant.starts_on)
    if not Merchant.objects.filter(pk=merchant.pk, ends_on__gt=day).update(ends_on=day, end_reason=reason[:100]):
        raise OutOfTurn("提前结束")
    merchant.refresh_from_db()


@verb
def offer(merchant, *, by, at, name, gives, min_star, every, quota, valid_days, starts_on, ends_on, each=1, limits=""):
    """What the shop gives from a star on, within its agreement."""
    _office(by, merchant.division_id)
    if ends_on < starts_on:
        raise RuleBroken("最后一天不能早于开始那天。", field="ends_on")
    if ends_on > merchant.ends_on or starts_on < merchant.starts_on:
        raise RuleBroken(
            f"要在协议期内：{merchant.starts_on:%Y-%m-%d} 到 {merchant.ends_on:%Y-%m-%d}。", field="ends_on"
        )
    if each > quota:
        raise RuleBroken("一人几张不能多过一共几张。", field="each")
    return Courtesy.objects.create(
        merchant=merchant,
        name=name,
        gives=gives,
        limits=limits,
        min_star=min_star,
        every=every,
        quota=quota,
        each=each,
        valid_days=valid_days,
        starts_on=starts_on,
        ends_on=ends_on,
        offered_by=by,
        offered_at=at,
    )


@verb
def close_courtesy(courtesy, *, by, at):
    """No more vouchers are given; those that are out are good until their day."""
    _office(by, courtesy.place)
    if not Courtesy.objects.filter(pk=courtesy.pk, is_open=True).update(is_open=False):
        raise OutOfTurn("停发")


def period_of(every, day):
    """The round a day belongs to: 2026-11, 2026Q4 or 2026."""
    if every == Every.MONTH:
        return f"{day:%Y-%m}"
    return f"{day.year}Q{(day.month + 2) // 3}" if every == Every.QUARTER else f"{day.year}"


@verb
def take(courtesy, *, volunteer, by, at):
    """The volunteer takes a voucher: one more of the round's share, one of his own slots, or a sentence why not.

    The share is a conditional UPDATE and the slot a unique key, so a crowd never gets more than there is.
    """
    day = timezone.localdate(at)
    _may_take(courtesy, volunteer, by, day)
    Share.objects.bulk_create(
        [Share(courtesy=courtesy, period=period_of(courtesy.every, day), quota=courtesy.quota)], ignore_conflicts=True
    )
    share = Share.objects.get(courtesy=courtesy, period=period_of(courtesy.every, day))
    if not Share.objects.filter(pk=share.pk, taken__lt=F("quota")).update(taken=F("taken") + 1):
        raise RuleBroken(GONE)
    details = {"star": volunteer.stars, "taken_at": at, "expires_at": _last_moment(courtesy, day)}
    for slot in range(1, courtesy.each + 1):
        code = new_number()
        voucher = Voucher(
            share=share, volunteer=volunteer, slot=slot, code=code, code_key=lookup(f"voucher:{code}"), **details
        )
        if insert_unless_taken(voucher):
            return voucher
    raise RuleBroken(HAVE)


def _may_take(courtesy, volunteer, by, day):
    fresh = Volunteer.objects.filter(pk=volunteer.pk, status=VolunteerStatus.ACTIVE).first()
    if fresh is None or by.pk not in (volunteer.person.user_id, volunteer.person.staff_id):
        raise NotYours(NOBODY)
    if not Courtesy.objects.current(day).in_county(fresh.county).filter(pk=courtesy.pk).exists():
        raise RuleBroken("这项礼遇现在不发了。")
    if fresh.stars < courtesy.min_star:
        raise RuleBroken(f"这项礼遇 {courtesy.min_star} 星起，您现在 {fresh.stars} 星。")
    volunteer.stars = fresh.stars


def _last_moment(courtesy, day):
    """Midnight after the last day on which the voucher is good."""
    last = min(day + timedelta(days=courtesy.valid_days - 1), courtesy.ends_on, courtesy.merchant.ends_on)
    return datetime.combine(last + timedelta(days=1), time(), timezone.get_current_timezone())


@verb
def give_back(voucher, *, by, at):
    """Unused and not wanted: the round's share has it again, and the volunteer may take another."""
    if by.pk not in (voucher.volunteer.person.user_id, voucher.volunteer.person.staff_id):
        raise NotYours("退券要本人来退。")
    if not Voucher.objects.usable(at).filter(pk=voucher.pk).update(status=VoucherStatus.CANCELLED):
        raise OutOfTurn("退券")
    Share.objects.filter(pk=voucher.share_id).update(taken=F("taken") - 1)


@verb
def lapse_vouchers(*, at):
    """The nightly task: what was not used in time is over, and its place in the round is free. May run twice."""
    over = list(Voucher.objects.over(at).select_for_update(skip_locked=True).values_list("pk", "share_id"))
    Voucher.objects.filter(pk__in=[pk for pk, _ in over]).update(status=VoucherStatus.EXPIRED)
    for share in {share for _, share in over}:
        back = sum(1 for _, of in over if of == share)
        Share.objects.filter(pk=share).update(taken=F("taken") - back)
    return len(over)


@verb
def warn_of_agreements(*, at):
    """Thirty days before an agreement ends the county office is told, once for each last day."""
    day = timezone.localdate(at)
    ending = Merchant.objects.current(day).filter(ends_on__lte=day + WARNED)
    for merchant in ending:
        posts = Appointment.objects.current(day).filter(role=Role.OFFICE, division=merchant.county)
        for post in posts.select_related("user"):
            tell(
                user=post.user,
                text=f"{merchant.name}的礼遇协议 {merchant.ends_on:%Y-%m-%d} 到期，要续的请早办。",
                link=f"/desk/merchants/{merchant.pk}/",
                source=f"merchant:{merchant.pk}:{merchant.ends_on:%Y%m%d}:{post.user_id}",
                at=at,
            )
