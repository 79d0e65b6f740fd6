"""An activity is thought out, given its place, published; and made once more from an earlier one."""

from datetime import timedelta

from django.utils import timezone

from civcenter.accounts.running import runners_told
from civcenter.kit.errors import OutOfTurn, RuleBroken
from civcenter.kit.verbs import verb
from projects.activities import telling
from projects.activities.actions.moving import advance, lock, record
from projects.activities.actions.waiting import fill
from projects.activities.flow import ActivityStatus
from projects.activities.models import Activity, Course
from projects.activities.policies import require
from projects.resources.actions import book
from projects.resources.actions import cancel as give_back
from projects.resources.choices import GRANTED

CLOSES_BEFORE = timedelta(hours=15)
"""Where nobody says until when: the evening before a morning's activity."""

COPIED = (
    "title", "form", "kind", "unit", "training", "details", "speaker", "dialect", "audience", "place_text", "quota",
    "adult_below", "helpers_needed", "needs_experienced", "is_risky", "risks", "insurance", "weather", "bring",
)  # fmt: skip
ALWAYS_OPEN = {"details", "speaker", "dialect", "audience", "place_text", "weather", "bring", "quota", "helpers_needed"}
"""What may still be put right once people have signed up; the time is `postpone`'s."""

MOST_SESSIONS = 30


@verb
def draft(*, unit, by, at, starts_at, ends_at, co_hosts=(), **facts):
    """A new activity of an outpost; nobody sees it before it is published."""
    facts = _hours(starts_at, ends_at, at, facts)
    row = Activity(
        unit=unit, division_id=unit.division_id, starts_at=starts_at, ends_at=ends_at, created_by=by, created_at=at,
        **facts,
    )  # fmt: skip
    require(Activity.FLOW["create"], by, row, at)
    row.save()
    row.co_hosts.set([host for host in co_hosts if host.pk != unit.pk])
    record(row, step="create", by=by, at=at)
    return row


def _hours(starts_at, ends_at, at, facts):
    if ends_at <= starts_at:
        raise RuleBroken("结束要在开始之后。", field="ends_at")
    closes = max(starts_at - CLOSES_BEFORE, min(at + timedelta(hours=1), starts_at))
    facts = {"opens_at": at, "closes_at": closes, **{name: value for name, value in facts.items() if value is not None}}
    if facts["closes_at"] <= facts["opens_at"]:
        raise RuleBroken("报名截止要在开始报名之后。", field="closes_at")
    if facts["closes_at"] > ends_at:
        raise RuleBroken("报名截止不能晚于活动结束。", field="closes_at")
    return facts


@verb
def edit(activity, *, by, at, co_hosts=None, **facts):
    """Put it right: everything while it is a draft; once published only what breaks nobody's word."""
    activity = lock(activity)
    require(Activity.FLOW["create"], by, activity, at)
    if activity.status not in (ActivityStatus.DRAFT, ActivityStatus.PUBLISHED):
        raise OutOfTurn("改")
    if activity.status == ActivityStatus.PUBLISHED:
        changed = {name: value for name, value in facts.items() if getattr(activity, name) != value}
        fixed = sorted(set(changed) - ALWAYS_OPEN)
        if fixed:
            names = "、".join(Activity._meta.get_field(name).verbose_name for name in fixed)
            raise RuleBroken(f"已经发布了，{names}不能直接改。改时间请用“改期”，别的请取消了另办。", field=fixed[0])
        facts = changed
    _still_bounded(activity, facts)
    Activity.objects.filter(pk=activity.pk).update(**facts)
    if co_hosts is not None:
        activity.co_hosts.set([host for host in co_hosts if host.pk != activity.unit_id])
    record(activity, step="edit", by=by, at=at)
    activity = lock(activity)
    fill(activity, at)
    return activity


def _still_bounded(activity, facts):
    if facts.get("quota", activity.quota) < activity.taken:
        raise RuleBroken(f"已经有 {activity.taken} 个人报上了，位子不能少于这个数。", field="quota")
    if facts.get("helpers_needed", activity.helpers_needed) < activity.helpers_taken:
        raise RuleBroken(f"已经应下 {activity.helpers_taken} 位志愿者，不能少于这个数。", field="helpers_needed")


@verb
def take_venue(activity, *, resource, use, by, at):
    """Ask for the place of a draft; an earlier one is given back."""
    activity = lock(activity)
    require(Activity.FLOW["create"], by, activity, at)
    if activity.status != ActivityStatus.DRAFT:
        raise OutOfTurn("订场地")
    if activity.booking:
        give_back(activity.booking, at=at)
    booking = book(
        resource, unit=activity.unit, title=activity.title, use=use, people=activity.quota,
        starts_at=activity.starts_at, ends_at=activity.ends_at, source=f"activity:{activity.pk}", by=by, at=at,
    )  # fmt: skip
    Activity.objects.filter(pk=activity.pk).update(booking=booking)
    activity.booking = booking
    return activity


@verb
def publish(activity, *, by, at):
    """Everybody sees it and may sign up from the hour it says; risks are stated, and how people are insured."""
    activity = lock(activity)
    if activity.starts_at <= at:
        raise RuleBroken("开始时间已经过了，先把时间改到以后。", field="starts_at")
    if activity.is_risky and not (activity.risks and activity.insurance):
        raise RuleBroken("有人身危险的活动，要写清要当心什么、保险怎么办的，才能发布。", field="risks")
    if activity.booking and activity.booking.status != GRANTED:
        raise RuleBroken(f"场地还没定下来（{activity.booking.get_status_display()}），定了再发布。")
    advance(activity, "publish", by=by, at=at, published_at=at)
    for host in activity.co_hosts.all():
        text = f"和{activity.unit.name}一起办的活动发布了：{activity.title}，{telling.moment(activity.starts_at)}"
        source = f"activity:{activity.pk}:co_host:{host.pk}"
        runners_told(host, text=text, link=f"/desk/activities/{activity.pk}/", source=source, at=at)
    return activity


@verb
def copy(activity, *, starts_at, by, at, **changes):
    """The same once more at another time, as a draft: last year's, or last week's."""
    facts = {name: getattr(activity, name) for name in COPIED} | changes
    length = activity.ends_at - activity.starts_at
    hosts = list(activity.co_hosts.all())
    return draft(**facts, co_hosts=hosts, starts_at=starts_at, ends_at=starts_at + length, by=by, at=at)


@verb
def make_course(activity, *, sessions, every_days, by, at):
    """A draft becomes the first of so many sessions, each so many days after the one before. Returns the course."""
    activity = lock(activity)
    require(Activity.FLOW["create"], by, activity, at)
    if activity.status != ActivityStatus.DRAFT or activity.course_id:
        raise OutOfTurn("排成课")
    if not 2 <= sessions <= MOST_SESSIONS or not 1 <= every_days <= 366:
        raise RuleBroken(f"一门课 2 到 {MOST_SESSIONS} 次，隔 1 天以上。", field="sessions")
    course = Course.objects.create(title=activity.title, unit=activity.unit, speaker=activity.speaker, created_at=at)
    Activity.objects.filter(pk=activity.pk).update(course=course, session=1)
    for number in range(2, sessions + 1):
        later = timezone.localtime(activity.starts_at) + timedelta(days=every_days * (number - 1))
        copy(activity, starts_at=later, by=by, at=at, course=course, session=number)
    return course
