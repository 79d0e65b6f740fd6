"""What staff type about lists that come in and go out."""

from django import forms

from civcenter.accounts.duties import Duty
from civcenter.hierarchy.models import Division
from civcenter.kit import sheets
from civcenter.kit.fields import WordsField
from civcenter.kit.forms import Form
from volunteers.choices import VolunteerStatus
from volunteers.columns import COLUMNS, NEEDED

NOWHERE = ""
STATUSES = [VolunteerStatus.ACTIVE, VolunteerStatus.PENDING, VolunteerStatus.APPLIED, VolunteerStatus.LEFT]


class PlaceField(forms.ModelChoiceField):
    """One of the places where this person reviews volunteers."""

    def __init__(self, **kwargs):
        super().__init__(queryset=Division.objects.none(), empty_label=None, **kwargs)

    def of(self, user):
        posts = {post.division_id for post in user.appointments_now}
        self.queryset = Division.objects.filter(pk__in=posts & user.codes_for(Duty.REVIEW_VOLUNTEERS))
        self.initial = self.queryset.first()


class Bring(Form):
    """A file of volunteers, whose people they are, and who registers them."""

    file = forms.FileField(
        label="名单文件",
        help_text="Excel 的 .xlsx，或 .csv；20 MB、20 万行以内",
        error_messages={"required": "还没选文件。", "empty": sheets.EMPTY},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    unit = WordsField(
        label="由谁登记的",
        max_length=60,
        empty="还没写由哪个单位登记。写一句，本人确认时要看到。",
        help_text="本人确认时会看到，例如：县供电公司",
    )
    division = PlaceField(label="哪里的人")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["division"].of(user)

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            if file.size > sheets.PACKED:
                raise sheets.Unreadable(sheets.TOO_BIG)
            if not file.name.lower().endswith(".csv"):
                sheets.check_zip(file)
        except sheets.Unreadable as unreadable:
            raise forms.ValidationError(unreadable.sentence) from None
        return file


class Columns(Form):
    """Which column of the file is which of ours, and under which name to remember it."""

    save_as = WordsField(
        label="记住这个样式，叫", max_length=40, required=False, help_text="例如：省平台 2026 版。下次自动认出来"
    )

    def __init__(self, *args, batch, **kwargs):
        super().__init__(*args, **kwargs)
        heads = [(str(at), head or f"第 {at + 1} 列（没有列名）") for at, head in enumerate(batch.heads)]
        for column in COLUMNS:
            self.fields[column.key] = forms.ChoiceField(
                label=column.title,
                required=column.key in NEEDED,
                choices=[(NOWHERE, "（没有这一列）"), *heads],
                initial=str(batch.mapping.get(column.key, NOWHERE)),
                help_text=column.hint,
            )
        self.order_fields([*(column.key for column in COLUMNS), "save_as"])

    @property
    def mapping(self):
        return {c.key: int(self.cleaned_data[c.key]) for c in COLUMNS if self.cleaned_data[c.key] != NOWHERE}


class Decide(Form):
    """Keep what the register says, or take what the list says."""

    take = forms.TypedChoiceField(
        coerce=lambda word: word == "yes", choices=[("no", "留现在的"), ("yes", "用文件里的")]
    )


class Ask(Form):
    """Which volunteers, masked or not, and why."""

    division = PlaceField(label="哪里的人")
    status = forms.ChoiceField(
        label="哪些人", required=False, choices=[("", "全部"), *((status.value, status.label) for status in STATUSES)]
    )
    is_clear = forms.BooleanField(
        label="写明姓名、电话、证件号", required=False, help_text="不勾：这些都遮住。勾了：要写为什么，会留下记录"
    )
    reason = WordsField(label="为什么要写明", max_length=100, required=False, help_text="例如：给保险公司投保")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["division"].of(user)


class Agree(Form):
    """The second person's yes or no."""

    agree = forms.TypedChoiceField(coerce=lambda word: word == "yes", choices=[("yes", "同意"), ("no", "不同意")])
