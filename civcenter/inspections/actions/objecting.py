"""A station's word on its figures, and what becomes of it: every word gets its reply, every change two people."""

from civcenter.accounts.duties import Duty
from civcenter.inspections import policies
from civcenter.inspections.actions.scoring import rescore
from civcenter.inspections.choices import Role, Ruling, Word
from civcenter.inspections.flow import MENDING, Phase
from civcenter.inspections.models import Amendment, Objection, Result, Subject
from civcenter.kit.errors import NotYours, OutOfTurn, RuleBroken
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.text import clean
from civcenter.kit.verbs import verb
from civcenter.notices.actions import tell

KINDS = {Phase.CHECKING: Word.COMMENT, Phase.NOTICE: Word.APPEAL}


def may_speak(user, subject):
    """Who runs the place itself; for a team, whose leaders have no desk, the office."""
    if subject.team_id:
        return user.holds(Duty.ASSESS, subject.place)
    return user.holds(Duty.MANAGE, subject.place)


@verb
def confirm(subject, *, by, at):
    """自评核对: the place has looked at its figures. Nothing is uploaded: the data are there."""
    if subject.round.phase != Phase.CHECKING:
        raise OutOfTurn("核对完了")
    if not may_speak(by, subject):
        raise NotYours("核对由这个单位的负责人做。")
    Subject.objects.filter(pk=subject.pk, checked_at=None).update(checked_by=by, checked_at=at)


@verb
def object_to_score(subject, indicator, *, words, by, at):
    """Say that a figure is not right: while it is checked a comment, while it is shown an appeal."""
    kind = KINDS.get(subject.round.phase)
    if kind is None:
        raise RuleBroken("现在不是提意见的时候：核对时可以说，公示时可以申诉。")
    if not may_speak(by, subject):
        raise NotYours("意见由这个单位的负责人提。")
    if kind == Word.APPEAL and at >= subject.round.notice_until:
        raise RuleBroken("公示期已满，申诉截止了。")
    if indicator.template_id != subject.template_id:
        raise RuleBroken("这一项不在这个单位的评分办法里。")
    if not clean(words):
        raise RuleBroken("请写一句哪里不对、凭什么。", field="words")
    if Objection.objects.filter(subject=subject, indicator=indicator, ruling=Ruling.OPEN, by=by).exists():
        raise RuleBroken("这一项您提过了，还在等答复。")
    return Objection.objects.create(
        subject=subject, indicator=indicator, kind=kind, words=clean(words)[:300], by=by, at=at
    )


def _may_rule(subject, by, at):
    if subject.round.phase not in MENDING:
        raise RuleBroken("现在不能再改数。定了稿的，请另出一版改正。")
    if not policies.is_office(by, subject.round):
        raise NotYours("意见由县中心办公室答复。")
    if policies.is_bound(by, subject, at):
        raise NotYours("这是您自己的单位，或您登记过回避，请另一位同事办。")


@verb
def dismiss(objection, *, reply, by, at):
    """Not upheld, with the reason."""
    _may_rule(objection.subject, by, at)
    if by.pk == objection.by_id:
        raise NotYours("自己提的意见要别人答复。")
    if not clean(reply):
        raise RuleBroken("不采纳要写明原因。", field="reply")
    _ruled(objection, [Ruling.OPEN], Ruling.REFUSED, clean(reply), by, at)


def _ruled(objection, sources, ruling, reply, by, at):
    open_rows = Objection.objects.filter(pk=objection.pk, ruling__in=sources)
    if not open_rows.update(ruling=ruling, reply=reply[:300], ruled_by=by, ruled_at=at):
        raise OutOfTurn("答复")
    subject = objection.subject
    text = f"您对“{objection.indicator.title}”的意见：{Ruling(ruling).label}。{reply}"
    link = f"/desk/inspections/units/{subject.pk}/"
    tell(user=objection.by, text=text, link=link, source=f"objection:{objection.pk}:{ruling}:{at:%Y%m%d%H%M%S}", at=at)


@verb
def propose(subject, part, *, numerator, denominator=None, reason, by, at, objection=None):
    """One person proposes to put a figure right; it changes nothing until another agrees."""
    _may_rule(subject, by, at)
    if part.indicator.template_id != subject.template_id or part.indicator.role != Role.NORMAL:
        raise RuleBroken("这一项不能改数。")
    if not clean(reason):
        raise RuleBroken("改数要写明为什么、凭什么。", field="reason")
    if denominator is not None and numerator > denominator:
        raise RuleBroken("前一个数比后一个大，请看看是不是填反了。", field="numerator")
    if objection is not None:
        _joined(objection, subject, part, clean(reason), by, at)
    row = Amendment(
        subject=subject,
        part=part,
        objection=objection,
        numerator=numerator,
        denominator=denominator,
        reason=clean(reason)[:200],
        by=by,
        at=at,
    )
    if not insert_unless_taken(row):
        raise RuleBroken("这一项已经有一处改数在等第二人同意。")
    return row


def _joined(objection, subject, part, reason, by, at):
    if objection.subject_id != subject.pk or objection.indicator_id != part.indicator_id or objection.by_id == by.pk:
        raise RuleBroken("这条意见不是说这一项的，或是您自己提的。")
    Amendment.objects.filter(objection=objection, refused_at__isnull=False).update(objection=None)
    if not Objection.objects.filter(pk=objection.pk, ruling=Ruling.OPEN).update(ruling=Ruling.PROPOSED):
        raise OutOfTurn("采纳")


@verb
def agree_amendment(amendment, *, by, at):
    """The second person agrees; the figure counts from now on, and how far it moved the total is kept."""
    subject = amendment.subject
    _may_rule(subject, by, at)
    if by.pk == amendment.by_id or (amendment.objection and amendment.objection.by_id == by.pk):
        raise NotYours("改数要两个人：自己提的请另一位同事同意。")
    before = _total(subject)
    waiting = Amendment.objects.filter(pk=amendment.pk, agreed_at=None, refused_at=None)
    if not waiting.update(agreed_by=by, agreed_at=at):
        raise OutOfTurn("同意改数")
    rescore(subject)
    after = _total(subject)
    moved = after - before if after is not None and before is not None else None
    Amendment.objects.filter(pk=amendment.pk).update(moved=moved)
    if amendment.objection:
        _ruled(amendment.objection, [Ruling.PROPOSED], Ruling.UPHELD, amendment.reason, by, at)


@verb
def refuse_amendment(amendment, *, by, at):
    """The second person does not agree: the figure stays, the objection waits again."""
    _may_rule(amendment.subject, by, at)
    waiting = Amendment.objects.filter(pk=amendment.pk, agreed_at=None, refused_at=None)
    if not waiting.update(refused_at=at):
        raise OutOfTurn("不同意改数")
    if amendment.objection_id:
        Objection.objects.filter(pk=amendment.objection_id, ruling=Ruling.PROPOSED).update(ruling=Ruling.OPEN)


def _total(subject):
    return Result.objects.filter(subject=subject).values_list("total", flat=True).first()
