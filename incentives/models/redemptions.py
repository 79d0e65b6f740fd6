"""兑换: goods reserved for points, and what became of them."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from civcenter.accounts.models import User
from civcenter.hierarchy.models import Placed, PlacedQuerySet
from civcenter.kit.secrets import EncryptedField
from civcenter.residents.models import ContactCard, Person
from incentives.choices import Taken
from incentives.flow import REDEMPTION_MOVES, STATUS
from incentives.models.books import Account, Entry
from incentives.models.shops import Shop, ShopItem


class RedemptionQuerySet(PlacedQuerySet):
    def reserved(self):
        return self.filter(status=STATUS.RESERVED)

    def visible_to(self, user, at):
        """Those paid from one's own or the household's account; for staff those of the shops they may read."""
        mine = self.filter(account__in=Account.objects.visible_to(user, at))
        return mine | self.within(user.codes) if user.codes else mine


class Redemption(Placed):
    """Some of one item, paid with points that the shop holds until they are collected, given back or lapsed.

    The code is one for all that an account has reserved in a shop, so that one code collects them together;
    it opens what is reserved and nothing after that. `person` is empty where a household's card took it.
    """

    frozen_columns = ["shop_id", "item_id", "quantity", "points", "account_id", "person_id", "source", "entry_id"]

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="redemptions", verbose_name="哪家店")
    item = models.ForeignKey(ShopItem, models.PROTECT, related_name="redemptions", verbose_name="什么")
    quantity = models.PositiveSmallIntegerField("几件")
    points = models.DecimalField("扣几分", max_digits=10, decimal_places=2)
    account = models.ForeignKey(Account, models.PROTECT, related_name="redemptions", verbose_name="从谁的分里扣")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="redemptions", verbose_name="谁换的"
    )
    card = models.ForeignKey(
        ContactCard, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="凭哪张卡"
    )
    source = models.CharField("来由", max_length=80, unique=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="redemption", verbose_name="扣分的流水")
    code = EncryptedField("取货码")
    code_key = models.CharField(max_length=32, editable=False)
    status = models.CharField("状态", max_length=10, choices=STATUS.choices, default=STATUS.RESERVED)
    reserved_at = models.DateTimeField("留的时间")
    undo_until = models.DateTimeField("撤到什么时候")
    keep_until = models.DateField("留到哪天")
    proxy = EncryptedField("请谁代取", blank=True)
    taken = models.CharField("谁取的", max_length=10, choices=Taken.choices, blank=True)
    collected_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁交的货"
    )
    collected_at = models.DateTimeField("取货时间", null=True, blank=True)
    ended_at = models.DateTimeField("退回时间", null=True, blank=True)
    return_reason = models.CharField("为什么退", max_length=100, blank=True)
    return_asked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁提的退货"
    )
    return_decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁定的退货"
    )

    objects = RedemptionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "兑换"
        indexes = [
            models.Index(fields=["shop", "-reserved_at"], name="redemption_by_shop"),
            models.Index(fields=["account", "-reserved_at"], name="redemption_by_account"),
            models.Index(fields=["keep_until"], condition=Q(status="reserved"), name="redemption_to_lapse"),
            models.Index(fields=["division"], name="redemption_by_village"),
            models.Index(fields=["township"], name="redemption_by_township"),
            models.Index(fields=["county"], name="redemption_by_county"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0, points__gt=0), name="redemption_of_something"),
            models.CheckConstraint(
                condition=~Q(return_asked_by=F("return_decided_by")), name="a_return_needs_two_people"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["reserved", "undone", "lapsed"], collected_by__isnull=True)
                | Q(status="collected", collected_by__isnull=False)
                | Q(status="returning", collected_by__isnull=False, return_asked_by__isnull=False)
                | Q(status="returned", return_asked_by__isnull=False, return_decided_by__isnull=False),
                name="each_state_has_who_did_it",
            ),
            ExclusionConstraint(
                name="one_code_opens_one_account",
                expressions=[
                    ("shop", RangeOperators.EQUAL),
                    ("code_key", RangeOperators.EQUAL),
                    ("account", RangeOperators.NOT_EQUAL),
                ],
                condition=Q(status="reserved"),
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="redemption_states", field="status", transitions=REDEMPTION_MOVES),
            pgtrigger.Protect(
                name="redemption_born_reserved",
                operation=pgtrigger.Insert,
                condition=~pgtrigger.Q(new__status="reserved"),
            ),
            pgtrigger.Protect(name="redemption_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"兑换 {self.pk}"
