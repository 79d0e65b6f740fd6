"""What is said of a need that many share."""

from django import forms

from civcenter.kit.fields import WordsField
from civcenter.kit.forms import Form


class PlanNeed(Form):
    title = WordsField(label="办什么", max_length=60, empty="还没写办什么。")
    day = forms.DateField(
        label="哪天",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="没定就空着，排月计划时再定。",
    )
    course = WordsField(label="讲什么、做什么", max_length=60, required=False)
    expert = WordsField(label="请谁", max_length=40, required=False)
    venue = WordsField(label="在哪里", max_length=40, required=False)
    cost = forms.DecimalField(label="约多少元", required=False, min_value=0, max_digits=10, decimal_places=2)


class Dismissal(Form):
    reason = WordsField(label="为什么不统一办", max_length=100, rows=2, empty="写一句为什么。")
