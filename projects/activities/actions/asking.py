"""Questions before and at it, their answers, and whether it was understood."""

from django.utils import timezone

from civcenter.kit.errors import LimitReached, NotYours, OutOfTurn, RuleBroken
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.verbs import verb
from projects.activities.flow import SHOWN, AttendanceStatus
from projects.activities.models import Attendance, Question
from projects.activities.policies import is_resident, is_unit

MOST = 3
"""Questions of one phone on one activity; more would be a conversation, for which there is the telephone."""


@verb
def ask(activity, *, by, at, words):
    """我也问. The same words again are the same question."""
    if activity.status not in SHOWN:
        raise RuleBroken("这场活动还没有发布。")
    mine = Question.objects.filter(activity=activity, asked_by=by)
    known = mine.filter(words=words).first()
    if known:
        return known
    if not is_unit(by, activity, at) and mine.count() >= MOST:
        raise LimitReached(f"一场活动最多问 {MOST} 件事。别的请打电话给站上，或当场问。", field="words")
    party = Attendance.objects.live().filter(activity=activity, user=by).first()
    row = Question(activity=activity, attendance=party, asked_by=by, words=words[:120], asked_at=at)
    insert_unless_taken(row)
    return row


@verb
def answer(question, *, by, at, words):
    """The unit answers; everybody reads it."""
    if not is_unit(by, question.activity, at):
        raise NotYours("问过的事由承办的所站来答。")
    if not words:
        raise RuleBroken("写一句怎么答。", field="words")
    Question.objects.filter(pk=question.pk).update(answer=words[:200], answered_by=by, answered_at=at)
    question.refresh_from_db()
    return question


@verb
def say_understood(party, *, by, at, understood):
    """听懂没有: said by who came, once it is over; he may change his mind."""
    if not is_resident(by, party, at):
        raise NotYours("听懂没有要来的人自己说。")
    if party.status != AttendanceStatus.CAME or timezone.localtime(at) < party.activity.starts_at:
        raise OutOfTurn("说听懂没有")
    Attendance.objects.filter(pk=party.pk).update(understood=understood)
    party.understood = understood
    return party


def understood_rate(activity):
    """(understood, asked): the hands counted at the end, else what people said on their phones; (0, 0) for none."""
    if activity.asked:
        return activity.understood or 0, activity.asked
    said = list(activity.attendances.exclude(understood="").values_list("understood", flat=True))
    return said.count("yes"), len(said)
