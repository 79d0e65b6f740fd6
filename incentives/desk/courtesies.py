"""关爱礼遇 for the office: agreements, what the shops give, their link and PIN, how many vouchers went where."""

from functools import partial

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from civcenter.accounts import again
from civcenter.accounts.duties import Duty
from civcenter.hierarchy.models import Division
from civcenter.kit.fields import PhoneField, WordsField
from civcenter.kit.forms import Form, act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from civcenter.residents.desk.looks import reveal_page
from incentives import actions
from incentives.flow import Every
from incentives.models import Courtesy, Merchant, Voucher

ROWS = Merchant.objects.select_related("division")


def _day(label, **more):
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **more)


class Agreement(Form):
    name = WordsField(label="商户", max_length=60, empty="还没写商户的名字。")
    contact = WordsField(label="联系人", max_length=40, empty="还没写联系人。")
    phone = PhoneField(label="联系人手机", help_text="加密存放，要看得写原因。")
    agreement = WordsField(label="协议编号", max_length=60, empty="还没写协议编号。")
    starts_on = _day("协议从哪天")
    ends_on = _day("最后一天")
    address = WordsField(label="地址", max_length=120, required=False)
    credit_code = WordsField(label="统一社会信用代码", max_length=18, required=False)


class Offer(Form):
    name = WordsField(label="礼遇", max_length=40, empty="还没写叫什么。", help_text="比如：理发、体检、景区门票")
    gives = WordsField(label="给什么", max_length=120, empty="还没写给什么。", help_text="比如：免费理发一次")
    limits = WordsField(label="怎么用", max_length=120, required=False, help_text="比如：提前一天打电话")
    min_star = forms.TypedChoiceField(label="几星起", coerce=int, choices=[(n, f"{n} 星") for n in range(1, 6)])
    every = forms.ChoiceField(label="多久一轮", choices=Every.choices, initial=Every.QUARTER)
    quota = forms.IntegerField(label="一轮共几张", min_value=1, max_value=100_000)
    each = forms.IntegerField(label="一人一轮几张", min_value=1, max_value=20, initial=1)
    valid_days = forms.IntegerField(label="领了几天内用", min_value=1, max_value=366, initial=30)
    starts_on = _day("从哪天发")
    ends_on = _day("发到哪天")


class Extend(Form):
    ends_on = _day("续到哪天")


class End(Form):
    reason = WordsField(label="为什么提前结束", max_length=100, rows=2)


def _typed(request):
    return request.POST if request.method == "POST" else None


@needs(Duty.READ)
@require_safe
def merchants(request):
    """Agreements, those that end first on top; with what their vouchers came to."""
    rows = ROWS.within(request.user.codes).annotate(**_counts("courtesies__shares__vouchers"))
    found = part(request, rows, "-ends_on")
    may = bool(request.user.codes_for(Duty.PREPARE))
    context = {"rows": found.rows, "more_url": found.more_url, "day": timezone.localdate(), "may": may}
    return page(request, "incentives/desk/merchants.html", context)


def _counts(path):
    """How many vouchers were given, used, are out, ran out."""
    states = {"used": "redeemed", "live": "issued", "over": "expired"}
    counted = {name: Count(path, filter=Q(**{f"{path}__status": state})) for name, state in states.items()}
    return {"given": Count(path, filter=~Q(**{f"{path}__status": "cancelled"})), **counted}


@needs(Duty.PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request):
    """A new agreement; the link and the PIN are shown on the next page, the PIN this once."""
    form = Agreement(_typed(request))
    division = Division.objects.get(pk=request.user.county)
    verb = partial(actions.sign_merchant, by=request.user, at=timezone.now(), division=division)
    if form.is_valid() and (made := act(form, verb, **form.cleaned_data)):
        return _handed_over(request, *made)
    context = {"form": form, "words": "登记商户"}
    return page(request, "incentives/desk/merchant_step.html", context, status=form.status)


def _handed_over(request, merchant, pin):
    link = request.build_absolute_uri(reverse("incentives:merchant_door", args=[merchant.link]))
    return page(request, "incentives/desk/merchant_pin.html", {"row": merchant, "pin": pin, "link": link})


@require_safe
def merchant(request, pk):
    """One shop: what it gives and what came of it."""
    row = fetch(request.user, ROWS, Duty.READ, pk=pk)
    may = request.user.holds(Duty.PREPARE, row.place)
    context = {
        "row": row,
        "day": timezone.localdate(),
        "may": may,
        "courtesies": row.courtesies.annotate(**_counts("shares__vouchers")).order_by("-is_open", "-pk"),
        "months": _by_month(row),
    }
    return page(request, "incentives/desk/merchant.html", context)


def _by_month(row):
    """Vouchers used by month, the newest first."""
    used = Voucher.objects.filter(share__courtesy__merchant=row, redeemed_at__isnull=False).order_by()
    months = used.values("redeemed_at__year", "redeemed_at__month").annotate(number=Count("pk"))
    return months.order_by("-redeemed_at__year", "-redeemed_at__month")[:12]


STEPS = {
    "offer": (Offer, actions.offer, "登记一项礼遇"),
    "extend": (Extend, actions.extend_agreement, "续签"),
    "end": (End, actions.end_agreement, "提前结束协议"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def merchant_step(request, pk, step):
    """A courtesy more, a later last day, or an earlier end."""
    row = fetch(request.user, ROWS, Duty.PREPARE, pk=pk)
    form_class, verb, words = STEPS[step]
    form = form_class(_typed(request))
    if form.is_valid():
        act(form, partial(verb, row), by=request.user, at=timezone.now(), **form.cleaned_data)
        if form.status == 200:
            messages.success(request, f"{words}：办好了。")
            return redirect("desk_incentives:merchant", row.pk)
    context = {"row": row, "form": form, "words": words}
    return page(request, "incentives/desk/merchant_step.html", context, status=form.status)


@require_POST
def renew(request, pk):
    """A new link and PIN: who held the old ones is out. The password again where it was long ago."""
    row = fetch(request.user, ROWS, Duty.PREPARE, pk=pk)
    asked = again.ask(request)
    if asked:
        return asked
    pin = actions.renew_pin(row, by=request.user, at=timezone.now())
    return _handed_over(request, row, pin)


@require_POST
def close(request, pk):
    """No more vouchers of a courtesy."""
    row = fetch(request.user, Courtesy.objects.select_related("merchant"), Duty.PREPARE, pk=pk)
    actions.close_courtesy(row, by=request.user, at=timezone.now())
    messages.success(request, "停发了。已经领走的，到期前还能用。")
    return redirect("desk_incentives:merchant", row.merchant_id)


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request, pk):
    """The phone of whom to call at the shop, against a reason."""
    row = fetch(request.user, ROWS, Duty.REVEAL, pk=pk)
    return reveal_page(request, row, "phone", reverse("desk_incentives:merchant", args=[row.pk]))
