"""What people type into plans and into the list of market days."""

from django import forms

from civcenter.hierarchy.models import Division
from civcenter.kit.fields import WordsField
from civcenter.kit.forms import Form
from projects.occasions.choices import STORED, OccasionKind
from volunteers.models import ServiceKind


def date_field(label, **kwargs):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, **kwargs)


def time_field(label):
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=label, widget=widget, required=False)


class Thing(Form):
    """One thing of a plan."""

    title = WordsField(label="办什么", max_length=60, empty="还没写办什么。")
    day = date_field("哪天", required=False, help_text="没定就空着，排月计划时再定。")
    begins = time_field("几点开始")
    ends = time_field("几点结束")
    where = WordsField(label="在哪里", max_length=40, required=False)
    lead = WordsField(label="谁牵头", max_length=40, required=False)
    kind = forms.ModelChoiceField(ServiceKind.objects.active(), label="哪一类", required=False, empty_label="不分")
    checklist = WordsField(label="要备的", max_length=500, required=False, rows=3, help_text="一行一样。")


class Reason(Form):
    reason = WordsField(label="写一句原因", max_length=100, rows=2, empty="写一句为什么。")


class Held(Form):
    day = date_field("哪天办的")
    attended = forms.IntegerField(label="来了几个人", min_value=1, max_value=100_000)


class Keeping(Form):
    """A day that a place keeps."""

    division = forms.ModelChoiceField(Division.objects.none(), label="哪里")
    name = WordsField(label="叫什么", max_length=30, empty="还没写名字，比如：新宁集。")
    kind = forms.ChoiceField(
        label="是什么", choices=[(kind, kind.label) for kind in STORED], initial=OccasionKind.MARKET
    )
    rule = WordsField(
        label="什么日子",
        max_length=60,
        empty="还没写日子，比如：农历逢三六九。",
        help_text="照告示写：农历逢一四七、逢1,6（公历）、每周二六、逢子午日、三月初三起3天、芒种前后7天。",
    )
    since = date_field("从哪天起")
    until = date_field("到哪天为止", required=False)
    advice = WordsField(
        label="宜办什么", max_length=40, required=False, help_text="写了，一键排计划时就会排上，比如：集上量血压。"
    )

    def __init__(self, data=None, *, codes, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["division"].queryset = Division.objects.current().within(codes)


class Ending(Form):
    last = date_field("最后一天")
