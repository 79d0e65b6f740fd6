"""What residents and volunteers type on their phones."""

import uuid
from datetime import datetime, timedelta

from django import forms
from django.utils import timezone

from civcenter.hierarchy.models import Outpost
from civcenter.kit.fields import PhoneField, WordsField
from civcenter.kit.forms import Form
from civcenter.kit.numbers import is_number
from civcenter.kit.secrets import sign, unsign
from civcenter.kit.text import phone_digits
from orders.flow import Urgency
from volunteers.models import ServiceKind

SLOW = timedelta(seconds=30)
"""How long a form must have been open where too many came from one network address today."""

FORM_LIVES = timedelta(days=1)
STARS = [(5, "5 星 很满意"), (4, "4 星 满意"), (3, "3 星 还行"), (2, "2 星 不太好"), (1, "1 星 不好")]


def new_key():
    """The name of one submission: sent twice, it is answered as the first."""
    return str(uuid.uuid4())


class KeyedForm(Form):
    """A form whose second press is the first."""

    key = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": "这一页开得太久了，请再点一次。"})

    def renew(self):
        """Show the form again under a fresh key, what was typed kept; nothing was done under the old one."""
        self.data = self.data.copy()
        self.data["key"] = new_key()
        return self


class WishForm(KeyedForm):
    """02: what, where, whose phone. `is_slow` asks for 30 seconds between opening and sending."""

    kind = forms.ModelChoiceField(
        ServiceKind.objects.active(),
        label="要哪一类帮助？",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "还没选要哪一类帮助。选不准就点“别的事”。",
            "invalid_choice": "这一类现在不办了，请另选一类。",
        },
    )
    words = WordsField(
        label="您想办什么事？",
        max_length=500,
        empty="还没写要办什么事。写一句就行。",
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": "例：家里老人腿脚不便，想请人来理个发"}),
        help_text="一句话就行。想说话，点键盘上的话筒。",
    )
    urgency = forms.ChoiceField(
        choices=Urgency.choices, label="急不急？", widget=forms.RadioSelect, initial=Urgency.NORMAL
    )
    phone = PhoneField(label="您的手机号", help_text="只用来联系您，不公开。不用注册。")
    name = WordsField(label="怎么称呼您", max_length=20, required=False)
    beneficiary = WordsField(
        label="替谁点的", max_length=60, required=False, help_text="写上他的姓名和电话，只有办事的人看得到。"
    )
    is_private = forms.BooleanField(label="不公开，只有办事的人看得到", required=False)
    outpost = forms.ModelChoiceField(
        Outpost.objects.filter(is_open=True).select_related("division__parent"),
        widget=forms.HiddenInput,
        error_messages={
            "required": "还没选在哪里办。请点“换地方”选一个。",
            "invalid_choice": "这个站现在不收单了，请点“换地方”另选一个。",
        },
    )
    opened = forms.CharField(widget=forms.HiddenInput, required=False)
    follows = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)
    is_calm = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, at, is_slow=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.at, self.is_slow = at, is_slow
        menu = {kind.pk for kind in ServiceKind.objects.on_menu()}
        choices = [(choice.data["value"].value, choice) for choice in self["kind"].subwidgets]
        self.menu = [choice for pk, choice in choices if pk in menu]
        self.others = [choice for pk, choice in choices if pk not in menu]

    @property
    def shows_others(self):
        """Whether the chosen kind is one of those behind 更多."""
        return any(choice.data["selected"] for choice in self.others)

    @property
    def shows_details(self):
        """Whether something was filled in, or is wrong, in the folded part."""
        return any(self[name].value() or self[name].errors for name in ("name", "beneficiary", "is_private"))

    def clean_opened(self):
        """Signed with the key, so that every wish of a slowed address waits for itself."""
        opened = _moment(self.cleaned_data["opened"], self.data.get("key"))
        if self.is_slow:
            left = SLOW if opened is None else opened + SLOW - self.at
            if left > timedelta(0):
                wait = int(left.total_seconds()) + 1
                raise forms.ValidationError(f"今天这个网络点的单多，请过 {wait} 秒再点“提交”。您写的话都还在。")
        return opened

    def renew(self):
        opened = _moment(self.data.get("opened", ""), self.data.get("key"))
        super().renew()
        self.data["opened"] = opened_at(self.data["key"], opened or self.at)
        return self


