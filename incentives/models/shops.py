"""Points shops: what lies on their shelves, where it came from, and the figures a county may change."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from civcenter.accounts.duties import Duty
from civcenter.accounts.models import User
from civcenter.hierarchy.models import Outpost, Placed, PlacedQuerySet
from civcenter.rules.models import Rule, no_overlap
from incentives.choices import CountStatus, Moved, ShopKind, SupplyKind

# The shelf moves in the statement that inserts the movement, items locked in id order; a constraint refuses to
# take more than lies there. Nobody else writes it: the app role may not.
MOVE_STOCK = """
WITH moved AS (SELECT item_id AS id, sum(quantity) AS delta FROM posted GROUP BY item_id),
    locked AS (SELECT i.id, m.delta FROM public.incentives_shopitem i JOIN moved m USING (id)
                ORDER BY i.id FOR NO KEY UPDATE OF i)
UPDATE public.incentives_shopitem i SET stock = i.stock + l.delta FROM locked l WHERE i.id = l.id;
RETURN NULL;"""


class ShopRule(Rule):
    """How a county's points shops work (standards 2.7); `funded` is the money set aside for goods not yet bought."""

    KEY = ()
    keep_days = models.PositiveSmallIntegerField("留几天", default=7)
    undo_hours = models.PositiveSmallIntegerField("几小时内本人能撤", default=24)
    wrong_tries = models.PositiveSmallIntegerField("柜台一小时能输错几次", default=10)
    yuan_a_point = models.DecimalField("一分抵几元", max_digits=6, decimal_places=2, default=1)
    funded = models.DecimalField("另有买货的钱（元）", max_digits=12, decimal_places=2, default=0)

    class Meta:
        verbose_name = verbose_name_plural = "积分超市规则"
        constraints = [
            no_overlap("shop_rule_no_overlap"),
            models.CheckConstraint(
                condition=Q(keep_days__gt=0, wrong_tries__gt=0, yuan_a_point__gt=0, funded__gte=0),
                name="shop_rule_can_be",
            ),
        ]


