"""What people type in a round."""

from decimal import Decimal

from django import forms

from civcenter.inspections.choices import Award, Method
from civcenter.inspections.methods import DIVIDED
from civcenter.kit.forms import Form

AREA = forms.Textarea(attrs={"class": "inp", "rows": 3})
LINE = forms.TextInput(attrs={"class": "inp"})
SHORT = forms.Textarea(attrs={"class": "inp", "rows": 2})
FIGURE = {"min_value": 0, "max_value": 99_999_999, "decimal_places": 2}
SMALL = forms.NumberInput(attrs={"class": "inp", "inputmode": "decimal", "step": "any"})


class Nothing(Form):
    """A step that needs no words."""


class Words(Form):
    words = forms.CharField(label="为什么", max_length=200, widget=AREA)


class Say(Form):
    words = forms.CharField(
        label="哪里不对、凭什么", max_length=300, widget=AREA, help_text="数据里有的不用再交材料，说是哪几条就行。"
    )


class Rule(Form):
    """How an objection is ruled: put a figure right, or not, with the reason either way."""

    part = forms.ChoiceField(label="改哪个数", required=False, widget=forms.RadioSelect)
    numerator = forms.DecimalField(label="改成几", required=False, widget=SMALL, **FIGURE)
    denominator = forms.DecimalField(label="共几（分母）", required=False, widget=SMALL, **FIGURE)
    reply = forms.CharField(label="答复，本人看得到", max_length=200, widget=AREA)

    def __init__(self, *args, parts, may_dismiss, **kwargs):
        super().__init__(*args, **kwargs)
        self.parts = {str(part.pk): part for part in parts}
        kept = [("", "不改，说明原因")] if may_dismiss else []
        self.fields["part"].choices = [*kept, *((key, part.label) for key, part in self.parts.items())]

    def clean(self):
        typed = super().clean()
        if typed.get("part") and typed.get("numerator") is None and "numerator" not in self.errors:
            self.add_error("numerator", "要改数，请填改成几。")
        return typed

    @property
    def chosen(self):
        return self.parts.get(self.cleaned_data["part"])


class Honoured(Form):
    event = forms.CharField(label="哪件事", max_length=60, widget=LINE)
    level = forms.ChoiceField(label="哪一级", choices=Award.choices, widget=forms.RadioSelect)
    proof = forms.CharField(label="链接或文件名", max_length=200, widget=LINE, help_text="浏览量、点赞数不计分。")


class Tied(Form):
    """Whom one must not inspect."""

    user = forms.ChoiceField(label="督查员")
    division = forms.ChoiceField(label="回避哪里")
    why = forms.CharField(label="为什么", max_length=100, widget=LINE, help_text="结对、任过职、有亲属。")

    def __init__(self, *args, users, divisions, **kwargs):
        super().__init__(*args, **kwargs)
        self.users, self.divisions = ({str(row.pk): row for row in rows} for rows in (users, divisions))
        self.fields["user"].choices = [(key, user.name) for key, user in self.users.items()]
        self.fields["division"].choices = [(key, place.name) for key, place in self.divisions.items()]
        for name in ("user", "division"):
            self.fields[name].widget.attrs["class"] = "inp"

    @property
    def chosen(self):
        typed = self.cleaned_data
        return {"user": self.users[typed["user"]], "division": self.divisions[typed["division"]], "why": typed["why"]}


class Begin(Form):
    period = forms.RegexField(
        r"^20\d\d(H[12])?$", label="哪一段", widget=LINE, help_text="2026H1 是上半年，2026H2 是下半年，2026 是全年。"
    )


STATES = {"yes": Decimal(1), "no": Decimal(0), **{str(n): Decimal(n) for n in range(4)}}
"""What a choice stands for; the states are places in the part's steps."""


