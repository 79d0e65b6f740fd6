"""What service is worth, and what pays nothing."""

from django.db import models

from civcenter.rules.models import Rule, no_overlap
from incentives.choices import Rounding
from volunteers.models import ServiceKind


class PointRule(Rule):
    """Points an hour of service of a kind (blank: any), its caps and how long points keep (standards 2.6)."""

    KEY = ("kind_id",)
    kind = models.ForeignKey(ServiceKind, models.PROTECT, null=True, blank=True, verbose_name="服务类别（空为通用）")
    per_hour = models.DecimalField("每小时积分", max_digits=6, decimal_places=2)
    cap_day = models.DecimalField("每天最多积分", max_digits=8, decimal_places=2, null=True, blank=True)
    cap_month = models.DecimalField("每月最多积分", max_digits=8, decimal_places=2, null=True, blank=True)
    valid_months = models.PositiveSmallIntegerField("有效月数（空为不过期）", null=True, blank=True)
    rounding = models.CharField("取整", max_length=15, choices=Rounding.choices, default=Rounding.DOWN)

    class Meta:
        verbose_name = verbose_name_plural = "积分规则"
        constraints = [no_overlap("point_rule_no_overlap", "kind")]


class ManualRule(Rule):
    """An event that earns points beside service, by hand and with proof (standards 2.6); at most so many each time."""

    KEY = ("code",)
    code = models.SlugField("代码", max_length=30)
    name = models.CharField("事项", max_length=40)
    most = models.DecimalField("一次最多积分", max_digits=8, decimal_places=2)
    cap_month = models.DecimalField("一人每月最多积分", max_digits=8, decimal_places=2, null=True, blank=True)
    proof = models.CharField("要什么证明", max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = "人工记分规则"
        constraints = [
            no_overlap("manual_rule_no_overlap", "code"),
            models.CheckConstraint(condition=models.Q(most__gt=0), name="manual_rule_gives"),
        ]

    def __str__(self):
        return self.name
