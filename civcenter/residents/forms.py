"""What people type about people."""

from django import forms

from civcenter.kit.fields import WordsField
from civcenter.kit.forms import Form
from civcenter.kit.text import mask_name

NEW = "new"


class WhoForm(Form):
    """One of the people of this phone, or somebody who is not listed yet (None)."""

    person = forms.ChoiceField(label="您是哪位", widget=forms.RadioSelect)

    def __init__(self, *args, persons, **kwargs):
        super().__init__(*args, **kwargs)
        self.persons = {str(person.pk): person for person in persons}
        listed = [(pk, mask_name(person.name)) for pk, person in self.persons.items()]
        self.fields["person"].choices = [*listed, (NEW, "都不是，我是新来的")]
        self.fields["person"].error_messages["invalid_choice"] = "请从下面选一位。"

    def clean_person(self):
        return self.persons.get(self.cleaned_data["person"])


class OwnForm(WhoForm):
    """The same for a staff log-in; who is listed nowhere is on record from now on."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].choices[-1] = (NEW, "都不是，我没有登记过")


class RevealForm(Form):
    """Why somebody needs to see what is masked."""

    reason = WordsField(
        label="为什么要看", max_length=100, empty="写一句为什么要看，会留下记录。", help_text="例如：约上门时间"
    )
