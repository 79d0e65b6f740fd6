"""What staff type with a step. A step form knows its row, and says what its verb wants to hear."""

from datetime import timedelta

from django import forms
from django.db.models import Q
from django.utils import timezone

from civcenter.kit.fields import WordsField, day_field, hour_field, moment
from civcenter.kit.forms import Form
from civcenter.kit.text import clean
from civcenter.residents.models import Person
from orders.candidates import candidates, reasons
from orders.flow import UNSERVED_ORDERS, ClaimStatus, RefusalReason
from orders.models import Order
from orders.policies import units_within_reach
from volunteers.models import Team


def people_field():
    """How many are needed, as the database bounds it."""
    return forms.IntegerField(
        label="要几个人",
        min_value=1,
        max_value=200,
        error_messages={
            "min_value": "至少要 1 个人。",
            "max_value": "一单最多 200 人。",
            "invalid": "人数写数字，例：2。",
        },
    )


class StepForm(Form):
    """The form of one step: `row` is what moves, `by` who asks, `at` now. `said` is the verb's keyword arguments."""

    def __init__(self, data=None, *, row, by, at, **kwargs):
        self.row, self.by, self.at = row, by, at
        super().__init__(data, **{"initial": self.known(row, at), **kwargs})
        self.prepare()

    def known(self, row, at):
        """What stands in the form before anything was typed."""
        return {}

    def prepare(self):
        """Fill in the choices that depend on the row."""

    def said(self):
        return dict(self.cleaned_data)


class Nothing(StepForm):
    """A step that needs no words: one button."""


class Words(StepForm):
    words = WordsField(label="写一句为什么", max_length=300, rows=3)


class Ask(StepForm):
    words = WordsField(
        label="想问点单人什么",
        max_length=200,
        rows=3,
        help_text="会发给点单人。一次问清楚，等他补充时不计您的时限。",
    )


class Reply(StepForm):
    words = WordsField(label="点单人怎么说的", max_length=300, rows=3)


class Refuse(StepForm):
    reason = forms.ChoiceField(label="哪一种原因", choices=RefusalReason.choices, widget=forms.RadioSelect)
    words = WordsField(
        label="给点单人的一句话",
        max_length=200,
        rows=3,
        help_text="说清为什么、可以找谁。这句话会发给点单人。",
    )


class Transfer(StepForm):
    to = WordsField(label="转给哪个单位", max_length=60, empty="还没写转给谁。")
    words = WordsField(label="给点单人的一句话", max_length=200, rows=3, help_text="例：这事归供电所管，已替您转过去。")


class Called(StepForm):
    """What was said on the telephone when the level above called back."""

    said_ = WordsField(label="电话里怎么说的", max_length=300, rows=3, help_text="照原话记：谁接的电话，说了什么。")


class CalledWell(Called):
    stars = forms.TypedChoiceField(
        label="打几颗星",
        coerce=int,
        widget=forms.RadioSelect,
        choices=[(5, "5 很满意"), (4, "4 满意"), (3, "3 一般"), (2, "2 不太满意"), (1, "1 不满意")],
    )
    field_order = ["stars", "said_"]

    def said(self):
        return {"stars": self.cleaned_data["stars"], "said": self.cleaned_data["said_"]}


class CalledBadly(Called):
    def said(self):
        return {"words": self.cleaned_data["said_"]}


def open_orders(county):
    """The orders into which a wish of this county may still be put, newest first."""
    return (
        Order.objects.within([county] if county else [])
        .filter(status__in=UNSERVED_ORDERS)
        .order_by("-created_at", "-pk")
    )


class OrderChoice(forms.ModelChoiceField):
    def label_from_instance(self, order):
        return f"{order.title}（单 {order.pk}，{order.get_status_display()}）"


class Merge(StepForm):
    order = OrderChoice(label="并到哪张单", queryset=Order.objects.none(), empty_label="请选一张还没开始办的单")

    def prepare(self):
        self.fields["order"].queryset = open_orders(self.row.county)


class Hours(StepForm):
    """A day, and from when to when on it."""

    day = day_field()
    starts_at = hour_field("几点开始")
    ends_at = hour_field("几点结束")

    def known(self, row, at):
        begin, end = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
        return {"day": begin.date(), "starts_at": begin.time(), "ends_at": end.time()}

    def said(self):
        given = dict(self.cleaned_data)
        day = given.pop("day")
        return given | {name: moment(day, given[name]) for name in ("starts_at", "ends_at")}


