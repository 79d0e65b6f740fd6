"""What a resident asked for, in his own words; private, never edited by staff, never lost."""

import pgtrigger
from django.db import models
from django.db.models import Q

from civcenter.accounts.models import User
from civcenter.hierarchy.models import Outpost, Placed, PlacedQuerySet
from civcenter.kit.flow import transitions
from civcenter.kit.secrets import EncryptedField
from orders.flow import (
    ANSWERED_WISHES,
    OPEN_WISHES,
    WISH_BORN,
    WISH_FLOW,
    RefusalReason,
    Urgency,
    WishStatus,
)
from orders.models.clocked import Clocked, ClockedWords
from orders.models.orders import Order
from volunteers.models import ServiceKind


class WishQuerySet(ClockedWords, PlacedQuerySet):
    def open(self):
        return self.filter(status__in=OPEN_WISHES)

    def been_served(self):
        """Something was done for them: they count at closing, whatever the resident said in the end."""
        answered = Q(status__in=ANSWERED_WISHES) | Q(status=WishStatus.WITHDRAWN, disputes__gt=0)
        return self.filter(answered | Q(status__in=[WishStatus.SERVED, WishStatus.DISSATISFIED]))

    def visible_to(self, user, at):
        """Staff: their places and what their unit serves. A phone log-in: the wishes of that phone."""
        if user.is_official:
            return self.held_within(user.codes, unit="order__unit")
        return self.filter(phone_key=user.phone_key) if user.phone_key else self.none()


class Wish(Placed, Clocked):
    """A resident's wish. `phone` and `name` are of whoever is to be asked; `beneficiary` of whom it is for.

    `promised_at` is the resident's total clock and never resets; `due_at` is the current step's.
    """

    FLOW = WISH_FLOW
    REVEALS = {"contact": "称呼和手机号"}

    number = models.CharField("单号", max_length=10, unique=True)
    kind = models.ForeignKey(ServiceKind, models.PROTECT, verbose_name="服务类别")
    words = models.TextField("要办什么事", max_length=500)
    urgency = models.CharField("急不急", max_length=10, choices=Urgency.choices, default=Urgency.NORMAL)
    outpost = models.ForeignKey(Outpost, models.PROTECT, related_name="wishes", verbose_name="哪个站")
    status = models.CharField("状态", max_length=12, choices=WishStatus.choices, default=WishStatus.NEW)
    name = EncryptedField("联系人", blank=True)
    phone = EncryptedField("手机号", blank=True)
    phone_key = models.CharField(max_length=32, blank=True, editable=False)
    is_verified = models.BooleanField("手机号已核实", default=False)
    beneficiary = EncryptedField("替谁点的", blank=True)
    is_public = models.BooleanField("可以公开", default=True)
    entered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="wishes_entered", verbose_name="代填人"
    )
    browser = models.CharField(max_length=40, blank=True, editable=False)
    address_key = models.CharField(max_length=32, blank=True, editable=False)
    order = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="wishes", verbose_name="办它的单"
    )
    follows = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name="接着哪件")
    reason = models.CharField("不受理原因", max_length=10, choices=RefusalReason.choices, blank=True)
    transferred_to = models.CharField("转给", max_length=60, blank=True)
    disputes = models.PositiveSmallIntegerField("说不满意几次", default=0)
    vouching_phone = models.CharField(max_length=32, blank=True, editable=False)
    vouching_browser = models.CharField(max_length=40, blank=True, editable=False)
    created_at = models.DateTimeField("点单时间")
    promised_at = models.DateTimeField("答应办好的时间", null=True, blank=True)
    answered_at = models.DateTimeField("办完时间", null=True, blank=True)

    objects = WishQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "心愿"
        indexes = [
            models.Index(fields=["division", "-created_at", "-id"], name="wish_newest_of_village"),
            models.Index(fields=["township", "-created_at", "-id"], name="wish_newest_of_township"),
            models.Index(fields=["county", "-created_at", "-id"], name="wish_newest_of_county"),
            models.Index(fields=["division", "status", "-created_at"], name="wish_by_village"),
            models.Index(fields=["township", "status", "-created_at"], name="wish_by_township"),
            models.Index(fields=["county", "status", "-created_at"], name="wish_by_county"),
            models.Index(fields=["phone_key", "-created_at"], name="wish_by_phone"),
            models.Index(fields=["address_key", "-created_at"], name="wish_by_address"),
            models.Index(fields=["browser", "-created_at"], name="wish_by_browser"),
            models.Index(fields=["due_at"], name="wish_by_due", condition=Q(due_at__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["planned", "served", "dissatisfied", "confirmed", "defaulted", "settled"])
                | Q(order__isnull=False),
                name="answered_wishes_have_an_order",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["new", "asked", "refused", "transferred"]) | Q(order__isnull=True),
                name="unanswered_wishes_have_none",
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="wish_states", field="status", transitions=transitions(WISH_FLOW)),
            pgtrigger.Protect(
                name="wish_born",
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__status__in=[str(s) for s in WISH_BORN]),
            ),
            pgtrigger.Protect(name="wish_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="wish_words_kept",
                operation=pgtrigger.UpdateOf("words"),
                condition=pgtrigger.Condition("OLD.words IS DISTINCT FROM NEW.words AND NEW.words <> ''"),
            ),
        ]

    def __str__(self):
        return f"心愿 {self.number}"

    @property
    def may_have_slip(self):
        """Whether a slip may still be printed: only of a wish that staff entered, until it is served."""
        return self.entered_by_id is not None and self.status in (
            WishStatus.NEW,
            WishStatus.ASKED,
            WishStatus.PLANNED,
        )

    @property
    def contact(self):
        """How to call whom: name, phone, and for whom it is asked."""
        return self.name, self.phone, self.beneficiary


class Review(models.Model):
    """What the resident thinks of it: one to five stars, and words if he likes. One for each confirmed wish."""

    wish = models.OneToOneField(Wish, models.PROTECT, related_name="review")
    stars = models.PositiveSmallIntegerField("几颗星")
    words = models.TextField("想说的话", blank=True, max_length=300)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "评价"
        constraints = [
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="one_to_five_stars"),
        ]
