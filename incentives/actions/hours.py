"""Hours that turned out wrong: struck with their points, or put right by a new record. Never edited in place."""

from django.utils import timezone

from civcenter.kit.errors import OutOfTurn, RuleBroken
from civcenter.kit.verbs import verb
from civcenter.notices.actions import tell
from incentives import ledger
from incentives.actions.service import settle_record
from incentives.models import Entry
from volunteers.actions import annul, bar_above, bar_to_vouch, note_record, vouch
from volunteers.choices import Evidence, OvertimeStatus, RecordStatus, SuspicionKind, SuspicionStatus, VouchedHow
from volunteers.models import Overtime, Suspicion

APPEALS = (SuspicionKind.APPEAL, SuspicionKind.SECOND)
ALREADY_YOURS = "这条是您经手过的，要请别的同事或上一级来定。"


@verb
def strike(record, *, by, at, reason):
    """作废, noted or final: its points go back by their opposite entry, and what was odd about it is decided."""
    _heed_an_open_appeal(record, by)
    annul(record, by=by, at=at, reason=reason)
    _close_overtime(record, by, at, reason)
    paid = Entry.objects.filter(record=record, reverses__isnull=True).select_related("debit", "credit", "record")
    for entry in paid.order_by("pk"):
        ledger.reverse(entry, at=at, words=f"作废：{record.title}")
    decided = {"status": SuspicionStatus.DROPPED, "decided_by": by, "decided_at": at, "reason": reason[:150]}
    Suspicion.objects.open().filter(record=record).update(**decided)
    _told(record, f"您的“{record.title}”作废了：{reason} 有不对可以申诉。", f"strike:{record.pk}", at)


def _heed_an_open_appeal(record, by):
    """While the volunteer's appeal is open only those who may answer it touch the record."""
    asked = open_appeal(record)
    why = bar_to_answer(by, asked) if asked else ""
    if why:
        raise RuleBroken(why)


def open_appeal(record):
    """The volunteer's appeal that nobody has answered yet, or None."""
    asked = Suspicion.objects.open().filter(record=record, kind__in=APPEALS)
    return asked.select_related("record__volunteer__person", "record__organiser__division", "after").first()


def _close_overtime(record, by, at, reason):
    """What a long day still asked for, or was granted beside the record, goes with it."""
    extra = Overtime.objects.select_related("granted__volunteer__person").filter(record=record).first()
    if extra is None:
        return
    if extra.granted and extra.granted.status != RecordStatus.ANNULLED:
        strike(extra.granted, by=by, at=at, reason=reason)
    said = {"status": OvertimeStatus.REFUSED, "decided_by": by, "decided_at": at, "reason": reason[:150]}
    Overtime.objects.open().filter(pk=extra.pk).update(**said)


def _told(record, text, source, at):
    user = record.volunteer.person.user
    if user:
        tell(user=user, text=text, link=f"/my/records/{record.pk}/", source=source, at=at)


@verb
def correct(record, *, by, at, started_at, ended_at, reason):
    """改正: the old record is struck, a new one with the right hours stands in its place. Returns the new one.

    One that was struck already comes back the same way, and only on the volunteer's own appeal.
    """
    if ended_at <= started_at:
        raise RuleBroken("结束时间要在开始时间之后。", field="ended_at")
    if ended_at > at:
        raise RuleBroken("结束时间还没到。", field="ended_at")
    asked = open_appeal(record)
    why = bar_to_answer(by, asked) if asked else bar_to_decide(by, record)
    if why:
        raise RuleBroken(why)
    if record.status != RecordStatus.ANNULLED:
        strike(record, by=by, at=at, reason=f"改正：{reason}")
    elif asked:
        _decided(asked, SuspicionStatus.DROPPED, by, at, reason)
    else:
        raise RuleBroken("这条已经作废了，本人申诉了才能重新记。")
    fresh = note_record(
        volunteer=record.volunteer,
        division=record.division,
        organiser=record.organiser,
        kind=record.kind,
        title=record.title,
        started_at=started_at,
        ended_at=ended_at,
        evidence=Evidence.LATE if record.evidence == Evidence.LATE else Evidence.LEADER,
        source=f"fix:{record.pk}",
        replaces=record,
        at=at,
    )
    vouch(fresh, by=by, at=at, how=VouchedHow.UNIT)
    settle_record(fresh, at=at)
    _told(record, f"您的“{record.title}”改正了，现在计 {fresh.minutes} 分钟：{reason}", f"fix:{record.pk}", at)
    return fresh


def bar_to_decide(user, record, phones=None):
    """Why this log-in may not say whether the hours stand; empty where it may.

    Not who vouched for them before, nor who struck them.
    """
    why = bar_to_vouch(user, record, phones)
    return why or (ALREADY_YOURS if user.pk in (record.vouched_by_id, record.struck_by_id) else "")


def bar_to_answer(user, suspicion, phones=None):
    """The same for one thing that is odd: a second appeal is the level above's, and not of who answered the first."""
    record = suspicion.record
    if suspicion.kind != SuspicionKind.SECOND:
        return bar_to_decide(user, record, phones)
    heard = (record.vouched_by_id, record.struck_by_id, suspicion.after.decided_by_id)
    return bar_above(user, record, phones) or (ALREADY_YOURS if user.pk in heard else "")


@verb
def decide_hours(suspicion, *, by, at, keep, reason):
    """留下 or 作废, by somebody who neither served nor vouched; with a reason that the volunteer reads."""
    record = suspicion.record
    why = bar_to_answer(by, suspicion)
    if why:
        raise RuleBroken(why)
    if not reason:
        raise RuleBroken("写一句为什么，本人会看到。", field="reason")
    if not keep and record.status != RecordStatus.ANNULLED:
        return _dropped(suspicion, by, at, reason)
    _decided(suspicion, SuspicionStatus.KEPT, by, at, reason)
    settle_record(record, at=at)
    stands = "维持作废" if record.status == RecordStatus.ANNULLED else "算数"
    begin = timezone.localtime(record.started_at)
    text = f"{begin.month} 月 {begin.day} 日“{record.title}”的时长看过了，{stands}：{reason}"
    return _told(record, text, f"kept:{suspicion.pk}", at)


def _dropped(suspicion, by, at, reason):
    _decided(suspicion, SuspicionStatus.DROPPED, by, at, reason)
    strike(suspicion.record, by=by, at=at, reason=reason)


def _decided(suspicion, status, by, at, reason):
    open_ones = Suspicion.objects.open().filter(pk=suspicion.pk)
    if not open_ones.update(status=status, decided_by=by, decided_at=at, reason=reason[:150]):
        raise OutOfTurn("定")
