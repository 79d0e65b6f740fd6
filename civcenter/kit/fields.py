"""Form fields that forgive how people write and say plainly what is missing."""

from django import forms

from civcenter.kit.text import clean, phone_digits, phone_fault


class WordsField(forms.CharField):
    """People's own words: cleaned of hidden marks, with a sentence for empty and for too long."""

    def __init__(self, *, max_length, empty="还没写。写一句就行。", rows=None, **kwargs):
        if rows:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)
        self.limit = max_length
        self.error_messages["required"] = empty
        self.widget.attrs.setdefault("maxlength", max_length)

    def to_python(self, value):
        return clean(super().to_python(value))

    def validate(self, value):
        super().validate(value)
        if len(value) > self.limit:
            raise forms.ValidationError(
                f"写了 {len(value)} 个字，最多 {self.limit} 个，请删去 {len(value) - self.limit} 个。您写的话都还在。"
            )


class PhoneField(forms.CharField):
    """A mobile number of the mainland; comes out as eleven ASCII digits, or empty where it may be."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "numeric", "autocomplete": "tel"})

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.error_messages["required"] = "还没写手机号，应是 11 位数字。您写的话都还在。"

    def to_python(self, value):
        return phone_digits(super().to_python(value))

    def validate(self, value):
        super().validate(value)
        fault = phone_fault(value) if value else None
        if fault:
            raise forms.ValidationError(fault)
