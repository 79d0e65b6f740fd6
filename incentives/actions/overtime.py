"""超 8 小时: what a long day had to leave out counts when the level above says so."""

from datetime import timedelta

from civcenter.kit.errors import OutOfTurn, RuleBroken
from civcenter.kit.verbs import verb
from incentives.actions.hours import ALREADY_YOURS
from incentives.actions.service import settle_record
from volunteers.actions import bar_above, room_on_day, vouch
from volunteers.choices import OvertimeStatus, RecordStatus, VouchedHow
from volunteers.models import Overtime, ServiceRecord


def bar_overtime(user, overtime, phones=None):
    """Why this log-in may not decide; empty where it may. Not who vouched for the eight hours before."""
    record = overtime.record
    return bar_above(user, record, phones) or (ALREADY_YOURS if user.pk == record.vouched_by_id else "")


@verb
def decide_overtime(overtime, *, accept, by, at, reason):
    """The level above lets the minutes count, or not, with a reason that the volunteer reads.

    Granted are no more than the day still has room for; the hours before them must stand by then.
    """
    why = bar_overtime(by, overtime)
    if why:
        raise RuleBroken(why)
    if not reason:
        raise RuleBroken("写一句为什么，本人会看到。", field="reason")
    held = Overtime.objects.select_for_update(of=("self",), no_key=True).filter(pk=overtime.pk).open().first()
    if held is None:
        raise OutOfTurn("定")
    granted = _put_on_record(held, by, at) if accept else None
    Overtime.objects.filter(pk=held.pk).update(
        status=OvertimeStatus.GRANTED if accept else OvertimeStatus.REFUSED,
        granted=granted,
        decided_by=by,
        decided_at=at,
        reason=reason[:150],
    )
    if granted:
        settle_record(granted, at=at)


def _put_on_record(overtime, by, at):
    """A record of so many minutes of the same service: it lies within the first one and is paid like it."""
    base = overtime.record
    if base.status == RecordStatus.ANNULLED or base.vouched_at is None or base.suspicions.open().exists():
        raise RuleBroken("这一天前面的时长还没核实，先核实那一条。")
    room, rule = room_on_day(base, at=at)
    minutes = min(overtime.minutes, room)
    if minutes <= 0:
        raise RuleBroken(f"这一天已经记满 {rule.day_most_minutes} 分钟，不能再多了。")
    granted = ServiceRecord.objects.create(
        volunteer=base.volunteer,
        division=base.division,
        organiser=base.organiser,
        kind=base.kind,
        title=base.title,
        started_at=base.started_at,
        ended_at=base.started_at + timedelta(minutes=minutes),
        minutes=minutes,
        evidence=base.evidence,
        source=f"more:{base.pk}",
        noted_at=at,
        notice_until=at + timedelta(days=rule.notice_days),
        remark=f"一天超过 {rule.day_cap_minutes // 60} 小时的部分，上一级同意计入",
    )
    vouch(granted, by=by, at=at, how=VouchedHow.UNIT)
    return granted
