"""What the office types about the cockpit."""

from django import forms

from civcenter.accounts.duties import Duty
from civcenter.hierarchy.models import Division
from civcenter.kit.fields import WordsField
from civcenter.kit.forms import Form


class ScreenForm(Form):
    """Which screen shows which place: the county or a township."""

    name = WordsField(label="哪块屏", max_length=40, help_text="比如：中心大厅")
    division = forms.ModelChoiceField(label="显示哪里", queryset=Division.objects.none(), empty_label=None)

    def __init__(self, data, user):
        super().__init__(data)
        places = Division.objects.current().within(user.codes_for(Duty.PREPARE))
        self.fields["division"].queryset = places.exclude(tier="village").order_by("code")
