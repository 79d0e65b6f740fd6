"""Figures of the flow that a county may change."""

from django.db import models

from civcenter.rules.models import Rule, no_overlap
from orders.flow import Clock, Urgency


class StepLimit(Rule):
    """How long one step may take. Defaults: standards 2.5 (no county text with figures was found)."""

    KEY = ("urgency", "clock")
    urgency = models.CharField("急不急", max_length=10, choices=Urgency.choices)
    clock = models.CharField("哪一步", max_length=10, choices=Clock.choices)
    minutes = models.PositiveIntegerField("分钟")
    is_working_time = models.BooleanField("只算工作时间", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "办理时限"
        constraints = [no_overlap("step_limit_no_overlap", "urgency", "clock")]


class WishRule(Rule):
    """How many wishes one phone and one address may have, and how long after closing one may say more."""

    KEY = ()
    open_per_phone = models.PositiveSmallIntegerField("一个手机号最多几件在办", default=5)
    daily_per_address = models.PositiveSmallIntegerField("一个网络地址一天几件后放慢", default=20)
    follow_days = models.PositiveSmallIntegerField("结单后几天内可以接着说", default=30)

    class Meta:
        verbose_name = verbose_name_plural = "点单规则"
        constraints = [no_overlap("wish_rule_no_overlap")]


class DangerWordQuerySet(models.QuerySet):
    def found_in(self, text):
        """Those that occur in what somebody wrote."""
        return self.annotate(text=models.Value(text)).filter(text__contains=models.F("word"))


class DangerWord(models.Model):
    """Words that mean danger: the page shows the emergency number first and queues nothing."""

    word = models.CharField("词", max_length=20, unique=True)
    number = models.CharField("该打的电话", max_length=10)

    objects = DangerWordQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "险情词"

    def __str__(self):
        return self.word
