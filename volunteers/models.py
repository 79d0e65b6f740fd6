"""Who serves, in which team, at which hours, and what is on record of it."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from civcenter.accounts.models import User
from civcenter.hierarchy.models import Placed, PlacedQuerySet
from civcenter.residents.models import Person
from civcenter.rules.models import Rule, no_overlap
from volunteers.choices import Evidence, MemberStatus, RecordStatus, TeamKind, VolunteerStatus, VouchedHow


class ServiceKindQuerySet(models.QuerySet):
    def on_menu(self):
        return self.filter(is_active=True, on_menu=True).order_by("rank", "code")

    def active(self):
        return self.filter(is_active=True).order_by("rank", "code")


class ServiceKind(models.Model):
    """The one tree of kinds for wishes, skills, points and activities. Source: the national site's list."""

    code = models.SlugField("代码", primary_key=True, max_length=30)
    name = models.CharField("服务类别", max_length=30)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="上级类别")
    icon = models.CharField("图标", max_length=20, blank=True)
    rank = models.PositiveSmallIntegerField("顺序", default=100)
    on_menu = models.BooleanField("首页菜单", default=False)
    is_active = models.BooleanField("在用", default=True)

    objects = ServiceKindQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "服务类别"
        ordering = ["rank", "code"]

    def __str__(self):
        return self.name


class VolunteerQuerySet(PlacedQuerySet):
    def active(self):
        return self.filter(status=VolunteerStatus.ACTIVE)

    def applied(self):
        return self.filter(status=VolunteerStatus.APPLIED)

    def visible_to(self, user, at):
        return self.within(user.codes) if user.is_official else self.filter(person__user=user)


class Volunteer(Placed):
    """A person on the county's register of volunteers; the place is the home village."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="volunteer", verbose_name="本人")
    status = models.CharField("状态", max_length=10, choices=VolunteerStatus.choices, default=VolunteerStatus.APPLIED)
    kinds = models.ManyToManyField(ServiceKind, blank=True, verbose_name="愿意做的服务")
    stars = models.PositiveSmallIntegerField("星级", default=0)
    applied_at = models.DateTimeField("报名时间")
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, verbose_name="审核人")
    refusal = models.CharField("未通过的原因", max_length=200, blank=True)

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "志愿者"
        indexes = [
            models.Index(fields=["division", "status"], name="volunteer_by_village"),
            models.Index(fields=["township", "status"], name="volunteer_by_township"),
            models.Index(fields=["county", "status"], name="volunteer_by_county"),
        ]

    def __str__(self):
        return f"志愿者 {self.pk}"


class TeamQuerySet(PlacedQuerySet):
    def visible_to(self, user, at):
        return self.within(user.codes)


class Team(Placed):
    """A volunteer team in the form 1+N+N+N; a county has exactly one 县总队."""

    name = models.CharField("队名", max_length=60)
    kind = models.CharField("类型", max_length=10, choices=TeamKind.choices)
    captain = models.ForeignKey(
        Volunteer, models.PROTECT, null=True, blank=True, related_name="captain_of", verbose_name="队长"
    )
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="上级队")
    members = models.ManyToManyField(Volunteer, through="Membership", related_name="teams", verbose_name="队员")
    founded_on = models.DateField("成立日期", null=True, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "志愿服务队"
        constraints = [
            models.UniqueConstraint(fields=["division", "name"], name="one_team_name_a_place"),
            models.UniqueConstraint("county", condition=Q(kind="county"), name="one_county_team"),
        ]

    def __str__(self):
        return self.name

    def active_members(self):
        """Members who may serve: active in the team and on the register."""
        mine = self.members.active().filter(membership__status=MemberStatus.ACTIVE)
        return mine.select_related("person__user").order_by("pk")


class Membership(models.Model):
    """One volunteer in one team."""

    team = models.ForeignKey(Team, models.CASCADE)
    volunteer = models.ForeignKey(Volunteer, models.CASCADE)
    status = models.CharField("状态", max_length=10, choices=MemberStatus.choices, default=MemberStatus.ACTIVE)
    joined_at = models.DateTimeField("加入时间")

    class Meta:
        verbose_name = verbose_name_plural = "队员"
        constraints = [models.UniqueConstraint(fields=["team", "volunteer"], name="once_in_a_team")]


class Engagement(models.Model):
    """A stretch of a volunteer's time that is promised; two live ones never overlap (the database refuses)."""

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="engagements")
    period = DateTimeRangeField("时段")
    source = models.CharField("来由", max_length=60)
    label = models.CharField("内容", max_length=80)
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


class ServiceRecordQuerySet(PlacedQuerySet):
    def unvouched(self):
        return self.filter(status=RecordStatus.NOTED, vouched_at__isnull=True)

    def due(self, at):
        """Vouched for and past their days of notice, not yet final."""
        return self.filter(status=RecordStatus.NOTED, vouched_at__isnull=False, notice_until__lte=at)

    def final(self):
        return self.filter(status=RecordStatus.FINAL)

    def visible_to(self, user, at):
        return self.within(user.codes) if user.is_official else self.filter(volunteer__person__user=user)


class ServiceRecord(Placed):
    """What a volunteer really did: actual minutes, travel not counted (67号令; standards 1.3).

    Noted at closing; final, and paid, only when somebody other than the volunteer vouches for it and the
    county's days of notice are over. Hours are never multiplied; coefficients touch points only.
    """

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="records", verbose_name="志愿者")
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
                name="record_born_noted",
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__status="noted"),
            ),
        ]


class RecordRule(Rule):
    """How hours are put on record: rounding shown, days of notice, minutes a day that count."""

    KEY = ()
    notice_days = models.PositiveSmallIntegerField("公示天数", default=0)
    day_cap_minutes = models.PositiveSmallIntegerField("每天最多分钟", default=480)
    longest_minutes = models.PositiveSmallIntegerField("一次最多分钟", default=720)

    class Meta:
        verbose_name = verbose_name_plural = "时长规则"
        constraints = [no_overlap("record_rule_no_overlap")]
