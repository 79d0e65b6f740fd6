"""Hours of one day beyond what counts by itself: they wait for the level above (practice of several provinces)."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from civcenter.accounts.models import User
from volunteers.choices import OvertimeStatus
from volunteers.models.service import ServiceRecord


class OvertimeQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status=OvertimeStatus.ASKED)

    def within(self, codes):
        return self.filter(record__in=ServiceRecord.objects.within(codes))

    def visible_to(self, user, at):
        return self.within(user.codes) if user.is_official else self.none()


class Overtime(models.Model):
    """What one record had to leave out because the day was full: up to eight hours count at once, what lies between
    eight and twelve when the level above says so, what lies beyond never does (`RecordRule`).

    Granted minutes are a record of their own (`granted`, source `more:…`): hours are never edited in place.
    """

    record = models.OneToOneField(ServiceRecord, models.PROTECT, related_name="overtime", verbose_name="哪条时长")
    minutes = models.PositiveSmallIntegerField("多出几分钟")
    asked_at = models.DateTimeField("何时记下")
    status = models.CharField("状态", max_length=8, choices=OvertimeStatus.choices, default=OvertimeStatus.ASKED)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁定的")
    decided_at = models.DateTimeField("何时定的", null=True, blank=True)
    reason = models.CharField("为什么", max_length=150, blank=True)
    granted = models.OneToOneField(
        ServiceRecord, models.PROTECT, null=True, blank=True, related_name="overtime_of", verbose_name="记成哪条"
    )

    objects = OvertimeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "超时时长"
        indexes = [models.Index(fields=["asked_at"], name="overtime_open", condition=Q(status="asked"))]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gt=0), name="overtime_is_some"),
            models.CheckConstraint(
                condition=Q(status="asked", granted__isnull=True)
                | (Q(status="refused", granted__isnull=True, decided_by__isnull=False) & ~Q(reason=""))
                | (Q(status="granted", granted__isnull=False, decided_by__isnull=False) & ~Q(reason="")),
                name="overtime_granted_has_its_record",
            ),
            models.CheckConstraint(condition=~Q(granted=F("record")), name="overtime_is_another_record"),
        ]
        triggers = [
            pgtrigger.FSM(
                name="overtime_states", field="status", transitions=[("asked", "granted"), ("asked", "refused")]
            ),
            pgtrigger.Protect(
                name="overtime_born_asked", operation=pgtrigger.Insert, condition=~pgtrigger.Q(new__status="asked")
            ),
            pgtrigger.Protect(name="overtime_stays", operation=pgtrigger.Delete),
        ]

    @property
    def place(self):
        return self.record.place
