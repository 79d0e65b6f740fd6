"""Which days people gather on: what the calendar says everywhere, and what a county, a township or a village keeps."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from civcenter.accounts.scope import LEVELS
from civcenter.hierarchy.models import Division
from civcenter.rules.models import RuleDocument
from projects.occasions.choices import GATHERINGS, STORED, OccasionKind
from volunteers.models import ServiceKind


class OccasionQuerySet(models.QuerySet):
    def general(self):
        """What holds everywhere."""
        return self.filter(division__isnull=True)

    def touching(self, code):
        """What is kept at a place, above it or under it, and everywhere."""
        above = [code[:length] for length in LEVELS if length <= len(code)]
        here = Q(division__in=above) | Q(division__code__startswith=code)
        return self.filter(Q(division__isnull=True) | here)

    def within(self, codes):
        """Rows whose place lies under one of the codes; general ones lie under none."""
        under = Q(pk__in=[])
        for code in codes:
            under |= Q(division__code__startswith=code)
        return self.filter(under)

    def visible_to(self, user, at):
        """The rows a user may change."""
        return self.within(user.codes)

    def during(self, first, last):
        """Rows that hold on at least one of the days."""
        return self.filter(effective__overlap=(first, last, "[]"))


class Occasion(models.Model):
    """A day that comes again by a rule, at a place (none: everywhere), since and until when.

    `rule` is written as a notice at the market would write it (农历逢三六九、芒种前后7天); days it gives outside
    `effective` do not count. A changed market ends its row and begins another. A row of a place hides a general
    one of the same name there. `is_ours` marks the seven of 我们的节日 (standards 5.2).
    """

    division = models.ForeignKey(Division, models.PROTECT, null=True, blank=True, verbose_name="地方（空为通用）")
    name = models.CharField("名称", max_length=30)
    kind = models.CharField("种类", max_length=8, choices=OccasionKind.choices)
    rule = models.CharField("什么日子", max_length=60)
    effective = DateRangeField("有效期")
    is_ours = models.BooleanField("我们的节日", default=False)
    service_kind = models.ForeignKey(ServiceKind, models.PROTECT, null=True, blank=True, verbose_name="宜办的服务类别")
    advice = models.CharField("宜办什么", max_length=40, blank=True)
    checklist = models.TextField("要备的（一行一样）", max_length=500, blank=True)
    document = models.ForeignKey(RuleDocument, models.PROTECT, null=True, blank=True, verbose_name="依据")

    objects = OccasionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "节令"
        ordering = ["pk"]
        indexes = [models.Index(fields=["division", "kind"], name="occasion_by_place")]
        constraints = [
            models.CheckConstraint(name="occasion_is_named_and_ruled", condition=~Q(name="") & ~Q(rule="")),
            models.CheckConstraint(name="occasion_is_of_a_stored_kind", condition=Q(kind__in=STORED)),
            models.CheckConstraint(name="ours_are_festivals", condition=Q(is_ours=False) | Q(kind="festival")),
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

    @property
    def planned_title(self):
        """What a plan calls it."""
        return f"{self.name}：{self.advice}"[:60] if self.advice else self.name

    def source_on(self, day):
        """What a plan's thing says it was drafted from: a gathering once a month, all else each time."""
        return f"occasion:{self.pk}:{day:%m}" if self.kind in GATHERINGS else f"occasion:{self.pk}:{day:%m%d}"

    @property
    def place(self):
        return self.division_id or ""
