"""The roll: a tick for who is here, a tick for who has gone."""

from django import forms

from civcenter.kit.forms import Form
from orders.flow import ClaimStatus


class Roll(Form):
    """Offers each tick only where it can still be made; nobody ticks himself."""

    def __init__(self, data, *, people, by):
        super().__init__(data)
        own = [one for one in people if by.pk in (one.volunteer.person.user_id, one.volunteer.person.staff_id)]
        others = [one for one in people if one not in own]
        self.claims = {str(one.pk): one for one in others}
        self._ticks("came", "到了的", [one for one in others if one.status == ClaimStatus.ACCEPTED])
        self._ticks("gone", "做完走了的", [one for one in others if one.status == ClaimStatus.ARRIVED])

    def _ticks(self, name, label, claims):
        choices = [(str(one.pk), f"{one.volunteer.person.name}（{one.volunteer.division.name}）") for one in claims]
        self.fields[name] = forms.MultipleChoiceField(
            label=label,
            choices=choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": "名单刚变过，请刷新再点。"},
        )

    def clean(self):
        given = super().clean()
        return {name: [self.claims[pk] for pk in given.get(name, [])] for name in ("came", "gone")}
