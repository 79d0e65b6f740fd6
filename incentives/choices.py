"""Facts about points; no database."""

from django.db import models


def groups_of_four(digest):
    """The first twelve digits of a digest as people compare them: 7c1e·90ab·44d2."""
    return "·".join(digest[at : at + 4] for at in range(0, 12, 4))


class AccountKind(models.TextChoices):
    """`ISSUE` is where points come from and `EXPIRED` where they lapse to: one each a county, no stored balance.

    A shop's account holds what was paid for its goods; nothing is ever bought from it.
    """

    PERSON = "person", "个人"
    HOUSEHOLD = "household", "家庭"
    SHOP = "shop", "积分超市"
    ISSUE = "issue", "发放"
    EXPIRED = "expired", "到期"


HELD = (AccountKind.PERSON, AccountKind.HOUSEHOLD)
"""Accounts of people."""

OWNED = (*HELD, AccountKind.SHOP)
"""Accounts with an owner of their own; the others are the county's, one of each kind."""

UNSTORED = (AccountKind.ISSUE, AccountKind.EXPIRED)
"""Accounts that may be negative and store no balance."""


class ManualStatus(models.TextChoices):
    """`KEPT` is a household's minus of which nothing could be taken: it held no points."""

    PROPOSED = "proposed", "等另一位同事审"
    POSTED = "posted", "已记账"
    KEPT = "kept", "记下了，没有分可扣"
    REFUSED = "refused", "没有通过"
    REVERSED = "reversed", "记了又退回"


class PostingStatus(models.TextChoices):
    """A list of proposed points, from being put together to being booked; or taken down with a reason."""

    DRAFT = "draft", "凑一批"
    POSTED = "posted", "张榜公示"
    SETTLED = "settled", "已入账"
    WITHDRAWN = "withdrawn", "撤下了"


class ObjectionStatus(models.TextChoices):
    OPEN = "open", "还没答复"
    KEPT = "kept", "不改"
    CHANGED = "changed", "改了，这笔不记"


class ShortfallStatus(models.TextChoices):
    """What became of points that could not be taken back because they were spent."""

    OPEN = "open", "待处理"
    WAIVED = "waived", "免了"
    OFFSET = "offset", "后来扣回"


class Rounding(models.TextChoices):
    """How a part of a point is rounded when points are computed."""

    DOWN = "ROUND_DOWN", "舍去"
    HALF_UP = "ROUND_HALF_UP", "四舍五入"


class Passed(models.TextChoices):
    """Why a final record pays no points; said on the volunteer's page."""

    OFFICIAL = "official", "在职人员服务计时长、计星级，不计积分"
    CAPPED = "capped", "当天或当月的积分已到上限"
    NO_RULE = "no_rule", "本县还没有定积分规则"
    LATE = "late", "事后补录只计时长，不计积分"


class StarBasis(models.TextChoices):
    EVER = "ever", "历年累计"
    YEAR = "year", "一个年度内"


class StarStatus(models.TextChoices):
    """From hours reached, over the public notice, to given; a person decides, and says why where it is a no."""

    REACHED = "reached", "时长够了，待公示"
    NOTICE = "notice", "公示中"
    GIVEN = "given", "已授予"
    WITHHELD = "withheld", "没有授予"
    REVOKED = "revoked", "已收回"


class ShopKind(models.TextChoices):
    POINTS = "points", "积分超市"
    WOMEN = "women", "巾帼积分超市"


class SupplyKind(models.TextChoices):
    """Where goods come from; each arrival has its paper."""

    PURCHASE = "purchase", "购买"
    DONATION = "donation", "捐赠"
    PAIRED = "paired", "结对单位给的"


class Moved(models.TextChoices):
    """Why goods came onto the shelf or left it."""

    SUPPLY = "supply", "进货"
    RESERVE = "reserve", "换出"
    BACK = "back", "退回"
    COUNT = "count", "盘点差额"


class Taken(models.TextChoices):
    """Into whose hands the goods went."""

    SELF = "self", "本人"
    PROXY = "proxy", "代取"
    DELIVERED = "delivered", "送上门"


class CountStatus(models.TextChoices):
    """A count that agrees with the books is done; a difference waits for a second person."""

    EVEN = "even", "数目相符"
    PROPOSED = "proposed", "有差，等另一位同事核"
    BOOKED = "booked", "核过，已记账"
    REFUSED = "refused", "要重数"
