"""收尾: who came, who helped and for how long, what it cost, what was understood. Hours go on record only here."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from civcenter.kit.errors import OutOfTurn, RuleBroken
from civcenter.kit.verbs import verb
from incentives.actions import settle_record
from projects.activities.actions.helping import mark_absent, placed
from projects.activities.actions.moving import advance, lock, record
from projects.activities.actions.opening import begun
from projects.activities.evidence import grade
from projects.activities.flow import HAPPENING, SYSTEM, AttendanceStatus, Form, HelperStatus
from projects.activities.models import Activity, CeremonyItem, CheckedItem, Helper
from projects.activities.policies import require, rule_of
from projects.activities.telling import helper_told
from volunteers.actions import bar, note_record, vouch
from volunteers.actions.qualifications import enter_training
from volunteers.choices import VouchedHow
from volunteers.models import Volunteer

PRESENT = (HelperStatus.ACCEPTED, HelperStatus.ARRIVED)


@dataclass
class Outcome:
    """What the unit says at the end. `done` is [(helper, started_at, ended_at)], `absent` helpers, `checked` ceremony
    items that were there, `passed` volunteers who learned what the training asks; `headcount` where more came than
    signed in."""

    done: list = field(default_factory=list)
    absent: list = field(default_factory=list)
    checked: list = field(default_factory=list)
    passed: list = field(default_factory=list)
    headcount: int | None = None
    asked: int | None = None
    understood: int | None = None
    cost: Decimal | None = None
    summary: str = ""


@verb
def wrap_up(activity, outcome, *, by, at):
    """Close it: every helper is done with minutes or absent, mandatory items were there, hours are noted and paid.

    Whoever states the minutes agrees them, but of nobody for whom he may not vouch: these wait for somebody else.
    """
    activity = lock(activity)
    require(activity.FLOW["wrap_up"], by, activity, at)
    if activity.status not in HAPPENING:
        raise OutOfTurn("收尾")
    if at < activity.starts_at:
        raise RuleBroken("还没开始，不能收尾。")
    begun(activity, at)
    _everything_was_there(activity, outcome.checked, by, at)
    helpers = {helper.pk: helper for helper in placed(activity)}
    for helper, started_at, ended_at in sorted(outcome.done, key=lambda row: row[0].pk):
        _state(_mine(helpers, helper), by, at, started_at, ended_at)
    for helper in outcome.absent:
        mark_absent(_mine(helpers, helper), by=by, at=at)
    _nobody_is_left(helpers)
    came = _rest_go(activity, at)
    _close(activity, outcome, came, by, at)
    for helper in helpers.values():
        if helper.status == HelperStatus.DONE:
            _book(helper, by, at)
    _train(activity, outcome.passed, by, at)
    return activity


def _mine(helpers, helper):
    if helper.pk not in helpers:
        raise OutOfTurn("记这位志愿者的时长")
    return helpers[helper.pk]


def ceremony_of(activity):
    """What an activity of its sort has, by the county's list of that day."""
    items = CeremonyItem.objects.at(timezone.localdate(activity.starts_at), activity.county)
    return list(items.filter(form=activity.form).order_by("rank", "pk"))


def _everything_was_there(activity, checked, by, at):
    asked = ceremony_of(activity)
    there = {item.pk for item in checked}
    missing = [item.name for item in asked if item.is_mandatory and item.pk not in there]
    if missing:
        raise RuleBroken(f"还有必须有的没勾：{'、'.join(missing)}。确实没有的，补做了再收尾。", field="checked")
    rows = [CheckedItem(activity=activity, item=item, by=by, at=at) for item in asked if item.pk in there]
    CheckedItem.objects.bulk_create(rows, ignore_conflicts=True)


def _state(helper, by, at, started_at, ended_at):
    """The unit's word on a helper's minutes; what he said before is put right, and that stays on the history."""
    _hours_are_sound(helper.activity, at, started_at, ended_at)
    is_agreed = not bar(by, helper.volunteer.person)
    if not is_agreed:
        started_at, ended_at = _no_more_than_seen(helper, started_at, ended_at)
    times = {"started_at": started_at, "ended_at": ended_at, "agreed_by": by if is_agreed else None}
    if helper.status in PRESENT:
        advance(helper, "finish", by=by, at=at, **times)
        return
    if (helper.started_at, helper.ended_at) != (started_at, ended_at):
        begin, end = timezone.localtime(helper.started_at), timezone.localtime(helper.ended_at)
        record(helper, step="finish", by=by, at=at, words=f"原来记的是 {begin:%H:%M} 到 {end:%H:%M}")
    Helper.objects.filter(pk=helper.pk).update(**times)
    for name, value in times.items():
        setattr(helper, name, value)


