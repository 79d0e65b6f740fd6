"""20: the counter. Somebody shows a code, or a card and its PIN; worked with one hand, by scanner or by typing."""

import re
import uuid
from decimal import Decimal
from functools import partial

from django import forms
from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from civcenter.accounts.duties import Duty
from civcenter.kit.fields import WordsField
from civcenter.kit.forms import Form, act
from civcenter.kit.gate import fetch
from civcenter.kit.pages import page
from civcenter.kit.secrets import unsign
from incentives import actions
from incentives.choices import Taken
from incentives.models import Account, Redemption, Shop, ShopItem

SHOPS = Shop.objects.select_related("outpost", "division")
CARD = "card"
"""The purpose of the signed token in a card's QR code."""


def number_in(text):
    """The digits of a code or a card's number, as typed, or as a scanner types what a card's QR code says."""
    _, _, token = text.rpartition("?card=")
    return (unsign(CARD, token.strip()) if token != text else None) or re.sub(r"\D", "", text)


class TypedForm(Form):
    typed = forms.CharField(
        label="取货码，或连心卡号",
        max_length=200,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "autofocus": True, "class": "typed"}
        ),
    )

    def clean_typed(self):
        return number_in(self.cleaned_data["typed"])


class HandForm(Form):
    """Which of what is kept goes out, and into whose hands."""

    typed = forms.CharField(widget=forms.HiddenInput)
    picks = forms.MultipleChoiceField(label="交哪几样", required=False)
    taken = forms.ChoiceField(label="谁来取", choices=Taken.choices, initial=Taken.SELF, widget=forms.RadioSelect)

    def __init__(self, *args, rows=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = rows
        self.fields["picks"] = forms.TypedMultipleChoiceField(label="交哪几样", coerce=int, required=False)
        self.fields["picks"].choices = [(row.pk, row.item.name) for row in rows]
        self.fields["picks"].widget = forms.CheckboxSelectMultiple(choices=self.fields["picks"].choices)


class CardForm(Form):
    """The holder's PIN; and, once it opened the card, what he would like."""

    typed = forms.CharField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)
    item = forms.ChoiceField(label="换什么", required=False)
    quantity = forms.IntegerField(label="几件", min_value=1, max_value=9, initial=1, required=False)
    whose = forms.ChoiceField(
        label="从哪里扣",
        choices=[("own", "自己的分"), ("home", "家里合用的分")],
        initial="own",
        widget=forms.RadioSelect,
    )
    taken = forms.ChoiceField(label="谁来取", choices=Taken.choices, initial=Taken.SELF, widget=forms.RadioSelect)
    proxy = WordsField(label="代取的人叫什么", max_length=20, required=False)
    pin = forms.RegexField(
        r"^\d{4}$",
        label="请他按 4 位密码",
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 4}),
        error_messages={"required": "还没按密码。", "invalid": "密码是 4 个数字。"},
    )

    def __init__(self, *args, shop, **kwargs):
        super().__init__(*args, **kwargs)
        items = ShopItem.objects.offered().filter(shop=shop, stock__gt=0).order_by("kind__order", "pk")[:200]
        listed = [(f"{item.pk}:{item.price}", f"{item.name}（{item.price.normalize():f} 分）") for item in items]
        self.fields["item"].choices = [("", "不换新的，只取留的"), *listed]
        self.fields["item"].error_messages["invalid_choice"] = "这样东西刚改了价或者换完了，再选一次。"


@require_http_methods(["GET", "HEAD", "POST"])
def counter(request, pk):
    """What a code opens; a card's number leads to its PIN."""
    shop = fetch(request.user, SHOPS, Duty.KEEP_SHOP, pk=pk)
    form = TypedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["typed"]
        if len(typed) > 6:
            card = CardForm(initial={"typed": typed, "key": str(uuid.uuid4())}, shop=shop)
            return _till(request, shop, form, card=card)
        rows = act(form, actions.open_code, shop=shop, code=typed, by=request.user, at=timezone.now())
        if rows:
            return _till(request, shop, form, hand=_shown(typed, rows), rows=rows)
    return _till(request, shop, form, status=form.status)


