"""What staff type about an activity: the editor, its steps, the door, the wrap-up."""

from datetime import time, timedelta

from django import forms
from django.utils import timezone

from civcenter.hierarchy.models import Outpost
from civcenter.kit.fields import PhoneField, WordsField, day_field, hour_field, moment
from civcenter.kit.forms import Form
from projects.activities.actions import Outcome
from projects.activities.actions.wrapping import ceremony_of, may_pass
from projects.activities.flow import PLACED, AttendanceStatus, HelperStatus
from projects.activities.flow import Form as Sort
from projects.resources.choices import Use
from projects.resources.models import Resource
from volunteers.models import ServiceKind, Training

TICKS = forms.CheckboxSelectMultiple
LIST = forms.SelectMultiple(attrs={"size": 4})
CHANGED = {"invalid_choice": "名单刚变过，请刷新再点。"}
MOST_LISTED = 500


def whole(label, most, least=0, **kwargs):
    """A whole number within bounds that says them."""
    faults = {"invalid": "写数字，例：40。", "min_value": f"最少 {least}。", "max_value": f"最多 {most}。"}
    return forms.IntegerField(label=label, min_value=least, max_value=most, error_messages=faults, **kwargs)


class Editor(Form):
    """One page, with what is usual already in it."""

    unit = forms.ModelChoiceField(label="谁办", queryset=Outpost.objects.none(), empty_label=None)
    title = WordsField(label="活动名称", max_length=60, empty="还没写活动名称。", help_text="群众一看就懂。")
    form = forms.ChoiceField(label="哪种", choices=Sort.choices, initial=Sort.GENERAL)
    kind = forms.ModelChoiceField(label="类别", queryset=ServiceKind.objects.none())
    day = day_field()
    starts_at = hour_field("几点开始")
    ends_at = hour_field("几点结束")
    place_text = WordsField(label="在哪里", max_length=80, empty="还没写在哪里。")
    quota = whole("一共几个位子", 20000, 1, initial=40)
    closes_on = day_field("报名到哪天", required=False, help_text="空着就到前一天傍晚。")
    closes_hour = hour_field("几点截止", required=False)
    details = WordsField(label="讲些啥、做些啥", max_length=600, rows=3, required=False)
    speaker = WordsField(label="谁来讲、谁来演", max_length=60, required=False)
    dialect = WordsField(label="用什么话讲", max_length=20, required=False)
    audience = WordsField(label="讲给谁听", max_length=40, required=False)
    bring = WordsField(label="要带什么", max_length=80, required=False)
    weather = WordsField(label="天气不好怎么办", max_length=80, required=False)
    adult_below = whole("几岁以下要大人领着", 18, initial=14)
    helpers_needed = whole("要几个志愿者", 200, initial=0)
    needs_experienced = forms.BooleanField(label="至少一位有经验的志愿者", required=False)
    is_risky = forms.BooleanField(
        label="有人身危险",
        required=False,
        help_text="登高、下水、用火、用刀剪的都算。要写清当心什么、保险怎么办的。",
    )
    risks = WordsField(label="要当心什么", max_length=200, rows=2, required=False)
    insurance = WordsField(label="保险怎么办的", max_length=100, required=False)
    training = forms.ModelChoiceField(
        label="算哪门培训", queryset=Training.objects.none(), required=False, empty_label="不算培训"
    )
    co_hosts = forms.ModelMultipleChoiceField(
        label="和谁一起办",
        queryset=Outpost.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 4}),
    )

    def __init__(self, data, *, units, county, initial):
        super().__init__(data, initial=initial)
        self.fields["unit"].queryset = units
        self.fields["kind"].queryset = ServiceKind.objects.active()
        self.fields["training"].queryset = Training.objects.active()
        self.fields["co_hosts"].queryset = Outpost.objects.filter(county=county, is_open=True).order_by("division")

    def said(self):
        """What `draft` and `edit` want to hear."""
        given = dict(self.cleaned_data)
        day, closes_on, hour = given.pop("day"), given.pop("closes_on"), given.pop("closes_hour")
        given |= {name: moment(day, given[name]) for name in ("starts_at", "ends_at")}
        if closes_on:
            given["closes_at"] = moment(closes_on, hour or time(18))
        return given


