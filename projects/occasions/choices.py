"""What kinds of days there are."""

from django.db import models


class OccasionKind(models.TextChoices):
    """`OURS` are the seven of 我们的节日 (standards 5.2); the others carry no pack."""

    OURS = "ours", "我们的节日"
    FOLK = "folk", "民俗节日"
    MEMORIAL = "memorial", "纪念日"
    HOLIDAY = "holiday", "放假和补班"
    TERM = "term", "节气"
    SEASON = "season", "农时"
    MARKET = "market", "逢集"
    FAIR = "fair", "庙会和交流会"