def opened_at(key, at):
    """The signed moment at which the form of this key was opened."""
    return sign("wish-opened", [key, at.isoformat()])


def _moment(token, key):
    known = unsign("wish-opened", token or "", max_age=FORM_LIVES)
    return datetime.fromisoformat(known[1]) if known and known[0] == key else None


class FindForm(Form):
    """Look a wish up by its number; the last four digits of its phone open the rest."""

    number = forms.CharField(
        label="单号",
        error_messages={"required": "还没填单号，是 10 位数字，在短信里或回执单上。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="10 位数字，在短信里或回执单上。",
    )
    tail = forms.CharField(
        label="手机尾号后 4 位",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="点单时留的手机号。不填只看得到进度。",
    )

    def clean_number(self):
        number = phone_digits(self.cleaned_data["number"])
        if not is_number(number):
            raise forms.ValidationError("单号不对，应是 10 位数字。请照短信或回执单再看一遍。")
        return number

    def clean_tail(self):
        tail = phone_digits(self.cleaned_data["tail"])
        if tail and not (len(tail) == 4 and tail.isascii() and tail.isdigit()):
            raise forms.ValidationError("尾号是手机号的最后 4 位数字。")
        return tail


class ReplyForm(KeyedForm):
    words = WordsField(label="补充说明", max_length=500, empty="还没写。照中心问的，写一句就行。", rows=4)


class WithdrawForm(KeyedForm):
    words = WordsField(label="为什么不要了", max_length=300, required=False, rows=3)


class ConfirmForm(KeyedForm):
    """评单: stars and, if he likes, words."""

    stars = forms.TypedChoiceField(
        choices=STARS, coerce=int, label="办得怎么样？", widget=forms.RadioSelect, help_text="满意不满意，都请说实话。"
    )
    words = WordsField(label="还想说的话", max_length=300, required=False, rows=3)


class DisputeForm(KeyedForm):
    words = WordsField(
        label="哪里没办好？", max_length=300, empty="还没写哪里没办好。写一句就行，站里照着重办。", rows=4
    )


RESIDENT_FORMS = {"reply": ReplyForm, "withdraw": WithdrawForm, "confirm": ConfirmForm, "dispute": DisputeForm}
"""The form of each step that is a resident's."""


class LocalMoment(forms.DateTimeField):
    """A date and time as phones pick it."""

    input_formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]

    def __init__(self, **kwargs):
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(widget=widget, input_formats=self.input_formats, **kwargs)
        self.error_messages["invalid"] = "时间没看懂，请写成 2026-11-28 14:00 这样。"


class ClaimForm(Form):
    """One of the volunteer's steps on his claim; most need nothing said."""

    def __init__(self, data=None, *, claim, at):
        self.claim, self.at = claim, at
        super().__init__(data)


class LeaveForm(ClaimForm):
    words = WordsField(label="为什么去不了", max_length=200, empty="还没写为什么去不了。写一句，站里好另找人。", rows=3)


class FinishForm(ClaimForm):
    """做完了: the actual minutes, shown for correction before they are booked."""

    started_at = LocalMoment(label="几点开始的", help_text="到现场的时间，路上不算。")
    ended_at = LocalMoment(label="几点做完的")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        order = self.claim.order
        self.begun = self.claim.started_at or max(order.starts_at, self.claim.created_at)
        self.over = self.at if self.claim.started_at else max(self.begun, min(self.at, order.ends_at))
        self.fields["started_at"].initial = timezone.localtime(self.begun)
        self.fields["ended_at"].initial = timezone.localtime(self.over)

    def clean_started_at(self):
        return _exact(self.cleaned_data["started_at"], self.begun)

    def clean_ended_at(self):
        """A minute has an end too: who was done within the minute of coming was still there."""
        ended = self.cleaned_data["ended_at"]
        if ended == self.begun.replace(second=0, microsecond=0):
            return min(ended + timedelta(minutes=1), self.at)
        return _exact(ended, self.over)


def _exact(typed, known):
    """The moment we know to the second, where the minute was left as it was shown."""
    return known if typed == known.replace(second=0, microsecond=0) else typed


class ServeForm(Form):
    words = WordsField(label="做了些什么", max_length=300, required=False, rows=3)


CLAIM_FORMS = {"leave": LeaveForm, "finish": FinishForm}
