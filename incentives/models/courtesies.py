"""关爱礼遇: shops that thank volunteers, what they give from which star on, and the vouchers that are used once."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from civcenter.accounts.models import User
from civcenter.hierarchy.models import Placed, PlacedQuerySet
from civcenter.kit.secrets import EncryptedField
from incentives.flow import VOUCHER_MOVES, Every, VoucherStatus
from volunteers.models import Volunteer


class MerchantQuerySet(PlacedQuerySet):
    def current(self, day):
        """Whose agreement holds on that day; its last day still counts."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def visible_to(self, user, at):
        return self.within(user.codes)


class Merchant(Placed):
    """A shop, bus company or clinic that thanks volunteers, by an agreement with a first and a last day.

    Its people need no account of ours: they open the shop's own link and type its PIN. Only keyed hashes of the
    PIN are kept; `door` changes with every new PIN and ends what was open by the old one.
    """

    REVEALS = {"contact": "联系人", "phone": "联系电话"}

    name = models.CharField("商户", max_length=60)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    address = models.CharField("地址", max_length=120, blank=True)
    contact = EncryptedField("联系人")
    phone = EncryptedField("联系电话")
    agreement = models.CharField("协议编号", max_length=60)
    starts_on = models.DateField("协议开始")
    ends_on = models.DateField("协议最后一天")
    end_reason = models.CharField("提前结束的原因", max_length=100, blank=True)
    link = EncryptedField("核销链接")
    link_key = models.CharField(max_length=32, unique=True, editable=False)
    pin_key = models.CharField(max_length=32, editable=False)
    door = models.PositiveSmallIntegerField("换过几次密码", default=1)
    wrong = models.PositiveSmallIntegerField("输错几次", default=0)
    locked_until = models.DateTimeField("锁到几时", null=True, blank=True)
    signed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁登记的")
    signed_at = models.DateTimeField("登记时间")

    objects = MerchantQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "礼遇商户"
        indexes = [models.Index(fields=["county", "ends_on"], name="merchant_by_county")]
        constraints = [
            models.UniqueConstraint(fields=["county", "agreement"], name="one_merchant_an_agreement"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="agreement_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(wrong__lt=8), name="eight_wrong_tries_lock"),
        ]
        triggers = [pgtrigger.Protect(name="merchant_kept", operation=pgtrigger.Delete)]

    def __str__(self):
        return self.name


class CourtesyQuerySet(models.QuerySet):
    def current(self, day):
        """On offer that day: neither closed nor over, and the shop's agreement holds."""
        held = self.filter(starts_on__lte=day, ends_on__gte=day, is_open=True)
        return held.filter(merchant__in=Merchant.objects.current(day))

    def in_county(self, code):
        return self.filter(merchant__county=code)

    def visible_to(self, user, at):
        return self.filter(merchant__in=Merchant.objects.within(user.codes))


class Courtesy(models.Model):
    """What a merchant gives volunteers from a star on: so many vouchers a period in all, so many to each."""

    merchant = models.ForeignKey(Merchant, models.PROTECT, related_name="courtesies", verbose_name="商户")
    name = models.CharField("礼遇", max_length=40)
    gives = models.CharField("给什么", max_length=120)
    limits = models.CharField("怎么用", max_length=120, blank=True)
    min_star = models.PositiveSmallIntegerField("几星起", choices=[(n, f"{n} 星") for n in range(1, 6)])
    every = models.CharField("多久一轮", max_length=7, choices=Every.choices, default=Every.QUARTER)
    quota = models.PositiveIntegerField("一轮共几张")
    each = models.PositiveSmallIntegerField("一人一轮几张", default=1)
    valid_days = models.PositiveSmallIntegerField("领了几天内用", default=30)
    starts_on = models.DateField("开始")
    ends_on = models.DateField("最后一天")
    is_open = models.BooleanField("在发", default=True)
    offered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁登记的")
    offered_at = models.DateTimeField("登记时间")

    objects = CourtesyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "礼遇"
        indexes = [models.Index(fields=["merchant", "ends_on"], name="courtesy_by_merchant")]
        constraints = [
            models.CheckConstraint(condition=Q(min_star__gte=1, min_star__lte=5), name="courtesy_from_a_star"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="courtesy_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(quota__gte=1, each__gte=1, each__lte=F("quota"), valid_days__gte=1),
                name="courtesy_gives_something",
            ),
        ]
        triggers = [pgtrigger.Protect(name="courtesy_kept", operation=pgtrigger.Delete)]

    def __str__(self):
        return self.name

    @property
    def place(self):
        return self.merchant.division_id


class Share(models.Model):
    """How many vouchers of a courtesy one period holds, and how many are out; never more than there are."""

    courtesy = models.ForeignKey(Courtesy, models.PROTECT, related_name="shares", verbose_name="礼遇")
    period = models.CharField("哪一轮", max_length=7)
    quota = models.PositiveIntegerField("共几张")
    taken = models.PositiveIntegerField("发了几张", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "礼遇名额"
        constraints = [
            models.UniqueConstraint(fields=["courtesy", "period"], name="one_share_a_period"),
            models.CheckConstraint(condition=Q(taken__lte=F("quota")), name="no_more_vouchers_than_quota"),
        ]

    def __str__(self):
        return self.period


class VoucherQuerySet(models.QuerySet):
    def usable(self, at):
        return self.filter(status=VoucherStatus.ISSUED, expires_at__gt=at)

    def over(self, at):
        """Not used in time."""
        return self.filter(status=VoucherStatus.ISSUED, expires_at__lte=at)

    def visible_to(self, user, at):
        return self.filter(volunteer__person__user=user)


class Voucher(models.Model):
    """One use of one courtesy by one volunteer. Its ten digits are kept sealed and found by their keyed hash.

    Used at most once, before its last moment: a state taken once, a constraint, and a trigger.
    """

    share = models.ForeignKey(Share, models.PROTECT, related_name="vouchers", verbose_name="哪一轮")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="vouchers", verbose_name="志愿者")
    slot = models.PositiveSmallIntegerField("他的第几张")
    code = EncryptedField("券码")
    code_key = models.CharField(max_length=32, unique=True, editable=False)
    star = models.PositiveSmallIntegerField("领时几星")
    status = models.CharField("状态", max_length=9, choices=VoucherStatus.choices, default=VoucherStatus.ISSUED)
    taken_at = models.DateTimeField("领取时间")
    expires_at = models.DateTimeField("在此前用")
    redeemed_at = models.DateTimeField("核销时间", null=True, blank=True)

    objects = VoucherQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "礼遇券"
        indexes = [
            models.Index(fields=["volunteer", "-taken_at"], name="voucher_by_volunteer"),
            models.Index(fields=["expires_at"], name="voucher_by_end", condition=Q(status="issued")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["share", "volunteer", "slot"],
                condition=~Q(status="cancelled"),
                name="one_voucher_a_slot",
            ),
            models.CheckConstraint(
                condition=Q(status="redeemed", redeemed_at__isnull=False, redeemed_at__lt=F("expires_at"))
                | Q(~Q(status="redeemed"), redeemed_at__isnull=True),
                name="redeemed_in_time",
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="voucher_states", field="status", transitions=VOUCHER_MOVES),
            pgtrigger.Protect(
                name="voucher_born_issued", operation=pgtrigger.Insert, condition=~pgtrigger.Q(new__status="issued")
            ),
            pgtrigger.ReadOnly(
                name="voucher_stays",
                fields=["share", "volunteer", "slot", "code", "code_key", "star", "taken_at", "expires_at"],
            ),
            pgtrigger.Protect(name="voucher_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"礼遇券 {self.pk}"