class Seen(Form):
    """One part on an inspector's list: seen, not seen, not applicable; or a number; or a state."""

    YES, NO, NEVER = "yes", "no", "na"

    state = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    numerator = forms.DecimalField(label="几", required=False, widget=SMALL, **FIGURE)
    denominator = forms.DecimalField(label="共几", required=False, widget=SMALL, **FIGURE)
    is_not_applicable = forms.BooleanField(label="不适用", required=False)
    words = forms.CharField(label="看到了什么", required=False, max_length=300, widget=SHORT)

    def __init__(self, *args, part, mark=None, **kwargs):
        self.part, self.mark, self.looks = part, mark, look_of(part)
        super().__init__(*args, prefix=f"p{part.pk}", initial=self._said(), **kwargs)
        self.fields["state"].choices = self.choices

    def _said(self):
        """What stands there already, as the page's fields have it."""
        mark = self.mark
        if mark is None:
            return {}
        if mark.is_not_applicable:
            return {"state": self.NEVER, "is_not_applicable": True, "words": mark.words}
        states = {"tick": {1: self.YES, 0: self.NO}, "veto": {1: self.YES, 0: self.NO}}
        state = states.get(self.looks, {}).get(int(mark.numerator), str(int(mark.numerator)))
        figures = {name: _plain(getattr(mark, name)) for name in ("numerator", "denominator")}
        return {"state": state, "words": mark.words, **figures}

    @property
    def choices(self):
        if self.looks == "tick":
            return [(self.YES, "有 / 合格"), (self.NO, "没有 / 不合格"), (self.NEVER, "不适用")]
        if self.looks == "veto":
            return [(self.NO, "没有"), (self.YES, "有")]
        names = ("C#", "C", "B", "A")
        return [(str(n), names[n]) for n in reversed(range(len(self.part.steps)))] + [(self.NEVER, "不适用")]

    @property
    def is_filled(self):
        typed = self.cleaned_data
        return bool(typed.get("state") or typed.get("is_not_applicable")) or typed.get("numerator") is not None

    @property
    def is_new(self):
        """Filled in, and not what stands there: a page sent again changes nobody's mark."""
        if not self.is_filled:
            return False
        mark, new = self.mark, self.marked
        return mark is None or any(getattr(mark, name) != value for name, value in new.items())

    @property
    def marked(self):
        """What the verb takes."""
        typed = self.cleaned_data
        state = typed["state"]
        if self.looks == "number":
            never, numerator = typed["is_not_applicable"], typed["numerator"]
        else:
            never = state == self.NEVER
            numerator = STATES.get(state)
        return {
            "numerator": None if never else numerator,
            "denominator": None if never or self.part.method not in DIVIDED else typed["denominator"],
            "is_not_applicable": never,
            "words": typed["words"],
        }


def _plain(value):
    return None if value is None else f"{value.normalize():f}"


def look_of(part):
    """How a part is entered: a tick, a state, or a number (over another)."""
    if part.indicator.role == "veto":
        return "veto"
    if part.method == Method.REACH and part.high == 1:
        return "tick"
    return "state" if part.method == Method.STATE else "number"


class Heard(Form):
    heard = forms.CharField(label="所里、站里要说的话", required=False, max_length=300, widget=SHORT)


class Since(Form):
    since = forms.DateField(label="从哪天起", widget=forms.DateInput(attrs={"class": "inp", "type": "date"}))


class Line(Form):
    """One line of a draft template, with the figures of its parts."""

    title = forms.CharField(label="查什么", max_length=60, widget=LINE)
    weight = forms.DecimalField(label="分值", min_value=0, max_value=100, decimal_places=2, widget=SMALL)
    how = forms.CharField(label="怎么算（写给人看）", max_length=120, required=False, widget=LINE)

    FIGURES = (("points", "分"), ("low", "从"), ("high", "到"), ("each", "每个"))

    def __init__(self, *args, indicator, **kwargs):
        super().__init__(
            *args, initial={name: getattr(indicator, name) for name in ("title", "weight", "how")}, **kwargs
        )
        self.parts = list(indicator.parts.all())
        for part in self.parts:
            for name, label in self.FIGURES:
                field = forms.DecimalField(label=label, initial=getattr(part, name), widget=SMALL, **FIGURE)
                self.fields[f"{name}_{part.pk}"] = field

    @property
    def changes(self):
        """What the verb takes."""
        typed = self.cleaned_data
        figures = [(part.pk, {name: typed[f"{name}_{part.pk}"] for name, _ in self.FIGURES}) for part in self.parts]
        return {name: typed[name] for name in ("title", "weight", "how")} | {"parts": figures}

    @property
    def rows(self):
        """The parts with their four fields, for the page."""
        return [(part, [self[f"{name}_{part.pk}"] for name, _ in self.FIGURES]) for part in self.parts]
