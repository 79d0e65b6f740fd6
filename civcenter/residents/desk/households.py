"""Households and their 连心卡: who belongs to one, which card stands for it, and the sheets that are printed."""

from functools import partial

from django import forms
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from civcenter.accounts import again
from civcenter.accounts.duties import Duty
from civcenter.hierarchy.models import Division, Outpost
from civcenter.kit.errors import RuleBroken
from civcenter.kit.fields import PhoneField, WordsField
from civcenter.kit.forms import Form, act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from civcenter.kit.secrets import lookup, sign
from civcenter.residents import actions
from civcenter.residents.models import ContactCard, Household, Person

ROWS = Household.objects.select_related("division__parent")
CARDS = ContactCard.objects.select_related("person", "household", "division__parent")
SHEET = 24
"""Cards printed at once: three sheets of eight."""
TYPED_OR_SHOWN = require_http_methods(["GET", "HEAD", "POST"])


class FoundForm(Form):
    name = WordsField(label="户主姓名", max_length=50, empty="还没写户主姓名。")
    division = forms.ModelChoiceField(Division.objects.none(), label="住在", empty_label=None)

    def __init__(self, *args, codes, **kwargs):
        super().__init__(*args, **kwargs)
        villages = Division.objects.current().within(codes).filter(tier=Division.Tier.VILLAGE)
        self.fields["division"].queryset = villages


class MemberForm(Form):
    name = WordsField(label="姓名", max_length=50, empty="还没写姓名。")
    phone = PhoneField(label="登记的手机号")


class PinForm(Form):
    pin = forms.RegexField(
        r"^\d{4}$",
        label="请本人按 4 位密码",
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 4}),
        error_messages={"required": "还没按密码。", "invalid": "密码是 4 个数字。"},
    )
    pin_again = forms.CharField(
        label="再按一遍",
        max_length=4,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 4}),
    )

    def clean_pin_again(self):
        if self.cleaned_data["pin_again"] != self.cleaned_data.get("pin"):
            raise forms.ValidationError("两遍不一样，再按一次。")
        return self.cleaned_data["pin_again"]


@needs(Duty.MANAGE)
@TYPED_OR_SHOWN
def households(request):
    """Those of one's places, and a new one."""
    codes = request.user.codes_for(Duty.MANAGE)
    form = FoundForm(request.POST if request.method == "POST" else None, codes=codes)
    if request.method == "POST" and form.is_valid():
        said = {"name": form.cleaned_data["name"], "division_id": form.cleaned_data["division"].pk}
        row = actions.found_household(**said, at=timezone.now())
        messages.success(request, "记好了。再把家里人写进来。")
        return redirect("desk_residents:household", row.pk)
    found = part(request, ROWS.within(codes), "-created_at")
    context = {"rows": found.rows, "more_url": found.more_url, "form": form}
    return page(request, "residents/desk/households.html", context, status=form.status)


@TYPED_OR_SHOWN
def household(request, pk):
    """Who belongs to it; somebody on record by name and phone is written in."""
    row, at = fetch(request.user, ROWS, Duty.MANAGE, pk=pk), timezone.now()
    form = MemberForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        act(form, partial(_add, row), by=request.user, at=at, **form.cleaned_data)
        if not form.errors:
            messages.success(request, "写进来了，家里有手机的都告诉了。")
            return redirect("desk_residents:household", row.pk)
    context = {
        "household": row,
        "members": row.persons.order_by("pk")[:50],
        "cards": CARDS.live().filter(household=row) | CARDS.live().filter(person__household=row),
        "form": form,
    }
    return page(request, "residents/desk/household.html", context, status=form.status)


def _add(row, *, name, phone, by, at):
    """The one on record by this name and phone, among those the colleague may see."""
    mine = Person.objects.within(by.codes_for(Duty.MANAGE)).filter(name=name, phone_key=lookup(phone))
    person = mine.first()
    if person is None:
        raise RuleBroken("没有找到这位。看看姓名和手机号是不是登记的那一个，或者先登记。", field="name")
    return actions.add_member(row, person=person, by=by, at=at)


@require_POST
def remove_member(request, pk):
    """Somebody keeps house elsewhere."""
    people = Person.objects.filter(household__isnull=False).select_related("household")
    who = fetch(request.user, people, Duty.MANAGE, pk=pk)
    row = who.household
    actions.remove_member(row, person=who, by=request.user, at=timezone.now())
    messages.success(request, "移出来了。转给家里的分还在家里。")
    return redirect("desk_residents:household", row.pk)


@require_POST
def issue_card(request, pk):
    """A card for the household; the one before ends."""
    return _issued(request, fetch(request.user, ROWS, Duty.MANAGE, pk=pk))


@require_POST
def issue_own_card(request, pk):
    """A card for one person."""
    return _issued(request, fetch(request.user, Person, Duty.MANAGE, pk=pk))


def _issued(request, holder):
    asked = again.ask(request)
    if asked:
        return asked
    card = actions.issue_card(holder, by=request.user, at=timezone.now())
    messages.success(request, "发好了，旧卡从现在起不能用。请本人当面设密码。")
    return redirect("desk_residents:card", card.pk)


@TYPED_OR_SHOWN
def card(request, pk):
    """One card: its holder types a PIN here; the colleague who is logged in hands out nothing on it."""
    row, at = fetch(request.user, CARDS.live(), Duty.MANAGE, pk=pk), timezone.now()
    asked = again.ask(request) if request.method == "POST" else None
    if asked:
        return asked
    form = PinForm(request.POST if "pin" in request.POST else None)
    if form.is_valid():
        act(form, partial(actions.set_pin, row), pin=form.cleaned_data["pin"], by=request.user, at=at)
        if not form.errors:
            messages.success(request, "密码设好了。请他记在心里，别写卡上。")
            return redirect("desk_residents:card", row.pk)
    return page(request, "residents/desk/card.html", {"card": row, "form": form}, status=form.status)


@require_POST
def cancel_card(request, pk):
    """A lost card opens nothing any more."""
    row = fetch(request.user, CARDS.live(), Duty.MANAGE, pk=pk)
    actions.cancel_card(row, by=request.user, at=timezone.now())
    messages.success(request, "卡作废了。分和留的东西都还在。")
    return redirect("desk_residents:households")


@needs(Duty.MANAGE)
@require_safe
def card_sheets(request):
    """23: cards on A4, eight a sheet; the newest first, or one by its number's row (`?card=`)."""
    rows = CARDS.live().within(request.user.codes_for(Duty.MANAGE))
    only = request.GET.get("card", "")
    if only.isdigit():
        rows = rows.filter(pk=only)
    found = part(request, rows, "-issued_at", size=SHEET)
    posts = {post.division_id: post for post in Outpost.objects.filter(division__in={row.place for row in found.rows})}
    shown = [(row, posts.get(row.place), _address(row, posts.get(row.place))) for row in found.rows]
    return page(request, "residents/desk/card_sheets.html", {"rows": shown, "more_url": found.more_url})


def _address(row, outpost):
    """What the QR code says: the station's page, which a phone opens, with the number for the counter's scanner."""
    path = reverse("portal:outpost", args=[outpost.pk]) if outpost else "/"
    return f"{settings.CIV_SITE}{path}?card={sign('card', row.number)}"
