"""What people say against an honour on notice: it blocks until somebody else answered, in writing."""

from datetime import timedelta

from civcenter.kit.errors import LimitReached, OutOfTurn, RuleBroken
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.verbs import verb
from incentives.actions.honours import locked_honor, note, refuse_honor, say, tell_level
from incentives.actions.nominating import must_decide
from incentives.flow import HonorStatus, HonorStep, ObjectionStatus
from incentives.models import HonorObjection

A_DAY = timedelta(days=1)
OBJECTIONS_A_DAY = 5
"""Of one log-in: enough for whoever means it, too few to block a county."""


@verb
def object_to_honor(honor, *, by, at, words):
    """Somebody with a proved phone says what is wrong while the notice lasts; his name is told to nobody outside."""
    honor = locked_honor(honor)
    if honor.status != HonorStatus.NOTICE or honor.notice_until <= at:
        raise OutOfTurn("提意见")
    if HonorObjection.objects.filter(by=by, at__gt=at - A_DAY).count() >= OBJECTIONS_A_DAY:
        raise LimitReached(f"一天最多提 {OBJECTIONS_A_DAY} 条，明天再来。急的请打县中心电话。")
    said = HonorObjection(honor=honor, by=by, at=at, words=words)
    if not insert_unless_taken(said):
        raise RuleBroken("您提过的一条还在处理，处理完会告诉您。")
    note(honor, HonorStep.OBJECT, None, at)
    tell_level(honor, f"有人对“{honor.title}”提了意见，处理完才能授予。", f"objection:{said.pk}", at)
    return said


@verb
def answer_objection(objection, *, by, at, upheld, answer):
    """Looked into: where it is true the honour is refused, else the way is free. Whoever said it is told."""
    honor = locked_honor(objection.honor)
    must_decide(by, honor)
    if objection.by_id == by.pk:
        raise RuleBroken("您自己提的意见，要请另一位同事处理。")
    if not answer:
        raise RuleBroken("写一句怎么查的、怎么定的。", field="answer")
    status = ObjectionStatus.UPHELD if upheld else ObjectionStatus.DISMISSED
    waiting = HonorObjection.objects.filter(pk=objection.pk, status=ObjectionStatus.OPEN)
    if not waiting.update(status=status, answered_by=by, answered_at=at, answer=answer[:200]):
        raise OutOfTurn("处理意见")
    note(honor, HonorStep.ANSWER, by, at, answer)
    say(
        objection.by,
        honor,
        f"您对“{honor.title}”的意见处理了：{answer}",
        f"answer:{objection.pk}",
        at,
        link="/my/honours/",
    )
    if upheld:
        refuse_honor(honor, by=by, at=at, reason=f"公示期有意见，查实：{answer}"[:200])
    return honor
