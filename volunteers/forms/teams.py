"""What staff and captains type about teams and organisations."""

from django import forms

from civcenter.hierarchy.models import Division
from civcenter.kit.fields import WordsField
from civcenter.kit.forms import Form
from volunteers.choices import TeamKind
from volunteers.models import Organisation, ServiceKind, Team, Volunteer


def day_field(label, **more):
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class TeamEdit(Form):
    """What a team is called, what stands above and behind it, what it can do."""

    name = WordsField(label="队名", max_length=60, empty="还没写队名。")
    parent = forms.ModelChoiceField(Team.objects.none(), label="上级队", required=False, empty_label="没有")
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="哪个社会组织的",
        required=False,
        empty_label="不是社会组织的",
        help_text="社会组织的登记证核过了，它的队才能接单。",
    )
    patron = WordsField(label="牵头部门", max_length=60, required=False)
    capacity = forms.IntegerField(label="最多收多少人", min_value=1, max_value=99_999, required=False)
    specialities = forms.ModelMultipleChoiceField(
        ServiceKind.objects.on_menu(), label="擅长", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, county, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Team.objects.current().filter(county=county).order_by("name")
        self.fields["organisation"].queryset = Organisation.objects.filter(county=county).order_by("name")


class TeamForm(TeamEdit):
    """A new team; its captain, if there is one already, by the number on his card."""

    kind = forms.ChoiceField(label="类型", choices=TeamKind.choices, initial=TeamKind.TOWNSHIP)
    division = forms.ModelChoiceField(Division.objects.none(), label="建在哪里", empty_label="请选")
    captain = forms.CharField(
        label="队长的志愿者编号", required=False, max_length=20, help_text="在他的志愿者页上。可以以后再定。"
    )
    ends_on = day_field("队长任期到哪天", required=False)
    field_order = ["name", "kind", "division", "parent", "organisation", "patron", "captain", "ends_on"]

    def __init__(self, *args, codes, county, **kwargs):
        super().__init__(*args, county=county, **kwargs)
        self.county = county
        self.fields["division"].queryset = Division.objects.current().within(codes).order_by("code")

    def clean_captain(self):
        typed = self.cleaned_data["captain"].strip()
        if not typed:
            return None
        pk = typed[6:] if typed.isascii() and typed.isdigit() and len(typed) > 6 else "0"
        found = Volunteer.objects.active().filter(pk=int(pk[:12]), county=self.county).first()
        if found is None or found.number != typed:
            raise forms.ValidationError("没有这个编号的在册志愿者，看看是不是抄错了。")
        return found


class LeaderForm(Form):
    """Until when somebody leads."""

    ends_on = day_field("任期到哪天", required=False, help_text="那天交班。不写就一直当。")


class ReasonForm(Form):
    reason = WordsField(label="原因", max_length=100, empty="写一句原因，本人会看到。", rows=2)


class CallForm(Form):
    words = WordsField(
        label="招人的话",
        max_length=200,
        required=False,
        rows=3,
        help_text="写干什么、什么时候、要什么样的人。全县志愿者都看得到；空着就收起来。",
    )


class AnswerForm(Form):
    """Whether the team takes somebody in."""

    accept = forms.TypedChoiceField(
        label="收吗",
        coerce=lambda word: word == "yes",
        choices=[("yes", "收"), ("no", "这次不收")],
        widget=forms.RadioSelect,
    )
    reason = WordsField(label="不收的原因", max_length=100, required=False, rows=2, help_text="收就不用写。")


class OrganisationEdit(Form):
    """What stands on the licence."""

    name = WordsField(label="名称", max_length=60, empty="还没写名称。")
    credit_code = forms.CharField(label="统一社会信用代码", max_length=30, help_text="18 位，在登记证上。")
    code_remark = WordsField(
        label="代码对不上的说明", max_length=100, required=False, help_text="提示对不上、证上又确实是这样，才写。"
    )
    valid_to = day_field("登记证有效到", required=False)

    def clean_credit_code(self):
        return "".join(self.cleaned_data["credit_code"].split()).upper()


class OrganisationForm(OrganisationEdit):
    division = forms.ModelChoiceField(Division.objects.none(), label="在哪里", empty_label="请选")

    def __init__(self, *args, codes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["division"].queryset = Division.objects.current().within(codes).order_by("code")


class VerifyForm(Form):
    """Somebody holds the licence in his hand."""

    valid_to = day_field("登记证有效到", help_text="照着原件写。")
