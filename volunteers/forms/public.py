"""What somebody types who asks to become a volunteer."""

from django import forms

from civcenter.hierarchy.models import Outpost, Tier
from civcenter.kit.fields import WordsField
from civcenter.kit.forms import Form
from volunteers.models import ServiceKind

HOMES = (Tier.STATION, Tier.BRANCH)
"""Whose outposts look after people's homes; the centre itself is nobody's village."""


class VillageForm(Form):
    """Find the station one lives near."""

    q = forms.CharField(
        label="您住在哪个村或社区？",
        max_length=30,
        required=False,
        help_text="比如：北庄，或 bz",
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "search", "type": "search"}),
    )


class JoinForm(Form):
    """Name, kinds of service, and the consent without which nobody is put on the register."""

    home = forms.ModelChoiceField(
        Outpost.objects.filter(is_open=True, tier__in=HOMES).select_related("division__parent"),
        widget=forms.HiddenInput,
        error_messages={"required": "还没选住在哪个村。", "invalid_choice": "这个站现在不收报名，请另选一个。"},
    )
    name = WordsField(label="您的姓名", max_length=20, empty="还没写姓名。写身份证上的名字，服务证明要用。")
    kinds = forms.ModelMultipleChoiceField(
        ServiceKind.objects.on_menu(),
        label="愿意做哪些事？",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="可以多选，以后也能改。",
    )
    agrees = forms.BooleanField(
        label="我看过上面的说明，同意用来审核、派单、记时长",
        error_messages={"required": "还没勾“同意”。不同意就不能登记，您填的都还在。"},
    )


class KnownForm(JoinForm):
    """For somebody we know, and for who asks once more: the name stays as it is."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["name"]
