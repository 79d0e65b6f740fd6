"""What somebody types whom others put on the register."""

from django import forms

from civcenter.kit.fields import WordsField
from civcenter.kit.forms import Form
from volunteers.actions import GuardianYes
from volunteers.forms.join import GuardianForm


class ByDocument(Form):
    """Name and document together; either alone says nothing."""

    name = WordsField(label="您的姓名", max_length=20, empty="还没写姓名。")
    number = forms.CharField(
        label="证件号码",
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "还没写证件号码。"},
    )


class ConfirmForm(GuardianForm):
    """That is me, and I agree; for a minor the guardian says it."""

    yes = forms.BooleanField(
        label="我看过上面的说明，同意", error_messages={"required": "还没勾“同意”。不同意就点下面的“不是我，不认”。"}
    )

    def __init__(self, *args, is_minor=False, is_child=False, **kwargs):
        super().__init__(*args, is_child=is_child, **kwargs)
        self.is_minor = is_minor
        for name in () if is_minor else ("guardian", "relation", "phone", "agrees"):
            del self.fields[name]

    def words(self, versions):
        """What the verb asks for: the texts' versions, and the guardian's yes."""
        said, typed = {"consent_version": versions["volunteer"]}, self.cleaned_data
        if self.is_minor:
            child = versions["child"] if "child" in self.fields else ""
            said["guardian"] = GuardianYes(
                typed["guardian"], typed["relation"], typed["phone"], versions["guardian"], child
            )
        return said
