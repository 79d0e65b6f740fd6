"""Figures a county may change, and what a ceremony must have."""

from django.db import models

from civcenter.accounts.models import User
from civcenter.rules.models import Rule, no_overlap
from projects.activities.flow import Form
from projects.activities.models.activities import Activity


class ActivityRule(Rule):
    """How many come under one name, how long a promoted place is kept, who counts as experienced."""

    KEY = ()
    party_most = models.PositiveSmallIntegerField("一个手机号最多几个人", default=4)
    confirm_hours = models.PositiveSmallIntegerField("轮到的人几小时内答复", default=12)
    experienced_minutes = models.PositiveIntegerField("服务满几分钟算有经验", default=1200)
    early_minutes = models.PositiveSmallIntegerField("开始前几分钟可以签到", default=60)
    around_minutes = models.PositiveSmallIntegerField("前后多算几分钟布置和收拾", default=120)
    wrap_days = models.PositiveSmallIntegerField("办完几天内收尾", default=7)

    class Meta:
        verbose_name = verbose_name_plural = "活动规则"
        constraints = [no_overlap("activity_rule_no_overlap")]


class CeremonyItem(Rule):
    """One thing that an activity of this sort has, or must have, before it is wrapped up: the flag, the oath."""

    KEY = ("form", "name")
    form = models.CharField("哪种活动", max_length=10, choices=Form.choices)
    name = models.CharField("哪一项", max_length=40)
    is_mandatory = models.BooleanField("必须有", default=True)
    rank = models.PositiveSmallIntegerField("顺序", default=100)

    class Meta:
        verbose_name = verbose_name_plural = "仪式清单"
        constraints = [no_overlap("ceremony_item_no_overlap", "form", "name")]

    def __str__(self):
        return self.name


class CheckedItem(models.Model):
    """An item that was there, and who saw it."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="checked_items")
    item = models.ForeignKey(CeremonyItem, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "仪式核对"
        constraints = [models.UniqueConstraint(fields=["activity", "item"], name="one_tick_an_item")]
