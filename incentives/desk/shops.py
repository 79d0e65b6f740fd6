"""The desk of points shops: shelves, papers, stock-takes, returns; and what stands behind the points."""

from functools import partial

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from civcenter.accounts.duties import Duty
from civcenter.accounts.models import User
from civcenter.hierarchy.models import Outpost
from civcenter.kit.fields import WordsField
from civcenter.kit.forms import Form, act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from incentives import actions, reckoning
from incentives.choices import ShopKind, SupplyKind
from incentives.models import GoodsKind, Redemption, Shop, ShopItem, StockCount

SHOPS = Shop.objects.select_related("outpost", "division__parent")
ITEMS = ShopItem.objects.select_related("shop__outpost", "kind")
COUNTS = StockCount.objects.select_related("item__shop", "counted_by")
ROWS = Redemption.objects.select_related("shop", "item", "account__person", "entry", "collected_by", "return_asked_by")
TYPED_OR_SHOWN = require_http_methods(["GET", "HEAD", "POST"])


class ShopForm(Form):
    name = WordsField(label="店名", max_length=40, empty="还没写店名。")
    opening_hours = WordsField(label="开门时间", max_length=60, empty="还没写开门时间。")
    delivers = forms.BooleanField(label="可以送上门", required=False)
    is_open = forms.BooleanField(label="在用", required=False, initial=True)
    keepers = forms.ModelMultipleChoiceField(
        User.objects.none(), label="店员", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, place, day, **kwargs):
        super().__init__(*args, **kwargs)
        posts = Q(appointments__division=place, appointments__starts_on__lte=day)
        current = Q(appointments__ends_on=None) | Q(appointments__ends_on__gte=day)
        self.fields["keepers"].queryset = User.objects.filter(posts & current, is_active=True).distinct()
        self.fields["keepers"].label_from_instance = lambda user: user.name or user.username


