"""What somebody types who asks to become a volunteer, one matter a page."""

from django import forms
from django.utils import timezone

from civcenter.hierarchy.models import Outpost, Tier
from civcenter.kit.fields import PhoneField, WordsField
from civcenter.kit.forms import Form
from civcenter.residents import documents
from civcenter.residents.choices import DocumentKind, Sex
from volunteers.choices import DayPart, Education, PoliticalStatus, Relation, Weekday
from volunteers.models import ServiceKind, Skill, Talent

HOMES = (Tier.STATION, Tier.BRANCH)
"""Whose outposts look after people's homes; the centre itself is nobody's village."""

DAYS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"]
SEXES = [(Sex.MALE, "男"), (Sex.FEMALE, "女")]
AT_HAND = [kind for kind in DocumentKind.choices if kind[0] != DocumentKind.CITIZEN]


def homes():
    """The outposts somebody may live near."""
    return Outpost.objects.filter(is_open=True, tier__in=HOMES).select_related("division__parent")


class DayField(forms.DateField):
    """A day as people write it: picked, or typed as 1990-3-7 or 1990年3月7日."""

    def __init__(self, **kwargs):
        super().__init__(
            input_formats=DAYS, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs
        )
        self.error_messages["invalid"] = "日期要写成 1990-03-07 这样。"


class VillageForm(Form):
    """Find the station one lives near."""

    q = forms.CharField(
        label="您住在哪个村或社区？",
        max_length=30,
        required=False,
        help_text="比如：北庄，或 bz",
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "search", "type": "search"}),
    )