def known(activity):
    """What an activity says already, as the editor shows it."""
    begin, end, closes = (timezone.localtime(at) for at in (activity.starts_at, activity.ends_at, activity.closes_at))
    plain = (
        "unit", "title", "form", "kind", "place_text", "quota", "details", "speaker", "dialect", "audience", "bring",
        "weather", "adult_below", "helpers_needed", "needs_experienced", "is_risky", "risks", "insurance", "training",
    )  # fmt: skip
    told = {name: getattr(activity, name) for name in plain}
    told |= {"day": begin.date(), "starts_at": begin.time(), "ends_at": end.time(), "co_hosts": activity.co_hosts.all()}
    return told | {"closes_on": closes.date(), "closes_hour": closes.time()}


def usual(unit, at):
    """Next week, nine to eleven, at the outpost's own place."""
    day = timezone.localdate(at) + timedelta(days=7)
    nine = time(9)
    told = {"unit": unit, "place_text": unit.address or unit.name, "day": day, "starts_at": nine}
    return told | {"ends_at": nine.replace(hour=11), "kind": ServiceKind.objects.active().first()}


class TakeVenue(Form):
    """Which place, for which use."""

    resource = forms.ModelChoiceField(label="哪处场地", queryset=Resource.objects.none(), empty_label=None)
    use = forms.ChoiceField(label="做什么用", choices=Use.choices)

    def __init__(self, data, *, county):
        super().__init__(data)
        self.fields["resource"].queryset = Resource.objects.of_county(county)


class Why(Form):
    words = WordsField(label="为什么", max_length=200, rows=2, empty="写一句为什么，报名的人会看到。")


class Postpone(Form):
    """The new time."""

    day = day_field("改到哪天")
    starts_at = hour_field("几点开始")
    ends_at = hour_field("几点结束")
    words = WordsField(label="为什么", max_length=200, required=False)

    def said(self):
        given = dict(self.cleaned_data)
        day = given.pop("day")
        return given | {name: moment(day, given[name]) for name in ("starts_at", "ends_at")}


class MakeCourse(Form):
    sessions = whole("一共几次课", 30, 2, initial=4)
    every_days = whole("隔几天一次", 366, 1, initial=7)


class Enter(Form):
    """代报名: somebody who called or came in."""

    name = WordsField(label="怎么称呼", max_length=20, empty="还没写怎么称呼。")
    phone = PhoneField(label="手机号", required=False, help_text="没有就空着。")
    people = whole("几个人来", 20, 1, initial=1)
    brings_children = forms.BooleanField(label="领着娃", required=False)


class Roll(Form):
    """A tick for everybody who is here, for helpers who came and who have gone; nobody ticks himself."""

    def __init__(self, data, *, activity, by):
        super().__init__(data)
        self.parties = activity.attendances.filter(status__in=[AttendanceStatus.SIGNED, AttendanceStatus.INVITED])
        self.parties = self.parties.select_related("person").order_by("person__pinyin", "pk")[:MOST_LISTED]
        helpers = activity.helpers.filter(status__in=[HelperStatus.ACCEPTED, HelperStatus.ARRIVED])
        helpers = helpers.select_related("volunteer__person").order_by("pk")
        others = [one for one in helpers if by.pk not in (one.volunteer.person.user_id, one.volunteer.person.staff_id)]
        self._ticks("came", "来了的群众", [(one, _party(one)) for one in self.parties])
        arrived = HelperStatus.ARRIVED
        told = [(one, one.volunteer.person.name) for one in others]
        self._ticks("helpers_came", "到岗的志愿者", [pair for pair in told if pair[0].status != arrived])
        self._ticks("helpers_gone", "做完走了的志愿者", [pair for pair in told if pair[0].status == arrived])

    def _ticks(self, name, label, pairs):
        rows = {str(row.pk): row for row, _ in pairs}
        choices = [(str(row.pk), words) for row, words in pairs]
        self.fields[name] = forms.MultipleChoiceField(
            label=label, choices=choices, required=False, widget=TICKS, error_messages=CHANGED
        )
        setattr(self, f"{name}_rows", rows)

    def said(self):
        return {name: [getattr(self, f"{name}_rows")[pk] for pk in self.cleaned_data[name]] for name in self.fields}


def _party(party):
    more = f" 等 {party.people} 人" if party.people > 1 else ""
    return f"{party.person.name}{more}"


