"""What residents and volunteers type on their phones about an activity."""

from django import forms
from django.forms.utils import ErrorDict

from civcenter.accounts.forms import CodeForm
from civcenter.kit.fields import PhoneField, WordsField
from civcenter.kit.forms import Form
from civcenter.kit.text import phone_digits

QUESTION = 120


class SignUp(Form):
    """30b. Who is known by his phone types neither name nor number; anybody else shows the phone's code."""

    people = forms.TypedChoiceField(label="几个人来？", coerce=int, widget=forms.RadioSelect, initial=1)
    brings_children = forms.BooleanField(required=False)
    name = WordsField(label="怎么称呼您", max_length=20, empty="还没写怎么称呼您。")
    phone = PhoneField(label="手机号", help_text="改期、下雨时给您发短信。不公开。")
    code = CodeForm.base_fields["code"]
    question = WordsField(label="想问的事", max_length=QUESTION, rows=2, required=False)

    def __init__(self, data, *, activity, most, person, knows_phone, code_for=""):
        super().__init__(data)
        self.fields["people"].choices = [(number, f"{number} 人") for number in range(1, most + 1)]
        self.fields["people"].error_messages["invalid_choice"] = f"最多报 {most} 个人。人多请打电话给站上。"
        self.fields["brings_children"].label = f"有 {activity.adult_below} 岁以下的娃，我领着"
        self.fields["code"].label = "短信里的 6 位数"
        if person:
            del self.fields["name"]
        if knows_phone:
            del self.fields["phone"]
        typed = phone_digits((data or {}).get("phone", ""))
        if knows_phone or not code_for or typed != code_for:
            del self.fields["code"]

    def unjudged(self):
        """The same once more with what was typed, before anything is asked of it: a code is on its way."""
        self._errors = ErrorDict()
        return self

    def said(self):
        """What `sign_up` wants to hear."""
        return {name: self.cleaned_data[name] for name in ("people", "brings_children", "question")}


class Ask(Form):
    """我也问."""

    words = WordsField(label="您想问什么？", max_length=QUESTION, rows=2, help_text="一句话就行。答了大家都看得到。")


class Words(Form):
    """A step that needs a sentence."""

    words = WordsField(label="说一句为什么", max_length=100, rows=2, empty="说一句为什么，站里好另找人。")


class WalkIn(Form):
    """At the door, by the wall's code: how many, and a name where the phone has none yet."""

    people = forms.TypedChoiceField(label="几个人来？", coerce=int, widget=forms.RadioSelect, initial=1)
    name = WordsField(label="怎么称呼您", max_length=20, empty="还没写怎么称呼您。")

    def __init__(self, data, *, most, person):
        super().__init__(data)
        self.fields["people"].choices = [(number, f"{number} 人") for number in range(1, most + 1)]
        if person:
            del self.fields["name"]