class HomeForm(Form):
    """The village that was picked from the list."""

    home = forms.ModelChoiceField(
        Outpost.objects.none(),
        widget=forms.HiddenInput,
        error_messages={"required": "还没选住在哪个村。", "invalid_choice": "这个站现在不收报名，请另选一个。"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["home"].queryset = homes()


class IdentityForm(Form):
    """Name and paper. `kind` and `number` come out tidied; `born_on` and `sex` as the number tells them, or typed."""

    name = WordsField(label="您的姓名", max_length=20, empty="还没写姓名。写证件上的名字，服务证明要用。")

    def __init__(self, *args, known=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        if known:
            del self.fields["name"]

    def clean(self):
        typed = super().clean()
        kind, number = typed.get("kind"), typed.get("number")
        if kind and number:
            number = typed["number"] = documents.tidy(number)
            wrong = documents.fault(kind, number)
            if wrong:
                self.add_error("number", f"{wrong}您填的都还在。")
            born_on, sex = documents.tells(kind, number)
            typed["born_on"], typed["sex"] = born_on or typed.get("born_on"), sex or typed.get("sex")
        born_on = typed.get("born_on")
        if born_on and born_on > timezone.localdate():
            self.add_error("born_on" if "born_on" in self.fields else "number", "出生日期在以后，请照证件再看一遍。")
        return typed


class CitizenForm(IdentityForm):
    """By far the most: an identity card."""

    number = forms.CharField(
        label="身份证号",
        max_length=30,
        help_text="18 位，最后一位可能是 X",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": "还没写身份证号。手边没有，点下面的“没有身份证”。"},
    )

    def clean(self):
        self.cleaned_data["kind"] = DocumentKind.CITIZEN
        return super().clean()


class OtherPaperForm(IdentityForm):
    """Another paper tells neither birth date nor sex."""

    kind = forms.ChoiceField(label="哪种证件", choices=AT_HAND)
    number = forms.CharField(
        label="证件号码",
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "还没写证件号码。"},
    )
    born_on = DayField(label="出生日期", error_messages={"required": "还没写出生日期。"})
    sex = forms.ChoiceField(label="性别", choices=SEXES, widget=forms.RadioSelect)


class LaterForm(IdentityForm):
    """No paper at hand: the station sees it later; the age must be known all the same."""

    born_on = DayField(label="出生日期", error_messages={"required": "还没写出生日期。"})
    sex = forms.ChoiceField(label="性别", choices=SEXES, widget=forms.RadioSelect)


PAPERS = {"citizen": CitizenForm, "other": OtherPaperForm, "later": LaterForm}


class GuardianForm(Form):
    """Who answers for a minor; for the youngest also their own text."""

    guardian = WordsField(label="家长（监护人）姓名", max_length=20, empty="还没写家长姓名。")
    relation = forms.ChoiceField(label="是孩子的", choices=Relation.choices, widget=forms.RadioSelect)
    phone = PhoneField(label="家长手机号")
    agrees = forms.BooleanField(
        label="我是监护人，看过上面的说明，同意孩子登记",
        error_messages={"required": "家长还没勾“同意”。要家长看过、同意才能登记。"},
    )
    child = forms.BooleanField(
        label="孩子不满 14 岁，我看过《儿童信息怎么用》，同意",
        error_messages={"required": "不满 14 岁的，家长还要看过、同意《儿童信息怎么用》。"},
    )

    def __init__(self, *args, is_child=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_child:
            del self.fields["child"]


class KindsForm(Form):
    """What one likes to do."""

    kinds = forms.ModelMultipleChoiceField(
        ServiceKind.objects.none(),
        label="愿意做哪些事？",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="可以多选，以后也能改。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kinds"].queryset = ServiceKind.objects.on_menu()


class SkillsForm(Form):
    """What one can do, a group of chips for each field, and the tags a village counts on."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.skills = {}
        for skill in Skill.objects.active().filter(parent__isnull=False).select_related("parent"):
            self.skills.setdefault(skill.parent, []).append(skill)
        for parent, skills in sorted(self.skills.items(), key=lambda pair: (pair[0].rank, pair[0].pk)):
            self.fields[f"in_{parent.pk}"] = forms.MultipleChoiceField(
                label=parent.name,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                choices=[(one.pk, f"{one.name}（要证）" if one.needs_licence else one.name) for one in skills],
            )
        self.fields["talents"] = forms.ModelMultipleChoiceField(
            Talent.objects.filter(is_active=True),
            label="您是不是",
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def chosen(self):
        """The skills that were ticked."""
        ticked = {pk for name in self.fields if name.startswith("in_") for pk in self.cleaned_data.get(name, [])}
        return [skill for skills in self.skills.values() for skill in skills if skill.pk in ticked]


class LicencesForm(Form):
    """For each skill that asks for one: number, issuer and last day (条例 art. 16)."""

    def __init__(self, *args, skills, **kwargs):
        super().__init__(*args, **kwargs)
        self.skills = skills
        for skill in skills:
            self.fields[f"no_{skill.pk}"] = WordsField(
                label=f"{skill.name}证书号",
                max_length=40,
                empty=f"还没写{skill.name}的证书号。没有证就回上一步不选它。",
            )
            self.fields[f"by_{skill.pk}"] = WordsField(
                label="发证机关", max_length=60, empty=f"还没写{skill.name}证是谁发的。"
            )
            self.fields[f"to_{skill.pk}"] = DayField(
                label="有效到", error_messages={"required": f"还没写{skill.name}证有效到哪天。"}
            )

    def clean(self):
        typed = super().clean()
        for skill in self.skills:
            last = typed.get(f"to_{skill.pk}")
            if last and last < timezone.localdate():
                self.add_error(f"to_{skill.pk}", f"{skill.name}证过期了，换了新证再写。")
        return typed


class TimesForm(Form):
    """When one usually has time: the parts of each day."""

    slots = forms.MultipleChoiceField(
        label="什么时候有空？",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(f"{day}-{part}", f"{day.label}{part.label}") for day in Weekday for part in DayPart],
    )

    def chosen(self):
        return [(int(day), part) for day, part in (slot.split("-") for slot in self.cleaned_data["slots"])]


class AboutForm(Form):
    """What nobody has to say, apart from what is needed."""

    education = forms.ChoiceField(label="学历", required=False, choices=[("", "不写"), *Education.choices])
    political = forms.ChoiceField(
        label="政治面貌",
        required=False,
        choices=[("", "不写"), *PoliticalStatus.choices],
        help_text="站上平时看不到；要看得写为什么，会留下记录。",
    )
    email = forms.EmailField(
        label="电子邮箱",
        required=False,
        max_length=80,
        error_messages={"invalid": "邮箱里要有 @，像 name@example.cn。不用就空着。"},
    )


class AgreeForm(Form):
    """The consent without which nobody is put on the register, and the one that may stay away."""

    agrees = forms.BooleanField(
        label="我看过上面的说明，同意用来审核、派单、上保险、记时长",
        error_messages={"required": "还没勾“同意”。不同意就不能登记，您填的都还在。"},
    )
    named = forms.BooleanField(label="同意在红榜上写我的名字（可以不勾，以后也能取消）", required=False)
