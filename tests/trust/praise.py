"""One county's honours, shops and vouchers in every state that has a button, and the doors that lead to them."""

from datetime import timedelta

from django.utils import timezone

from incentives.actions import check, confer, nominate, object_to_honor, offer, sign_merchant, take
from incentives.models import HonorRule
from tests import factories as make
from tests.trust.roles import (
    DESK,
    ELSEWHERE,
    EVERYBODY,
    HERE,
    KNOWN,
    OFFICE,
    OPEN,
    PERSONAL,
    RUNS,
    STAFF,
    VOLUNTEER,
    Door,
    to,
)
from volunteers.models import Volunteer

OFFICE_ONLY, VOLUNTEERS = to(OFFICE), to(VOLUNTEER)
PAPER = ("证书.pdf", b"%PDF-1.7 ")


def _somebody(c):
    return make.volunteer(code=c.station.division_id, reviewer=c.manager, name=c.text.name)


def honours(c):
    """One honour in every state, of a volunteer of its own each; the conferred one is the volunteer's."""
    long_ago = c.at - timedelta(days=60)
    for name, at in (("nominated", c.at), ("notice", c.at), ("due", long_ago), ("conferred", long_ago)):
        who = c.volunteer if name == "conferred" else _somebody(c)
        files = [(f"{c.text.title}.pdf", PAPER[1])] if name == "nominated" else []
        rule = HonorRule.objects.get(code="volunteer")
        row = nominate(who.person, rule=rule, deeds=c.text.note, by=c.manager, at=at, files=files)
        if name != "nominated":
            check(row, by=c.office, at=at)
        if name == "conferred":
            confer(row, by=c.office, at=c.at)
        c.rows[f"honour:{name}"] = row
    c.rows["honour:file"] = c.rows["honour:nominated"].files.get()
    c.rows["honour:said"] = object_to_honor(
        c.rows["honour:notice"], by=c.helper.person.user, at=c.at, words=c.text.note
    )
    c.rows["post:here"] = c.manager.appointments.get()


def courtesies(c):
    """A shop, what it gives, and a voucher of the volunteer's, who may take another."""
    day = timezone.localdate(c.at)
    period = {"starts_on": day - timedelta(days=30), "ends_on": day + timedelta(days=60)}
    own = {"name": c.text.name, "contact": c.text.name, "phone": make.fresh_phone(), "agreement": c.text.title[:60]}
    shop, _ = sign_merchant(by=c.office, at=c.at, division=c.center.division, **own, **period)
    given = {"name": c.text.name, "gives": c.text.note[:120], "min_star": 1, "every": "month"}
    Volunteer.objects.filter(pk=c.volunteer.pk).update(stars=1)
    c.volunteer.refresh_from_db()
    c.rows["merchant"] = shop
    c.rows["courtesy"] = row = offer(shop, by=c.office, at=c.at, quota=9, each=2, valid_days=7, **given, **period)
    c.rows["voucher"] = take(row, volunteer=c.volunteer, by=c.volunteer.person.user, at=c.at)


def a_reason(c):
    return {"reason": "写一句话"}


def days(c):
    day = timezone.localdate(c.at)
    return {"starts_on": f"{day:%Y-%m-%d}", "ends_on": f"{day + timedelta(days=30):%Y-%m-%d}"}


def an_agreement(c):
    return {"name": "新店", "contact": "郑师傅", "phone": make.fresh_phone(), "agreement": "新", **days(c)}


def an_offer(c):
    typed = {
        "name": "理发",
        "gives": "免费一次",
        "min_star": 1,
        "every": "year",
        "quota": 5,
        "each": 1,
        "valid_days": 7,
    }
    return {**typed, **days(c)}


def nominated(code):
    return lambda c: {"rule": HonorRule.objects.get(code=code).pk, "deeds": "做得好"}


def step(row, name, who, says=None):
    return Door(DESK, row, who, who, step=name, says=says)


