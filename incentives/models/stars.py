"""Stars: hours alone earn them, spending points never costs one, and whoever loses one is told why."""

import pgtrigger
from django.db import models
from django.db.models import Q

from civcenter.accounts.models import User
from civcenter.hierarchy.choices import DivisionTier
from civcenter.hierarchy.models import Placed, PlacedQuerySet
from civcenter.rules.models import Rule, no_overlap
from incentives.choices import StarBasis, StarStatus
from volunteers.models import Volunteer


class StarRule(Rule):
    """Hours of final service that a star asks for, and how it is given (standards 1.5).

    Seed: 100, 300, 600, 1000, 1500 cumulative hours. Some counties count within one calendar year.
    """

    KEY = ("star",)
    star = models.PositiveSmallIntegerField("几星", choices=[(n, f"{n} 星") for n in range(1, 6)])
    hours = models.PositiveIntegerField("满多少小时")
    basis = models.CharField("怎么算", max_length=10, choices=StarBasis.choices, default=StarBasis.EVER)
    notice_days = models.PositiveSmallIntegerField("公示几个工作日", default=5)
    needs_judgement = models.BooleanField("还要人工评定", default=False)
    given_at = models.CharField("哪一级授予", max_length=8, choices=DivisionTier.choices, default=DivisionTier.COUNTY)

    class Meta:
        verbose_name = verbose_name_plural = "星级规则"
        constraints = [
            no_overlap("star_rule_no_overlap", models.F("star")),
            models.CheckConstraint(
                condition=Q(star__gte=1, star__lte=5, hours__gt=0), name="star_rules_of_one_to_five"
            ),
        ]

    def __str__(self):
        return f"{self.star} 星"


class StarQuerySet(PlacedQuerySet):
    def on_notice(self):
        return self.filter(status=StarStatus.NOTICE)

    def due(self, at):
        """Their days of notice are over; somebody may give them."""
        return self.on_notice().filter(notice_until__lte=at)

    def live(self):
        return self.exclude(status__in=(StarStatus.WITHHELD, StarStatus.REVOKED))

    def visible_to(self, user, at):
        return self.within(user.codes)


class Star(Placed):
    """One star of one volunteer, from the day the hours were there to the day it was given, withheld or taken back.

    The place is the volunteer's home at that time. Given by a person at the rule's level, never to himself.
    """

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="star_rows", verbose_name="志愿者")
    star = models.PositiveSmallIntegerField("几星")
    rule = models.ForeignKey(StarRule, models.PROTECT, related_name="+", verbose_name="依据")
    minutes = models.PositiveIntegerField("达到时的分钟")
    status = models.CharField("状态", max_length=8, choices=StarStatus.choices, default=StarStatus.REACHED)
    reached_at = models.DateTimeField("达到时间")
    notice_until = models.DateTimeField("公示到", null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁定的")
    decided_at = models.DateTimeField("何时定的", null=True, blank=True)
    reason = models.CharField("原因", max_length=100, blank=True)

    objects = StarQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "星级"
        indexes = [
            models.Index(fields=["county", "status"], name="star_by_county"),
            models.Index(fields=["township", "status"], name="star_by_township"),
            models.Index(fields=["division", "status"], name="star_by_village"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "star"],
                condition=~Q(status__in=("withheld", "revoked")),
                name="one_live_star_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(status="reached") | Q(notice_until__isnull=False) | Q(status="withheld"),
                name="no_star_without_notice",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("reached", "notice")) | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="a_star_is_given_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status="given") | Q(decided_at__gte=models.F("notice_until")),
                name="a_star_waits_for_its_notice",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="star_states",
                field="status",
                transitions=[
                    ("given", "revoked"),
                    ("notice", "given"),
                    ("notice", "withheld"),
                    ("reached", "notice"),
                    ("reached", "withheld"),
                ],
            ),
            pgtrigger.Protect(
                name="star_born_reached", operation=pgtrigger.Insert, condition=~pgtrigger.Q(new__status="reached")
            ),
            pgtrigger.Protect(name="star_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.star} 星 {self.volunteer_id}"
