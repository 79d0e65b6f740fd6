"""05b: the points shop on the phone: what there is, what is kept for me, and the household's points."""

import uuid

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.hierarchy import here
from civcenter.kit.fields import WordsField
from civcenter.kit.forms import Form, act
from civcenter.kit.gate import by_phone, fetch, open_view
from civcenter.kit.lists import part
from incentives import actions, reckoning
from incentives.models import Account, GoodsKind, Redemption, Shop, ShopItem

SHOPS = Shop.objects.open().select_related("outpost", "division__parent")
ROWS = Redemption.objects.select_related("item__kind", "shop", "account")
MOST = 9
"""Of one item at once."""


class ReserveForm(Form):
    """How many, from whose points, and who comes for it; what one costs is what the page said."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    price = forms.DecimalField(widget=forms.HiddenInput)
    quantity = forms.IntegerField(label="换几件", min_value=1, max_value=MOST, initial=1)
    account = forms.ModelChoiceField(
        Account.objects.none(), label="从谁的分里扣", widget=forms.RadioSelect, empty_label=None
    )
    proxy = WordsField(
        label="请谁代取", max_length=20, required=False, help_text="自己去就空着。代取的人要带上取货码。"
    )

    def __init__(self, *args, accounts, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["account"]
        field.queryset = Account.objects.filter(pk__in=[account.pk for account in accounts])
        field.label_from_instance = label
        field.initial = accounts[0].pk if accounts else None


def label(account):
    whose = "自己的" if account.person_id else "家里合用的"
    return f"{whose} {account.balance.normalize():f} 分"


class GiveForm(Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    points = forms.DecimalField(label="转多少分给家里", min_value=1, max_digits=8, decimal_places=2)


def accounts_of(request):
    """The own account and the household's, as far as there are any; the own one first."""
    person = getattr(request, "person", None)
    if person is None:
        return []
    mine = Account.objects.filter(person=person) | Account.objects.filter(household__persons=person)
    return sorted(mine.distinct(), key=lambda account: account.person_id is None)


@open_view
@require_safe
def shops(request):
    """Which shop: those of this browser's county first of all."""
    outpost = here.here(request)
    rows = SHOPS.filter(county=outpost.county) if outpost else SHOPS
    found = part(request, rows, "division")
    return render(request, "incentives/public/markets.html", {"rows": found.rows, "more_url": found.more_url})


@open_view
@require_safe
def market(request, pk):
    """What lies on the shelves of one shop."""
    shop = get_object_or_404(SHOPS, pk=pk)
    accounts = accounts_of(request)
    most = max((account.balance for account in accounts), default=None)
    items = ShopItem.objects.offered().filter(shop=shop).select_related("kind")
    kinds = GoodsKind.objects.filter(shopitem__in=items).distinct()
    kind, within = request.GET.get("kind", ""), "within" in request.GET and most is not None
    if kind:
        items = items.filter(kind=kind)
    if within:
        items = items.filter(price__lte=most)
    found = part(request, items, "kind__order", size=30)
    context = {
        "shop": shop,
        "rows": [(item, None if most is None else max(item.price - most, 0)) for item in found.rows],
        "more_url": found.more_url,
        "kinds": kinds,
        "kind": kind,
        "within": within,
        "most": most,
        "accounts": accounts,
        "rule": actions.shop_rule(shop.county, timezone.now()),
        "quarter": reckoning.Quarter.of(timezone.localdate()),
    }
    return render(request, "incentives/public/market.html", context)


@by_phone
@require_http_methods(["GET", "HEAD", "POST"])
def goods(request, pk):
    """One item, and the button that keeps it for me."""
    item = get_object_or_404(ShopItem.objects.offered().select_related("shop__outpost", "kind"), pk=pk)
    if request.person is None:
        return redirect(f"{reverse('residents:who')}?next={request.path}")
    accounts, at = accounts_of(request), timezone.now()
    first = {"key": str(uuid.uuid4()), "price": item.price}
    form = ReserveForm(request.POST if request.method == "POST" else None, initial=first, accounts=accounts)
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data, "key": str(form.cleaned_data["key"])}
        row = act(form, actions.reserve, item=item, person=request.person, at=at, **said)
        if row:
            messages.success(request, f"给您留好了，留到 {row.keep_until.month} 月 {row.keep_until.day} 日。")
            return redirect("incentives:redemption", row.pk)
    context = {"item": item, "form": form, "accounts": accounts, "rule": actions.shop_rule(item.shop.county, at)}
    return render(request, "incentives/public/goods.html", context, status=form.status)


@by_phone
@require_safe
def redemptions(request):
    """What is kept for me and what I had, the newest first."""
    mine = ROWS.filter(account__in=Account.objects.visible_to(request.user, timezone.now()))
    found = part(request, mine, "-reserved_at")
    return render(request, "incentives/public/redemptions.html", {"rows": found.rows, "more_url": found.more_url})


@by_phone
@require_http_methods(["GET", "HEAD", "POST"])
def redemption(request, pk):
    """One of them: the code to show, how long it is kept, and within a day the way back."""
    at = timezone.now()
    mine = Account.objects.visible_to(request.user, at)
    row = fetch(request.user, ROWS.filter(account__in=mine), pk=pk)
    form = Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        act(form, actions.undo, row=row, by=request.user, at=at)
        if not form.errors:
            messages.success(request, "撤了，分和东西都退回了。")
            return redirect("incentives:redemption", row.pk)
    context = {"row": row, "form": form, "may_undo": row.status == "reserved" and at <= row.undo_until}
    return render(request, "incentives/public/redemption.html", context, status=form.status)


@open_view
@require_safe
def quarter(request, pk, asked):
    """季度公示: what came, went and lies there, item by item, and the points."""
    shop = get_object_or_404(Shop.objects.select_related("division__parent"), pk=pk)
    year, number = asked.split("-")
    asked, now = reckoning.Quarter(int(year), int(number)), reckoning.Quarter.of(timezone.localdate())
    context = {
        "shop": shop,
        "quarter": asked,
        "after": asked.next if asked != now else None,
        "lines": reckoning.goods(shop, asked),
        "points": reckoning.points(shop, asked),
        "supplies": reckoning.supplies(shop, asked),
    }
    return render(request, "incentives/public/quarter.html", context)


@by_phone
@require_http_methods(["GET", "HEAD", "POST"])
def household(request):
    """The household's points, who belongs to it, and giving own points to it."""
    person, at = request.person, timezone.now()
    if person is None:
        return redirect("residents:who")
    form = GiveForm(request.POST if request.method == "POST" else None, initial={"key": str(uuid.uuid4())})
    if request.method == "POST" and form.is_valid():
        points, key = form.cleaned_data["points"], str(form.cleaned_data["key"])
        act(form, actions.give_to_household, person=person, points=points, key=key, at=at)
        if not form.errors:
            messages.success(request, "转好了。家里谁都可以用，每笔分还按原来的日子到期。")
            return redirect("incentives:household")
    home = person.household
    context = {"home": home, "form": form, "accounts": accounts_of(request)}
    context["members"] = home.persons.order_by("pk")[:50] if home else []
    return render(request, "incentives/public/household.html", context, status=form.status)
