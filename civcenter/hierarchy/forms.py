"""What people type about an outpost."""

import re

from django import forms

from civcenter.kit.fields import WordsField
from civcenter.kit.forms import Form
from civcenter.kit.text import phone_digits

# A mobile, a landline with or without its area code, a 400 number, or a short service number such as 12345.
PUBLIC_NUMBER = re.compile(r"1[3-9]\d{9}|(0\d{2,3})?[2-9]\d{6,7}|400\d{7}|[1-9]\d{3,5}")


class OfficePhoneField(forms.CharField):
    """A number that answers the public; kept in digits, the area code set apart by a dash."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel"})

    def to_python(self, value):
        return phone_digits(super().to_python(value))

    def validate(self, value):
        super().validate(value)
        if value and not PUBLIC_NUMBER.fullmatch(value):
            raise forms.ValidationError("这不像电话号码：座机写区号加号码，如 0934-6622000；手机写 11 位。")

    def clean(self, value):
        digits = super().clean(value)
        area = re.fullmatch(r"(0(?:10|2\d|[3-9]\d\d))(\d{7,8})", digits)
        return "-".join(area.groups()) if area else digits


class OutpostForm(Form):
    """The card of an outpost: what its page and its poster say. Everything may stay empty."""

    phone = OfficePhoneField(label="电话", required=False, help_text="群众打得通的号码。不填，页面上给上一级的电话。")
    address = WordsField(label="地址", max_length=120, required=False, help_text="写到门口，如：村委会院内")
    opening_hours = WordsField(
        label="开门时间", max_length=80, required=False, help_text="如：周一到周五 8:30 到 17:30"
    )
    offers = WordsField(label="能办什么", max_length=500, required=False, rows=4)