def _hours_are_sound(activity, at, started_at, ended_at):
    around = timedelta(minutes=rule_of(activity, at).around_minutes)
    if ended_at <= started_at:
        raise RuleBroken("结束时间要在开始时间之后。", field="done")
    if ended_at > at:
        raise RuleBroken("结束时间还没到，做完再记。", field="done")
    if started_at < activity.starts_at - around or ended_at > activity.ends_at + around:
        minutes = int(around.total_seconds() // 60)
        raise RuleBroken(f"时长只能记在活动前后 {minutes} 分钟以内。超出的请走补录。", field="done")


def _no_more_than_seen(helper, started_at, ended_at):
    """Who states his own minutes states no more than lies after he took the place and inside the activity's hours."""
    activity = helper.activity
    begin = max(started_at, activity.starts_at, helper.created_at.replace(second=0, microsecond=0))
    end = min(ended_at, activity.ends_at)
    if end <= begin:
        raise RuleBroken("您自己的时长要在活动时间里、应下以后。早来晚走的请别的同事来记。", field="done")
    return begin, end


def _nobody_is_left(helpers):
    left = [helper.volunteer.person.name for helper in helpers.values() if helper.status in PRESENT]
    if left:
        raise RuleBroken(f"{'、'.join(left)}还没说清来了没有：填上起止时间，或记“没有来”。", field="done")


def _rest_go(activity, at):
    """Who was expected and did not come is absent, who waited is let go; returns how many came."""
    for party in (
        activity.attendances.select_for_update(no_key=True).exclude(status=AttendanceStatus.CAME).order_by("pk")
    ):
        party.activity = activity
        if party.status == AttendanceStatus.SIGNED:
            advance(party, "absent", by=SYSTEM, at=at)
        elif party.status in (AttendanceStatus.WAITING, AttendanceStatus.INVITED):
            advance(party, "release", by=SYSTEM, at=at)
    came = activity.attendances.filter(status=AttendanceStatus.CAME)
    return came.aggregate(total=Sum("came_people"))["total"] or 0


def _close(activity, outcome, came, by, at):
    if outcome.headcount is not None and outcome.headcount < came:
        raise RuleBroken(f"签到的就有 {came} 个人，来的人不会更少。", field="headcount")
    if (outcome.understood or 0) > (outcome.asked or 0):
        raise RuleBroken("听懂的人不会比问过的人多。", field="understood")
    advance(
        activity, "wrap_up", by=by, at=at, closed_at=at, waiting=0, cost=outcome.cost, summary=outcome.summary,
        asked=outcome.asked, understood=outcome.understood,
        attended=came if outcome.headcount is None else outcome.headcount,
    )  # fmt: skip


def _book(helper, by, at):
    """Through the same doors as orders: noted, vouched for by another, final and paid when the notice is over."""
    activity = helper.activity
    is_agreed = bool(helper.agreed_by) and not bar(helper.agreed_by, helper.volunteer.person)
    entry = note_record(
        volunteer=helper.volunteer, division=activity.division, organiser=activity.unit, kind=activity.kind,
        title=activity.title, started_at=helper.started_at, ended_at=helper.ended_at,
        evidence=grade(helper, is_agreed), source=helper.source, at=at,
    )  # fmt: skip
    Helper.objects.filter(pk=helper.pk).update(record=entry)
    if is_agreed:
        vouch(entry, at=at, how=VouchedHow.UNIT, by=helper.agreed_by)
    settle_record(entry, at=at)
    helper_told(helper, text=f"“{activity.title}”的时长记好了：{entry.minutes} 分钟。", what="booked", at=at)


def _train(activity, passed, by, at):
    """Who was there and passed gets the training on record; by nobody who may not vouch for him."""
    if activity.form != Form.TRAINING or activity.training is None or not passed:
        return
    here = may_pass(activity)
    for volunteer in passed:
        why = "他没有在这场培训上签到。" if volunteer.pk not in here else bar(by, here[volunteer.pk].person)
        if why:
            raise RuleBroken(f"{volunteer.person.name}：{why}", field="passed")
    day = timezone.localdate(activity.starts_at)
    enter_training(activity.training, volunteers=list(passed), passed_on=day, by=by, at=at)


def may_pass(activity):
    """The volunteers who came to a training as learners: {key: volunteer}."""
    came = activity.attendances.filter(status=AttendanceStatus.CAME).values("person")
    rows = Volunteer.objects.filter(person__in=came).select_related("person__user", "person__staff")
    return {row.pk: row for row in rows}


def to_wrap_up(at):
    """What is over and not wrapped up yet."""
    return Activity.objects.filter(status__in=["published", "running"], ends_at__lte=at)
