"""What narrows a list at the desk. A word that fits nothing narrows nothing."""

from django import forms

from civcenter.hierarchy.models import Division
from civcenter.kit.forms import Form
from civcenter.kit.text import clean
from orders.flow import OrderStatus, WishStatus
from volunteers.models import ServiceKind

LATE, TODAY = "late", "today"
ONLY = [(LATE, "只看超时"), (TODAY, "今天到期")]


class Filter(Form):
    """`codes` are the places this person may read; the townships offered lie in their counties."""

    states = ()

    q = forms.CharField(label="找", required=False, max_length=40)
    state = forms.ChoiceField(label="状态", required=False)
    township = forms.ModelChoiceField(
        label="乡镇", required=False, queryset=Division.objects.none(), empty_label="全部乡镇"
    )
    kind = forms.ModelChoiceField(
        label="类别", required=False, queryset=ServiceKind.objects.none(), empty_label="全部类别"
    )
    only = forms.ChoiceField(label="期限", required=False, choices=[("", "不限"), *ONLY])

    def __init__(self, data, codes):
        super().__init__(data)
        self.fields["state"].choices = [("", "全部状态"), *self.states]
        counties = {code[:6] for code in codes}
        self.fields["township"].queryset = (
            Division.objects.current().filter(tier="township", parent__in=counties).order_by("code")
        )
        self.fields["kind"].queryset = ServiceKind.objects.active()
        self.is_valid()

    @property
    def chosen(self):
        """What was typed and makes sense."""
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return given | ({"q": clean(given["q"])} if "q" in given else {})


class WishFilter(Filter):
    states = [
        (WishStatus.NEW, "等中心受理"),
        (WishStatus.ASKED, "等群众补充"),
        (WishStatus.PLANNED, "正在安排"),
        (WishStatus.SERVED, "等群众评单"),
        (WishStatus.DISSATISFIED, "群众不满意"),
        (WishStatus.CONFIRMED, "已办成"),
        (WishStatus.DEFAULTED, "默认办结"),
        (WishStatus.SETTLED, "已了结"),
        (WishStatus.REFUSED, "没有受理"),
        (WishStatus.TRANSFERRED, "转给别的单位"),
        (WishStatus.WITHDRAWN, "已撤回"),
    ]


class OrderFilter(Filter):
    states = OrderStatus.choices
