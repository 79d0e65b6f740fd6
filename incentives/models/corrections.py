"""What is put right by hand, and what could not be taken back. Each by two people, none of them the one it is for."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from civcenter.accounts.models import User
from incentives.choices import ManualStatus, Passed, ShortfallStatus
from incentives.models.books import Account, Entry
from incentives.models.rules import ManualRule
from volunteers.models import ServiceRecord


class PassedOver(models.Model):
    """A final record that pays no points, or fewer than its hours would, and why."""

    record = models.OneToOneField(ServiceRecord, models.PROTECT, related_name="passed_over")
    why = models.CharField("原因", max_length=10, choices=Passed.choices)

    class Meta:
        verbose_name = verbose_name_plural = "未计积分的记录"


class Shortfall(models.Model):
    """Points of a reversed transfer that could not be taken back, because they were spent. The office decides.

    Waived with a reason, or taken later by a manual entry, which two people make.
    """

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="shortfall", verbose_name="冲的是哪一笔")
    points = models.DecimalField("没扣回的积分", max_digits=12, decimal_places=2)
    status = models.CharField("状态", max_length=8, choices=ShortfallStatus.choices, default=ShortfallStatus.OPEN)
    at = models.DateTimeField("时间")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, verbose_name="谁定的")
    decided_at = models.DateTimeField("何时定的", null=True, blank=True)
    reason = models.CharField("原因", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "没扣回的积分"
        constraints = [
            models.CheckConstraint(condition=Q(points__gt=0), name="shortfall_positive"),
            models.CheckConstraint(
                condition=Q(status="open") | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="shortfall_decided_by_somebody",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="shortfall_states", field="status", transitions=[("open", "offset"), ("open", "waived")]
            ),
            pgtrigger.Protect(name="shortfall_kept", operation=pgtrigger.Delete),
        ]


class ManualEntry(models.Model):
    """Points given by hand for an event with proof, or taken to make a shortfall good: one proposes, another decides.

    The two are different people by constraint; neither is the person it is for.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="谁的账户")
    rule = models.ForeignKey(ManualRule, models.PROTECT, null=True, blank=True, verbose_name="事项")
    shortfall = models.ForeignKey(
        Shortfall, models.PROTECT, null=True, blank=True, related_name="offsets", verbose_name="扣回哪一笔"
    )
    points = models.DecimalField("积分", max_digits=8, decimal_places=2)
    reason = models.CharField("事由", max_length=100)
    proof = models.CharField("证明", max_length=200)
    status = models.CharField("状态", max_length=8, choices=ManualStatus.choices, default=ManualStatus.PROPOSED)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁提的")
    proposed_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁审的")
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    refusal = models.CharField("没通过的原因", max_length=100, blank=True)
    entry = models.OneToOneField(
        Entry, models.PROTECT, null=True, blank=True, related_name="manual", verbose_name="记的账"
    )

    class Meta:
        verbose_name = verbose_name_plural = "人工记分"
        indexes = [models.Index(fields=["account", "-proposed_at"], name="manual_by_account")]
        constraints = [
            models.CheckConstraint(condition=Q(points__gt=0), name="manual_points_positive"),
            models.CheckConstraint(
                condition=Q(rule__isnull=False, shortfall__isnull=True) | Q(rule__isnull=True, shortfall__isnull=False),
                name="manual_gives_by_a_rule_or_takes_back",
            ),
            models.CheckConstraint(condition=~Q(decided_by=F("proposed_by")), name="manual_needs_two_people"),
            models.CheckConstraint(
                condition=Q(status="proposed", entry__isnull=True)
                | Q(status="refused", entry__isnull=True, decided_by__isnull=False)
                | Q(status="posted", entry__isnull=False, decided_by__isnull=False),
                name="manual_posted_has_its_entry",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="manual_states", field="status", transitions=[("proposed", "posted"), ("proposed", "refused")]
            ),
            pgtrigger.Protect(
                name="manual_born_proposed",
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__status="proposed"),
            ),
        ]
