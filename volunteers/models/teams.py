"""Volunteer teams, who leads them, who belongs to them, and the organisations behind those of society."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Prefetch, Q
from django.utils import timezone

from civcenter.accounts.models import User
from civcenter.hierarchy.models import Placed, PlacedQuerySet
from civcenter.rules.models import Rule, no_overlap
from volunteers.choices import MemberStatus, PostRole, TeamKind
from volunteers.models.kinds import ServiceKind
from volunteers.models.registry import Volunteer


class OrganisationQuerySet(PlacedQuerySet):
    def unverified(self):
        return self.filter(verified_at__isnull=True)

    def visible_to(self, user, at):
        return self.within(user.codes)


class Organisation(Placed):
    """A social organisation or company with volunteers. Its team takes orders only after somebody saw its licence.

    A code that fails GB 32100 is kept only with the reason of whoever saw the paper: some early codes do fail.
    """

    name = models.CharField("名称", max_length=60)
    credit_code = models.CharField("统一社会信用代码", max_length=18, unique=True)
    code_remark = models.CharField("代码对不上的说明", max_length=100, blank=True)
    valid_to = models.DateField("登记证有效到", null=True, blank=True)
    verified_at = models.DateTimeField("核过时间", null=True, blank=True)
    verified_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, verbose_name="谁核的")

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "社会组织"
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_at__isnull=True, verified_by__isnull=True)
                | Q(verified_at__isnull=False, verified_by__isnull=False, valid_to__isnull=False),
                name="verified_by_somebody_until_a_day",
            )
        ]

    def __str__(self):
        return self.name

    def refusal(self, day):
        """Why it may not take orders on a day, as a sentence; empty where it may (the licence's last day counts)."""
        if self.verified_at is None:
            return f"{self.name}的登记证还没核过，先不能派单。请县中心办公室核了再派。"
        if self.valid_to < day:
            return f"{self.name}的登记证 {self.valid_to:%Y-%m-%d} 到期了，换了新证、重新核过才能派单。"
        return ""


class TeamQuerySet(PlacedQuerySet):
    def current(self):
        return self.filter(ended_on__isnull=True)

    def visible_to(self, user, at):
        """For staff the teams of their places; for a volunteer those of his county."""
        if user.is_official:
            return self.within(user.codes)
        return self.current().filter(county__in=Volunteer.objects.filter(person__user=user).values("county"))

    def with_leaders(self, day):
        """With those who lead on that day at hand, for lists."""
        posts = TeamPost.objects.on(day).select_related("volunteer__person").order_by("role", "pk")
        return self.prefetch_related(Prefetch("posts", posts, to_attr="leaders_at_hand"))


class Team(Placed):
    """A volunteer team in the form 1+N+N+N; a county has exactly one 县总队. Ended, never deleted."""

    name = models.CharField("队名", max_length=60)
    kind = models.CharField("类型", max_length=10, choices=TeamKind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="上级队")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="teams", verbose_name="哪个组织的"
    )
    patron = models.CharField("牵头部门", max_length=60, blank=True)
    specialities = models.ManyToManyField(ServiceKind, blank=True, verbose_name="擅长")
    capacity = models.PositiveIntegerField("最多收多少人", null=True, blank=True)
    call = models.CharField("招人的话", max_length=200, blank=True)
    members = models.ManyToManyField(Volunteer, through="Membership", related_name="teams", verbose_name="队员")
    founded_on = models.DateField("成立日期", null=True, blank=True)
    ended_on = models.DateField("解散日期", null=True, blank=True)
    end_reason = models.CharField("解散原因", max_length=100, blank=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "志愿服务队"
        indexes = [models.Index(fields=["county", "kind"], name="team_by_county")]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "name"], condition=Q(ended_on__isnull=True), name="one_team_name_a_place"
            ),
            models.UniqueConstraint(
                "county", condition=Q(kind="county", ended_on__isnull=True), name="one_county_team"
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="no_team_above_itself"),
            models.CheckConstraint(
                condition=~Q(kind="county") | Q(parent__isnull=True), name="nothing_above_the_county_team"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def leaders(self):
        """The posts held today, the captain's first; at hand where the list asked `with_leaders`."""
        if not hasattr(self, "leaders_at_hand"):
            held = self.posts.on(timezone.localdate()).select_related("volunteer__person")
            self.leaders_at_hand = list(held.order_by("role", "pk"))
        return self.leaders_at_hand

    @property
    def captain_post(self):
        return next((post for post in self.leaders if post.role == PostRole.CAPTAIN), None)

    @property
    def captain(self):
        """Today's captain, or None."""
        return self.captain_post and self.captain_post.volunteer

    @property
    def deputies(self):
        return [post.volunteer for post in self.leaders if post.role == PostRole.DEPUTY]

    def refusal(self, day):
        """Why the team may not be given an order on a day, as a sentence; empty where it may."""
        if self.ended_on:
            return f"{self.name}已经解散，不能派单。"
        return self.organisation.refusal(day) if self.organisation else ""

    def active_members(self):
        """Members who may serve: active in the team and on the register."""
        mine = self.members.active().filter(membership__status=MemberStatus.ACTIVE)
        return mine.select_related("person__user").order_by("pk")


class TeamPostQuerySet(models.QuerySet):
    def on(self, day):
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)

    def of(self, user):
        """The posts of the person behind a log-in, while he is active on the register."""
        mine = Q(volunteer__person__user=user) | Q(volunteer__person__staff=user)
        return self.filter(mine, volunteer__in=Volunteer.objects.active())


