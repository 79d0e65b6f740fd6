"""Hours that somebody has to look at: found by night, or pointed out by people."""

import pgtrigger
from django.db import models
from django.db.models import Q

from civcenter.accounts.models import User
from civcenter.rules.models import Rule, no_overlap
from volunteers.choices import SuspicionKind, SuspicionStatus
from volunteers.models.service import ServiceRecord


class WatchRule(Rule):
    """From which figures on hours look odd (press complaints on invented hours; wonder 4)."""

    KEY = ()
    day_minutes = models.PositiveSmallIntegerField("一天超过几分钟", default=600)
    device_people = models.PositiveSmallIntegerField("一部手机一天替几人签到", default=3)
    late_records = models.PositiveSmallIntegerField("一人一天补录几条", default=5)
    second_days = models.PositiveSmallIntegerField("申诉有结果后几天内可以再申诉", default=15)

    class Meta:
        verbose_name = verbose_name_plural = "时长监测规则"
        constraints = [no_overlap("watch_rule_no_overlap")]


class SuspicionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status=SuspicionStatus.OPEN)

    def within(self, codes):
        return self.filter(record__in=ServiceRecord.objects.within(codes))

    def visible_to(self, user, at):
        return self.within(user.codes) if user.is_official else self.none()


class Suspicion(models.Model):
    """One thing that is odd about one record, once a kind. While it is open the record does not become final."""

    record = models.ForeignKey(ServiceRecord, models.PROTECT, related_name="suspicions", verbose_name="哪条时长")
    kind = models.CharField("哪里不对", max_length=10, choices=SuspicionKind.choices)
    words = models.CharField("说明", max_length=200, blank=True)
    found_at = models.DateTimeField("发现时间")
    raised_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁提的")
    status = models.CharField("状态", max_length=8, choices=SuspicionStatus.choices, default=SuspicionStatus.OPEN)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁定的")
    decided_at = models.DateTimeField("何时定的", null=True, blank=True)
    reason = models.CharField("为什么", max_length=150, blank=True)
    after = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="next", verbose_name="接着哪次申诉"
    )

    objects = SuspicionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "要看的时长"
        indexes = [models.Index(fields=["found_at"], name="suspicion_open", condition=Q(status="open"))]
        constraints = [
            models.UniqueConstraint(fields=["record", "kind"], name="one_suspicion_a_kind"),
            models.CheckConstraint(
                condition=Q(kind="second", after__isnull=False) | (~Q(kind="second") & Q(after__isnull=True)),
                name="second_appeal_follows_the_first",
            ),
            models.CheckConstraint(
                condition=Q(status="open") | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(reason="")),
                name="suspicion_decided_with_a_reason",
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="suspicion_states", field="status", transitions=[("open", "dropped"), ("open", "kept")]),
            pgtrigger.Protect(name="suspicion_stays", operation=pgtrigger.Delete),
        ]

    @property
    def place(self):
        return self.record.place
