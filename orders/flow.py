"""The order flow as three tables: when, who, and what next. Facts only; no database.

Buttons, checks, URLs, API paths and the database's own triggers are all read from here. Every state that
is not final has somebody with a button, or the clock.
"""

from dataclasses import dataclass
from enum import Enum

from django.db import models


class Hand(Enum):
    """Who takes a step; `policies.py` says when a given person is one."""

    OFFICE = "县中心"
    UNIT = "承办的所站"
    UPPER = "上一级"
    CALLER = "上一级电话回访"
    STAFF = "代办的工作人员"
    VOLUNTEER = "志愿者本人"
    CLAIMANT = "接了这单的志愿者"
    RESIDENT = "点单的群众"
    SYSTEM = "系统"


OFFICE, UNIT, UPPER, CALLER, STAFF = Hand.OFFICE, Hand.UNIT, Hand.UPPER, Hand.CALLER, Hand.STAFF
VOLUNTEER, CLAIMANT, RESIDENT, SYSTEM = Hand.VOLUNTEER, Hand.CLAIMANT, Hand.RESIDENT, Hand.SYSTEM


@dataclass(frozen=True)
class Step:
    """One arrow of a table. `sources` empty: the row is born by it. `form` names what must be said with it."""

    name: str
    label: str
    sources: tuple
    target: str
    hands: tuple
    form: str = ""

    @property
    def has_button(self):
        """A step that a person may take; system steps have no button, URL or API path."""
        return set(self.hands) != {SYSTEM}


def table(*steps):
    return {step.name: step for step in steps}


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


W, O, C = WishStatus, OrderStatus, ClaimStatus

# A wish that one of these holds open keeps its order open.
PENDING_WISHES = (W.PLANNED, W.SERVED, W.DISSATISFIED)
ANSWERED_WISHES = (W.CONFIRMED, W.DEFAULTED, W.SETTLED)
OPEN_WISHES = (W.NEW, W.ASKED, *PENDING_WISHES)
FINAL_WISHES = (W.WITHDRAWN, *ANSWERED_WISHES)
UNSERVED_ORDERS = (O.DRAFT, O.DISPATCHED, O.OPEN, O.SENT_BACK)
FINAL_ORDERS = (O.CLOSED, O.CANCELLED)
JOINABLE_ORDERS = (O.DISPATCHED, O.OPEN)
PLACED_CLAIMS = (C.ACCEPTED, C.ARRIVED, C.DONE)
LIVE_CLAIMS = (C.OFFERED, C.ACCEPTED, C.ARRIVED)

WISH_FLOW = table(
    Step("ask", "请群众补充", (W.NEW,), W.ASKED, (OFFICE,), "words"),
    Step("reply", "补充说明", (W.ASKED,), W.NEW, (RESIDENT, STAFF), "words"),
    Step("refuse", "不予受理", (W.NEW, W.ASKED), W.REFUSED, (OFFICE,), "refuse"),
    Step("transfer", "转办", (W.NEW, W.ASKED), W.TRANSFERRED, (OFFICE,), "transfer"),
    Step("restore", "重新受理", (W.REFUSED, W.TRANSFERRED), W.NEW, (OFFICE,), "words"),
    Step("prepare", "制单", (W.NEW,), W.PLANNED, (OFFICE,), "prepare"),
    Step("merge", "并入已有的单", (W.NEW,), W.PLANNED, (OFFICE,), "merge"),
    Step("unmerge", "拆出来", (W.PLANNED,), W.NEW, (OFFICE, SYSTEM), "words"),
    Step(
        "withdraw",
        "撤回",
        (W.NEW, W.ASKED, W.PLANNED, W.DISSATISFIED),
        W.WITHDRAWN,
        (RESIDENT, STAFF),
        "words",
    ),
    Step("serve", "办结", (W.PLANNED, W.DISSATISFIED), W.SERVED, (SYSTEM,)),
    Step("confirm", "确认办好了", (W.SERVED,), W.CONFIRMED, (RESIDENT, CALLER), "confirm"),
    Step("dispute", "没办好", (W.SERVED,), W.DISSATISFIED, (RESIDENT, CALLER), "dispute"),
    Step("settle", "了结", (W.DISSATISFIED,), W.SETTLED, (UPPER,), "words"),
    Step("expire", "默认办结", (W.SERVED,), W.DEFAULTED, (SYSTEM,)),
)

ORDER_FLOW = table(
    Step("prepare", "制单", (), O.DRAFT, (OFFICE,), "prepare"),
    Step(
        "dispatch",
        "派单",
        (O.DRAFT, O.DISPATCHED, O.OPEN, O.SENT_BACK),
        O.DISPATCHED,
        (OFFICE, UNIT),
        "dispatch",
    ),
    Step("publish", "放到接单大厅", (O.DRAFT, O.DISPATCHED, O.SENT_BACK), O.OPEN, (OFFICE, UNIT), "publish"),
    Step("start", "开始服务", (O.DISPATCHED, O.OPEN), O.SERVING, (UNIT, CLAIMANT)),
    Step("serve", "办结", (O.SERVING,), O.SERVED, (UNIT, CLAIMANT), "serve"),
    Step(
        "send_back",
        "退回上一级",
        (O.DISPATCHED, O.OPEN, O.SERVING, O.SENT_BACK),
        O.SENT_BACK,
        (UNIT,),
        "words",
    ),
    Step("reopen", "重办", (O.SERVED,), O.DISPATCHED, (UPPER, SYSTEM), "words"),
    Step(
        "close",
        "结单",
        (O.DISPATCHED, O.OPEN, O.SERVING, O.SENT_BACK, O.SERVED),
        O.CLOSED,
        (SYSTEM,),
    ),
    Step("cancel", "取消这单", UNSERVED_ORDERS, O.CANCELLED, (OFFICE, SYSTEM), "words"),
)

CLAIM_FLOW = table(
    Step("offer", "邀请", (), C.OFFERED, (UNIT, OFFICE), "offer"),
    Step("claim", "接单", (), C.ACCEPTED, (VOLUNTEER,)),
    Step("accept", "应邀", (C.OFFERED,), C.ACCEPTED, (VOLUNTEER,)),
    Step("decline", "婉拒", (C.OFFERED,), C.DECLINED, (VOLUNTEER,)),
    Step("lapse", "过期", (C.OFFERED,), C.LAPSED, (SYSTEM,)),
    Step("leave", "退出", (C.ACCEPTED,), C.LEFT, (VOLUNTEER,), "leave"),
    Step("arrive", "到了", (C.ACCEPTED,), C.ARRIVED, (VOLUNTEER, UNIT)),
    Step("finish", "做完了", (C.ACCEPTED, C.ARRIVED), C.DONE, (VOLUNTEER, UNIT), "finish"),
    Step("absent", "没有来", (C.ACCEPTED,), C.ABSENT, (UNIT,), "words"),
    Step("release", "收回", LIVE_CLAIMS, C.RELEASED, (SYSTEM,)),
)

WISH_BORN, ORDER_BORN, CLAIM_BORN = (W.NEW,), (O.DRAFT,), (C.OFFERED, C.ACCEPTED)


def transitions(flow):
    """The arrows a database trigger lets pass, sorted so that migrations do not flap."""
    return sorted({(str(s), str(step.target)) for step in flow.values() for s in step.sources})


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
