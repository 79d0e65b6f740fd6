"""What staff type about points by hand, lists and rules."""

from django import forms
from django.utils import timezone

from civcenter.accounts.duties import Duty
from civcenter.hierarchy.models import Division
from civcenter.kit import papers
from civcenter.kit.fields import WordsField
from civcenter.kit.forms import Form
from incentives.choices import HELD, Rounding
from incentives.models import ManualEntry, ManualRule, PointRule, PostingRule
from volunteers.models import ServiceKind

POINTS = {"max_digits": 8, "decimal_places": 2}


def day_field(label, **kwargs):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **kwargs)


def verdict(yes, no, label="同意吗"):
    """A question with two answers; True for the first."""
    return forms.TypedChoiceField(
        label=label,
        coerce=lambda word: word == "yes",
        choices=[("yes", yes), ("no", no)],
        widget=forms.RadioSelect,
    )


class Reason(Form):
    reason = WordsField(label="为什么", max_length=100, rows=3, help_text="本人会看到这句话。")


class FindHolder(Form):
    q = WordsField(label="姓名、卡号或户号", max_length=40, empty="还没写找谁。")


class RuleField(forms.ModelChoiceField):
    def label_from_instance(self, rule):
        sign, most = "−" if rule.takes else "+", f"{rule.most.normalize():f}"
        return f"{rule.name}（最多 {sign}{most} 分，要{rule.proof}）"


class Propose(Form):
    """提一笔: which event, when, how many points, with which proof."""

    rule = RuleField(ManualRule.objects.none(), label="哪一项", empty_label="请选")
    happened_on = day_field("哪天的事", help_text="按月评的，写那个月 1 日。同一件事一天只记一次。")
    points = forms.DecimalField(label="几分", min_value=0, **POINTS)
    reason = WordsField(
        label="做了什么", max_length=100, rows=2, help_text="会写进榜单和对账单，别写别人的名字和电话。"
    )
    proof = WordsField(
        label="凭什么", max_length=200, rows=2, empty="还没写凭什么。", help_text="证件号、谁看见、哪份文件。"
    )
    file = forms.FileField(
        label="证明照片或扫描件",
        required=False,
        help_text="PDF、JPG、PNG，5 MB 以内。加密存着，要看得写原因。",
        widget=forms.FileInput(attrs={"accept": ".pdf,image/jpeg,image/png"}),
    )

    def __init__(self, *args, account_kind, county, **kwargs):
        super().__init__(*args, **kwargs)
        rules = ManualRule.objects.at(timezone.localdate(), county).filter(holder=account_kind)
        self.fields["rule"].queryset = rules.order_by("takes", "pk")
        self.fields["happened_on"].initial = timezone.localdate

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not file:
            return None
        body = file.read(papers.BIGGEST + 1)
        fault = papers.fault(file.name[:60], body)
        if fault:
            raise forms.ValidationError(fault)
        return papers.kind_of(body)[0], body


class Verdict(Form):
    accept = verdict("属实，记账", "不记")
    reason = WordsField(label="不记的原因", max_length=100, required=False, rows=2)


class Offset(Form):
    points = forms.DecimalField(label="扣回几分", min_value=0, **POINTS)
    reason = WordsField(label="为什么现在扣", max_length=100, rows=2, help_text="本人会看到这句话。")


class Draft(Form):
    title = WordsField(label="这一批叫什么", max_length=40, empty="还没写名称。", help_text="例如：11 月积分张榜")
    division = forms.ModelChoiceField(Division.objects.none(), label="哪里的榜", empty_label=None)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        posts = {post.division_id for post in user.appointments_now} & user.codes_for(Duty.MANAGE)
        self.fields["division"].queryset = Division.objects.filter(pk__in=posts)
        self.fields["title"].initial = f"{timezone.localdate().month} 月积分张榜"


class Lines(Form):
    """Which proposed lines stand on the list."""

    entries = forms.ModelMultipleChoiceField(ManualEntry.objects.none(), required=False)

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["entries"].queryset = rows


