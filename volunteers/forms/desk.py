"""What staff type about volunteers."""

from django import forms

from civcenter.hierarchy.models import Division
from civcenter.kit.fields import PhoneField, WordsField
from civcenter.kit.forms import Form
from civcenter.kit.text import clean
from civcenter.residents import documents
from civcenter.residents.choices import DocumentKind, Sex
from volunteers.choices import VolunteerStatus
from volunteers.forms.brought import ConfirmForm
from volunteers.forms.join import DayField, homes
from volunteers.models import ServiceKind, Skill, Talent


def _one_of(label, empty):
    return forms.ModelChoiceField(
        label=label, required=False, queryset=ServiceKind.objects.none(), empty_label=f"全部{empty}"
    )


class Find(Form):
    """Narrows the register; a word that fits nothing narrows nothing.

    The form is posted, and `q` with a phone or a document in it never stands in an address or a log.
    """

    q = forms.CharField(label="找谁", required=False, max_length=40, help_text="姓名、拼音、手机号、证件号或编号")
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部状态"), *VolunteerStatus.choices])
    township = _one_of("乡镇", "乡镇")
    village = _one_of("村", "村")
    kind = _one_of("愿意做", "类别")
    talent = _one_of("人才", "人才")
    talent2 = _one_of("同时也是", "人才")
    skill = _one_of("会（证没过期）", "技能")

    def __init__(self, data, codes):
        super().__init__(data)
        places = Division.objects.current().order_by("code")
        counties = {code[:6] for code in codes}
        rows = {
            "township": places.filter(tier=Division.Tier.TOWNSHIP, parent__in=counties),
            "village": places.filter(tier=Division.Tier.VILLAGE, parent=_township(data, codes)),
            "kind": ServiceKind.objects.active(),
            "talent": Talent.objects.filter(is_active=True),
            "talent2": Talent.objects.filter(is_active=True),
            "skill": Skill.objects.active().filter(parent__isnull=False).order_by("parent__rank", "rank"),
        }
        for name, queryset in rows.items():
            self.fields[name].queryset = queryset
        self.is_valid()

    @property
    def chosen(self):
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return given | ({"q": clean(given["q"])} if "q" in given else {})


def _township(data, codes):
    """Villages are listed of one township only: the chosen one, or the one that all of one's places lie in."""
    own = {code[:9] for code in codes if len(code) > 6}
    return str(data.get("township", ""))[:9] or (own.pop() if len(own) == 1 else "")


class Review(Form):
    """Yes or no; a no with its reason."""

    accept = forms.TypedChoiceField(
        label="通过吗",
        coerce=lambda word: word == "yes",
        choices=[("yes", "通过，可以接单"), ("no", "不通过")],
        widget=forms.RadioSelect,
    )
    reason = WordsField(
        label="不通过的原因",
        max_length=200,
        required=False,
        rows=3,
        help_text="通过就不用写。不通过要写，报名的人会看到。",
    )


class Why(Form):
    """A step that needs its reason."""

    reason = WordsField(label="为什么", max_length=200, rows=3, empty="写一句为什么，本人会看到。")


class Sure(Form):
    """A step without words."""


class StationConfirm(ConfirmForm):
    """The person and his paper are here."""

    yes = forms.BooleanField(
        label="本人在场，证件看过、对得上，说明念过，他同意",
        error_messages={"required": "要本人在场、证件对得上才能确认。"},
    )


class StationErase(Form):
    """The person asks for it himself, with his paper."""

    yes = forms.BooleanField(
        label="本人在场，证件看过，他要求全部抹掉", error_messages={"required": "要本人在场、看过证件才能注销。"}
    )


class Correct(Form):
    """Only what the paper says otherwise; the rest stays empty."""

    name = WordsField(label="姓名", max_length=20, required=False)
    phone = PhoneField(label="手机号", required=False)
    kind = forms.ChoiceField(label="证件类型", required=False, choices=[("", "不改"), *DocumentKind.choices])
    number = forms.CharField(
        label="证件号码", required=False, max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    born_on = DayField(label="出生日期", required=False)
    sex = forms.ChoiceField(label="性别", required=False, choices=[("", "不改"), (Sex.MALE, "男"), (Sex.FEMALE, "女")])
    home = forms.ModelChoiceField(label="住在", required=False, queryset=None, empty_label="不改")
    reason = WordsField(label="为什么改", max_length=120, rows=2, empty="写一句为什么改，本人会看到。")

    def __init__(self, *args, county, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["home"].queryset = homes().filter(county=county).order_by("township", "division_id")
        self.fields["home"].label_from_instance = lambda outpost: outpost.division.name

    def clean(self):
        typed = super().clean()
        if typed.get("number") and not typed.get("kind"):
            self.add_error("kind", "写了证件号码，还要选证件类型。")
        if typed.get("kind") and not typed.get("number"):
            self.add_error("number", "选了证件类型，还要写证件号码。")
        if typed.get("kind") and typed.get("number"):
            wrong = documents.fault(typed["kind"], documents.tidy(typed["number"]))
            if wrong:
                self.add_error("number", f"{wrong}您填的都还在。")
        return typed

    def facts(self):
        """For the verb: `home` is an outpost, the fact is its division."""
        facts = {name: value for name, value in self.cleaned_data.items() if value and name != "home"}
        home = self.cleaned_data.get("home")
        return facts | ({"division": home.division} if home else {})
