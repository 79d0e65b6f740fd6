"""What happened to an activity and its people. Appended, never changed; words lie apart, to be blanked."""

import pgtrigger
from django.db import models
from django.db.models import Q

from civcenter.accounts.models import User
from projects.activities.flow import ACTIVITY_FLOW, ATTENDANCE_FLOW, HELPER_FLOW
from projects.activities.models.activities import Activity
from projects.activities.models.attendance import Attendance
from projects.activities.models.helpers import Helper

REMARKS = {"edit": "改了", "remind": "提醒了", "swap": "想换人", "take_over": "换了人", "yes": "说了能来"}
"""What is said of a row without moving it."""


class ActivityNote(models.Model):
    """Words somebody typed with a step."""

    text = models.CharField("话", max_length=300)


class ActivityEventQuerySet(models.QuerySet):
    def of_activity(self, activity):
        """The whole history of an activity: its own events, its residents' and its helpers'."""
        about = Q(activity=activity) | Q(attendance__activity=activity) | Q(helper__activity=activity)
        return self.filter(about).order_by("at", "pk")


class ActivityEvent(models.Model):
    """One thing that happened to exactly one activity, attendance or helper."""

    append_only = True

    activity = models.ForeignKey(Activity, models.PROTECT, null=True, blank=True, related_name="events")
    attendance = models.ForeignKey(Attendance, models.PROTECT, null=True, blank=True, related_name="events")
    helper = models.ForeignKey(Helper, models.PROTECT, null=True, blank=True, related_name="events")
    step = models.CharField("步骤", max_length=12)
    was = models.CharField("原状态", max_length=10, blank=True)
    now = models.CharField("新状态", max_length=10, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁")
    at = models.DateTimeField("时间")
    note = models.ForeignKey(ActivityNote, models.PROTECT, null=True, blank=True)

    objects = ActivityEventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "活动经过"
        indexes = [
            models.Index(fields=["activity", "at"], name="activity_event"),
            models.Index(fields=["attendance", "at"], name="attendance_event"),
            models.Index(fields=["helper", "at"], name="helper_event"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(activity__isnull=False, attendance__isnull=True, helper__isnull=True)
                | Q(activity__isnull=True, attendance__isnull=False, helper__isnull=True)
                | Q(activity__isnull=True, attendance__isnull=True, helper__isnull=False),
                name="activity_event_of_exactly_one",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="activity_event_stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    @property
    def label(self):
        flow = ACTIVITY_FLOW if self.activity_id else ATTENDANCE_FLOW if self.attendance_id else HELPER_FLOW
        step = flow.get(self.step)
        return step.label if step else REMARKS[self.step]
