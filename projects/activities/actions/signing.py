"""A resident signs up, is given seats or a place in line, says that he comes, or makes room for the next."""

from django.db import connection
from django.db.models import F
from django.utils import timezone

from civcenter.kit.errors import NotYours, RuleBroken
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.verbs import verb
from projects.activities import telling
from projects.activities.actions.moving import advance, lock, lock_attendance, record
from projects.activities.actions.waiting import fill, give_up
from projects.activities.flow import LIVE, ActivityStatus, AttendanceStatus
from projects.activities.models import Activity, Attendance, Question
from projects.activities.policies import is_resident, is_staff, require, rule_of
from volunteers.eligibility import MAJORITY
from volunteers.models.registry import age_on

SEAT = """
UPDATE activities_activity SET taken = taken + %(people)s, turns = turns + 1
 WHERE id = %(id)s AND status = 'published' AND opens_at <= %(at)s AND closes_at > %(at)s
   AND waiting = 0 AND taken + %(people)s <= quota RETURNING turns"""
LINE = """
UPDATE activities_activity SET waiting = waiting + 1, turns = turns + 1
 WHERE id = %(id)s AND status = 'published' AND opens_at <= %(at)s AND closes_at > %(at)s RETURNING turns"""


@verb
def sign_up(activity, *, person, by, at, user=None, people=1, brings_children=False, question=""):
    """报名: seats while there are any and nobody waits, else the end of the line; a second time answers as the first.

    `user` is the phone that signs up; without one staff enter somebody who called or came. The conditional UPDATE
    comes first: exactly the quota, whoever comes when.
    """
    known = known_place(activity, person, user)
    if known:
        return known
    _may_come(activity, person, by, user, people, at)
    told = {"id": activity.pk, "people": people, "at": at}
    turn, status = one(SEAT, told), AttendanceStatus.SIGNED
    if turn is None:
        turn, status = one(LINE, told), AttendanceStatus.WAITING
    if turn is None:
        raise RuleBroken(_why_closed(activity, at))
    party = Attendance(
        activity=activity, person=person, user=user, turn=turn, people=people, brings_children=brings_children,
        status=status, created_at=at, entered_by=None if user else by,
    )  # fmt: skip
    if not insert_unless_taken(party):
        _undo(activity, status, people)
        return known_place(activity, person, user)
    _booked(party, by, at, question)
    return party


def one(statement, told):
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        row = cursor.fetchone()
    return row and row[0]


def _undo(activity, status, people):
    """A rival submission of the same party was first."""
    seats = people if status == AttendanceStatus.SIGNED else 0
    Activity.objects.filter(pk=activity.pk).update(taken=F("taken") - seats, waiting=F("waiting") - (0 if seats else 1))


def known_place(activity, person, user):
    """The live place of this person, or of this phone; None where there is none."""
    live = Attendance.objects.filter(activity=activity, status__in=LIVE).select_related("activity", "person", "user")
    return live.filter(person=person).first() or (user and live.filter(user=user).first()) or None


def _may_come(activity, person, by, user, people, at):
    if user is None and not is_staff(by, activity, at):
        raise NotYours("代人报名由站里的工作人员来报。")
    if user is not None and by.pk != user.pk:
        raise NotYours("报名要用您自己的手机号。")
    most = rule_of(activity, at).party_most
    if not 1 <= people <= most:
        raise RuleBroken(f"一个手机号最多报 {most} 个人。人多请打电话给站上。", field="people")
    age = person.born_on and age_on(person.born_on, timezone.localdate(activity.starts_at))
    if age is not None and activity.is_risky and age < MAJORITY:
        raise RuleBroken(f"这场活动有风险，要满 {MAJORITY} 岁。可以请大人来。")
    if age is not None and age < activity.adult_below:
        raise RuleBroken(f"不满 {activity.adult_below} 岁要大人领着，请大人来报名，勾上“领着娃”。")


def _why_closed(activity, at):
    row = Activity.objects.get(pk=activity.pk)
    if row.status == ActivityStatus.PUBLISHED and at < row.opens_at:
        return f"还没开始报名，{telling.moment(row.opens_at)} 起可以报。"
    if row.status == ActivityStatus.PUBLISHED:
        return f"报名 {telling.moment(row.closes_at)} 截止了。想来请打电话给站上问问。"
    return f"这场活动{row.get_status_display()}，现在不能报名。看看别的活动？"


def _booked(party, by, at, question):
    is_seated = party.status == AttendanceStatus.SIGNED
    record(party, step="sign_up" if is_seated else "queue", by=by, at=at)
    (telling.signed if is_seated else telling.queued)(party, at)
    if question:
        asked = Question(activity=party.activity, attendance=party, asked_by=by, words=question[:120], asked_at=at)
        insert_unless_taken(asked)
    if not is_seated:
        fill(lock(party.activity), at)  # somebody may have made room between the two statements
        party.refresh_from_db()


@verb
def confirm(party, *, by, at):
    """我来: somebody whom the line brought to a seat takes it, until the time he was told and not a moment later."""
    party = lock_attendance(party)
    require(party.FLOW["confirm"], by, party, at)
    if party.status == AttendanceStatus.SIGNED:
        return party
    if party.status == AttendanceStatus.INVITED and party.answer_by <= at:
        raise RuleBroken(f"给您留到 {telling.moment(party.answer_by)}，已经过了，位子让给下一位了。还想来可以再排。")
    advance(party, "confirm", by=by, at=at, said_yes_at=at)
    return party


@verb
def leave(party, *, by, at):
    """来不了了: the seats are free, the next in line is invited. Said again it changes nothing."""
    party = lock_attendance(party)
    if party.status == AttendanceStatus.LEFT and (is_resident(by, party, at) or is_staff(by, party, at)):
        return party
    was = party.status
    advance(party, "leave", by=by, at=at)
    give_up(party, was, at)
    return party