class Publish(Hours):
    needed = people_field()

    def known(self, row, at):
        return super().known(row, at) | {"needed": row.needed}


class VolunteerChoice(forms.TypedMultipleChoiceField):
    """Some of the candidates; `offer` says who they are, and cleaning returns the volunteers."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, volunteers):
        known = {str(volunteer.pk): volunteer for volunteer in volunteers if not volunteer.refusals}
        self.unfit = [volunteer for volunteer in volunteers if volunteer.refusals]
        self.choices = [
            (pk, " · ".join([volunteer.person.name, *reasons(volunteer)])) for pk, volunteer in known.items()
        ]
        self.coerce = known.get


class Offer(StepForm):
    """Invite some of the volunteers who fit best."""

    volunteers = VolunteerChoice(
        label="请谁来",
        help_text="按同村、同镇、愿意做这类事、那时有没有空排好了。请了还要本人答应。",
        error_messages={"required": "还没选人。勾一位或几位。"},
    )

    def prepare(self):
        self.fields["volunteers"].offer(candidates(self.row))

    def first(self, many):
        """Show only the best few; the step's own page shows more."""
        self.fields["volunteers"].choices = self.fields["volunteers"].choices[:many]
        return self


class Dispatch(Hours):
    """To one of the units that lie near, or to any other within reach by its name."""

    unit = forms.TypedChoiceField(label="派给哪个所、站", widget=forms.RadioSelect, required=False, empty_value=None)
    elsewhere = forms.CharField(
        label="别的所、站",
        required=False,
        max_length=40,
        help_text="写村名或镇名的一部分就行。写了这里，就不看上面选的。",
        widget=forms.TextInput(attrs={"list": "units", "autocomplete": "off"}),
    )
    team = forms.ModelChoiceField(
        Team.objects.none(),
        label="请哪支队",
        required=False,
        empty_label="不请",
        help_text="队员都会收到邀请，去不去由本人答应。",
    )
    volunteers = VolunteerChoice(
        label="顺便请谁来",
        required=False,
        help_text="可以不选，让所、站自己找人，或放到接单大厅。",
    )
    words = WordsField(label="捎句话", max_length=200, required=False)
    field_order = ["unit", "elsewhere", "day", "starts_at", "ends_at", "team", "volunteers", "words"]

    def prepare(self):
        self.reach = units_within_reach(self.by, self.row, self.at)
        known = {str(unit.pk): unit for unit in near(self.reach, self.row)}
        self.fields["unit"].choices = [(pk, unit.name) for pk, unit in known.items()]
        self.fields["unit"].coerce = known.get
        here = next((unit for unit in known.values() if unit.division_id == self.row.division_id), None)
        if here and here != self.row.unit:
            self.fields["unit"].initial = str(here.pk)
        self.fields["volunteers"].offer(candidates(self.row))
        self.fields["team"].queryset = Team.objects.current().within([self.row.county]).order_by("name")
        self.unit_names = self.reach.order_by("division").values_list("name", flat=True)

    def clean(self):
        given = super().clean()
        name = clean(given.pop("elsewhere", "") or "")
        if name:
            given["unit"] = self._found(name)
        elif not given.get("unit") and "unit" not in self.errors:
            self.add_error("unit", "还没选派给谁。")
        return given

    def _found(self, name):
        found = list(self.reach.filter(name=name)[:1]) or list(self.reach.filter(name__contains=name)[:6])
        if len(found) == 1:
            return found[0]
        words = "、".join(unit.name for unit in found)
        fault = f"有好几个，请写全：{words}。" if found else f"您管的地方没有叫“{name}”的所、站。"
        self.add_error("elsewhere", fault)
        return None


def near(reach, order):
    """The outposts of an order's wishes, their branches and the centre."""
    places = {order.division_id, *order.wishes.values_list("outpost__division", flat=True)}
    codes = {code[:length] for code in places for length in (6, 9, 12)}
    return reach.filter(division__in=codes).order_by("-division")[:12]


