"""What inspectors saw: entered by one, agreed by the other; what brings a bonus; nobody scores his own."""

from decimal import Decimal

from civcenter.inspections import methods, policies
from civcenter.inspections.actions.scoring import rescore
from civcenter.inspections.choices import Role, Source
from civcenter.inspections.flow import MARKING, MENDING
from civcenter.inspections.models import Honour, Mark, Visit
from civcenter.kit.errors import NotYours, OutOfTurn, RuleBroken
from civcenter.kit.text import clean
from civcenter.kit.verbs import verb

NOT_DRAWN = "这一处没有抽中您。抽签抽中谁，谁去看、谁打分。"


def seats(subject):
    return Visit.objects.filter(subject=subject, replaced_at=None)


def _drawn(subject, by):
    visit = seats(subject).filter(inspector=by).first()
    if visit is None:
        raise NotYours(NOT_DRAWN)
    return visit


def _open(subject):
    if subject.round.phase not in MARKING:
        raise RuleBroken("现场检查已经结束，不能再改。要改请在公示时申诉。")


@verb
def mark(subject, part, *, by, at, numerator=None, denominator=None, is_not_applicable=False, words=""):
    """Enter what was seen. Whatever stood there before, agreed or not, must be agreed anew."""
    _open(subject)
    _drawn(subject, by)
    if policies.is_bound(by, subject, at):
        raise NotYours("这是您自己的单位，或您登记过回避，不能由您打分。")
    _fits(subject, part, numerator, denominator, is_not_applicable, clean(words))
    values = {
        "numerator": None if is_not_applicable else numerator,
        "denominator": None if is_not_applicable else denominator,
        "is_not_applicable": is_not_applicable,
        "words": clean(words)[:300],
        "by": by,
        "at": at,
        "agreed_by": None,
        "agreed_at": None,
        "doubt": "",
    }
    row, made = Mark.objects.select_for_update().get_or_create(subject=subject, part=part, defaults=values)
    if not made and not _same(row, values):
        Mark.objects.filter(pk=row.pk).update(**values)
        row.refresh_from_db()
    rescore(subject)
    return row


def _same(row, values):
    """Entered again as it stands: nothing to agree anew."""
    return all(
        getattr(row, name) == values[name] for name in ("numerator", "denominator", "is_not_applicable", "words")
    )


def _fits(subject, part, numerator, denominator, is_not_applicable, words):
    indicator = part.indicator
    if indicator.template_id != subject.template_id or indicator.source == Source.AUTO:
        raise RuleBroken("这一项系统已经算好，不由现场打分。数不对可以提意见。")
    if is_not_applicable and indicator.role != Role.NORMAL:
        raise RuleBroken("这一项没有“不适用”。")
    if not is_not_applicable and numerator is None:
        raise RuleBroken("还没选看到的情况。")
    if part.method in methods.DIVIDED and not is_not_applicable and denominator is None:
        raise RuleBroken("这一项要填“几分之几”，两个数都要。", field="denominator")
    if denominator is not None and numerator is not None and numerator > denominator:
        raise RuleBroken("前一个数比后一个大，请看看是不是填反了。")
    if not words and (is_not_applicable or needs_words(part, numerator, denominator)):
        raise RuleBroken("没有、不够或不适用的，请写一句看到了什么。", field="words")
    if part.measure and indicator.role == Role.NORMAL and not words:
        raise RuleBroken("系统取了数的，现场要改请写明看到了什么。", field="words")


def needs_words(part, numerator, denominator):
    """Whatever costs a place points, or fails it, is said in words."""
    if part.indicator.role == Role.VETO:
        return bool(numerator)
    got = methods.part_points(part.formula, numerator, denominator)
    return got is not None and got < Decimal(part.points)


@verb
def agree(mark, *, seen_at, by, at):
    """The second person has seen the same. `seen_at` is the moment of the mark on his page: no other is agreed."""
    subject = mark.subject
    _open(subject)
    _second(subject, mark, by, at)
    same = Mark.objects.filter(pk=mark.pk, at=seen_at, agreed_at=None).exclude(by=by)
    if not same.update(agreed_by=by, agreed_at=at, doubt=""):
        raise OutOfTurn("同意")
    rescore(subject)


