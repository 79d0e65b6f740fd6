"""What staff type about volunteers."""

from django import forms

from civcenter.hierarchy.models import Division
from civcenter.kit.fields import WordsField
from civcenter.kit.forms import Form
from civcenter.kit.text import clean
from volunteers.choices import VolunteerStatus
from volunteers.models import ServiceKind


class Find(Form):
    """Narrows the register; a word that fits nothing narrows nothing."""

    q = forms.CharField(label="姓名", required=False, max_length=20)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部状态"), *VolunteerStatus.choices])
    township = forms.ModelChoiceField(
        label="乡镇", required=False, queryset=Division.objects.none(), empty_label="全部乡镇"
    )
    kind = forms.ModelChoiceField(
        label="愿意做", required=False, queryset=ServiceKind.objects.none(), empty_label="全部类别"
    )

    def __init__(self, data, codes):
        super().__init__(data)
        townships = Division.objects.current().filter(
            tier=Division.Tier.TOWNSHIP, parent__in={code[:6] for code in codes}
        )
        self.fields["township"].queryset = townships.order_by("code")
        self.fields["kind"].queryset = ServiceKind.objects.active()
        self.is_valid()

    @property
    def chosen(self):
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return given | ({"q": clean(given["q"])} if "q" in given else {})


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
