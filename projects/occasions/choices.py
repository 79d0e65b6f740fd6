"""What kinds of days there are."""

from django.db import models


class OccasionKind(models.TextChoices):
    """`STORED` come from rows; solar terms from the almanac, days off and made up from `CalendarDay`."""

    FESTIVAL = "festival", "节日"
    MEMORIAL = "memorial", "纪念日"
    SEASON = "season", "农时"
    MARKET = "market", "逢集"
    FAIR = "fair", "庙会和交流会"
    TERM = "term", "节气"
    HOLIDAY = "holiday", "放假"
    WORKDAY = "workday", "补班"


STORED = tuple(kind for kind in OccasionKind if kind not in ("term", "holiday", "workday"))
GATHERINGS = (OccasionKind.MARKET, OccasionKind.FAIR)
"""What a township or a village keeps by itself."""


class PlanStatus(models.TextChoices):
    """A plan of a year or a month: made at the outpost, agreed by the level above."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "等上级审"
    SENT_BACK = "sent_back", "退回改"
    APPROVED = "approved", "审过了"


EDITABLE = (PlanStatus.DRAFT, PlanStatus.SENT_BACK)
PLAN_MOVES = [
    (str(PlanStatus.DRAFT), str(PlanStatus.SUBMITTED)),
    (str(PlanStatus.SENT_BACK), str(PlanStatus.SUBMITTED)),
    (str(PlanStatus.SUBMITTED), str(PlanStatus.APPROVED)),
    (str(PlanStatus.SUBMITTED), str(PlanStatus.DRAFT)),
    (str(PlanStatus.SUBMITTED), str(PlanStatus.SENT_BACK)),
]


class ItemState(models.TextChoices):
    """What became of one planned thing."""

    PLANNED = "planned", "要办"
    HELD = "held", "办了"
    DROPPED = "dropped", "不办"


ITEM_MOVES = [
    (str(ItemState.DROPPED), str(ItemState.PLANNED)),
    (str(ItemState.PLANNED), str(ItemState.DROPPED)),
    (str(ItemState.PLANNED), str(ItemState.HELD)),
]
YEAR = 0
"""A plan's `month` when it is the whole year's."""
