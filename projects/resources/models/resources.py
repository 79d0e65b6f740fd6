"""What can be booked: places first, and things, troupes and experts; whose they are, and who may use them when."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from civcenter.hierarchy.models import Outpost, Placed, PlacedQuerySet
from projects.resources.choices import Sort, Use, VenueKind
from volunteers.choices import Weekday


class ResourceQuerySet(PlacedQuerySet):
    def visible_to(self, user, at):
        """Staff see what lies in their places and what their outposts use."""
        if not user.is_official:
            return self.none()
        units = Outpost.objects.within(user.codes)
        return self.filter(Q(pk__in=self.within(user.codes).values("pk")) | Q(used_by__in=units))

    def active(self):
        return self.filter(is_active=True)

    def of_county(self, county):
        return self.active().filter(county=county).order_by("sort", "division", "pk")


class Resource(Placed):
    """A thing that is one's own and used by others. `owner` never changes; `used_by` is whose outpost keeps its book.

    机构、人员、设施权属不变: another outpost may be given the use, the owner stays (the database refuses to change it).
    `rest_minutes` is how long it rests after each use: to be cleaned, carried back, or to sleep.
    """

    name = models.CharField("名称", max_length=60)
    sort = models.CharField("是什么", max_length=10, choices=Sort.choices, default=Sort.VENUE)
    kind = models.CharField("哪种场地", max_length=10, choices=VenueKind.choices, blank=True)
    owner = models.CharField("权属单位", max_length=60)
    steward = models.CharField("谁管", max_length=40)
    used_by = models.ForeignKey(Outpost, models.PROTECT, related_name="resources", verbose_name="谁用")
    topics = models.CharField("会什么、有什么", max_length=120, blank=True)
    capacity = models.PositiveIntegerField("坐得下几人", null=True, blank=True)
    rest_minutes = models.PositiveSmallIntegerField("用完歇几分钟", default=0)
    asks_owner = models.BooleanField("每次要主人点头", default=True)
    is_active = models.BooleanField("在用", default=True)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "场地和资源"
        indexes = [
            models.Index(fields=["division"], name="resource_by_village"),
            models.Index(fields=["township"], name="resource_by_township"),
            models.Index(fields=["county", "sort"], name="resource_by_county"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(sort="venue") | ~Q(kind=""), name="a_venue_has_a_kind"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="owner_stays",
                operation=pgtrigger.UpdateOf("owner"),
                condition=pgtrigger.Q(old__owner__df=pgtrigger.F("new__owner")),
            ),
            pgtrigger.Protect(name="resource_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return self.name


class VenueManager(models.Manager.from_queryset(ResourceQuerySet)):
    def get_queryset(self):
        return super().get_queryset().filter(sort=Sort.VENUE)


class Venue(Resource):
    """A place: a row of the same book."""

    objects = VenueManager()

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = "场地"


class UseAgreement(models.Model):
    """What owner and users agreed: for which uses, from when until when. Two of one thing never hold on one day."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="agreements", verbose_name="什么")
    days = DateRangeField("有效期")
    uses = ArrayField(models.CharField(max_length=10, choices=Use.choices), verbose_name="能办")
    words = models.CharField("还说好了什么", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "使用约定"
        constraints = [
            ExclusionConstraint(
                name="one_agreement_a_day",
                expressions=[("resource", RangeOperators.EQUAL), ("days", RangeOperators.OVERLAPS)],
            ),
        ]

    @property
    def use_names(self):
        return "、".join(Use(use).label for use in self.uses)


class ProtectedHours(models.Model):
    """When the owner needs it himself: on a weekday of a range of days, from an hour to an hour."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="protected", verbose_name="什么")
    label = models.CharField("做什么用", max_length=20)
    weekday = models.PositiveSmallIntegerField("周几（空为每天）", choices=Weekday.choices, null=True, blank=True)
    days = DateRangeField("哪些日子（空为一直）", null=True, blank=True)
    starts = models.TimeField("从")
    ends = models.TimeField("到")

    class Meta:
        verbose_name = verbose_name_plural = "主人自用"
        constraints = [models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="protected_ends_after_start")]


class OpeningHours(models.Model):
    """When it can be used at all; without a row it is always open."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="opening", verbose_name="什么")
    weekday = models.PositiveSmallIntegerField("周几", choices=Weekday.choices)
    starts = models.TimeField("从")
    ends = models.TimeField("到")

    class Meta:
        verbose_name = verbose_name_plural = "开放时间"
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="opening_ends_after_start"),
            models.UniqueConstraint(fields=["resource", "weekday", "starts"], name="one_opening_a_beginning"),
        ]
