"""Facts about points; no database."""

from django.db import models


class AccountKind(models.TextChoices):
    """`ISSUE` is where points come from and `EXPIRED` where they lapse to: one each a county, no stored balance."""

    PERSON = "person", "个人"
    ISSUE = "issue", "发放"
    EXPIRED = "expired", "到期"


class Rounding(models.TextChoices):
    """How a part of a point is rounded when points are computed."""

    DOWN = "ROUND_DOWN", "舍去"
    HALF_UP = "ROUND_HALF_UP", "四舍五入"


class Passed(models.TextChoices):
    """Why a final record pays no points; said on the volunteer's page."""

    OFFICIAL = "official", "在职人员服务计时长、计星级，不计积分"
    CAPPED = "capped", "当天或当月的积分已到上限"
    NO_RULE = "no_rule", "本县还没有定积分规则"
