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