class Hang(Form):
    met_on = day_field("哪天评的")
    who_met = WordsField(label="评的人", max_length=200, rows=2, help_text="写到几人、有谁。自己家的那笔不投票。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["met_on"].initial = timezone.localdate


class Answer(Form):
    keep = verdict("不改，这样答复", "改，这笔不记", label="查下来怎么样")
    words = WordsField(label="怎么答", max_length=200, rows=3, empty="还没写答复。", help_text="会贴在榜上。")
    shown = WordsField(
        label="榜上怎么写这条意见",
        max_length=200,
        required=False,
        rows=2,
        help_text="去掉认得出是谁提的字。空着就不贴。",
    )


class RuleForm(Form):
    """What every new row of a rule has: the paper it stands on and the day it begins."""

    no = WordsField(label="文号", max_length=60, empty="还没写文号。规则要有文件才能改。")
    document = WordsField(label="文件名称", max_length=120, empty="还没写文件名称。")
    issuer = WordsField(label="发文机关", max_length=60, empty="还没写谁发的文。")
    starts_on = day_field("从哪天起用", help_text="最早明天。已经做过的事按当时的规则算。")

    def told(self):
        """(paper, first day, figures) as `set_rule` takes them."""
        given = dict(self.cleaned_data)
        paper = given.pop("no"), given.pop("document"), given.pop("issuer")
        return {"document": paper, "starts_on": given.pop("starts_on"), **given}


class HourForm(RuleForm):
    kind = forms.ModelChoiceField(
        ServiceKind.objects.active(), label="哪一类服务", required=False, empty_label="一般服务（没有单独定的都按它）"
    )
    per_hour = forms.DecimalField(label="每小时几分", min_value=0, max_value=100, max_digits=6, decimal_places=2)
    coefficient = forms.DecimalField(
        label="系数", min_value=0.1, max_value=5, initial=1, decimal_places=2,
        help_text="一般 1；专业技能 1.2 到 1.5；应急、高温、夜间 1.5。只乘积分，不乘时长。",
    )  # fmt: skip
    cap_day = forms.DecimalField(label="一天最多几分", min_value=0, required=False, **POINTS)
    cap_month = forms.DecimalField(label="一月最多几分", min_value=0, required=False, **POINTS)
    valid_months = forms.IntegerField(label="几个月内用（空着不过期）", min_value=1, max_value=120, required=False)
    rounding = forms.ChoiceField(
        label="零头", choices=Rounding.choices, widget=forms.RadioSelect, initial=Rounding.DOWN
    )
    model = PointRule


class EventForm(RuleForm):
    code = forms.SlugField(label="代码", max_length=30, help_text="英文小写，改老的一项就写它的代码。")
    name = WordsField(label="事项", max_length=40, empty="还没写什么事。")
    holder = forms.ChoiceField(
        label="记给谁", choices=[(kind.value, kind.label) for kind in HELD], widget=forms.RadioSelect
    )
    takes = forms.BooleanField(label="是扣分（只能扣家庭的，只给那一户看）", required=False)
    must_post = forms.BooleanField(label="要先张榜", required=False)
    most = forms.DecimalField(label="一次最多几分", min_value=0.01, **POINTS)
    cap_month = forms.DecimalField(label="一人（户）一月最多几分", min_value=0, required=False, **POINTS)
    proof = WordsField(label="要什么证明", max_length=80, empty="还没写要什么证明。")
    model = ManualRule

    def clean(self):
        given = super().clean()
        if given.get("takes") and given.get("holder") != "household":
            self.add_error("takes", "扣分只能扣家庭的。个人的不扣。")
        if given.get("takes") and given.get("must_post"):
            self.add_error("must_post", "扣分只给那一户看，从不张榜。")
        return given


class PostingForm(RuleForm):
    notice_days = forms.IntegerField(label="公示几个工作日", min_value=1, max_value=30)
    answer_days = forms.IntegerField(label="意见几个工作日内答复", min_value=1, max_value=30)
    days_back = forms.IntegerField(label="几天以内的事才记", min_value=1, max_value=730)
    model = PostingRule


class End(Form):
    last_on = day_field("用到哪天为止", help_text="这一天还算。以后回到通用的规则，没有通用的就不算分。")
