"""补录: service that nobody wrote down in time. Two people stand for it, it is public, and it earns nothing."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from civcenter.accounts.models import User
from civcenter.hierarchy.models import Placed, PlacedQuerySet
from volunteers.choices import LateStatus
from volunteers.models.kinds import ServiceKind
from volunteers.models.registry import Volunteer
from volunteers.models.service import ServiceRecord


class LateEntryQuerySet(PlacedQuerySet):
    def open(self):
        return self.filter(status=LateStatus.PROPOSED)

    def visible_to(self, user, at):
        return self.within(user.codes)


class LateEntry(Placed):
    """One service proposed for the record after the fact: one of the staff proposes, another agrees.

    The place is the volunteer's home. The two are different people by constraint, and neither is the volunteer.
    """

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="late_entries", verbose_name="志愿者")
    kind = models.ForeignKey(ServiceKind, models.PROTECT, verbose_name="服务类别")
    title = models.CharField("做了什么", max_length=80)
    started_at = models.DateTimeField("几点开始")
    ended_at = models.DateTimeField("几点做完")
    why = models.CharField("为什么当时没记", max_length=150)
    status = models.CharField("状态", max_length=8, choices=LateStatus.choices, default=LateStatus.PROPOSED)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁提的")
    proposed_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁审的")
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    refusal = models.CharField("没通过的原因", max_length=100, blank=True)
    record = models.OneToOneField(
        ServiceRecord, models.PROTECT, null=True, blank=True, related_name="late_entry", verbose_name="记成哪条"
    )

    objects = LateEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "补录"
        indexes = [
            models.Index(fields=["division", "status"], name="late_by_village"),
            models.Index(fields=["township", "status"], name="late_by_township"),
            models.Index(fields=["county", "status"], name="late_by_county"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ended_at__gt=F("started_at")), name="late_ends_after_start"),
            models.CheckConstraint(condition=~Q(decided_by=F("proposed_by")), name="late_needs_two_people"),
            models.CheckConstraint(condition=~Q(title__contains="补录"), name="late_title_says_the_service"),
            models.CheckConstraint(
                condition=Q(status="proposed", record__isnull=True)
                | Q(status="refused", record__isnull=True, decided_by__isnull=False)
                | Q(status="agreed", record__isnull=False, decided_by__isnull=False),
                name="late_agreed_has_its_record",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="late_states", field="status", transitions=[("proposed", "agreed"), ("proposed", "refused")]
            ),
            pgtrigger.Protect(
                name="late_born_proposed", operation=pgtrigger.Insert, condition=~pgtrigger.Q(new__status="proposed")
            ),
            pgtrigger.Protect(name="late_stays", operation=pgtrigger.Delete),
        ]