class ForbiddenGoods(Rule):
    """A word that no goods of a points shop may bear: no tobacco, liquor, cash, cards (standards 2.7)."""

    KEY = ("word",)
    word = models.CharField("不许有的字", max_length=20)
    why = models.CharField("为什么", max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "不许兑换的东西"
        constraints = [no_overlap("forbidden_goods_no_overlap", "word")]

    def __str__(self):
        return self.word


class GoodsKind(models.Model):
    """What the shelves are sorted by, and the drawing that stands for it."""

    code = models.SlugField("代码", max_length=20, primary_key=True)
    name = models.CharField("名称", max_length=20)
    icon = models.CharField("图", max_length=20)
    order = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "商品类别"
        ordering = ["order", "code"]

    def __str__(self):
        return self.name


class ShopQuerySet(PlacedQuerySet):
    def open(self):
        return self.filter(is_open=True)

    def visible_to(self, user, at):
        """The shops whose desk the user may see."""
        return self.within(user.codes)


class Shop(Placed):
    """A points shop at an outpost. Its keepers hand out; who manages the place may too."""

    outpost = models.ForeignKey(Outpost, models.PROTECT, related_name="shops", verbose_name="在哪个站")
    kind = models.CharField("类型", max_length=8, choices=ShopKind.choices, default=ShopKind.POINTS)
    name = models.CharField("名称", max_length=40)
    opening_hours = models.CharField("开门时间", max_length=60)
    delivers = models.BooleanField("可以送上门", default=False)
    keepers = models.ManyToManyField(User, related_name="shops_kept", blank=True, verbose_name="店员")
    is_open = models.BooleanField("在用", default=True)
    opened_at = models.DateTimeField("开张时间")

    objects = ShopQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "积分超市"
        indexes = [
            models.Index(fields=["division"], name="shop_by_village"),
            models.Index(fields=["township"], name="shop_by_township"),
            models.Index(fields=["county"], name="shop_by_county"),
        ]
        constraints = [models.UniqueConstraint(fields=["outpost", "kind"], name="one_shop_of_a_kind_an_outpost")]

    def __str__(self):
        return self.name

    def is_kept_by(self, user):
        """Whether he hands out here: a keeper with a post at the place, or who manages it."""
        if user.holds(Duty.MANAGE, self.place):
            return True
        return user.holds(Duty.KEEP_SHOP, self.place) and self.keepers.filter(pk=user.pk).exists()


class OfShopQuerySet(models.QuerySet):
    """Rows of a shop's item: whose the item is, theirs they are."""

    path = ""

    def within(self, codes):
        return self.filter(**{f"{self.path}shop__in": Shop.objects.within(codes)})

    def visible_to(self, user, at):
        return self.within(user.codes)


class ShopItemQuerySet(OfShopQuerySet):
    def offered(self):
        """What can be reserved today, if any is left."""
        return self.filter(is_offered=True, shop__is_open=True)


class ShopItem(models.Model):
    """Goods of one shop, at a price in points. `stock` is what nobody has reserved; triggers write it."""

    frozen_columns = ["stock"]

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="items", verbose_name="哪家店")
    name = models.CharField("叫什么", max_length=30)
    kind = models.ForeignKey(GoodsKind, models.PROTECT, verbose_name="类别")
    price = models.DecimalField("要几分", max_digits=8, decimal_places=2)
    worth = models.DecimalField("市价（元）", max_digits=8, decimal_places=2, null=True, blank=True)
    stock = models.IntegerField("还剩", default=0)
    safety_stock = models.PositiveIntegerField("剩几件就该补货", default=0)
    limit = models.PositiveSmallIntegerField("一人最多换几件", null=True, blank=True)
    limit_days = models.PositiveSmallIntegerField("多少天内", default=30)
    best_before = models.DateField("保质到", null=True, blank=True)
    is_offered = models.BooleanField("上架", default=True)

    objects = ShopItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "商品"
        constraints = [
            models.UniqueConstraint(fields=["shop", "name"], name="one_item_of_a_name_a_shop"),
            models.CheckConstraint(condition=Q(stock__gte=0), name="stock_not_negative"),
            models.CheckConstraint(condition=Q(price__gt=0), name="goods_cost_points"),
            models.CheckConstraint(condition=Q(limit=None) | Q(limit__gt=0, limit_days__gt=0), name="limit_lets_one"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="shelf_born_empty", operation=pgtrigger.Insert, condition=~pgtrigger.Q(new__stock=0)
            ),
            pgtrigger.Protect(name="item_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return self.name

    @property
    def place(self):
        return self.shop.place


class OfItemQuerySet(OfShopQuerySet):
    path = "item__"


class Supply(models.Model):
    """Goods that came, with the number of the paper they came with. One paper names an item once."""

    append_only = True

    item = models.ForeignKey(ShopItem, models.PROTECT, related_name="supplies", verbose_name="什么")
    quantity = models.PositiveIntegerField("几件")
    kind = models.CharField("怎么来的", max_length=8, choices=SupplyKind.choices)
    voucher_no = models.CharField("凭证号", max_length=40)
    giver = models.CharField("谁给的、在哪买的", max_length=60)
    worth = models.DecimalField("一共值多少元", max_digits=10, decimal_places=2)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁收的")
    at = models.DateTimeField("时间")

    objects = OfItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "进货"
        constraints = [
            models.UniqueConstraint(fields=["item", "voucher_no"], name="one_supply_a_voucher_and_item"),
            models.CheckConstraint(condition=Q(quantity__gt=0, worth__gte=0), name="supply_brings_something"),
        ]
        triggers = [pgtrigger.Protect(name="supply_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"进货 {self.pk}"


class StockMove(models.Model):
    """One movement of goods, for ever: the shelf is their sum, as a balance is the sum of its entries."""

    append_only = True
    owner_triggers = ["move_fills_the_shelf"]

    item = models.ForeignKey(ShopItem, models.PROTECT, related_name="moves", verbose_name="什么")
    quantity = models.IntegerField("几件（出为负）")
    why = models.CharField("为什么", max_length=8, choices=Moved.choices)
    source = models.CharField("来由", max_length=80, unique=True)
    at = models.DateTimeField("时间")

    objects = OfItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "库存流水"
        indexes = [models.Index(fields=["item", "-at"], name="moves_by_item")]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0, why__in=["supply", "back"])
                | Q(quantity__lt=0, why="reserve")
                | Q(~Q(quantity=0), why="count"),
                name="goods_move_the_way_they_say",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="move_stays", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="move_fills_the_shelf",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="posted"),
                func=MOVE_STOCK,
            ),
        ]

    def __str__(self):
        return f"库存流水 {self.pk}"


class StockCount(models.Model):
    """盘点: what was counted against what the books say lies there, reserved goods included.

    A difference is booked only when a second person agreed, or whoever keeps the shop could write off what he takes.
    """

    item = models.ForeignKey(ShopItem, models.PROTECT, related_name="counts", verbose_name="什么")
    expected = models.PositiveIntegerField("账上")
    counted = models.PositiveIntegerField("实数")
    reason = models.CharField("差在哪里", max_length=100, blank=True)
    status = models.CharField("状态", max_length=8, choices=CountStatus.choices)
    counted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="谁数的")
    counted_at = models.DateTimeField("什么时候数的")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁核的")
    decided_at = models.DateTimeField("什么时候核的", null=True, blank=True)

    objects = OfItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "盘点"
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(status="proposed"), name="one_open_count_an_item"),
            models.CheckConstraint(condition=~Q(decided_by=F("counted_by")), name="a_difference_needs_two_people"),
            models.CheckConstraint(
                condition=Q(status="even", counted=F("expected"))
                | Q(~Q(counted=F("expected")), ~Q(reason=""), status="proposed", decided_by__isnull=True)
                | Q(~Q(counted=F("expected")), status__in=["booked", "refused"], decided_by__isnull=False),
                name="a_difference_has_its_reason",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="count_states", field="status", transitions=[("proposed", "booked"), ("proposed", "refused")]
            ),
            pgtrigger.Protect(name="count_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"盘点 {self.pk}"

    @property
    def difference(self):
        return self.counted - self.expected

    @property
    def place(self):
        return self.item.place


class CounterTry(models.Model):
    """Wrong codes and PINs that one keeper's log-in typed within one hour, over all shops."""

    keeper = models.ForeignKey(User, models.PROTECT, related_name="+")
    hour = models.DateTimeField()
    wrong = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "柜台输错"
        constraints = [models.UniqueConstraint(fields=["keeper", "hour"], name="one_tally_a_keeper_and_hour")]
