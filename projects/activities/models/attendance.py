"""A resident's place at an activity, with those he brings."""

import pgtrigger
from django.db import models
from django.db.models import Q

from civcenter.accounts.models import User
from civcenter.hierarchy.models import Outpost
from civcenter.kit.flow import transitions
from civcenter.residents.models import Person
from projects.activities.flow import (
    ATTENDANCE_BORN,
    ATTENDANCE_FLOW,
    LIVE,
    SEATED,
    AttendanceStatus,
    CameHow,
    Understood,
)
from projects.activities.models.activities import Activity


class AttendanceQuerySet(models.QuerySet):
    def live(self):
        return self.filter(status__in=LIVE)

    def seated(self):
        return self.filter(status__in=SEATED)

    def in_line(self):
        """Who waits, the first first."""
        return self.filter(status=AttendanceStatus.WAITING).order_by("turn")

    def visible_own(self, user):
        """What this log-in's phone or person signed up for."""
        return self.filter(Q(user=user) | Q(person__user=user))

    def visible_to(self, user, at):
        """A phone its own; staff those of the activities of their places and outposts."""
        own = Q(user=user) | Q(person__user=user)
        if not user.is_official:
            return self.filter(own)
        units = Outpost.objects.within(user.codes)
        here = Activity.objects.within(user.codes).values("pk")
        return self.filter(own | Q(activity__in=here) | Q(activity__unit__in=units))


class Attendance(models.Model):
    """One party's place: `people` seats under one name. `user` is the phone that signed up; empty where staff did.

    `turn` is the place in the order of signing up, unique in the activity. Attending earns nobody hours.
    """

    FLOW = ATTENDANCE_FLOW

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="attendances", verbose_name="活动")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendances", verbose_name="谁")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="哪个手机报的")
    turn = models.PositiveIntegerField("第几个报的")
    people = models.PositiveSmallIntegerField("几个人来", default=1)
    brings_children = models.BooleanField("领着娃", default=False)
    status = models.CharField("状态", max_length=10, choices=AttendanceStatus.choices)
    created_at = models.DateTimeField("报名时间")
    entered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="代报的人"
    )
    answer_by = models.DateTimeField("请在此前答复", null=True, blank=True)
    said_yes_at = models.DateTimeField("说了能来", null=True, blank=True)
    came_at = models.DateTimeField("几时来的", null=True, blank=True)
    came_how = models.CharField("怎么知道的", max_length=5, choices=CameHow.choices, blank=True)
    came_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁点的")
    came_people = models.PositiveSmallIntegerField("来了几个", null=True, blank=True)
    understood = models.CharField("听懂没有", max_length=6, choices=Understood.choices, blank=True)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报名"
        indexes = [
            models.Index(fields=["user", "-created_at"], name="attendance_by_user"),
            models.Index(fields=["person", "-created_at"], name="attendance_by_person"),
            models.Index(fields=["answer_by"], name="attendance_by_answer", condition=Q(status="invited")),
            models.Index(fields=["activity", "-came_at"], name="attendance_by_coming", condition=Q(status="came")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["activity", "turn"], name="one_turn_a_party"),
            models.UniqueConstraint(
                fields=["activity", "user"],
                condition=Q(status__in=["waiting", "invited", "signed", "came"], user__isnull=False),
                name="one_party_a_phone",
            ),
            models.UniqueConstraint(
                fields=["activity", "person"],
                condition=Q(status__in=["waiting", "invited", "signed", "came"]),
                name="one_party_a_person",
            ),
            models.CheckConstraint(condition=Q(people__gte=1, people__lte=20), name="a_party_in_bounds"),
            models.CheckConstraint(
                condition=~Q(status="invited") | Q(answer_by__isnull=False), name="invited_until_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(status="came") | Q(came_at__isnull=False, came_people__gte=1), name="who_came_has_a_time"
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="attendance_states", field="status", transitions=transitions(ATTENDANCE_FLOW)),
            pgtrigger.Protect(
                name="attendance_born",
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__status__in=[str(s) for s in ATTENDANCE_BORN]),
            ),
            pgtrigger.Protect(name="attendance_kept", operation=pgtrigger.Delete),
        ]

    @property
    def place(self):
        return self.activity.place