def _second(subject, mark, by, at):
    """Another one who was drawn; where the lot gave only one, somebody of the office who is not tied."""
    if mark.by_id == by.pk:
        raise NotYours("自己打的分要另一位督查员同意。")
    drawn = set(seats(subject).values_list("inspector", flat=True))
    alone = len(drawn) < 2 and policies.is_office(by, subject.round)
    if by.pk not in drawn and not alone:
        raise NotYours(NOT_DRAWN)
    if policies.is_bound(by, subject, at):
        raise NotYours("这是您自己的单位，或您登记过回避，不能由您同意。")


@verb
def doubt(mark, *, words, by, at):
    """The second person saw something else: the first looks again."""
    _open(mark.subject)
    _second(mark.subject, mark, by, at)
    if not clean(words):
        raise RuleBroken("请写一句您看到的是什么。", field="words")
    Mark.objects.filter(pk=mark.pk, agreed_at=None).update(doubt=clean(words)[:200])


@verb
def hand_in(visit, *, heard="", by, at):
    """An inspector is through with a place: every part that no app holds has its mark."""
    if visit.inspector_id != by.pk or visit.replaced_at:
        raise NotYours(NOT_DRAWN)
    _open(visit.subject)
    left = len(unmarked(visit.subject))
    if left:
        raise RuleBroken(f"还剩 {left} 项没看，看完再交。已经记的都存着。")
    Visit.objects.filter(pk=visit.pk).update(handed_at=at, heard=clean(heard)[:300])


def parts_to_see(subject):
    """The parts of a place's template that inspectors look at, in the template's order."""
    if subject.template is None:
        return []
    rows = subject.template.indicators.prefetch_related("parts").filter(source__in=[Source.MANUAL, Source.MIXED])
    rows = rows.exclude(role=Role.BONUS)
    return [(one, [p for p in one.parts.all() if _is_seen(one, p)]) for one in rows]


def _is_seen(indicator, part):
    return indicator.source == Source.MANUAL or not part.measure


def unmarked(subject):
    """Scored parts without a mark; nobody need say that there was no veto."""
    done = set(subject.marks.values_list("part", flat=True))
    rows = [part for one, parts in parts_to_see(subject) if one.role == Role.NORMAL for part in parts]
    return [part for part in rows if part.pk not in done]


@verb
def report_honour(subject, *, event, level, proof, by, at):
    """Something that may bring a bonus, reported by the place or the office, with its proof; counted once agreed."""
    if subject.round.phase not in MENDING:
        raise RuleBroken("现在不能再报加分的事。")
    if not (by.holds(policies.Duty.MANAGE, subject.place) or policies.is_office(by, subject.round)):
        raise NotYours("加分的事由这个单位或县中心办公室报。")
    event, proof = clean(event).casefold().replace(" ", ""), clean(proof)
    if not event or not proof:
        raise RuleBroken("要写明哪件事，附上链接或文件名。")
    clash = Honour.objects.filter(subject=subject).filter(policies.same_honour(event, proof))
    if clash.exists():
        raise RuleBroken("这件事或这份证明报过了：同一件事只按最高一级算一次。")
    return Honour.objects.create(subject=subject, event=event[:60], level=level, proof=proof[:200], by=by, at=at)


@verb
def agree_honour(honour, *, by, at):
    """Somebody of the office, not who reported it and not of the place, has looked at the proof."""
    subject = honour.subject
    if subject.round.phase not in MENDING:
        raise RuleBroken("现在不能再改加分。")
    if not policies.is_office(by, subject.round) or by.pk == honour.by_id or policies.is_bound(by, subject, at):
        raise NotYours("加分要县中心办公室另一位同事核过证明。")
    Honour.objects.filter(pk=honour.pk, agreed_at=None).update(agreed_by=by, agreed_at=at)
    rescore(subject)
