"""One volunteer's place on an order."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone

from civcenter.accounts.models import User
from civcenter.hierarchy.models import Outpost
from civcenter.kit.flow import transitions
from civcenter.residents.models import Person
from orders.flow import CLAIM_BORN, CLAIM_FLOW, LIVE_CLAIMS, PLACED_CLAIMS, ClaimStatus
from orders.models.orders import Order
from volunteers.models import Membership, ServiceRecord, TeamPost, Volunteer


class ClaimQuerySet(models.QuerySet):
    def live(self):
        return self.filter(status__in=LIVE_CLAIMS)

    def placed(self):
        """Those that take a place and the volunteer's time."""
        return self.filter(status__in=PLACED_CLAIMS)

    def done(self):
        return self.filter(status=ClaimStatus.DONE)

    def led_by(self, user, at):
        """Places in the present round of members of the teams he leads today, but of nobody who has his phone."""
        posts = TeamPost.objects.on(timezone.localdate(at)).of(user)
        members = Membership.objects.serving().filter(team__in=posts.values("team"), team__ended_on=None)
        led = members.exclude(volunteer__person__in=Person.objects.near(user))
        return self.placed().filter(round=models.F("order__round"), volunteer__in=led.values("volunteer"))

    def visible_to(self, user, at):
        """A volunteer his own; staff those on orders they see."""
        own = Q(volunteer__person__user=user)
        if not user.is_official:
            return self.filter(own)
        orders = Order.objects.within(user.codes).values("pk")
        units = Outpost.objects.within(user.codes)
        staff = Q(volunteer__person__staff=user) | Q(order__in=orders) | Q(order__unit__in=units)
        return self.filter(own | staff)


class Claim(models.Model):
    """A volunteer on one round of an order. `started_at` to `ended_at` are the actual minutes, travel not counted.

    `agreed_by` is the manager who stated or agreed the minutes at 办结, never the volunteer himself. `phone` is the
    log-in from which the place was taken: one phone takes one place a round, unless the unit asked for both.
    """

    FLOW = CLAIM_FLOW

    order = models.ForeignKey(Order, models.PROTECT, related_name="claims")
    round = models.PositiveSmallIntegerField("第几轮")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="claims", verbose_name="志愿者")
    status = models.CharField("状态", max_length=10, choices=ClaimStatus.choices)
    created_at = models.DateTimeField("时间")
    answer_by = models.DateTimeField("请在此前答复", null=True, blank=True)
    phone = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="哪部手机")
    started_at = models.DateTimeField("开始", null=True, blank=True)
    ended_at = models.DateTimeField("结束", null=True, blank=True)
    agreed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, verbose_name="核时长的人")
    record = models.OneToOneField(
        ServiceRecord, models.PROTECT, null=True, blank=True, related_name="claim", verbose_name="服务记录"
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "接单"
        indexes = [
            models.Index(fields=["volunteer", "-created_at"], name="claim_by_volunteer"),
            models.Index(fields=["answer_by"], name="claim_by_answer", condition=Q(status="offered")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "round", "volunteer"],
                condition=Q(status__in=["offered", "accepted", "arrived", "done"]),
                name="one_live_claim_a_round",
            ),
            models.UniqueConstraint(
                fields=["order", "round", "phone"],
                condition=Q(status__in=["accepted", "arrived", "done"]),
                name="one_place_a_phone",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(started_at__isnull=False, ended_at__gte=models.F("started_at")),
                name="claim_ends_after_start",
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="claim_states", field="status", transitions=transitions(CLAIM_FLOW)),
            pgtrigger.Protect(
                name="claim_born",
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__status__in=[str(s) for s in CLAIM_BORN]),
            ),
            pgtrigger.Protect(name="claim_kept", operation=pgtrigger.Delete),
        ]

    @property
    def source(self):
        """Under this name the volunteer's time is promised and the service recorded."""
        return f"claim:{self.pk}"

    @property
    def place(self):
        return self.order.place
