"""What many ask for at one place in one season, and what came of it."""

import pgtrigger
from django.db import models
from django.db.models import Q

from civcenter.accounts.models import User
from civcenter.hierarchy.models import Placed, PlacedQuerySet
from civcenter.rules.models import Rule, no_overlap
from orders.flow import NeedState
from orders.models.wishes import Wish
from projects.occasions.models import PlanItem
from volunteers.models import ServiceKind


class RadarRule(Rule):
    """How many people must ask for the same in one season before it is held for all (features, wonder 13)."""

    alike_village = models.PositiveSmallIntegerField("一个村几个人点同样的", default=5)
    alike_township = models.PositiveSmallIntegerField("一个乡镇几个人点同样的", default=15)

    class Meta:
        verbose_name = verbose_name_plural = "共性需求规则"
        constraints = [
            no_overlap("radar_rule_no_overlap"),
            models.CheckConstraint(name="radar_of_several", condition=Q(alike_village__gte=2, alike_township__gte=2)),
        ]


class CommonNeedQuerySet(PlacedQuerySet):
    def open(self):
        return self.filter(state=NeedState.OPEN)

    def visible_to(self, user, at):
        return self.within(user.codes)


class CommonNeed(Placed):
    """A kind of service that several people of one place asked for in one season: a draft of something for all.

    Found by night and once for each place, kind and season; who asks later is added. `course`, `expert`, `venue` and
    `cost` (yuan, empty: 算不出) are proposals that whoever puts it on the plan may change.
    """

    kind = models.ForeignKey(ServiceKind, models.PROTECT, verbose_name="服务类别")
    season = models.CharField("季节", max_length=1)
    since = models.DateField("这一季从哪天起")
    askers = models.ManyToManyField(Wish, related_name="needs", verbose_name="谁点的")
    course = models.CharField("讲什么、做什么", max_length=60, blank=True)
    expert = models.CharField("请谁", max_length=60, blank=True)
    venue = models.CharField("在哪里", max_length=40, blank=True)
    cost = models.DecimalField("约多少元", max_digits=10, decimal_places=2, null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=NeedState.choices, default=NeedState.OPEN)
    item = models.OneToOneField(
        PlanItem, models.PROTECT, null=True, blank=True, related_name="need", verbose_name="排进了哪件"
    )
    found_at = models.DateTimeField("发现时间")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁定的")
    decided_at = models.DateTimeField("定的时间", null=True, blank=True)
    reason = models.CharField("不办的原因", max_length=100, blank=True)

    objects = CommonNeedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "共性需求"
        indexes = [
            models.Index(fields=["township", "state"], name="need_by_township"),
            models.Index(fields=["county", "state"], name="need_by_county"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["division", "kind", "since"], name="one_need_a_place_kind_and_season"),
            models.CheckConstraint(
                name="planned_need_has_its_item",
                condition=Q(state="planned", item__isnull=False, decided_by__isnull=False)
                | Q(state="dismissed", item__isnull=True, decided_by__isnull=False) & ~Q(reason="")
                | Q(state="open", item__isnull=True, decided_by__isnull=True),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="need_states", field="state", transitions=[("open", "dismissed"), ("open", "planned")]),
            pgtrigger.Protect(name="need_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.season}季 {self.kind}"
