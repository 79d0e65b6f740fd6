"""How much a volunteer may promise, and the link by which his calendar follows it."""

from django.db import models
from django.db.models import Q

from civcenter.kit.secrets import sign
from civcenter.rules.models import Rule, no_overlap
from volunteers.models.registry import Volunteer

CALENDAR = "calendar"
"""What the signature of a calendar's address is for."""


class ScheduleRule(Rule):
    """How much service one person may promise (features 81e): hours a day, rest between, days in a row.

    Twelve hours is the most that any record may ever count for a day; half an hour is the way from one house to
    the next; after six days in a row comes a day off. A county changes them; 0 minutes of rest asks for none.
    """

    KEY = ()
    day_minutes = models.PositiveSmallIntegerField("一天最多分钟", default=720)
    rest_minutes = models.PositiveSmallIntegerField("两次之间歇几分钟", default=30)
    days_in_a_row = models.PositiveSmallIntegerField("最多连着几天", default=6)

    class Meta:
        verbose_name = verbose_name_plural = "排班规则"
        constraints = [
            no_overlap("schedule_rule_no_overlap"),
            models.CheckConstraint(
                condition=Q(day_minutes__gte=30, day_minutes__lte=1440, days_in_a_row__gte=1),
                name="schedule_rule_leaves_room",
            ),
        ]


class CalendarFeed(models.Model):
    """The secret address of one volunteer's calendar. A new `turn` makes every older address void."""

    volunteer = models.OneToOneField(Volunteer, models.CASCADE, related_name="calendar_feed", verbose_name="志愿者")
    turn = models.PositiveIntegerField("第几个链接", default=1)
    made_at = models.DateTimeField("换链接的时间")

    class Meta:
        verbose_name = verbose_name_plural = "日历链接"

    @property
    def token(self):
        """The secret part of the address; it stays good until the next turn."""
        return sign(CALENDAR, [self.volunteer_id, self.turn])
