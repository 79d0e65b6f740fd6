"""A volunteer's place: taken, left, swapped, not filled. Signing up earns nothing."""

from django.db import connection
from django.db.models import F, Sum

from civcenter.kit.errors import NotYours, RuleBroken
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.verbs import verb
from projects.activities import telling
from projects.activities.actions.moving import advance, lock, lock_helper, record
from projects.activities.flow import HAPPENING, PLACED, ActivityStatus, HelperStatus
from projects.activities.models import Activity, Helper
from projects.activities.policies import is_volunteer, rule_of
from volunteers.actions import engage, free
from volunteers.choices import VolunteerStatus
from volunteers.eligibility import refusals
from volunteers.models import ServiceRecord

JOIN = """
UPDATE activities_activity
   SET helpers_taken = helpers_taken + 1, experienced_taken = experienced_taken + %(more)s
 WHERE id = %(id)s AND status = ANY(%(open)s) AND ends_at > %(at)s AND helpers_taken < helpers_needed
   AND (NOT needs_experienced OR %(more)s = 1 OR experienced_taken > 0 OR helpers_taken + 1 < helpers_needed)
RETURNING id"""
LAST_PLACE = "最后一个位子留给有经验的志愿者（服务满 {hours} 小时）。别的活动也在等您。"


@verb
def join(activity, *, volunteer, by, at):
    """我来帮忙: exactly as many as needed, the last place an experienced one's where one is asked for.

    A second time answers as the first.
    """
    known = Helper.objects.placed().filter(activity=activity, volunteer=volunteer).first()
    if known:
        return known
    _may_help(activity, volunteer, by)
    knows = is_experienced(activity, volunteer, at)
    if not _took_place(activity, knows, at):
        raise RuleBroken(_why_not(activity, at))
    helper = _born(activity, volunteer, knows, at)
    if helper is None:
        _give_place(activity, knows)
        return Helper.objects.placed().get(activity=activity, volunteer=volunteer)
    _promise(helper)
    record(helper, step="join", by=by, at=at)
    return helper


def _may_help(activity, volunteer, by):
    person = volunteer.person
    if by.pk not in (person.user_id, person.staff_id):
        raise NotYours("帮忙要本人来应。")
    if volunteer.status != VolunteerStatus.ACTIVE:
        raise RuleBroken("您的志愿者报名还没有通过审核，通过后就能来帮忙。")
    if volunteer.county != activity.county:
        raise RuleBroken("这场活动是别的县的，请看本县的。")
    said = why_not(activity, volunteer)
    if said:
        raise RuleBroken(said[0])


def why_not(activity, volunteer):
    """Why this volunteer may not help, a sentence each: skills, age, insurance where it is risky."""
    return refusals(volunteer, kind=activity.kind, period=activity.period, risky=activity.is_risky)


def is_experienced(activity, volunteer, at):
    """Whether his final hours are as many as the county's rule asks."""
    final = ServiceRecord.objects.final().filter(volunteer=volunteer)
    minutes = final.aggregate(total=Sum("minutes"))["total"] or 0
    return minutes >= rule_of(activity, at).experienced_minutes


def _took_place(activity, knows, at):
    told = {"id": activity.pk, "more": int(knows), "open": [str(one) for one in HAPPENING], "at": at}
    with connection.cursor() as cursor:
        cursor.execute(JOIN, told)
        return cursor.fetchone() is not None


