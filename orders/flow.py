"""The order flow as three tables: when, who, and what next. Facts only; no database.

Buttons, checks, URLs, API paths and the database's own triggers are all read from here. Every state that
is not final has somebody with a button, or the clock.
"""

from enum import Enum

from django.db import models

from civcenter.kit.flow import Step, table


class Hand(Enum):
    """Who takes a step; `policies.py` says when a given person is one."""

    OFFICE = "县中心"
    UNIT = "承办的所站"
    UPPER = "上一级"
    CALLER = "上一级电话回访"
    STAFF = "代办的工作人员"
    VOLUNTEER = "志愿者本人"
    CLAIMANT = "接了这单的志愿者"
    CAPTAIN = "点名的队长"
    RESIDENT = "点单的群众"
    SYSTEM = "系统"


OFFICE, UNIT, UPPER, CALLER, STAFF = Hand.OFFICE, Hand.UNIT, Hand.UPPER, Hand.CALLER, Hand.STAFF
VOLUNTEER, CLAIMANT, CAPTAIN = Hand.VOLUNTEER, Hand.CLAIMANT, Hand.CAPTAIN
RESIDENT, SYSTEM = Hand.RESIDENT, Hand.SYSTEM


class WishStatus(models.TextChoices):
    NEW = "new", "等中心受理"
    ASKED = "asked", "等您补充"
    REFUSED = "refused", "没有受理"
    TRANSFERRED = "transferred", "转给别的单位"
    PLANNED = "planned", "正在安排"
    SERVED = "served", "等您评单"
    DISSATISFIED = "dissatisfied", "您不满意，重办中"
    WITHDRAWN = "withdrawn", "已撤回"
    CONFIRMED = "confirmed", "已办成"
    DEFAULTED = "defaulted", "默认办结"
    SETTLED = "settled", "已了结"


class NeedState(models.TextChoices):
    """What came of a need that many share."""

    OPEN = "open", "等着定"
    PLANNED = "planned", "排进计划了"
    DISMISSED = "dismissed", "不统一办"


class OrderStatus(models.TextChoices):
    DRAFT = "draft", "待派单"
    DISPATCHED = "dispatched", "已派单"
    OPEN = "open", "在大厅"
    SENT_BACK = "sent_back", "被退回"
    SERVING = "serving", "服务中"
    SERVED = "served", "待评单"
    CLOSED = "closed", "已办结"
    CANCELLED = "cancelled", "已取消"


class ClaimStatus(models.TextChoices):
    OFFERED = "offered", "等您答复"
    ACCEPTED = "accepted", "已接单"
    ARRIVED = "arrived", "服务中"
    DONE = "done", "做完了"
    DECLINED = "declined", "婉拒"
    LAPSED = "lapsed", "过期未答"
    LEFT = "left", "已退出"
    ABSENT = "absent", "没有来"
    RELEASED = "released", "单子收回"


WISH, ORDER, CLAIM = WishStatus, OrderStatus, ClaimStatus

# A wish that one of these holds open keeps its order open.
PENDING_WISHES = (WISH.PLANNED, WISH.SERVED, WISH.DISSATISFIED)
ANSWERED_WISHES = (WISH.CONFIRMED, WISH.DEFAULTED, WISH.SETTLED)
OPEN_WISHES = (WISH.NEW, WISH.ASKED, *PENDING_WISHES)
FINAL_WISHES = (WISH.WITHDRAWN, *ANSWERED_WISHES)
UNSERVED_ORDERS = (ORDER.DRAFT, ORDER.DISPATCHED, ORDER.OPEN, ORDER.SENT_BACK)
FINAL_ORDERS = (ORDER.CLOSED, ORDER.CANCELLED)
JOINABLE_ORDERS = (ORDER.DISPATCHED, ORDER.OPEN)
PLACED_CLAIMS = (CLAIM.ACCEPTED, CLAIM.ARRIVED, CLAIM.DONE)
LIVE_CLAIMS = (CLAIM.OFFERED, CLAIM.ACCEPTED, CLAIM.ARRIVED)

WISH_FLOW = table(
    Step("ask", "请群众补充", (WISH.NEW,), WISH.ASKED, (OFFICE,), "words"),
    Step("reply", "补充说明", (WISH.ASKED,), WISH.NEW, (RESIDENT, STAFF), "words"),
    Step("refuse", "不予受理", (WISH.NEW, WISH.ASKED), WISH.REFUSED, (OFFICE,), "refuse"),
    Step("transfer", "转办", (WISH.NEW, WISH.ASKED), WISH.TRANSFERRED, (OFFICE,), "transfer"),
    Step("restore", "重新受理", (WISH.REFUSED, WISH.TRANSFERRED), WISH.NEW, (OFFICE,), "words"),
    Step("prepare", "制单", (WISH.NEW,), WISH.PLANNED, (OFFICE,), "prepare"),
    Step("merge", "并入已有的单", (WISH.NEW,), WISH.PLANNED, (OFFICE,), "merge"),
    Step("unmerge", "拆出来", (WISH.PLANNED,), WISH.NEW, (OFFICE, SYSTEM), "words"),
    Step(
        "withdraw",
        "撤回",
        (WISH.NEW, WISH.ASKED, WISH.PLANNED, WISH.DISSATISFIED),
        WISH.WITHDRAWN,
        (RESIDENT, STAFF),
        "words",
    ),
    Step("serve", "办结", (WISH.PLANNED, WISH.DISSATISFIED), WISH.SERVED, (SYSTEM,)),
    Step("confirm", "确认办好了", (WISH.SERVED,), WISH.CONFIRMED, (RESIDENT, CALLER), "confirm"),
    Step("dispute", "没办好", (WISH.SERVED,), WISH.DISSATISFIED, (RESIDENT, CALLER), "dispute"),
    Step("settle", "了结", (WISH.DISSATISFIED,), WISH.SETTLED, (UPPER,), "words"),
    Step("expire", "默认办结", (WISH.SERVED,), WISH.DEFAULTED, (SYSTEM,)),
)