def _shown(typed, rows):
    first = {"typed": typed, "picks": [row.pk for row in rows]}
    if any(row.proxy for row in rows):
        first["taken"] = Taken.PROXY
    return HandForm(initial=first, rows=rows)


def _till(request, shop, form, status=200, **more):
    at = timezone.now()
    begin = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    today = Redemption.objects.filter(shop=shop, collected_at__gte=begin)
    rows = today.select_related("item", "account__person", "account__household").order_by("-collected_at")[:20]
    context = {"shop": shop, "form": form, "today": rows, "at": at, **more}
    context["total"] = sum((row.points for row in more.get("rows", [])), 0)
    return page(request, "incentives/desk/counter.html", context, status=status)


@require_POST
def hand_over(request, pk):
    """Goods that a code opens go out."""
    shop, at = fetch(request.user, SHOPS, Duty.KEEP_SHOP, pk=pk), timezone.now()
    form = HandForm(request.POST, rows=Redemption.objects.reserved().filter(shop=shop).select_related("item")[:500])
    if form.is_valid():
        said = form.cleaned_data
        verb = partial(actions.hand_over, shop, said["typed"], said["picks"])
        rows = act(form, verb, taken=said["taken"], by=request.user, at=at)
        if rows:
            words = "、".join(f"{row.item.name} {row.quantity} 件" for row in rows)
            messages.success(request, f"交好了：{words}，{sum(row.points for row in rows).normalize():f} 分。")
            return redirect("desk_incentives:counter", shop.pk)
    return _till(request, shop, TypedForm(), refused=form, status=form.status)


@require_POST
def by_card(request, pk):
    """Card and PIN: hear the balance, keep something, or take it along."""
    shop, at = fetch(request.user, SHOPS, Duty.KEEP_SHOP, pk=pk), timezone.now()
    form = CardForm(request.POST, shop=shop)
    if not form.is_valid():
        return _till(request, shop, TypedForm(), card=form, status=form.status)
    said, step = form.cleaned_data, request.POST.get("step", "hear")
    opened = partial(actions.open_card, shop, said["typed"], said["pin"])
    if step == "hear":
        answer = act(form, opened, by=request.user, at=at)
        held = _held(shop, answer[1]) if answer else {}
        return _till(request, shop, TypedForm(), card=form, status=form.status, **held)
    verb = partial(actions.serve_card, shop, said["typed"], said["pin"], takes=step == "take")
    who = {"taken": said["taken"], "proxy": said["proxy"]}
    rows = act(form, verb, picks=_picks(request), order=_order(said), by=request.user, at=at, **who)
    if rows is None:
        return _till(request, shop, TypedForm(), card=form, status=form.status)
    words = "、".join(f"{row.item.name} {row.quantity} 件" for row in rows)
    messages.success(request, f"{'交好了' if step == 'take' else '留好了'}：{words}。")
    return redirect("desk_incentives:counter", shop.pk)


def _held(shop, accounts):
    accounts = list(Account.objects.filter(pk__in=[account.pk for account in accounts]).order_by("kind"))
    rows = Redemption.objects.reserved().filter(shop=shop, account__in=accounts).select_related("item")
    return {"accounts": accounts, "kept": rows.order_by("keep_until", "pk")[:20]}


def _picks(request):
    return [int(pick) for pick in request.POST.getlist("picks") if pick.isdigit()][:20]


def _order(said):
    """What a card orders; the price is what the list showed."""
    if not said["item"]:
        return None
    pk, price = said["item"].split(":")
    order = {"item": ShopItem.objects.get(pk=pk), "quantity": said["quantity"] or 1, "price": Decimal(price)}
    return {**order, "whose": said["whose"], "key": str(said["key"])}
