"""Promised time, and what is on record of the service that was done."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from civcenter.accounts.models import User
from civcenter.hierarchy.models import Division, Outpost, Placed, PlacedQuerySet
from civcenter.rules.models import Rule, no_overlap
from volunteers.choices import Evidence, RecordStatus, VouchedHow
from volunteers.models.kinds import ServiceKind
from volunteers.models.registry import Volunteer


class Engagement(models.Model):
    """A stretch of a volunteer's time that is promised; two live ones never overlap (the database refuses)."""

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="engagements")
    period = DateTimeRangeField("时段")
    source = models.CharField("来由", max_length=60)
    label = models.CharField("内容", max_length=80)
    division = models.ForeignKey(Division, models.PROTECT, null=True, blank=True, db_index=False, verbose_name="哪里")
    is_live = models.BooleanField("有效", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "时间占用"
        constraints = [
            ExclusionConstraint(
                name="no_overlapping_engagements",
                expressions=[("volunteer", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(is_live=True),
            ),
            models.UniqueConstraint(fields=["source"], condition=Q(is_live=True), name="one_live_engagement_a_source"),
        ]


HOURS = ("volunteer", "started_at", "ended_at", "minutes", "evidence", "source")
"""What a record says of hours is never edited: a wrong one is annulled, a new one stands in its place."""


class ServiceRecordQuerySet(PlacedQuerySet):
    def unvouched(self):
        return self.filter(status=RecordStatus.NOTED, vouched_at__isnull=True)

    def due(self, at):
        """Vouched for, past their days of notice and under no open question, not yet final."""
        ready = self.filter(status=RecordStatus.NOTED, vouched_at__isnull=False, notice_until__lte=at)
        return ready.exclude(suspicions__status="open")

    def final(self):
        return self.filter(status=RecordStatus.FINAL)

    def earning(self):
        """Final, and written down at the time: hours recorded late are hours, and bring neither points nor stars."""
        return self.final().exclude(evidence=Evidence.LATE)

    def visible_to(self, user, at):
        return self.within(user.codes) if user.is_official else self.filter(volunteer__person__user=user)


class ServiceRecord(Placed):
    """What a volunteer really did: actual minutes, travel not counted (67号令; standards 1.3).

    Noted at closing; final, and paid, only when somebody other than the volunteer vouches for it and the
    county's days of notice are over. Hours are never multiplied; coefficients touch points only.
    """

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="records", verbose_name="志愿者")
    organiser = models.ForeignKey(
        Outpost, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁组织的"
    )
    kind = models.ForeignKey(ServiceKind, models.PROTECT, verbose_name="服务类别")
    title = models.CharField("服务内容", max_length=80)
    started_at = models.DateTimeField("开始")
    ended_at = models.DateTimeField("结束")
    minutes = models.PositiveIntegerField("分钟")
    evidence = models.CharField("证据", max_length=1, choices=Evidence.choices)
    source = models.CharField("来由", max_length=60, unique=True)
    status = models.CharField("状态", max_length=10, choices=RecordStatus.choices, default=RecordStatus.NOTED)
    noted_at = models.DateTimeField("记下时间")
    notice_until = models.DateTimeField("公示到")
    vouched_at = models.DateTimeField("核实时间", null=True, blank=True)
    vouched_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, verbose_name="核实人")
    vouched_how = models.CharField("核实方式", max_length=10, choices=VouchedHow.choices, blank=True)
    final_at = models.DateTimeField("入册时间", null=True, blank=True)
    remark = models.CharField("说明", max_length=200, blank=True)
    struck_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁作废的"
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="改正的是哪条"
    )

    objects = ServiceRecordQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "志愿服务记录"
        indexes = [
            models.Index(fields=["division", "-started_at"], name="record_by_village"),
            models.Index(fields=["township", "-started_at"], name="record_by_township"),
            models.Index(fields=["county", "-started_at"], name="record_by_county"),
            models.Index(fields=["volunteer", "-started_at"], name="record_by_volunteer"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ended_at__gte=models.F("started_at")), name="record_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(status="final") | Q(vouched_at__isnull=False, final_at__isnull=False),
                name="final_records_are_vouched_for",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="record_states",
                field="status",
                transitions=[("final", "annulled"), ("noted", "annulled"), ("noted", "final")],
            ),
            pgtrigger.Protect(
                name="record_hours_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(*HOURS),
            ),
            pgtrigger.Protect(
                name="record_born_noted",
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__status="noted"),
            ),
        ]

    @property
    def standing(self):
        """The record that stands in this one's place today: itself, or what it was corrected to."""
        return self.replaced_by.standing if hasattr(self, "replaced_by") else self


class RecordRule(Rule):
    """How hours are put on record: days of notice, minutes a day that count, and with the level above's word."""

    KEY = ()
    notice_days = models.PositiveSmallIntegerField("公示天数", default=0)
    day_cap_minutes = models.PositiveSmallIntegerField("每天最多分钟", default=480)
    day_most_minutes = models.PositiveSmallIntegerField("上一级同意后每天最多分钟", default=720)
    longest_minutes = models.PositiveSmallIntegerField("一次最多分钟", default=720)
    late_days = models.PositiveSmallIntegerField("几天内可以补录", default=30)
    late_minutes_month = models.PositiveSmallIntegerField("一人一月最多补录几分钟", default=480)

    class Meta:
        verbose_name = verbose_name_plural = "时长规则"
        constraints = [
            no_overlap("record_rule_no_overlap"),
            models.CheckConstraint(
                condition=Q(day_most_minutes__gte=models.F("day_cap_minutes")), name="record_rule_most_above_cap"
            ),
        ]
