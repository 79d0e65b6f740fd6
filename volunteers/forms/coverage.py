"""What staff type about units, their numbers and their lists."""

from django import forms
from django.utils import timezone

from civcenter.hierarchy.models import Division
from civcenter.kit.fields import PhoneField, WordsField
from civcenter.kit.forms import Form
from civcenter.kit.secrets import seal, sign, unseal, unsign
from volunteers import rosterfile
from volunteers.choices import UnitKind
from volunteers.models import RosterGroup

LARGEST = 2 * 1024 * 1024
"""Bytes of a list: five thousand rows are a tenth of it."""


def groups():
    return RosterGroup.objects.filter(is_active=True)


class UnitForm(Form):
    """A unit and whom one asks there."""

    name = WordsField(label="单位名称", max_length=60, empty="还没写单位名称。")
    kind = forms.ChoiceField(label="类型", choices=UnitKind.choices)
    division = forms.ModelChoiceField(Division.objects.none(), label="在哪里", empty_label="请选")
    contact_name = WordsField(label="联系人", max_length=40, required=False)
    contact_phone = PhoneField(label="联系人手机", required=False, help_text="提醒会发短信到这里。")

    def __init__(self, *args, codes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["division"].queryset = Division.objects.current().within(codes).order_by("code")


class UnitEdit(UnitForm):
    """A unit stays where it is."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, codes=(), **kwargs)
        del self.fields["division"]


class HeadcountForm(Form):
    """How many people of a group the unit has, and which paper says so."""

    group = forms.ModelChoiceField(RosterGroup.objects.none(), label="人群", empty_label="请选")
    number = forms.IntegerField(label="一共多少人", min_value=1, max_value=999_999)
    as_of = forms.DateField(label="哪天的数", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    source = WordsField(
        label="这个数哪来的", max_length=80, empty="还没写这个数哪来的。", help_text="比如：单位人事名册、学籍册。"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups()
        self.fields["as_of"].initial = timezone.localdate
        self.fields["number"].error_messages["min_value"] = "人数要大于 0。没有这类人就不用报。"


class RosterForm(Form):
    """A list as a file; read and checked, nothing kept."""

    group = forms.ModelChoiceField(RosterGroup.objects.none(), label="人群", empty_label="请选")
    file = forms.FileField(
        label="名单文件",
        help_text=".xlsx 或 .csv。开头一行写：姓名、身份证号、手机号；后两样有一样就行。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    is_whole = forms.BooleanField(label="这份是全的：名单里没有的人从名册上拿掉", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups()
        self.fields["file"].error_messages |= {"required": "还没选文件。", "empty": "这个文件是空的。"}

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError("文件太大了，一次最多 2 MB，请分开导。")
        self.rows, self.faults = rosterfile.read(file, file.name)
        return file

    def token(self, unit):
        """The checked rows, sealed, for the page that asks whether to go on."""
        rows = [(row.name, row.document_no, row.phone) for row in self.rows]
        given = self.cleaned_data
        return sign(f"roster.{unit.pk}", [given["group"].pk, given["is_whole"], seal(as_lines(rows))])


def as_lines(rows):
    return "\n".join("\t".join(cells) for cells in rows)


class RosterConfirm(Form):
    """What was checked comes back as it was, or not at all."""

    token = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.unit = unit

    def clean(self):
        told = unsign(f"roster.{self.unit.pk}", self.cleaned_data.get("token", ""), max_age=24 * 3600)
        if told is None:
            raise forms.ValidationError("这份名单放得太久了，请重新选文件。名册没有改动。")
        group, is_whole, sealed = told
        rows = [rosterfile.Row(*line.split("\t")) for line in unseal(sealed).split("\n")]
        return {"group": groups().get(pk=group), "is_whole": is_whole, "rows": rows}
