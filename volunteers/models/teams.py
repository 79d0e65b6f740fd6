"""Volunteer teams and who belongs to them."""

from django.db import models
from django.db.models import Q

from civcenter.hierarchy.models import Placed, PlacedQuerySet
from volunteers.choices import MemberStatus, TeamKind
from volunteers.models.registry import Volunteer


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
