"""What people type to come in."""

from django import forms

from civcenter.accounts.codes import DIGITS
from civcenter.kit.fields import PhoneField
from civcenter.kit.forms import Form
from civcenter.kit.text import clean, phone_digits


class PasswordField(forms.CharField):
    def __init__(self, *, autocomplete="current-password", **kwargs):
        kwargs.setdefault("strip", False)
        kwargs.setdefault("max_length", 128)
        super().__init__(widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}), **kwargs)


class StaffLoginForm(Form):
    username = forms.CharField(
        label="账号",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = PasswordField(label="密码")

    def clean_username(self):
        return clean(self.cleaned_data["username"])

    def refuse(self, left):
        """The same words for a wrong password and for a name nobody has."""
        self.status = 422
        self.add_error("password", f"账号或密码不对，还能试 {left} 次。" if left else "账号或密码不对。")


class PhoneForm(Form):
    phone = PhoneField(label="手机号")


class CodeForm(Form):
    code = forms.CharField(
        label="6 位验证码",
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 12, "class": "num code"}
        ),
    )

    def clean_code(self):
        code = phone_digits(self.cleaned_data["code"])
        if not (code.isascii() and code.isdigit() and len(code) == DIGITS):
            raise forms.ValidationError("验证码是 6 位数字，在最近那条短信里。")
        return code


class TotpCodeField(forms.CharField):
    """The six digits that the phone's app shows."""

    def __init__(self, **kwargs):
        look = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 12, "class": "num code"}
        super().__init__(label="手机上的 6 位动态码", widget=forms.TextInput(attrs=look), **kwargs)

    def clean(self, value):
        code = phone_digits(super().clean(value))
        if not (code.isascii() and code.isdigit() and len(code) == DIGITS):
            raise forms.ValidationError("动态码是 6 位数字，在手机的动态码程序里。")
        return code


class TotpForm(Form):
    code = TotpCodeField()


class AgainForm(Form):
    """The password again and, where staff have one, the phone's code."""

    again_password = PasswordField(label="您的密码")
    again_code = TotpCodeField()

    def __init__(self, *args, with_code, **kwargs):
        super().__init__(*args, **kwargs)
        if not with_code:
            del self.fields["again_code"]

    def refuse(self, left):
        self.status = 422
        self.add_error("again_password", f"密码不对，还能试 {left} 次。" if left else "密码不对。")


class NewPasswordForm(Form):
    old = PasswordField(label="现在的密码")
    password = PasswordField(label="新密码", autocomplete="new-password", help_text="至少 8 位，别用纯数字和常见的词。")
    again = PasswordField(label="新密码再写一遍", autocomplete="new-password")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_old(self):
        if not self.user.check_password(self.cleaned_data["old"]):
            raise forms.ValidationError("现在的密码不对。")
        return self.cleaned_data["old"]

    def clean(self):
        typed = super().clean()
        if typed.get("password") and typed.get("again") and typed["password"] != typed["again"]:
            self.add_error("again", "两遍写得不一样。")
        return typed
