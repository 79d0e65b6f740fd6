"""The county office's service form, public in the hall."""

import pgtrigger
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Q

from civcenter.hierarchy.models import Outpost, Placed, PlacedQuerySet
from civcenter.kit.flow import transitions
from orders.flow import (
    FINAL_ORDERS,
    ORDER_BORN,
    ORDER_FLOW,
    UNSERVED_ORDERS,
    OrderStatus,
    Urgency,
)
from orders.models.clocked import Clocked, ClockedWords
from volunteers.models import ServiceKind


class OrderQuerySet(ClockedWords, PlacedQuerySet):
    def visible_to(self, user, at):
        """Staff see what lies in their places and what their unit holds; volunteers meet orders in the hall."""
        return self.held_within(user.codes, unit="unit") if user.is_official else self.none()

    def open_to(self, user, at):
        """What a caller may read by its number: as staff, as a claimant, or because it is in the hall."""
        own = Q(claims__volunteer__person__user=user) | Q(claims__volunteer__person__staff=user)
        mine = self.model.objects.filter(own).values("pk")
        seen = self.model.objects.visible_to(user, at).values("pk")
        return self.filter(Q(status=OrderStatus.OPEN) | Q(pk__in=mine) | Q(pk__in=seen))

    def in_progress(self):
        return self.exclude(status__in=FINAL_ORDERS)

    def in_hall(self, at):
        """What volunteers may take: open, not yet full, not yet over."""
        return self.filter(status=OrderStatus.OPEN, taken__lt=F("needed"), ends_at__gt=at)


class Order(Placed, Clocked):
    """One piece of work made of one or many wishes; held by one unit at a time, done in rounds.

    `taken` counts the places that this round's live claims hold; the database keeps it at most `needed`.
    """

    FLOW = ORDER_FLOW

    title = models.CharField("要办的事", max_length=60)
    details = models.TextField("怎么办", blank=True, max_length=500)
    kind = models.ForeignKey(ServiceKind, models.PROTECT, verbose_name="服务类别")
    urgency = models.CharField("急不急", max_length=10, choices=Urgency.choices, default=Urgency.NORMAL)
    unit = models.ForeignKey(Outpost, models.PROTECT, related_name="orders", verbose_name="承办")
    place_text = models.CharField("地点", max_length=80, blank=True)
    risks = models.CharField("要注意的风险", max_length=200, blank=True)
    is_risky = models.BooleanField("有人身危险，要先上保险", default=False)
    needs_home_safe = models.BooleanField("做完要报平安", default=False)
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    needed = models.PositiveSmallIntegerField("要几人", default=1)
    taken = models.PositiveSmallIntegerField("已有几人", default=0)
    round = models.PositiveSmallIntegerField("第几轮", default=1)
    status = models.CharField("状态", max_length=12, choices=OrderStatus.choices, default=OrderStatus.DRAFT)
    created_at = models.DateTimeField("制单时间")
    served_at = models.DateTimeField("办结时间", null=True, blank=True)
    closed_at = models.DateTimeField("结单时间", null=True, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单"
        indexes = [
            models.Index(fields=["division", "-created_at", "-id"], name="order_newest_of_village"),
            models.Index(fields=["township", "-created_at", "-id"], name="order_newest_of_township"),
            models.Index(fields=["county", "-created_at", "-id"], name="order_newest_of_county"),
            models.Index(fields=["division", "status", "-created_at"], name="order_by_village"),
            models.Index(fields=["township", "status", "-created_at"], name="order_by_township"),
            models.Index(fields=["county", "status", "-created_at"], name="order_by_county"),
            models.Index(fields=["unit", "status", "-created_at"], name="order_by_unit"),
            models.Index(fields=["due_at"], name="order_by_due", condition=Q(due_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(taken__lte=F("needed")), name="no_more_taken_than_needed"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="order_ends_after_start"),
            models.CheckConstraint(condition=Q(needed__gte=1, needed__lte=200), name="needed_in_bounds"),
            models.CheckConstraint(condition=Q(is_risky=False) | ~Q(risks=""), name="risky_orders_say_the_risk"),
        ]
        triggers = [
            pgtrigger.FSM(name="order_states", field="status", transitions=transitions(ORDER_FLOW)),
            pgtrigger.Protect(
                name="order_born",
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__status__in=[str(s) for s in ORDER_BORN]),
            ),
            pgtrigger.Protect(name="order_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.title}（{self.pk}）"

    @property
    def is_unserved(self):
        """Nothing has been done for its wishes yet, so they may still be taken out."""
        return self.status in UNSERVED_ORDERS

    @property
    def lacking(self):
        return self.needed - self.taken

    @property
    def period(self):
        return DateTimeTZRange(self.starts_at, self.ends_at)
