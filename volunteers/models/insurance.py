"""Who is insured, by which policy, from when to when; and a guardian's word for one day."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from civcenter.accounts.models import User
from civcenter.hierarchy.models import Placed, PlacedQuerySet
from volunteers.models.registry import Volunteer

INSIDE = """
IF NOT EXISTS (SELECT FROM volunteers_policy p WHERE p.id = NEW.policy_id AND p.period @> NEW.period) THEN
    RAISE EXCEPTION 'cover outside its policy' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""


class PolicyQuerySet(PlacedQuerySet):
    def visible_to(self, user, at):
        """A policy is its county's: whoever works somewhere in the county may read it."""
        return self.filter(county__in={code[:6] for code in user.codes})


class Policy(Placed):
    """An insurer's promise for the volunteers of a county (条例 art. 17; standards 1.8)."""

    insurer = models.CharField("保险公司", max_length=60)
    number = models.CharField("保单号", max_length=60)
    period = DateRangeField("保险期")
    covers = models.CharField("保什么", max_length=200)
    cost_per_head = models.DecimalField("每人多少元", max_digits=8, decimal_places=2)

    objects = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "保单"
        constraints = [
            models.UniqueConstraint(fields=["insurer", "number"], name="one_policy_a_number"),
            models.CheckConstraint(condition=Q(cost_per_head__gte=0), name="cost_is_not_negative"),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
                name="policy_has_both_ends",
            ),
        ]

    def __str__(self):
        return f"{self.insurer} {self.number}"


class CoverQuerySet(models.QuerySet):
    def visible_to(self, user, at):
        """Those of the volunteers whom one may read."""
        return self.filter(volunteer__in=Volunteer.objects.within(user.codes))

    def on(self, first, last):
        """Those that hold from the first to the last day, both included."""
        return self.filter(period__contains=first).filter(period__contains=last)


class Cover(models.Model):
    """One volunteer under one policy; days at which two rows of the same would overlap are refused."""

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="people", verbose_name="保单")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="covers", verbose_name="志愿者")
    period = DateRangeField("保险期")
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁登记")
    entered_at = models.DateTimeField("登记时间")

    objects = CoverQuerySet.as_manager()

    @property
    def place(self):
        return self.volunteer.place

    class Meta:
        verbose_name = verbose_name_plural = "在保"
        constraints = [
            ExclusionConstraint(
                name="insured_once_at_a_time",
                expressions=[
                    ("policy", RangeOperators.EQUAL),
                    ("volunteer", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=Q(period__isempty=False), name="cover_lasts"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="cover_inside_policy",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=INSIDE,
            ),
        ]

    def __str__(self):
        return f"在保 {self.pk}"


class GuardianWord(models.Model):
    """The guardian says yes to a minor's service on one day, and whether he comes along (standards 1.9)."""

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="guardian_words", verbose_name="未成年人")
    day = models.DateField("哪天")
    accompanies = models.BooleanField("陪着去", default=False)
    said_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁点的或谁记的")
    words = models.CharField("怎么问到的", max_length=100, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "监护人同意"
        constraints = [models.UniqueConstraint(fields=["volunteer", "day"], name="one_word_a_day")]

    def __str__(self):
        return f"监护人同意 {self.pk}"