class NewShopForm(ShopForm):
    outpost = forms.ModelChoiceField(Outpost.objects.none(), label="开在哪里", empty_label=None)
    kind = forms.ChoiceField(label="哪一种", choices=ShopKind.choices, widget=forms.RadioSelect, initial="points")

    def __init__(self, *args, outposts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outpost"].queryset = outposts
        del self.fields["keepers"], self.fields["is_open"]


class ItemForm(Form):
    name = WordsField(label="叫什么", max_length=30, empty="还没写叫什么，例如：肥皂 2 块。")
    kind = forms.ModelChoiceField(GoodsKind.objects.all(), label="类别", empty_label=None)
    price = forms.DecimalField(label="要几分", min_value=0.01, max_digits=8, decimal_places=2)
    worth = forms.DecimalField(label="市价（元）", min_value=0, max_digits=8, decimal_places=2, required=False)
    limit = forms.IntegerField(label="一人最多换几件", min_value=1, max_value=99, required=False)
    limit_days = forms.IntegerField(label="多少天里", min_value=1, max_value=366, initial=30)
    safety_stock = forms.IntegerField(label="剩几件就该补货", min_value=0, max_value=9999, initial=0)
    best_before = forms.DateField(label="保质到", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    is_offered = forms.BooleanField(label="上架", required=False, initial=True)


class SupplyForm(Form):
    quantity = forms.IntegerField(label="几件", min_value=1, max_value=99999)
    kind = forms.ChoiceField(label="怎么来的", choices=SupplyKind.choices, widget=forms.RadioSelect)
    voucher_no = WordsField(label="凭证号", max_length=40, empty="还没写凭证号：发票号，或捐赠单号。")
    giver = WordsField(label="谁给的、在哪买的", max_length=60, empty="还没写谁给的、在哪买的。")
    worth = forms.DecimalField(label="一共值多少元", min_value=0, max_digits=10, decimal_places=2)


class CountForm(Form):
    counted = forms.IntegerField(label="数出来几件（留着没取的也算）", min_value=0, max_value=99999)
    reason = WordsField(label="和账上不一样，差在哪里", max_length=100, required=False)


class Say(Form):
    reason = WordsField(label="为什么退", max_length=100, empty="写一句为什么退。", rows=2)


@needs(Duty.KEEP_SHOP)
@require_safe
def shops(request):
    """The shops one looks after; above all whether goods stand behind the points."""
    at, codes = timezone.now(), request.user.codes_for(Duty.KEEP_SHOP)
    waiting = Count("redemptions", filter=Q(redemptions__status="reserved"))
    found = part(request, SHOPS.within(codes).annotate(waiting=waiting), "division")
    counties = sorted({code[:6] for code in codes})[:3]
    context = {
        "rows": found.rows,
        "more_url": found.more_url,
        "behind": [reckoning.backing(county, at) for county in counties],
        "may_open": bool(request.user.codes_for(Duty.MANAGE)),
    }
    return page(request, "incentives/desk/shops.html", context)


@needs(Duty.MANAGE)
@TYPED_OR_SHOWN
def new_shop(request):
    """A shop at one of one's outposts."""
    at = timezone.now()
    outposts = Outpost.objects.within(request.user.codes_for(Duty.MANAGE)).filter(is_open=True).order_by("division")
    form = NewShopForm(
        request.POST if request.method == "POST" else None, outposts=outposts, place=None, day=timezone.localdate(at)
    )
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data, "keepers": []}
        shop = act(form, partial(actions.open_shop, said.pop("outpost")), by=request.user, at=at, **said)
        if shop:
            messages.success(request, "开好了。先添东西，再记进货。")
            return redirect("desk_incentives:shop", shop.pk)
    return page(request, "incentives/desk/shop_form.html", {"form": form, "title": "开一家店"}, status=form.status)


@require_safe
def shop(request, pk):
    """The shelves, counts and returns that wait for a second person."""
    row = fetch(request.user, SHOPS, Duty.KEEP_SHOP, pk=pk)
    found = part(request, ITEMS.filter(shop=row), "kind__order")
    context = {
        "shop": row,
        "rows": found.rows,
        "more_url": found.more_url,
        "differences": COUNTS.filter(item__shop=row, status="proposed").order_by("pk")[:50],
        "returns": ROWS.filter(shop=row, status="returning").order_by("pk")[:50],
        "quarter": reckoning.Quarter.of(timezone.localdate()),
        "may_manage": request.user.holds(Duty.MANAGE, row.place),
    }
    return page(request, "incentives/desk/shop.html", context)


@TYPED_OR_SHOWN
def change_shop(request, pk):
    """What the door says, and who hands out."""
    row = fetch(request.user, SHOPS, Duty.MANAGE, pk=pk)
    names = ("name", "opening_hours", "delivers", "is_open")
    first = {name: getattr(row, name) for name in names} | {"keepers": row.keepers.all()}
    form = ShopForm(
        request.POST if request.method == "POST" else None, initial=first, place=row.place, day=timezone.localdate()
    )
    if request.method == "POST" and form.is_valid():
        act(form, partial(actions.change_shop, row), by=request.user, **form.cleaned_data)
        if not form.errors:
            messages.success(request, "改好了。")
            return redirect("desk_incentives:shop", row.pk)
    return page(request, "incentives/desk/shop_form.html", {"form": form, "title": row.name}, status=form.status)


@TYPED_OR_SHOWN
def new_item(request, pk):
    """Something new to have for points."""
    row = fetch(request.user, SHOPS, Duty.MANAGE, pk=pk)
    return _form(
        request,
        ItemForm(request.POST if request.method == "POST" else None),
        partial(actions.add_item, row),
        row,
        "添一样东西",
    )


@TYPED_OR_SHOWN
def change_item(request, pk):
    """Another name, price or limit."""
    row = fetch(request.user, ITEMS, Duty.MANAGE, pk=pk)
    first = {name: getattr(row, name) for name in ItemForm.base_fields} | {"kind": row.kind_id}
    form = ItemForm(request.POST if request.method == "POST" else None, initial=first)
    return _form(request, form, partial(actions.change_item, row), row.shop, f"改：{row.name}")


@TYPED_OR_SHOWN
def supply(request, pk):
    """Goods came, with a paper."""
    row = fetch(request.user, ITEMS, Duty.KEEP_SHOP, pk=pk)
    return _form(
        request,
        SupplyForm(request.POST if request.method == "POST" else None),
        partial(actions.supply, row),
        row.shop,
        f"进货：{row.name}",
    )


@TYPED_OR_SHOWN
def count(request, pk):
    """盘点: what was counted of one item."""
    row = fetch(request.user, ITEMS, Duty.KEEP_SHOP, pk=pk)
    return _form(
        request,
        CountForm(request.POST if request.method == "POST" else None),
        partial(actions.count, row),
        row.shop,
        f"盘点：{row.name}",
    )


@TYPED_OR_SHOWN
def ask_return(request, pk):
    """Collected goods come back; a colleague must agree."""
    row = fetch(request.user, ROWS, Duty.KEEP_SHOP, pk=pk)
    title = f"退货：{row.item.name} {row.quantity} 件"
    return _form(
        request,
        Say(request.POST if request.method == "POST" else None),
        partial(actions.ask_return, row),
        row.shop,
        title,
    )


def _form(request, form, verb, shop, title):
    if request.method == "POST" and form.is_valid():
        act(form, verb, by=request.user, at=timezone.now(), **form.cleaned_data)
        if not form.errors:
            messages.success(request, "记好了。")
            return redirect("desk_incentives:shop", shop.pk)
    return page(
        request, "incentives/desk/shop_form.html", {"form": form, "title": title, "shop": shop}, status=form.status
    )


@require_POST
def decide_count(request, pk):
    """The second person's answer to a difference."""
    row = fetch(request.user, COUNTS, Duty.KEEP_SHOP, pk=pk)
    actions.decide_count(row, accept=request.POST.get("accept") == "yes", by=request.user, at=timezone.now())
    messages.success(request, "核好了。")
    return redirect("desk_incentives:shop", row.item.shop_id)


@require_POST
def decide_return(request, pk):
    """The second person's answer to a return."""
    row = fetch(request.user, ROWS, Duty.KEEP_SHOP, pk=pk)
    actions.decide_return(row, accept=request.POST.get("accept") == "yes", by=request.user, at=timezone.now())
    messages.success(request, "办好了，已告诉本人。")
    return redirect("desk_incentives:shop", row.shop_id)
