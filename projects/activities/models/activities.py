"""Something that happens at a place and a time, for everybody; and the series it may be part of."""

import pgtrigger
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Q

from civcenter.accounts.models import User
from civcenter.hierarchy.models import Outpost, Placed, PlacedQuerySet
from civcenter.kit.flow import transitions
from projects.activities.flow import (
    ACTIVITY_BORN,
    ACTIVITY_FLOW,
    HAPPENING,
    SHOWN,
    TAUGHT,
    ActivityStatus,
    Form,
)
from projects.resources.models import Booking
from volunteers.models import ServiceKind, Training


class Course(models.Model):
    """A series with one lecturer: its sessions are activities, numbered."""

    title = models.CharField("课程", max_length=60)
    unit = models.ForeignKey(Outpost, models.PROTECT, related_name="courses", verbose_name="谁办")
    speaker = models.CharField("谁讲", max_length=60, blank=True)
    created_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "课程"

    def __str__(self):
        return self.title


class ActivityQuerySet(PlacedQuerySet):
    def visible_to(self, user, at):
        """Staff see what lies in their places and what their outposts hold, alone or together."""
        if not user.is_official:
            return self.none()
        units = Outpost.objects.within(user.codes)
        held = self.model.objects.hosted_by(units).values("pk")
        return self.filter(Q(pk__in=self.within(user.codes).values("pk")) | Q(pk__in=held))

    def shown(self):
        """What everybody may read."""
        return self.filter(status__in=SHOWN)

    def coming(self, at):
        """What one can still go to, the next first."""
        return self.filter(status__in=HAPPENING, ends_at__gt=at).order_by("starts_at", "pk")

    def hosted_by(self, outposts):
        """What these outposts hold, alone or together; each once."""
        together = Activity.co_hosts.through.objects.filter(outpost__in=outposts).values("activity")
        return self.filter(Q(unit__in=outposts) | Q(pk__in=together))


