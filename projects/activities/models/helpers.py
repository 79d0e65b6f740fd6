"""A volunteer's place at an activity: the work, and the hours that may come of it."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from civcenter.accounts.models import User
from civcenter.hierarchy.models import Outpost
from civcenter.kit.flow import transitions
from projects.activities.flow import HELPER_BORN, HELPER_FLOW, PLACED, HelperStatus
from projects.activities.models.activities import Activity
from volunteers.models import ServiceRecord, Volunteer


class HelperQuerySet(models.QuerySet):
    def placed(self):
        return self.filter(status__in=PLACED)

    def visible_to(self, user, at):
        own = Q(volunteer__person__user=user) | Q(volunteer__person__staff=user)
        if not user.is_official:
            return self.filter(own)
        units = Outpost.objects.within(user.codes)
        here = Activity.objects.within(user.codes).values("pk")
        return self.filter(own | Q(activity__in=here) | Q(activity__unit__in=units))


class Helper(models.Model):
    """A volunteer who helps. `started_at` to `ended_at` are the actual minutes, stated or agreed by the unit.

    Signing up earns nothing, nor does one's own word: only what somebody else agreed becomes final.
    `swaps` says that he looks for somebody to take his place; he has it until then.
    """

    FLOW = HELPER_FLOW

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="helpers", verbose_name="活动")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="helps", verbose_name="志愿者")
    status = models.CharField("状态", max_length=10, choices=HelperStatus.choices)
    is_experienced = models.BooleanField("有经验", default=False)
    swaps = models.BooleanField("想换人", default=False)
    created_at = models.DateTimeField("应下的时间")
    said_yes_at = models.DateTimeField("说了能来", null=True, blank=True)
    started_at = models.DateTimeField("开始", null=True, blank=True)
    ended_at = models.DateTimeField("结束", null=True, blank=True)
    agreed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核时长的人"
    )
    record = models.OneToOneField(
        ServiceRecord, models.PROTECT, null=True, blank=True, related_name="helper", verbose_name="服务记录"
    )

    objects = HelperQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "来帮忙的志愿者"
        indexes = [models.Index(fields=["volunteer", "-created_at"], name="helper_by_volunteer")]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "volunteer"],
                condition=Q(status__in=["accepted", "arrived", "done"]),
                name="one_place_a_helper",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(started_at__isnull=False, ended_at__gte=F("started_at")),
                name="helper_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(record__isnull=True) | Q(status="done", started_at__isnull=False, ended_at__isnull=False),
                name="only_work_done_is_on_record",
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="helper_states", field="status", transitions=transitions(HELPER_FLOW)),
            pgtrigger.Protect(
                name="helper_born",
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__status__in=[str(s) for s in HELPER_BORN]),
            ),
            pgtrigger.Protect(name="helper_kept", operation=pgtrigger.Delete),
        ]

    @property
    def source(self):
        """Under this name the volunteer's time is promised, he is checked in, and the service recorded."""
        return f"activity:{self.activity_id}:{self.pk}"

    @property
    def place(self):
        return self.activity.place