class WrapUp(Form):
    """收尾. For each helper came or not, and his hours; then the count, the cost, what was understood."""

    def __init__(self, data, *, activity):
        super().__init__(data)
        self.activity = activity
        rows = activity.helpers.filter(status__in=PLACED).select_related("volunteer__person").order_by("pk")
        self.helpers = list(rows)
        for helper in self.helpers:
            self._hours_of(helper)
        self._rest()

    def _hours_of(self, helper):
        begin = timezone.localtime(helper.started_at or self.activity.starts_at)
        end = timezone.localtime(helper.ended_at or self.activity.ends_at)
        key = f"h{helper.pk}"
        came = [("yes", "来了"), ("no", "没有来")]
        if helper.status != HelperStatus.ACCEPTED:
            came = came[:1]
        self.fields[f"{key}_came"] = forms.ChoiceField(
            label=f"{helper.volunteer.person.name}来了吗？", choices=came, widget=forms.RadioSelect,
            initial="yes" if len(came) == 1 else None,
        )  # fmt: skip
        self.fields[f"{key}_from"] = hour_field("从几点", initial=begin.time().replace(second=0, microsecond=0))
        self.fields[f"{key}_to"] = hour_field("到几点", initial=end.time().replace(second=0, microsecond=0))

    def _rest(self):
        activity = self.activity
        items = ceremony_of(activity)
        self.items = {str(item.pk): item for item in items}
        if items:
            choices = [(str(item.pk), item.name + ("（必须有）" if item.is_mandatory else "")) for item in items]
            self.fields["checked"] = forms.MultipleChoiceField(
                label="现场有的勾上", choices=choices, required=False, widget=TICKS
            )
        self.learners = may_pass(activity) if activity.form == Sort.TRAINING and activity.training_id else {}
        if self.learners:
            choices = [(str(pk), volunteer.person.name) for pk, volunteer in self.learners.items()]
            self.fields["passed"] = forms.MultipleChoiceField(
                label="谁学会了，记入培训", choices=choices, required=False, widget=TICKS
            )
        self.fields["headcount"] = whole("现场一共来了几人", 100000, required=False, help_text="空着就按签到算。")
        if activity.is_taught:
            self.fields["asked"] = whole("问了几个人听懂没有", 100000, required=False)
            self.fields["understood"] = whole("几个人说听懂了", 100000, required=False)
        self.fields["cost"] = forms.DecimalField(
            label="花了多少元", max_digits=10, decimal_places=2, min_value=0, required=False,
            error_messages={"invalid": "写数字，例：120.50。"},
        )  # fmt: skip
        self.fields["summary"] = WordsField(label="办得怎么样", max_length=500, rows=3, required=False)

    @property
    def groups(self):
        """Each helper with his three fields, for the page."""
        return [(helper, [self[f"h{helper.pk}_{part}"] for part in ("came", "from", "to")]) for helper in self.helpers]

    @property
    def others(self):
        return [bound for bound in self if not bound.name.startswith("h") or bound.name == "headcount"]

    def said(self):
        given = self.cleaned_data
        outcome = Outcome(**{name: given.get(name) for name in ("headcount", "asked", "understood", "cost")})
        outcome.summary = given.get("summary", "")
        outcome.checked = [self.items[pk] for pk in given.get("checked", [])]
        outcome.passed = [self.learners[int(pk)] for pk in given.get("passed", [])]
        day = timezone.localdate(self.activity.starts_at)
        for helper in self.helpers:
            key = f"h{helper.pk}"
            if given[f"{key}_came"] == "no":
                outcome.absent.append(helper)
                continue
            begin, end = (self._exact(helper, day, given[f"{key}_{part}"], part) for part in ("from", "to"))
            overnight = end <= begin and timezone.localdate(self.activity.ends_at) > day
            outcome.done.append((helper, begin, end + timedelta(days=1) if overnight else end))
        return outcome

    def _exact(self, helper, day, hour, part):
        """The moment that was seen where the minute typed is still the same; else the minute typed."""
        seen = helper.started_at if part == "from" else helper.ended_at
        if seen and timezone.localtime(seen).strftime("%H:%M") == hour.strftime("%H:%M"):
            return seen
        return moment(day, hour)


class Answer(Form):
    words = WordsField(label="怎么答", max_length=200, rows=2, empty="写一句怎么答。")