class Activity(Placed):
    """One event. `taken` counts the seats held, `helpers_taken` the volunteers' places: the database bounds both.

    `waiting` counts who stands in line and `turns` how many ever did: a newcomer never passes somebody in line.
    `experienced_taken` counts the helpers with hours enough; where one is asked for, the last place is theirs.
    """

    FLOW = ACTIVITY_FLOW

    title = models.CharField("活动名称", max_length=60)
    form = models.CharField("哪种", max_length=10, choices=Form.choices, default=Form.GENERAL)
    kind = models.ForeignKey(ServiceKind, models.PROTECT, verbose_name="服务类别")
    unit = models.ForeignKey(Outpost, models.PROTECT, related_name="activities", verbose_name="谁办")
    co_hosts = models.ManyToManyField(Outpost, related_name="shared_activities", blank=True, verbose_name="一起办的")
    course = models.ForeignKey(
        Course, models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name="课程"
    )
    session = models.PositiveSmallIntegerField("第几次课", null=True, blank=True)
    training = models.ForeignKey(Training, models.PROTECT, null=True, blank=True, verbose_name="算哪门培训")
    details = models.TextField("讲些啥、做些啥", max_length=600, blank=True)
    speaker = models.CharField("谁来讲、谁来演", max_length=60, blank=True)
    dialect = models.CharField("用什么话讲", max_length=20, blank=True)
    audience = models.CharField("讲给谁听", max_length=40, blank=True)
    place_text = models.CharField("地点", max_length=80)
    booking = models.ForeignKey(
        Booking, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name="订的场地"
    )
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    opens_at = models.DateTimeField("几时开始报名")
    closes_at = models.DateTimeField("报名截止")
    quota = models.PositiveIntegerField("一共几个位子")
    taken = models.PositiveIntegerField("占了几个位子", default=0)
    waiting = models.PositiveIntegerField("几家在排队", default=0)
    turns = models.PositiveIntegerField("排到几号", default=0)
    adult_below = models.PositiveSmallIntegerField("几岁以下要大人领着", default=14)
    helpers_needed = models.PositiveSmallIntegerField("要几个志愿者", default=0)
    helpers_taken = models.PositiveSmallIntegerField("应下几个", default=0)
    needs_experienced = models.BooleanField("至少一位有经验的志愿者", default=False)
    experienced_taken = models.PositiveSmallIntegerField("应下的几个有经验", default=0)
    is_risky = models.BooleanField("有人身危险", default=False)
    risks = models.CharField("要当心什么", max_length=200, blank=True)
    insurance = models.CharField("保险怎么办的", max_length=100, blank=True)
    weather = models.CharField("天气不好怎么办", max_length=80, blank=True)
    bring = models.CharField("要带什么", max_length=80, blank=True)
    status = models.CharField("状态", max_length=10, choices=ActivityStatus.choices, default=ActivityStatus.DRAFT)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁建的")
    created_at = models.DateTimeField("建的时间")
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    closed_at = models.DateTimeField("收尾时间", null=True, blank=True)
    reminded_day_at = models.DateTimeField("前一天提醒过", null=True, blank=True)
    reminded_hours_at = models.DateTimeField("前两小时提醒过", null=True, blank=True)
    attended = models.PositiveIntegerField("来了几人", null=True, blank=True)
    asked = models.PositiveIntegerField("问了几人听懂没有", null=True, blank=True)
    understood = models.PositiveIntegerField("几人说听懂了", null=True, blank=True)
    cost = models.DecimalField("花了多少元", max_digits=10, decimal_places=2, null=True, blank=True)
    summary = models.TextField("办得怎么样", max_length=500, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "活动"
        indexes = [
            models.Index(fields=["division", "starts_at"], name="activity_by_village"),
            models.Index(fields=["township", "starts_at"], name="activity_by_township"),
            models.Index(fields=["county", "starts_at"], name="activity_by_county"),
            models.Index(fields=["unit", "starts_at"], name="activity_by_unit"),
            models.Index(
                fields=["starts_at"], name="activity_coming", condition=Q(status__in=["published", "running"])
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(taken__lte=F("quota")), name="no_more_seats_than_there_are"),
            models.CheckConstraint(condition=Q(quota__gte=1, quota__lte=20000), name="quota_in_bounds"),
            models.CheckConstraint(
                condition=Q(helpers_taken__lte=F("helpers_needed"), helpers_needed__lte=200),
                name="no_more_helpers_than_needed",
            ),
            models.CheckConstraint(
                condition=Q(experienced_taken__lte=F("helpers_taken")), name="the_experienced_are_helpers"
            ),
            models.CheckConstraint(
                condition=Q(needs_experienced=False)
                | Q(helpers_needed=0)
                | Q(helpers_taken__lt=F("helpers_needed"))
                | Q(experienced_taken__gte=1),
                name="one_helper_is_experienced",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="activity_ends_after_start"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at"), closes_at__lte=F("ends_at")), name="sign_up_closes_in_time"
            ),
            models.CheckConstraint(
                condition=Q(is_risky=False) | Q(status__in=["draft", "cancelled"]) | ~(Q(risks="") | Q(insurance="")),
                name="risky_activities_say_risk_and_insurance",
            ),
            models.CheckConstraint(
                condition=Q(asked__isnull=True) | Q(understood__lte=F("asked")), name="no_more_understood_than_asked"
            ),
            models.CheckConstraint(
                condition=Q(course__isnull=True) | Q(session__isnull=False), name="a_session_has_its_number"
            ),
            models.UniqueConstraint(fields=["course", "session"], name="one_session_a_number"),
        ]
        triggers = [
            pgtrigger.FSM(name="activity_states", field="status", transitions=transitions(ACTIVITY_FLOW)),
            pgtrigger.Protect(
                name="activity_born",
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__status__in=[str(s) for s in ACTIVITY_BORN]),
            ),
            pgtrigger.Protect(name="activity_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.title}（{self.pk}）"

    @property
    def period(self):
        return DateTimeTZRange(self.starts_at, self.ends_at)

    @property
    def left(self):
        """Seats that nobody holds."""
        return self.quota - self.taken

    @property
    def helpers_lacking(self):
        return self.helpers_needed - self.helpers_taken

    @property
    def is_taught(self):
        return self.form in TAUGHT

    def takes_names(self, at):
        """Whether one may sign up at this moment."""
        return self.status == ActivityStatus.PUBLISHED and self.opens_at <= at < self.closes_at
