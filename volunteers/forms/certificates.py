"""What people type to ask for a certificate, to check one, and to decide on one."""

from datetime import date

from django import forms

from civcenter.hierarchy.models import Outpost
from civcenter.kit.fields import WordsField
from civcenter.kit.forms import Form
from civcenter.kit.text import hours

DATE = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def day_field(label, **kwargs):
    return forms.DateField(
        label=label, widget=DATE, error_messages={"invalid": "日期没写对，例：2026-11-20。"}, **kwargs
    )


class Issuers(forms.ModelChoiceField):
    """The outposts that organised service of this volunteer, each with how much."""

    def label_from_instance(self, outpost):
        return f"{outpost.name}（{outpost.times} 次，{hours(outpost.minutes)}）"


class Ask(Form):
    """Which outpost, which period; free of charge."""

    issuer = Issuers(
        label="请谁开？",
        queryset=Outpost.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        help_text="谁组织的，谁才能证明。在别的站做的，另外申请一份。",
        error_messages={"required": "还没选请谁开。", "invalid_choice": "这个单位没有您入册的服务。"},
    )
    first_on = day_field("从哪天")
    last_on = day_field("到哪天")
    purpose = WordsField(label="做什么用", max_length=60, required=False, help_text="比如：学校要。可以不写。")

    def __init__(self, data, issuers, today):
        super().__init__(data, initial={"first_on": date(today.year, 1, 1), "last_on": today})
        self.fields["issuer"].queryset = issuers


class Check(Form):
    """The two lines at the foot of the paper."""

    number = forms.CharField(
        label="编号",
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
        help_text="印在证明右上角，像 621026-2026-00318-4。",
        error_messages={"required": "还没写编号，它印在证明右上角。"},
    )
    word = forms.CharField(
        label="查验码",
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        help_text="印在二维码下面，8 个字母和数字。",
        error_messages={"required": "还没写查验码，它印在二维码下面。"},
    )

    def clean_number(self):
        return "".join(self.cleaned_data["number"].split())

    def clean_word(self):
        return "".join(self.cleaned_data["word"].split()).upper()


class Why(Form):
    reason = WordsField(label="写一句为什么", max_length=200, rows=3, help_text="志愿者会看到这句话。")


class Nothing(Form):
    """A step that needs no words."""
