"""The shop's page on a phone: in by the shop's own link and PIN, no account; then codes are typed or scanned."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from civcenter.kit.forms import Form, act
from civcenter.kit.gate import open_view
from civcenter.kit.text import mask_name
from incentives import actions
from incentives.actions.redeeming import merchant_at
from incentives.models import Merchant, Voucher

SHOP = "merchant"
WHOLE = 12 * 3600
"""Seconds that a shop's phone stays in: one day behind the counter."""

DIGITS = {"inputmode": "numeric", "autocomplete": "off"}
TODAY = 20


class Pin(Form):
    pin = forms.CharField(label="店里的密码", max_length=12, widget=forms.PasswordInput(attrs=DIGITS))


class Code(Form):
    code = forms.CharField(label="券码，10 位数字", max_length=20, widget=forms.TextInput(attrs=DIGITS))


@open_view
@require_http_methods(["GET", "HEAD", "POST"])
def door(request, link):
    """The link names the shop, the PIN opens."""
    shop = merchant_at(link)
    if shop is None:
        raise Http404
    form = Pin(request.POST if request.method == "POST" else None)
    if form.is_valid():
        merchant = act(form, actions.come_in_as_merchant, link=link, pin=form.cleaned_data["pin"], at=timezone.now())
        if merchant:
            request.session.cycle_key()
            request.session[SHOP] = [merchant.pk, merchant.door, timezone.now().timestamp()]
            return redirect("incentives:redeem")
    return render(request, "incentives/public/shop_door.html", {"form": form, "shop": shop}, status=form.status)


def _shop(request):
    """The shop that came in in this browser today, by a PIN that is still the last one; or None."""
    pk, opened, since = request.session.get(SHOP, (None, 0, 0))
    if timezone.now().timestamp() - since > WHOLE:
        return None
    return Merchant.objects.filter(pk=pk, door=opened).first()


@open_view
@require_http_methods(["GET", "HEAD", "POST"])
def redeem(request):
    """Type or scan a voucher; what to give is said in large letters, and the voucher is used."""
    shop, at = _shop(request), timezone.now()
    if shop is None:
        return render(
            request, "incentives/public/shop_door.html", {"shut": True}, status=403 if request.method == "POST" else 200
        )
    typed = request.POST if request.method == "POST" else None
    form = Code(typed, initial={"code": request.GET.get("v", "")[:10]})
    if form.is_valid():
        voucher = act(form, actions.redeem, merchant=shop, code=form.cleaned_data["code"], at=at)
        if voucher:
            messages.success(request, said_of(voucher))
            return redirect("incentives:redeem")
    first = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    used = Voucher.objects.filter(share__courtesy__merchant=shop, redeemed_at__gte=first)
    context = {
        "form": form,
        "shop": shop,
        "used": used.select_related("share__courtesy", "volunteer__person").order_by("-redeemed_at")[:TODAY],
        "number": used.count(),
    }
    return render(request, "incentives/public/shop.html", context, status=form.status)


def said_of(voucher):
    """What the shop gives now, and to whom, masked."""
    who = mask_name(voucher.volunteer.person.name)
    return f"核销好了：{voucher.share.courtesy.gives}。{who}，{voucher.volunteer.stars} 星志愿者。"


@open_view
@require_POST
def leave(request):
    """The shop closes; the next in needs the PIN."""
    request.session.pop(SHOP, None)
    return render(request, "incentives/public/shop_door.html", {"shut": True})
