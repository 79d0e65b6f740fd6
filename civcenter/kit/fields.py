"""Form fields that forgive how people write and say plainly what is missing."""

from datetime import datetime

from django import forms
from django.utils import timezone

from civcenter.kit.text import clean, phone_digits, phone_fault


class WordsField(forms.CharField):
    """People's own words: cleaned of hidden marks, with a sentence for empty and for too long."""

    def __init__(self, *, max_length, empty="还没写。写一句就行。", rows=None, **kwargs):
        if rows:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)
        self.limit = max_length
        self.error_messages["required"] = empty
        self.widget.attrs.setdefault("maxlength", max_length)

    def to_python(self, value):
        return clean(super().to_python(value))

    def validate(self, value):
        super().validate(value)
        if len(value) > self.limit:
            raise forms.ValidationError(
                f"写了 {len(value)} 个字，最多 {self.limit} 个，请删去 {len(value) - self.limit} 个。您写的话都还在。"
            )


class PhoneField(forms.CharField):
    """A mobile number of the mainland; comes out as eleven ASCII digits, or empty where it may be."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "numeric", "autocomplete": "tel"})

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.error_messages["required"] = "还没写手机号，应是 11 位数字。您写的话都还在。"

    def to_python(self, value):
        return phone_digits(super().to_python(value))

    def validate(self, value):
        super().validate(value)
        fault = phone_fault(value) if value else None
        if fault:
            raise forms.ValidationError(fault)


DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
TIME = {"format": "%H:%M", "attrs": {"type": "time"}}


def day_field(label="哪天", **kwargs):
    return forms.DateField(
        label=label, widget=DATE, error_messages={"invalid": "日期没写对，例：2026-11-28。"}, **kwargs
    )


def hour_field(label, **kwargs):
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(**TIME),
        error_messages={"invalid": f"{label}没写对，例：09:30。"},
        **kwargs,
    )


def moment(day, hour):
    """The aware moment of a date and an hour of this county's clock."""
    return timezone.make_aware(datetime.combine(day, hour))
