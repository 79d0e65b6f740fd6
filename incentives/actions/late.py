"""补录: proposed by one of the staff, agreed by another, counted as hours and never as points."""

from datetime import timedelta

from django.db.models import Sum
from django.utils import timezone

from civcenter.accounts.duties import Duty
from civcenter.kit.errors import OutOfTurn, RuleBroken
from civcenter.kit.verbs import verb
from incentives.actions.service import settle_record
from volunteers.actions import bar, note_record, vouch
from volunteers.choices import Evidence, LateStatus, RecordStatus, VolunteerStatus, VouchedHow
from volunteers.models import LateEntry, RecordRule, ServiceRecord


@verb
def propose_late(volunteer, *, kind, title, started_at, ended_at, why, by, at):
    """Ask for a service to be put on record after the fact, within the rule's days; somebody else decides."""
    _stands_for(by, volunteer)
    if volunteer.status != VolunteerStatus.ACTIVE:
        raise RuleBroken("只有在册的志愿者能补记时长。")
    if not started_at < ended_at <= at:
        raise RuleBroken("起止时间不对：结束要在开始之后，而且已经过去。", field="ended_at")
    days = RecordRule.objects.at(timezone.localdate(at), volunteer.county).get().late_days
    if started_at < at - timedelta(days=days):
        raise RuleBroken(f"只能补 {days} 天以内的。", field="started_at")
    if "补录" in title:
        raise RuleBroken("写做了什么事，不要写“补录”两个字。", field="title")
    return LateEntry.objects.create(
        volunteer=volunteer,
        division=volunteer.division,
        kind=kind,
        title=title[:80],
        started_at=started_at,
        ended_at=ended_at,
        why=why[:150],
        proposed_by=by,
        proposed_at=at,
    )


def bar_late(user, volunteer):
    """Why this log-in may neither propose nor decide hours of this volunteer; empty where it may."""
    if not user.holds(Duty.MANAGE, volunteer.place):
        return "这位不归您管，请管他的站长或上一级来办。"
    return bar(user, volunteer.person)


def _stands_for(user, volunteer):
    why = bar_late(user, volunteer)
    if why:
        raise RuleBroken(why)


@verb
def decide_late(late, *, accept, by, at, reason=""):
    """A second person agrees, within the month's cap, or refuses with a reason."""
    _stands_for(by, late.volunteer)
    if by.pk == late.proposed_by_id:
        raise RuleBroken("要请另一位同事来审：提的人和审的人不能是同一个。")
    if not accept and not reason:
        raise RuleBroken("不通过要写一句原因。", field="reason")
    held = LateEntry.objects.select_for_update(no_key=True).filter(pk=late.pk).open().first()
    if held is None:
        raise OutOfTurn("审核")
    record = _put_on_record(held, by, at) if accept else None
    LateEntry.objects.filter(pk=held.pk).update(
        status=LateStatus.AGREED if accept else LateStatus.REFUSED,
        record=record,
        decided_by=by,
        decided_at=at,
        refusal="" if accept else reason[:100],
    )
    if record:
        settle_record(record, at=at)


def _put_on_record(late, by, at):
    """Noted under the volunteer's lock, then measured: what breaks the month's cap is undone with the transaction."""
    record = note_record(
        volunteer=late.volunteer,
        division=late.division,
        kind=late.kind,
        title=late.title,
        started_at=late.started_at,
        ended_at=late.ended_at,
        evidence=Evidence.LATE,
        source=f"late:{late.pk}",
        at=at,
    )
    month, rule = timezone.localtime(late.started_at), RecordRule.objects.at(timezone.localdate(at), late.county).get()
    mine = ServiceRecord.objects.filter(volunteer=late.volunteer, evidence=Evidence.LATE)
    mine = mine.exclude(status=RecordStatus.ANNULLED)
    mine = mine.filter(started_at__year=month.year, started_at__month=month.month)
    if mine.aggregate(total=Sum("minutes"))["total"] > rule.late_minutes_month:
        raise RuleBroken(f"一人一月最多补 {rule.late_minutes_month} 分钟，加上这条就超了。")
    vouch(record, by=by, at=at, how=VouchedHow.UNIT)
    return record
