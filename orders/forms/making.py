"""What staff type to make something new: an order from wishes, a wish for somebody who walked in or called."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from civcenter.hierarchy.models import Outpost
from civcenter.kit.fields import PhoneField, WordsField, day_field, hour_field, moment
from civcenter.kit.forms import Form
from orders.flow import Urgency
from orders.forms.desk import OrderChoice, open_orders, people_field
from orders.forms.public import KeyedForm, new_key
from orders.models import DangerWord, Order
from volunteers.models import ServiceKind


class Prepare(Form):
    """制单. `said` is what `prepare_order` wants to hear beside the wishes."""

    title = WordsField(
        label="单子名称",
        max_length=60,
        empty="还没写单子名称。",
        help_text="写清“给谁、办什么”，志愿者一看就懂。大厅里谁都看得见，别写姓名、电话和门牌。",
    )
    kind = forms.ModelChoiceField(label="类别", queryset=ServiceKind.objects.none())
    needed = people_field()
    day = day_field()
    starts_at = hour_field("几点开始")
    ends_at = hour_field("几点结束")
    urgency = forms.ChoiceField(label="急不急", choices=Urgency.choices, widget=forms.RadioSelect)
    place_text = WordsField(
        label="在哪集合", max_length=80, required=False, help_text="写公共的地方，比如村部。上门的门牌不写。"
    )
    details = WordsField(label="怎么办", max_length=500, rows=3, required=False)
    risks = WordsField(
        label="要当心什么", max_length=200, required=False, help_text="比如：不爬高梯，不收老人的钱和东西。"
    )
    is_risky = forms.BooleanField(
        label="有人身危险：满 18 岁、上了保险的人才能接",
        required=False,
        help_text="比如登高、下水、用电、抢险。勾了就要写清有什么风险。",
    )

    needs_home_safe = forms.BooleanField(
        label="做完要报平安：冬天、山路、夜里",
        required=False,
        help_text="做完的人到家点一下“到家了”，没点的站里会知道。晚上结束的不用勾，自动算。",
    )

    def __init__(self, data, wishes, at):
        super().__init__(data, initial=_known(wishes, at))
        self.fields["kind"].queryset = ServiceKind.objects.active()

    def said(self):
        given = dict(self.cleaned_data)
        day = given.pop("day")
        return given | {name: moment(day, given[name]) for name in ("starts_at", "ends_at")}


def _known(wishes, at):
    """The wishes' common kind and place, tomorrow morning: to be corrected, not to be typed."""
    if not wishes:
        return {}
    tomorrow = timezone.localtime(at + timedelta(days=1)).replace(hour=9, minute=0)
    first = wishes[0]
    return {
        "title": f"{first.division.name}：{first.kind.name}",
        "kind": first.kind_id,
        "needed": 1,
        "day": tomorrow.date(),
        "starts_at": tomorrow.time(),
        "ends_at": tomorrow.replace(hour=11).time(),
        "urgency": Urgency.URGENT if any(wish.urgency == Urgency.URGENT for wish in wishes) else Urgency.NORMAL,
        "place_text": first.outpost.name,
    }


class Join(Form):
    """Put the chosen wishes into an order that nobody has begun."""

    order = OrderChoice(label="并到哪张单", queryset=Order.objects.none(), empty_label="请选一张还没开始办的单")

    def __init__(self, data, county):
        super().__init__(data)
        self.fields["order"].queryset = open_orders(county)


class Enter(KeyedForm):
    """代群众点单: for a caller or a walk-in. The phone may be empty; then the slip is his hand."""

    outpost = forms.ModelChoiceField(label="哪个站", queryset=Outpost.objects.none())
    kind = forms.ModelChoiceField(
        label="哪类事", queryset=ServiceKind.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    words = WordsField(
        label="要办什么事",
        max_length=500,
        rows=4,
        help_text="照他的原话写。",
        empty="还没写要办什么事。写一句就行。",
    )
    name = WordsField(label="怎么称呼", max_length=20, required=False)
    phone = PhoneField(label="手机号", required=False, help_text="没有手机就空着，打一张回执单给他。")
    beneficiary = WordsField(label="替谁点的", max_length=20, required=False, help_text="给自己点的就空着。")
    urgency = forms.ChoiceField(
        label="急不急", choices=Urgency.choices, widget=forms.RadioSelect, initial=Urgency.NORMAL
    )

    is_calm = forms.BooleanField(label="问清楚了，没有险情", required=False)

    def __init__(self, data, codes):
        outposts = Outpost.objects.within(codes).filter(is_open=True).order_by("division")
        super().__init__(data, initial={"outpost": outposts.first(), "key": new_key()})
        self.fields["outpost"].queryset = outposts
        self.fields["kind"].queryset = ServiceKind.objects.on_menu()
        self.is_dangerous = False

    def clean(self):
        given = super().clean()
        found = DangerWord.objects.found_in(given.get("words") or "").values_list("number", flat=True)
        numbers = "、".join(sorted(set(found)))
        if numbers and not given.get("is_calm"):
            self.is_dangerous = True
            self.add_error("words", f"像是有险情：先打 {numbers}。问清楚没有险情，就勾选下面一项再点一次。")
        return given

    def said(self):
        """What `make_wish` wants to hear."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("key", "is_calm")}
