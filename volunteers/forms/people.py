"""Choosing volunteers at the desk: a whole team, or the numbers on their cards."""

import re

from django import forms

from civcenter.kit.fields import WordsField
from civcenter.kit.forms import Form
from volunteers.forms.certificates import day_field
from volunteers.models import Team, Volunteer

NUMBER = re.compile(r"\d{6}(\d{7,})")
MOST = 500


class People(Form):
    """Whom it is about: the active members of a team, or the numbers on cards, one a line; cleaning fills `chosen`."""

    team = forms.ModelChoiceField(
        Team.objects.none(), label="整队登记", required=False, empty_label="不选队", help_text="登记队里在册的人。"
    )
    numbers = WordsField(
        label="或写志愿者编号",
        max_length=8000,
        required=False,
        rows=4,
        help_text="印在卡上，13 位，一行一个；整列从表里粘过来也行。",
    )

    def __init__(self, data, codes, **kwargs):
        super().__init__(data, **kwargs)
        self.codes = codes
        self.fields["team"].queryset = Team.objects.within(codes).order_by("name")
        self.chosen = []

    def clean(self):
        given = super().clean()
        typed = re.split(r"[\s,，;；、]+", given.pop("numbers", "") or "")
        typed = list(dict.fromkeys(word for word in typed if word))[:MOST]
        team = given.pop("team", None)
        if not typed and not team:
            self.add_error("numbers", "还没说是谁：选一支队，或写编号。")
        found = self._by_numbers(typed)
        strange = [word for word in typed if word not in found]
        if strange:
            self.add_error("numbers", f"这些编号在您管的地方没有找到：{'、'.join(strange[:8])}。别的都还在。")
        members = team.active_members().within(self.codes) if team else []
        self.chosen = list({one.pk: one for one in [*found.values(), *members]}.values())
        if team and not self.chosen and not self.errors:
            self.add_error("team", "这支队里没有您管的、在册的人。")
        return given

    def _by_numbers(self, typed):
        keys = {match.group(1): word for word in typed if (match := NUMBER.fullmatch(word))}
        rows = Volunteer.objects.active().within(self.codes).filter(pk__in=[int(key) for key in keys])
        return {one.number: one for one in rows.select_related("person__user") if one.number in keys.values()}


class Passed(People):
    passed_on = day_field("哪天通过")
    field_order = ["passed_on", "team", "numbers"]


class Insured(People):
    first_on = day_field("从哪天保起")
    last_on = day_field("保到哪天")
    field_order = ["first_on", "last_on", "team", "numbers"]


class NewPolicy(Form):
    insurer = WordsField(label="保险公司", max_length=60)
    number = WordsField(label="保单号", max_length=60)
    first_on = day_field("第一天")
    last_on = day_field("最后一天")
    covers = WordsField(label="保什么", max_length=200, help_text="例：意外身故伤残 20 万，医疗 2 万，含路途。")
    cost_per_head = forms.DecimalField(
        label="每人多少元",
        min_value=0,
        max_digits=8,
        decimal_places=2,
        error_messages={"invalid": "写数字，例：1.00。", "min_value": "不能是负数。"},
    )


class ForWhat(Form):
    reason = WordsField(
        label="导出来做什么", max_length=100, help_text="名单带证件号，谁、什么时候、为什么导的都会记下来。"
    )


class Promote(Form):
    mentor = forms.CharField(label="谁带他", required=False, max_length=20, help_text="带他的志愿者的编号，可以不写。")

    def clean_mentor(self):
        typed = self.cleaned_data["mentor"].strip()
        match = NUMBER.fullmatch(typed)
        found = Volunteer.objects.active().filter(pk=int(match.group(1))).first() if match else None
        if typed and (found is None or found.number != typed):
            raise forms.ValidationError("没有这个编号的在册志愿者。")
        return found


class Word(Form):
    words = WordsField(label="带他的人怎么说", max_length=200, rows=2)


class GuardianSays(Form):
    day = day_field("哪天")
    accompanies = forms.BooleanField(label="陪着去", required=False, help_text="不满 10 岁要陪着去。")
    words = WordsField(label="怎么问到的", max_length=100, required=False)


class LastDay(Form):
    last_on = day_field("保到哪天为止")
