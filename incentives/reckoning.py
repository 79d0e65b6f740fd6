"""What a points shop owes and holds: a quarter's public account, and points out there against goods."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import DecimalField, F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from incentives.actions.shelves import shop_rule
from incentives.choices import HELD, Moved
from incentives.models import Account, Entry, ShopItem, StockMove, Supply

MONEY = DecimalField(max_digits=16, decimal_places=2)


@dataclass(frozen=True)
class Quarter:
    """Three months of a year; `number` from 1 to 4."""

    year: int
    number: int

    def __str__(self):
        return f"{self.year}-{self.number}"

    @classmethod
    def of(cls, day):
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first(self):
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def next(self):
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def before(self):
        return Quarter.of(self.first - timedelta(days=1))

    @property
    def bounds(self):
        """The first moment, and the first that is no longer in it."""
        zone = timezone.get_current_timezone()
        return tuple(datetime.combine(day, time(), zone) for day in (self.first, self.next.first))


def goods(shop, quarter):
    """Item by item: what lay there before, came, went out, came back, was found missing or over, lay there after."""
    begin, end = quarter.bounds
    within = Q(at__gte=begin, at__lt=end)
    sums = {why: Coalesce(Sum("quantity", filter=within & Q(why=why)), 0) for why in Moved.values}
    rows = StockMove.objects.filter(item__shop=shop, at__lt=end).values("item").order_by("item__kind__order", "item_id")
    before = Coalesce(Sum("quantity", filter=Q(at__lt=begin)), 0)
    return list(rows.annotate(name=F("item__name"), before=before, after=Sum("quantity"), **sums))


def points(shop, quarter):
    """Points paid for goods, given back, and what the shop had taken in all by the end of the quarter."""
    begin, end = quarter.bounds
    account = Account.objects.filter(shop=shop).first()
    within = Q(at__gte=begin, at__lt=end)
    paid, back = Q(credit=account), Q(debit=account)
    sums = Entry.objects.filter(paid | back, at__lt=end).aggregate(
        paid=_sum(paid & within), back=_sum(back & within), held=_sum(paid) - _sum(back)
    )
    return sums if account else dict.fromkeys(sums, Decimal(0))


def _sum(which):
    return Coalesce(Sum("points", filter=which), Decimal(0))


def backing(county, at):
    """Points in people's hands against the goods and the money that stand behind them; all in points.

    Goods at their price in points, money by the county's rule. `is_short` where people hold more.
    """
    rule = shop_rule(county, at)
    out = Account.objects.filter(county=county, kind__in=HELD).aggregate(total=Coalesce(Sum("balance"), Decimal(0)))
    lying = ShopItem.objects.offered().filter(shop__county=county)
    worth = lying.aggregate(total=Coalesce(Sum(F("stock") * F("price"), output_field=MONEY), Decimal(0)))["total"]
    money = rule.funded / rule.yuan_a_point
    return {"out": out["total"], "goods": worth, "money": money, "is_short": out["total"] > worth + money}


def supplies(shop, quarter):
    """The papers of the quarter: what came, from whom, worth how much; at most two hundred."""
    begin, end = quarter.bounds
    rows = Supply.objects.filter(item__shop=shop, at__gte=begin, at__lt=end).select_related("item")
    return rows.order_by("at", "pk")[:200]
