"""Facts about praise, vouchers of partner shops, and goods of points shops: what may become of each. No database."""

from dataclasses import dataclass
from enum import Enum

from django.db import models


class Holder(models.TextChoices):
    """Whom an honour is for; the value is the name of the key that holds it."""

    PERSON = "person", "个人"
    TEAM = "team", "志愿服务队"
    HOUSEHOLD = "household", "家庭"
    OUTPOST = "outpost", "所、站"


class GivenAt(models.TextChoices):
    """Which level confers. What a level above the county gave is only put on record, with its paper."""

    COUNTY = "county", "县"
    TOWNSHIP = "township", "乡镇"
    VILLAGE = "village", "村社区"
    ABOVE = "above", "上级（县里登记）"


DIGITS = {GivenAt.COUNTY: 6, GivenAt.TOWNSHIP: 9, GivenAt.VILLAGE: 12, GivenAt.ABOVE: 6}
"""How much of a place's code names the level that confers."""


class HonorStatus(models.TextChoices):
    """Nominated, checked and put on notice, conferred; or not, and why."""

    NOMINATED = "nominated", "等审核"
    NOTICE = "notice", "公示中"
    CONFERRED = "conferred", "已授予"
    REFUSED = "refused", "没有通过"
    WITHDRAWN = "withdrawn", "提名撤回"
    REVOKED = "revoked", "已撤销"


HONOR_MOVES = sorted(
    [
        ("nominated", "notice"),
        ("nominated", "refused"),
        ("nominated", "withdrawn"),
        ("notice", "conferred"),
        ("notice", "refused"),
        ("notice", "withdrawn"),
        ("conferred", "revoked"),
    ]
)
OPEN_HONORS = (HonorStatus.NOMINATED, HonorStatus.NOTICE)


class HonorStep(models.TextChoices):
    """What happened to an honour."""

    NOMINATE = "nominate", "提名"
    CHECK = "check", "审核通过，开始公示"
    OBJECT = "object", "有人提了意见"
    ANSWER = "answer", "意见处理了"
    CONFER = "confer", "授予"
    REFUSE = "refuse", "不通过"
    WITHDRAW = "withdraw", "撤回提名"
    REVOKE = "revoke", "撤销"


class ObjectionStatus(models.TextChoices):
    OPEN = "open", "待处理"
    UPHELD = "upheld", "属实，不授予"
    DISMISSED = "dismissed", "不成立"


class Board(models.TextChoices):
    """The lists of the red board; all three are praise, none has a bottom."""

    HOURS = "hours", "服务时长"
    THANKED = "thanked", "群众点赞"
    OUTPOSTS = "outposts", "办得好的站"


class Span(models.TextChoices):
    MONTH = "month", "月"
    HALF = "half", "半年"


class Every(models.TextChoices):
    """The stretch of time after which a benefit may be had again."""

    MONTH = "month", "每月"
    QUARTER = "quarter", "每季"
    YEAR = "year", "每年"


class VoucherStatus(models.TextChoices):
    ISSUED = "issued", "可以用"
    REDEEMED = "redeemed", "用过了"
    EXPIRED = "expired", "过期了"
    CANCELLED = "cancelled", "退回了"


VOUCHER_MOVES = sorted([("issued", "cancelled"), ("issued", "expired"), ("issued", "redeemed")])


class Hand(Enum):
    """Who takes a step."""

    HOLDER = "换的人"
    KEEPER = "店员"
    SECOND = "另一位同事"
    SYSTEM = "系统"


@dataclass(frozen=True)
class Step:
    """One arrow. `gives_back`: the points go back to whoever they came from and the goods onto the shelf."""

    label: str
    sources: tuple
    target: str
    hand: Hand
    gives_back: bool = False


class RedemptionStatus(models.TextChoices):
    RESERVED = "reserved", "留着，等着取"
    COLLECTED = "collected", "取走了"
    RETURNING = "returning", "要退，等另一位同事点头"
    UNDONE = "undone", "撤了"
    LAPSED = "lapsed", "过期没取，退回了"
    RETURNED = "returned", "退了"


STATUS = RedemptionStatus

REDEMPTION_FLOW = {
    "undo": Step("撤回", (STATUS.RESERVED,), STATUS.UNDONE, Hand.HOLDER, gives_back=True),
    "lapse": Step("过期退回", (STATUS.RESERVED,), STATUS.LAPSED, Hand.SYSTEM, gives_back=True),
    "collect": Step("交货", (STATUS.RESERVED,), STATUS.COLLECTED, Hand.KEEPER),
    "ask_return": Step("申请退货", (STATUS.COLLECTED,), STATUS.RETURNING, Hand.KEEPER),
    "agree_return": Step("同意退货", (STATUS.RETURNING,), STATUS.RETURNED, Hand.SECOND, gives_back=True),
    "refuse_return": Step("不退", (STATUS.RETURNING,), STATUS.COLLECTED, Hand.SECOND),
}

REDEMPTION_MOVES = sorted(
    {(source.value, step.target.value) for step in REDEMPTION_FLOW.values() for source in step.sources}
)
SPENT = (STATUS.RESERVED, STATUS.COLLECTED, STATUS.RETURNING)
"""What counts against a person's limit, and what the shop's points stand for."""
