"""Forms: what was typed stays on the page, and a broken rule is said where it belongs."""

from django import forms

from civcenter.kit.errors import RuleBroken


class Form(forms.Form):
    """Every form of the portal. `status` is the HTTP status of the page that shows it again."""

    status = 200
    use_required_attribute = False
    error_css_class = "bad"

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                verb = "选" if isinstance(field, forms.ChoiceField) else "填"
                field.error_messages["required"] = f"还没{verb}{field.label or '这一处'}。"

    def is_valid(self):
        valid = super().is_valid()
        if self.is_bound and not valid:
            self.status = 422
        return valid


def act(form, verb, **kwargs):
    """Run the verb; a broken rule becomes the form's error (409) and the words stay. Returns the result or None."""
    try:
        return verb(**kwargs)
    except RuleBroken as broken:
        form.add_error(broken.field if broken.field in form.fields else None, broken.sentence)
        form.status = 409
        return None
