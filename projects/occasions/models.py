"""Which days people gather on: what the calendar says everywhere, and what a county, a township or a village keeps."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from civcenter.hierarchy.models import Division
from civcenter.rules.models import RuleDocument
from projects.occasions.choices import OccasionKind
from volunteers.models import ServiceKind


class Occasion(models.Model):
    """A day that comes again by a rule, at a place (none: everywhere), since and until when.

    `rule` is written as a notice at the market would write it (农历逢三六九、芒种前7天到后7天); days it
    gives outside `effective` do not count. A changed market ends its row and begins another.
    """

    division = models.ForeignKey(Division, models.PROTECT, null=True, blank=True, verbose_name="地方（空为通用）")
    name = models.CharField("名称", max_length=30)
    kind = models.CharField("种类", max_length=8, choices=OccasionKind.choices)
    rule = models.CharField("什么日子", max_length=60)
    effective = DateRangeField("有效期")
    service_kind = models.ForeignKey(ServiceKind, models.PROTECT, null=True, blank=True, verbose_name="宜办的服务类别")
    advice = models.CharField("宜办什么", max_length=40, blank=True)
    checklist = models.TextField("要备的（一行一样）", max_length=500, blank=True)
    document = models.ForeignKey(RuleDocument, models.PROTECT, null=True, blank=True, verbose_name="依据")

    class Meta:
        verbose_name = verbose_name_plural = "节令"
        ordering = ["pk"]
        indexes = [models.Index(fields=["division", "kind"], name="occasion_by_place")]
        constraints = [
            models.CheckConstraint(name="occasion_is_named_and_ruled", condition=~Q(name="") & ~Q(rule="")),
            ExclusionConstraint(
                name="one_rule_an_occasion_and_day",
                expressions=[
                    (Coalesce(F("division_id"), Value("")), RangeOperators.EQUAL),
                    ("name", RangeOperators.EQUAL),
                    ("effective", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self):
        return self.name
