"""What happened, when, by whom, and what had been promised. Appended, never changed."""

import pgtrigger
from django.db import models
from django.db.models import Q

from civcenter.accounts.models import User
from orders.flow import CLAIM_FLOW, ORDER_FLOW, WISH_FLOW
from orders.models.claims import Claim
from orders.models.orders import Order
from orders.models.wishes import Wish

# What is said of a row without moving it.
REMARKS = {
    "create": "点单",
    "remind": "到一半时间，已提醒",
    "escalate": "超时，已报上一级",
    "propose": "一直没有补充，请中心决定",
    "urge": "催办",
    "waive": "没有保险也开始",
    "reveal": "查看了联系方式",
    "correct": "起止时间改了",
    "forgot": "该结束了没签退，已提醒本人",
    "not_home": "没报到家，已告诉站里",
}


class Note(models.Model):
    """Words somebody typed with a step; kept apart from the event so that erasure can blank them."""

    text = models.TextField("话", max_length=500)


class EventQuerySet(models.QuerySet):
    def of_wish(self, wish):
        """A resident's timeline: the wish's own events and its order's."""
        about = Q(wish=wish)
        if wish.order_id:
            about |= Q(order=wish.order_id)
        return self.filter(about).order_by("at", "pk")

    def of_order(self, order):
        """The whole history of an order: its own events, its wishes', its claims'."""
        about = Q(order=order) | Q(wish__order=order) | Q(claim__order=order)
        return self.filter(about).order_by("at", "pk")


class Event(models.Model):
    """One thing that happened to exactly one wish, order or claim.

    `due_at` is the moment promised for this step, stored when its clock started: on time is `at <= due_at`.
    """

    append_only = True

    wish = models.ForeignKey(Wish, models.PROTECT, null=True, blank=True, related_name="events")
    order = models.ForeignKey(Order, models.PROTECT, null=True, blank=True, related_name="events")
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, blank=True, related_name="events")
    step = models.CharField("步骤", max_length=12)
    was = models.CharField("原状态", max_length=12, blank=True)
    now = models.CharField("新状态", max_length=12, blank=True)
    actor = models.ForeignKey(User, models.PROTECT, null=True, blank=True, verbose_name="谁")
    hand = models.CharField("凭什么", max_length=10, blank=True)
    at = models.DateTimeField("时间")
    due_at = models.DateTimeField("应办时间", null=True, blank=True)
    note = models.ForeignKey(Note, models.PROTECT, null=True, blank=True)
    source = models.CharField("来由", max_length=80, null=True, blank=True, unique=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办单记录"
        indexes = [
            models.Index(fields=["wish", "at"], name="event_by_wish"),
            models.Index(fields=["order", "at"], name="event_by_order"),
            models.Index(fields=["claim", "at"], name="event_by_claim"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(wish__isnull=False, order__isnull=True, claim__isnull=True)
                | Q(wish__isnull=True, order__isnull=False, claim__isnull=True)
                | Q(wish__isnull=True, order__isnull=True, claim__isnull=False),
                name="event_of_exactly_one",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="event_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    @property
    def label(self):
        """The step in Chinese, as the flow tables name it."""
        flow = WISH_FLOW if self.wish_id else ORDER_FLOW if self.order_id else CLAIM_FLOW
        step = flow.get(self.step)
        return step.label if step else REMARKS[self.step]

    @property
    def is_late(self):
        return self.due_at is not None and self.at > self.due_at