def _why_not(activity, at):
    row = Activity.objects.get(pk=activity.pk)
    if row.status not in HAPPENING or row.ends_at <= at:
        return "这场活动现在不招志愿者了。看看别的？"
    if row.helpers_taken < row.helpers_needed:
        return LAST_PLACE.format(hours=rule_of(row, at).experienced_minutes // 60)
    return "志愿者刚刚招满了。看看别的活动？"


def _born(activity, volunteer, knows, at):
    row = Helper(
        activity=activity, volunteer=volunteer, status=HelperStatus.ACCEPTED, is_experienced=knows, created_at=at
    )  # fmt: skip
    return row if insert_unless_taken(row) else None


def _promise(helper):
    activity = helper.activity
    hours = {"start": activity.starts_at, "end": activity.ends_at}
    engage(helper.volunteer, **hours, source=helper.source, label=activity.title, division=activity.division_id)


def _give_place(activity, knows):
    Activity.objects.filter(pk=activity.pk).update(
        helpers_taken=F("helpers_taken") - 1, experienced_taken=F("experienced_taken") - int(knows)
    )


def let_go(helper):
    """Place and hours of a locked helper are free again."""
    _give_place(helper.activity, helper.is_experienced)
    free([helper.source])


@verb
def leave_help(helper, *, by, at, words):
    """退出, and the unit is told why."""
    helper = lock_helper(helper)
    advance(helper, "leave", by=by, at=at, words=words, swaps=False)
    let_go(helper)
    text = f"有志愿者来不了了：{helper.activity.title}。{words}"
    telling.unit_told(helper.activity, text=text, what=f"helper_left:{helper.pk}", at=at)
    return helper


@verb
def seek_swap(helper, *, by, at, wanted=True):
    """想换人: others see it; until somebody takes over, the place stays his."""
    helper = lock_helper(helper)
    if not is_volunteer(by, helper, at):
        raise NotYours("换不换人由本人来说。")
    if helper.status != HelperStatus.ACCEPTED or helper.activity.status != ActivityStatus.PUBLISHED:
        raise RuleBroken("活动开始了就不能换人了，来不了请打电话给站上。")
    Helper.objects.filter(pk=helper.pk).update(swaps=wanted)
    helper.swaps = wanted
    record(helper, step="swap", by=by, at=at)
    return helper


@verb
def take_over(helper, *, volunteer, by, at):
    """我替他: one goes and the other comes in one step. Returns the new helper."""
    old = lock_helper(helper)
    activity = old.activity
    mine = Helper.objects.placed().filter(activity=activity, volunteer=volunteer).first()
    if mine:
        return mine
    if not old.swaps or old.status != HelperStatus.ACCEPTED or activity.status != ActivityStatus.PUBLISHED:
        raise RuleBroken("这个位子刚刚换好了，或者他又能来了。")
    _may_help(activity, volunteer, by)
    knows = is_experienced(activity, volunteer, at)
    if activity.needs_experienced and old.is_experienced and not knows and activity.experienced_taken == 1:
        raise RuleBroken(LAST_PLACE.format(hours=rule_of(activity, at).experienced_minutes // 60))
    record(old, step="take_over", by=by, at=at)
    advance(old, "leave", by=old.volunteer.person.user or by, at=at, swaps=False)
    let_go(old)
    Activity.objects.filter(pk=activity.pk).update(
        helpers_taken=F("helpers_taken") + 1, experienced_taken=F("experienced_taken") + int(knows)
    )
    fresh = _born(lock(activity), volunteer, knows, at)
    _promise(fresh)
    record(fresh, step="join", by=by, at=at)
    telling.helper_told(old, text=f"有人替您了：{activity.title}。您不用去了。", what=f"swapped:{fresh.pk}", at=at)
    return fresh


@verb
def absent(helper, *, by, at):
    """没有来, said by the unit; his time is free again."""
    helper = lock_helper(helper)
    mark_absent(helper, by=by, at=at)
    return helper


def mark_absent(helper, *, by, at):
    """The same at the wrap-up; the activity's lock is held."""
    advance(helper, "absent", by=by, at=at)
    let_go(helper)
    text = f"站里记您没有来：{helper.activity.title}。有出入请找站长说。"
    telling.helper_told(helper, text=text, what="absent", at=at)


def placed(activity):
    """The locked activity's helpers with a place, in id order, each knowing it."""
    rows = activity.helpers.select_for_update(of=("self",), no_key=True).filter(status__in=PLACED)
    found = list(rows.select_related("volunteer__person__user", "volunteer__person__staff").order_by("pk"))
    for row in found:
        row.activity = activity
    return found