ORDER_FLOW = table(
    Step("prepare", "制单", (), ORDER.DRAFT, (OFFICE,), "prepare"),
    Step(
        "dispatch",
        "派单",
        (ORDER.DRAFT, ORDER.DISPATCHED, ORDER.OPEN, ORDER.SENT_BACK),
        ORDER.DISPATCHED,
        (OFFICE, UNIT),
        "dispatch",
    ),
    Step(
        "publish",
        "放到接单大厅",
        (ORDER.DRAFT, ORDER.DISPATCHED, ORDER.SENT_BACK),
        ORDER.OPEN,
        (OFFICE, UNIT),
        "publish",
    ),
    Step("start", "开始服务", (ORDER.DISPATCHED, ORDER.OPEN), ORDER.SERVING, (UNIT, CLAIMANT, CAPTAIN)),
    Step("serve", "办结", (ORDER.SERVING,), ORDER.SERVED, (UNIT, CLAIMANT), "serve"),
    Step(
        "send_back",
        "退回上一级",
        (ORDER.DISPATCHED, ORDER.OPEN, ORDER.SERVING, ORDER.SENT_BACK),
        ORDER.SENT_BACK,
        (UNIT,),
        "words",
    ),
    Step("reopen", "重办", (ORDER.SERVED,), ORDER.DISPATCHED, (UPPER, SYSTEM), "words"),
    Step(
        "close",
        "结单",
        (ORDER.DISPATCHED, ORDER.OPEN, ORDER.SERVING, ORDER.SENT_BACK, ORDER.SERVED),
        ORDER.CLOSED,
        (SYSTEM,),
    ),
    Step("cancel", "取消这单", UNSERVED_ORDERS, ORDER.CANCELLED, (OFFICE, SYSTEM), "words"),
)

CLAIM_FLOW = table(
    Step("offer", "邀请", (), CLAIM.OFFERED, (UNIT, OFFICE), "offer"),
    Step("claim", "接单", (), CLAIM.ACCEPTED, (VOLUNTEER,)),
    Step("accept", "应邀", (CLAIM.OFFERED,), CLAIM.ACCEPTED, (VOLUNTEER,)),
    Step("decline", "婉拒", (CLAIM.OFFERED,), CLAIM.DECLINED, (VOLUNTEER,)),
    Step("lapse", "过期", (CLAIM.OFFERED,), CLAIM.LAPSED, (SYSTEM,)),
    Step("leave", "退出", (CLAIM.ACCEPTED,), CLAIM.LEFT, (VOLUNTEER,), "leave"),
    Step("arrive", "到了", (CLAIM.ACCEPTED,), CLAIM.ARRIVED, (VOLUNTEER, UNIT, CAPTAIN)),
    Step("finish", "做完了", (CLAIM.ACCEPTED, CLAIM.ARRIVED), CLAIM.DONE, (VOLUNTEER, UNIT, CAPTAIN), "finish"),
    Step("absent", "没有来", (CLAIM.ACCEPTED,), CLAIM.ABSENT, (UNIT,), "words"),
    Step("release", "收回", LIVE_CLAIMS, CLAIM.RELEASED, (SYSTEM,)),
)

WISH_BORN, ORDER_BORN, CLAIM_BORN = (WISH.NEW,), (ORDER.DRAFT,), (CLAIM.OFFERED, CLAIM.ACCEPTED)


class Urgency(models.TextChoices):
    NORMAL = "normal", "一般"
    URGENT = "urgent", "紧急"


class Clock(models.TextChoices):
    """Which promise runs while a row waits; a rule row says how long each is."""

    ANSWER = "answer", "受理答复"
    REPLY = "reply", "群众补充"
    DISPATCH = "dispatch", "派单"
    TAKE = "take", "接单"
    OFFER = "offer", "应邀"
    SERVE = "serve", "办结"
    RATE = "rate", "群众评单"
    MEND = "mend", "重办"
    TOTAL = "total", "全程"


class Proof(models.TextChoices):
    """How a resident showed that the wish is his; only the last two vouch for a volunteer's minutes."""

    COOKIE = "cookie", "本机"
    SLIP = "slip", "回执单"
    SMS = "sms", "短信链接"
    CODE = "code", "手机验证码"


VOUCHING = (Proof.SMS, Proof.CODE)


class RefusalReason(models.TextChoices):
    """Why a wish is not taken on (standards 2.5)."""

    BEYOND = "beyond", "超出志愿服务范围"
    OFFICIAL = "official", "属于行政职责"
    PAID = "paid", "属于有偿服务"
    ILLEGAL = "illegal", "违法违规"
    UNTRUE = "untrue", "信息不实"
    DUPLICATE = "duplicate", "重复点单"
    UNABLE = "unable", "暂时无力提供"
    RISKY = "risky", "风险太高"
    SILENT = "silent", "一直没有补充"
