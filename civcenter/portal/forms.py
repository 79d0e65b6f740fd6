"""What people type on the portal's own pages."""

from django import forms

from civcenter.kit.forms import Form
from civcenter.kit.text import clean


class SearchForm(Form):
    """Look for an outpost. `purpose` "wish" leads straight to the wish form of the one that is picked."""

    q = forms.CharField(
        label="村名、镇名，或拼音首字母",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "search", "type": "search"}),
    )
    township = forms.RegexField(r"^\d{6}(\d{3})?$", required=False, widget=forms.HiddenInput)
    purpose = forms.ChoiceField(choices=[("wish", "wish")], required=False, widget=forms.HiddenInput)

    def clean_q(self):
        return clean(self.cleaned_data["q"])
