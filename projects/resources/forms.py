"""What staff type about things that are booked."""

from django import forms

from civcenter.hierarchy.models import Outpost
from civcenter.kit.fields import WordsField, day_field, hour_field, moment
from civcenter.kit.forms import Form
from projects.resources.choices import Sort, Use, VenueKind
from projects.resources.terms import DAY
from volunteers.choices import Weekday

TICKS = forms.CheckboxSelectMultiple


def whole(label, most, **kwargs):
    faults = {"invalid": "写数字，例：40。", "min_value": "不能是负数。", "max_value": f"最多 {most}。"}
    return forms.IntegerField(label=label, min_value=0, max_value=most, error_messages=faults, **kwargs)


class AddResource(Form):
    """登记一处: whose it is cannot be changed afterwards."""

    unit = forms.ModelChoiceField(label="谁用", queryset=Outpost.objects.none(), empty_label=None)
    name = WordsField(label="名称", max_length=60, empty="还没写名称。")
    sort = forms.ChoiceField(label="是什么", choices=Sort.choices)
    kind = forms.ChoiceField(label="哪种场地", choices=[("", "不是场地"), *VenueKind.choices], required=False)
    owner = WordsField(label="权属单位", max_length=60, empty="还没写是谁的。", help_text="以后不能改。")
    steward = WordsField(label="谁管", max_length=40, empty="还没写谁管。", help_text="比如：马校长。")
    topics = WordsField(label="会什么、有什么", max_length=120, required=False)
    capacity = whole("坐得下几人", 100000, required=False)
    rest_minutes = whole("用完歇几分钟", 1440, initial=0)
    asks_owner = forms.BooleanField(label="每次要主人点头", required=False, initial=True)

    def __init__(self, data, *, units, initial=None):
        super().__init__(data, initial=initial)
        self.fields["unit"].queryset = units

    def clean(self):
        given = super().clean()
        if given.get("sort") == Sort.VENUE and not given.get("kind"):
            self.add_error("kind", "还没选哪种场地。")
        return given


class Sign(Form):
    """What was agreed with the owner."""

    first_on = day_field("从哪天")
    last_on = day_field("到哪天")
    uses = forms.MultipleChoiceField(label="能办什么", choices=Use.choices, widget=TICKS)
    words = WordsField(label="还说好了什么", max_length=200, required=False)


class Hours(Form):
    """When it is the owner's own, or when it is open."""

    weekdays = forms.TypedMultipleChoiceField(label="周几", choices=Weekday.choices, coerce=int, widget=TICKS)
    starts = hour_field("从几点")
    ends = hour_field("到几点")


class Protect(Hours):
    label = WordsField(label="做什么用", max_length=20, empty="写做什么用，比如：上课。")
    first_on = day_field("从哪天（空为一直）", required=False)
    last_on = day_field("到哪天", required=False)

    def said(self):
        given = dict(self.cleaned_data)
        first, last = given.pop("first_on"), given.pop("last_on")
        return given | {"days": (first, last + DAY if last else None) if first or last else None}


class Book(Form):
    """订场地."""

    unit = forms.ModelChoiceField(label="谁用", queryset=Outpost.objects.none(), empty_label=None)
    title = WordsField(label="办什么", max_length=60, empty="还没写办什么。")
    use = forms.ChoiceField(label="用途", choices=Use.choices)
    day = day_field()
    starts_at = hour_field("几点开始")
    ends_at = hour_field("几点结束")
    people = whole("大约几人", 100000, required=False)

    def __init__(self, data, *, units, initial=None):
        super().__init__(data, initial=initial)
        self.fields["unit"].queryset = units

    def said(self):
        given = dict(self.cleaned_data)
        day = given.pop("day")
        given |= {name: moment(day, given[name]) for name in ("starts_at", "ends_at")}
        return given | {"people": given["people"] or 0}


class Week(Form):
    """Which week the address asks for."""

    week = day_field()

    def clean_week(self):
        day = self.cleaned_data["week"]
        if not 2000 <= day.year <= 2100:
            raise forms.ValidationError("看不了这么远。")
        return day


class Veto(Form):
    reason = WordsField(label="主人为什么不同意", max_length=100, rows=2, empty="写一句为什么，订的人会看到。")


class Transfer(Form):
    to = forms.ModelChoiceField(label="调给谁用", queryset=Outpost.objects.none(), empty_label=None)

    def __init__(self, data, *, county):
        super().__init__(data)
        self.fields["to"].queryset = Outpost.objects.filter(county=county, is_open=True).order_by("division")


class Activate(Form):
    due_on = day_field("哪天前用起来")
    words = WordsField(label="怎么用起来", max_length=300, rows=2, empty="写一句打算怎么用。")


class Finish(Form):
    outcome = WordsField(label="做成什么样", max_length=300, rows=2, empty="写一句做成什么样。")