PHONES = {
    "incentives:honours": Door(OPEN, "county", get=EVERYBODY, by="code", is_public=True),
    "incentives:honour": Door(OPEN, "honour:notice", get=EVERYBODY, is_public=True),
    "incentives:honour_objection": Door(
        PERSONAL, "honour:notice", get=KNOWN, post=KNOWN, says=lambda c: {"words": "没去"}, is_public=True
    ),
    "incentives:my_honours": Door(PERSONAL, get=KNOWN),
    "incentives:my_honour_paper": Door(PERSONAL, "honour:conferred", get=VOLUNTEERS),
    "incentives:nominate": Door(PERSONAL, "team", VOLUNTEERS, VOLUNTEERS),
    "incentives:courtesies": Door(PERSONAL, get=KNOWN),
    "incentives:take_voucher": Door(PERSONAL, "courtesy", post=VOLUNTEERS),
    "incentives:voucher": Door(PERSONAL, "voucher", get=VOLUNTEERS),
    "incentives:give_back_voucher": Door(PERSONAL, "voucher", post=VOLUNTEERS),
    # Without the shop's PIN typed in this browser the page says how to come in, and takes no code.
    "incentives:redeem": Door(OPEN, get=EVERYBODY),
    "incentives:leave_shop": Door(OPEN, post=EVERYBODY),
    "incentives:merchant_door": Door(OPEN, "merchant", get=EVERYBODY, by="link", is_public=True),
    "portal:red": Door(OPEN, "division", get=EVERYBODY, by="code", is_public=True),
}
DESKS = {
    "desk_portal:red": Door(DESK, get=STAFF),
    "desk_incentives:honours": Door(DESK, get=STAFF),
    "desk_incentives:honour": Door(DESK, "honour:notice", get=HERE),
    "desk_incentives:honour_paper": Door(DESK, "honour:conferred", get=HERE),
    "desk_incentives:honour_file": Door(DESK, "honour:file", post=RUNS),
    "desk_incentives:honour_objection": Door(
        DESK, "honour:said", OFFICE_ONLY, OFFICE_ONLY, says=lambda c: {"upheld": "no", "answer": "查过了"}
    ),
    "desk_incentives:nominate/person": step("person", "person", RUNS, nominated("volunteer")),
    "desk_incentives:nominate/team": step("team", "team", RUNS, nominated("team")),
    "desk_incentives:nominate/outpost": step("outpost", "outpost", RUNS, nominated("outpost")),
    "desk_incentives:nominate/post": Door(
        DESK, "post:here", RUNS, OFFICE_ONLY, step="post", says=nominated("official")
    ),
    "desk_incentives:honour_step/check": step("honour:nominated", "check", OFFICE_ONLY),
    "desk_incentives:honour_step/confer": step("honour:due", "confer", OFFICE_ONLY),
    "desk_incentives:honour_step/refuse": step("honour:notice", "refuse", OFFICE_ONLY, a_reason),
    "desk_incentives:honour_step/withdraw": step("honour:nominated", "withdraw", to("manager"), a_reason),
    "desk_incentives:honour_step/revoke": step("honour:conferred", "revoke", OFFICE_ONLY, a_reason),
    "desk_incentives:merchants": Door(DESK, get=STAFF),
    "desk_incentives:sign_merchant": Door(
        DESK, get=to(OFFICE, ELSEWHERE), post=to(OFFICE, ELSEWHERE), says=an_agreement
    ),
    "desk_incentives:merchant": Door(DESK, "merchant", get=to(OFFICE, "leader", "auditor")),
    "desk_incentives:merchant_phone": Door(DESK, "merchant", OFFICE_ONLY, OFFICE_ONLY, says=a_reason),
    "desk_incentives:renew_pin": Door(DESK, "merchant", post=OFFICE_ONLY),
    "desk_incentives:merchant_step/offer": step("merchant", "offer", OFFICE_ONLY, an_offer),
    "desk_incentives:merchant_step/extend": step(
        "merchant", "extend", OFFICE_ONLY, lambda c: {"ends_on": "2099-12-31"}
    ),
    "desk_incentives:merchant_step/end": step("merchant", "end", OFFICE_ONLY, a_reason),
    "desk_incentives:close_courtesy": Door(DESK, "courtesy", post=OFFICE_ONLY),
}
