"""Vouchers: of the right star, no more than there are, each used once, in time, at its own shop."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction

from civcenter.kit.errors import LimitReached, NotYours, OutOfTurn, RuleBroken
from civcenter.notices.models import Notice
from incentives.actions import (
    close_courtesy,
    come_in_as_merchant,
    end_agreement,
    extend_agreement,
    give_back,
    lapse_vouchers,
    offer,
    redeem,
    renew_pin,
    sign_merchant,
    take,
    warn_of_agreements,
)
from incentives.actions.courtesies import period_of
from incentives.models import Merchant, Share, Voucher
from tests import factories as make
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def cast():
    people = make.cast()
    Volunteer.objects.filter(pk=people.volunteer.pk).update(stars=2)
    people.volunteer.refresh_from_db()
    return people


def shop(cast, agreement="礼 1", **details):
    details = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), **details}
    return sign_merchant(
        by=cast.office,
        at=make.NOW,
        division=cast.center.division,
        name="便民理发店",
        contact="郑师傅",
        phone="19000000000",
        agreement=agreement,
        **details,
    )


def thanks(cast, merchant=None, **details):
    details = {"min_star": 2, "every": "month", "quota": 3, "valid_days": 7, **details}
    period = {"starts_on": date(2026, 11, 1), "ends_on": date(2026, 12, 31)}
    gives = {"name": "理发", "gives": "免费理发一次"}
    return offer(merchant or shop(cast)[0], by=cast.office, at=make.NOW, **gives, **{**period, **details})


def took(cast, courtesy, who=None, at=make.NOW):
    who = who or cast.volunteer
    return take(courtesy, volunteer=who, by=who.person.user, at=at)


def test_taken_shown_and_used_once(cast):
    merchant, pin = shop(cast)
    voucher = took(cast, thanks(cast, merchant))
    assert come_in_as_merchant(merchant.link, pin=pin, at=make.NOW) == merchant
    assert redeem(merchant, code=f" {voucher.code[:5]} {voucher.code[5:]}", at=make.NOW).status == "redeemed"
    with pytest.raises(RuleBroken, match="11 月 23 日 09:00 用过了"):
        redeem(merchant, code=voucher.code, at=make.NOW)
    assert voucher.code not in str(list(Voucher.objects.values("code_key")))


def test_from_the_star_on_and_by_an_active_volunteer_himself(cast):
    courtesy = thanks(cast, min_star=3)
    with pytest.raises(RuleBroken, match="3 星起，您现在 2 星"):
        took(cast, courtesy)
    with pytest.raises(NotYours):
        take(courtesy, volunteer=cast.volunteer, by=cast.office, at=make.NOW)
    Volunteer.objects.filter(pk=cast.volunteer.pk).update(status="suspended", stars=5)
    with pytest.raises(NotYours):
        took(cast, courtesy)


def test_a_star_taken_back_takes_the_voucher_along(cast):
    merchant, _ = shop(cast)
    voucher = took(cast, thanks(cast, merchant))
    Volunteer.objects.filter(pk=cast.volunteer.pk).update(stars=1)
    with pytest.raises(RuleBroken, match="不够星级"):
        redeem(merchant, code=voucher.code, at=make.NOW)


def test_no_more_than_the_round_has_and_one_each(cast):
    courtesy = thanks(cast, quota=2, each=1)
    others = [make.volunteer(name="又一") for _ in range(2)]
    Volunteer.objects.update(stars=2)
    mine = took(cast, courtesy)
    with pytest.raises(RuleBroken, match="领过了"):
        took(cast, courtesy)
    assert Share.objects.get().taken == 1
    took(cast, courtesy, others[0])
    with pytest.raises(RuleBroken, match="发完了"):
        took(cast, courtesy, others[1])
    give_back(mine, by=cast.volunteer.person.user, at=make.NOW)
    with pytest.raises(OutOfTurn):
        give_back(mine, by=cast.volunteer.person.user, at=make.NOW)
    took(cast, courtesy, others[1])
    assert took(cast, courtesy, at=make.NOW + 10 * DAY).share.period == "2026-12"


@pytest.mark.parametrize(("every", "period"), [("month", "2026-11"), ("quarter", "2026Q4"), ("year", "2026")])
def test_rounds_have_names(every, period):
    assert period_of(every, date(2026, 11, 23)) == period


def test_good_through_its_last_day_and_not_a_minute_longer(cast):
    merchant, _ = shop(cast)
    courtesy = thanks(cast, merchant)
    voucher = took(cast, courtesy)
    midnight = make.NOW.replace(hour=0) + 7 * DAY
    assert voucher.expires_at == midnight
    with pytest.raises(RuleBroken, match="11 月 29 日就过期了"):
        redeem(merchant, code=voucher.code, at=midnight)
    assert lapse_vouchers(at=midnight - timedelta(seconds=1)) == 0
    assert [lapse_vouchers(at=midnight) for _ in range(2)] == [1, 0]
    assert Share.objects.get().taken == 0
    with pytest.raises(RuleBroken, match="领过了"):
        took(cast, courtesy, at=midnight)
    assert Share.objects.get().taken == 0


def test_never_longer_than_the_offer_or_the_agreement(cast):
    merchant, _ = shop(cast, ends_on=date(2026, 11, 25))
    voucher = took(cast, thanks(cast, merchant, ends_on=date(2026, 11, 25)))
    assert voucher.expires_at.date() == date(2026, 11, 26)
    with pytest.raises(RuleBroken, match="协议期内"):
        thanks(cast, merchant, ends_on=date(2026, 11, 26))


def test_an_agreement_that_ended_lets_nobody_in(cast):
    merchant, pin = shop(cast)
    courtesy = thanks(cast, merchant)
    voucher = took(cast, courtesy)
    end_agreement(merchant, by=cast.office, at=make.NOW, reason="店关了")
    later = make.NOW + DAY
    with pytest.raises(RuleBroken, match="协议不在期内"):
        come_in_as_merchant(merchant.link, pin=pin, at=later)
    with pytest.raises(RuleBroken, match="协议不在期内"):
        redeem(merchant, code=voucher.code, at=later)
    with pytest.raises(RuleBroken, match="现在不发"):
        took(cast, courtesy, make.volunteer(name="后来"), at=later)
    extend_agreement(merchant, by=cast.office, at=later, ends_on=date(2027, 1, 1))
    redeem(merchant, code=voucher.code, at=later)


def test_another_shop_knows_nothing_of_it(cast):
    voucher = took(cast, thanks(cast))
    other, _ = shop(cast, "礼 2")
    with pytest.raises(RuleBroken, match="没有这张券"):
        redeem(other, code=voucher.code, at=make.NOW)
    assert Voucher.objects.get().status == "issued"


def test_wrong_pins_and_codes_stay_counted_and_lock(cast):
    merchant, pin = shop(cast)
    wrong = "000000" if pin != "000000" else "111111"
    for _ in range(4):
        with pytest.raises(RuleBroken, match="密码不对"):
            come_in_as_merchant(merchant.link, pin=wrong, at=make.NOW)
        with pytest.raises(RuleBroken, match="没有这张券"):
            redeem(merchant, code="1234567890", at=make.NOW)
    for attempt in (
        lambda: come_in_as_merchant(merchant.link, pin=pin, at=make.NOW),
        lambda: redeem(merchant, code="1", at=make.NOW),
    ):
        with pytest.raises(LimitReached, match="15 分钟后"):
            attempt()
    assert come_in_as_merchant(merchant.link, pin=pin, at=make.NOW + timedelta(minutes=15)) == merchant


def test_a_new_pin_shuts_the_old_link(cast):
    merchant, pin = shop(cast)
    old = merchant.link
    new = renew_pin(merchant, by=cast.office, at=make.NOW)
    assert merchant.door == 2
    for link, typed in ((old, pin), (old, new), (merchant.link, pin)):
        with pytest.raises(RuleBroken, match="链接或密码"):
            come_in_as_merchant(link, pin=typed, at=make.NOW)
    assert come_in_as_merchant(merchant.link, pin=new, at=make.NOW) == merchant


def test_agreements_are_the_offices(cast):
    merchant, _ = shop(cast)
    courtesy = thanks(cast, merchant)
    with pytest.raises(RuleBroken, match="登记过了"):
        shop(cast)
    for attempt in (
        lambda: renew_pin(merchant, by=cast.manager, at=make.NOW),
        lambda: close_courtesy(courtesy, by=cast.chief, at=make.NOW),
        lambda: extend_agreement(merchant, by=cast.neighbour, at=make.NOW, ends_on=date(2030, 1, 1)),
    ):
        with pytest.raises(NotYours):
            attempt()
    close_courtesy(courtesy, by=cast.office, at=make.NOW)
    with pytest.raises(RuleBroken, match="现在不发"):
        took(cast, courtesy)


def test_the_office_is_told_once_before_an_agreement_ends(cast):
    shop(cast, ends_on=date(2026, 12, 20))
    for _ in range(2):
        warn_of_agreements(at=make.NOW)
    told = [notice.text for notice in Notice.objects.filter(user_id=cast.office.pk)]
    assert len([text for text in told if "2026-12-20 到期" in text]) == 1


def test_the_database_uses_no_voucher_twice_or_late(cast):
    voucher = took(cast, thanks(cast))
    row = Voucher.objects.filter(pk=voucher.pk)
    for change in (
        {"status": "redeemed"},
        {"status": "redeemed", "redeemed_at": voucher.expires_at},
        {"volunteer": make.volunteer(name="别人")},
        {"expires_at": voucher.expires_at + 9 * DAY},
    ):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            row.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Share.objects.update(taken=4)
    row.update(status="redeemed", redeemed_at=make.NOW)
    with pytest.raises(InternalError), transaction.atomic():
        row.update(status="issued", redeemed_at=None)
    with pytest.raises(InternalError), transaction.atomic():
        Merchant.objects.all()._raw_delete("default")