class Finish(StepForm):
    """The actual start and end of one volunteer's work; travel is not counted."""

    day = day_field()
    started_at = hour_field("几点到的")
    ended_at = hour_field("几点做完的")

    def known(self, row, at):
        begin, end = worked(row, at)
        return {"day": begin.date(), "started_at": begin.time(), "ended_at": end.time()}

    def said(self):
        given = self.cleaned_data
        return {
            name: exact(moment(given["day"], given[name]), getattr(self.row, name))
            for name in ("started_at", "ended_at")
        }


def exact(typed, known):
    """The known moment where what was typed is its minute, so that seconds nobody typed do not count as a change."""
    return known if known and typed == known.replace(second=0, microsecond=0) else typed


def worked(claim, at):
    """From when to when a claim probably worked: what is on it, else what the order promised; never beyond now."""
    order = claim.order
    begin = timezone.localtime(claim.started_at or min(order.starts_at, at - timedelta(hours=1)))
    end = timezone.localtime(claim.ended_at or min(max(order.ends_at, begin + timedelta(minutes=30)), at))
    return begin, end


UNSAID = (ClaimStatus.ACCEPTED, ClaimStatus.ARRIVED)


class Serve(StepForm):
    """办结: of each volunteer whether he came, and from when to when; what he said himself may be put right."""

    words = WordsField(label="办得怎么样", max_length=300, rows=3, required=False)

    def prepare(self):
        self.is_unknown = not Person.objects.own_phones(self.by)
        near = Q(volunteer__person__in=Person.objects.near(self.by))
        said_himself = Q(status=ClaimStatus.DONE, agreed_by=None) & ~near
        waiting = Q(status__in=UNSAID) if self.is_unknown else Q(status__in=UNSAID) | said_himself
        live = self.row.claims.filter(waiting, round=self.row.round)
        self.claims = list(live.select_related("volunteer__person").order_by("pk"))
        for claim in self.claims:
            claim.order = self.row
            self._add(claim)

    def _add(self, claim):
        begin, end = worked(claim, self.at)
        came = [("done", "来了，做完了")]
        if claim.status == ClaimStatus.ACCEPTED:
            came.append(("absent", "没有来"))
        parts = {
            "came": forms.ChoiceField(label="来了没有", choices=came, widget=forms.RadioSelect, initial="done"),
            "day": day_field(initial=begin.date(), required=False),
            "from": hour_field("几点到的", initial=begin.time(), required=False),
            "to": hour_field("几点做完的", initial=end.time(), required=False),
        }
        self.fields |= {f"c{claim.pk}_{name}": field for name, field in parts.items()}

    def groups(self):
        """For the page: each claim with its four fields."""
        return [
            (claim, [self[f"c{claim.pk}_{name}"] for name in ("came", "day", "from", "to")]) for claim in self.claims
        ]

    def clean(self):
        given = super().clean()
        for claim in self.claims:
            if given.get(f"c{claim.pk}_came") == "done":
                for name in ("day", "from", "to"):
                    if not given.get(f"c{claim.pk}_{name}") and f"c{claim.pk}_{name}" not in self.errors:
                        self.add_error(f"c{claim.pk}_{name}", f"{claim.volunteer.person.name}的时间没填全。")
        return given

    def said(self):
        given = self.cleaned_data
        done, absent = [], []
        for claim in self.claims:
            part = {name: given[f"c{claim.pk}_{name}"] for name in ("came", "day", "from", "to")}
            if part["came"] == "absent":
                absent.append(claim)
            else:
                begin, end = moment(part["day"], part["from"]), moment(part["day"], part["to"])
                done.append((claim, exact(begin, claim.started_at), exact(end, claim.ended_at)))
        return {"done": done, "absent": absent, "words": given["words"]}


class Waive(StepForm):
    words = WordsField(
        label="为什么没有保险也要开始",
        max_length=200,
        rows=3,
        help_text="这句话留在这单的记录里，县里看得到。出了事由您说明。",
    )


class Urge(StepForm):
    words = WordsField(label="捎句话", max_length=200, required=False)


class Reveal(StepForm):
    words = WordsField(
        label="为什么要看",
        max_length=100,
        help_text="谁、什么时候、为什么看的，都会记下来。",
        empty="还没写为什么要看。",
    )