class TeamPost(models.Model):
    """Who leads a team, from a day until the day of handing over (which is the successor's). Kept for ever.

    A term that has run out gives no rights; two captains on one day are refused by the database.
    """

    team = models.ForeignKey(Team, models.CASCADE, related_name="posts", verbose_name="队")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="posts", verbose_name="谁")
    role = models.CharField("职务", max_length=7, choices=PostRole.choices)
    starts_on = models.DateField("任职")
    ends_on = models.DateField("卸任", null=True, blank=True)

    objects = TeamPostQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "队长和副队长"
        constraints = [
            ExclusionConstraint(
                name="one_captain_at_a_time",
                expressions=[
                    ("team", RangeOperators.EQUAL),
                    (
                        Func(
                            "starts_on",
                            "ends_on",
                            RangeBoundary(),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(role="captain"),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="post_ends_after_it_starts"
            ),
        ]


class MembershipQuerySet(models.QuerySet):
    def asking(self):
        return self.filter(status=MemberStatus.APPLIED)

    def serving(self):
        """In the team, and on the register by one's own word."""
        return self.filter(status=MemberStatus.ACTIVE, volunteer__in=Volunteer.objects.active())

    def visible_to(self, user, at):
        """For staff those of their places' teams; for a captain those of his team; for anybody his own."""
        if user.is_official:
            return self.filter(team__in=Team.objects.within(user.codes))
        led = TeamPost.objects.on(timezone.localdate(at)).of(user).values("team")
        return self.filter(Q(team__in=led) | Q(volunteer__person__user=user))


class Membership(models.Model):
    """One volunteer in one team: asked, taken in or not and why, left."""

    team = models.ForeignKey(Team, models.CASCADE)
    volunteer = models.ForeignKey(Volunteer, models.CASCADE)
    status = models.CharField("状态", max_length=10, choices=MemberStatus.choices, default=MemberStatus.ACTIVE)
    joined_at = models.DateTimeField("加入时间", help_text="申请的人是申请时间")
    left_at = models.DateTimeField("退出时间", null=True, blank=True)
    reason = models.CharField("没有收的原因", max_length=100, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, verbose_name="谁定的")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "队员"
        constraints = [
            models.UniqueConstraint(fields=["team", "volunteer"], name="once_in_a_team"),
            models.CheckConstraint(
                condition=~Q(status="left") | Q(left_at__isnull=False), name="who_left_left_on_a_day"
            ),
        ]

    @property
    def place(self):
        return self.team.division_id


class TeamRule(Rule):
    """From when on a team counts as asleep, over how long comings and goings are counted, when a term is near its end.

    All in days.
    """

    KEY = ()
    dormant_days = models.PositiveSmallIntegerField("多少天没人服务算睡着", default=90)
    turnover_days = models.PositiveSmallIntegerField("进出算多少天", default=90)
    term_notice_days = models.PositiveSmallIntegerField("任期剩多少天算快到期", default=30)

    class Meta:
        verbose_name = verbose_name_plural = "队伍规则"
        constraints = [no_overlap("team_rule_no_overlap")]
