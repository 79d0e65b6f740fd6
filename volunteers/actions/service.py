"""What is put on record of service, who vouches for it, and when it is final."""

from datetime import timedelta

from django.db.models import Sum
from django.utils import timezone

from civcenter.accounts.duties import Duty
from civcenter.hierarchy.models import Division
from civcenter.kit.errors import OutOfTurn, RuleBroken
from civcenter.kit.verbs import verb
from civcenter.residents.models import Person
from volunteers.choices import Evidence, RecordStatus, VouchedHow
from volunteers.models import Overtime, RecordRule, ServiceRecord, Volunteer

NOT_YOURS_TO_VOUCH = "这份时长不能由您来核：要请管这里的、不是本人的站长核。"
NOT_ABOVE = "这件要请承办所站的上一级来定。"
OWN = "自己的时长要请别人来核。"
SAME_PHONE = "这位留的是您自己的手机号，时长要请别的同事或上一级来核。"
UNKNOWN = "您的工作账号还没认本人，核不了别人的时长。请到“我的账号”用自己的手机号认一下，一分钟就好。"


@verb
def note_record(
    *, volunteer, division, kind, title, started_at, ended_at, evidence, source, at, organiser=None, replaces=None
):
    """Put actual service on record as *noted*; the same source is the same record.

    Minutes are those between start and end that no other record has, at most the rule's longest service, and no
    more in one day than the rule lets count; what is cut off is said in the remark. Of this, what the level above
    may still let count waits for its word; hours recorded late never do.
    """
    rule = RecordRule.objects.at(at.date(), division.pk[:6]).get()
    actual = int((ended_at - started_at).total_seconds() // 60)
    Volunteer.objects.select_for_update(no_key=True).get(pk=volunteer.pk)
    known = _minutes_on_day(volunteer, started_at, source)
    fresh = min(rule.longest_minutes, actual - _minutes_on_record(volunteer, started_at, ended_at, source))
    minutes = max(0, min(fresh, rule.day_cap_minutes - known))
    record, is_new = ServiceRecord.objects.get_or_create(
        source=source,
        defaults={
            "volunteer": volunteer,
            "division": division,
            "organiser": organiser,
            "kind": kind,
            "title": title[:80],
            "started_at": started_at,
            "ended_at": ended_at,
            "minutes": minutes,
            "evidence": evidence,
            "replaces": replaces,
            "noted_at": at,
            "notice_until": at + timedelta(days=rule.notice_days),
            "remark": "" if minutes == actual else f"实际 {actual} 分钟，按规则计 {minutes} 分钟",
        },
    )
    more = min(fresh, rule.day_most_minutes - known) - minutes
    if is_new and more > 0 and evidence != Evidence.LATE:
        Overtime.objects.create(record=record, minutes=more, asked_at=at)
    return record


def room_on_day(record, *, at):
    """How many more minutes the level above may let count on the record's day, and the rule; locks the volunteer."""
    Volunteer.objects.select_for_update(no_key=True).get(pk=record.volunteer_id)
    rule = RecordRule.objects.at(timezone.localdate(at), record.county).get()
    known = _minutes_on_day(record.volunteer, record.started_at, source="")
    return rule.day_most_minutes - known, rule


def _minutes_on_day(volunteer, moment, source):
    day = timezone.localtime(moment).date()
    on_day = ServiceRecord.objects.filter(volunteer=volunteer, started_at__date=day)
    counted = on_day.exclude(status=RecordStatus.ANNULLED).exclude(source=source)
    return counted.aggregate(total=Sum("minutes"))["total"] or 0


def _minutes_on_record(volunteer, started_at, ended_at, source):
    """How many minutes of a stretch stand on the volunteer's other records: nobody works in two places at once."""
    others = ServiceRecord.objects.filter(volunteer=volunteer, started_at__lt=ended_at, ended_at__gt=started_at)
    others = others.exclude(status=RecordStatus.ANNULLED).exclude(source=source).order_by("started_at")
    covered, reached = timedelta(0), started_at
    for begin, end in others.values_list("started_at", "ended_at"):
        begin, end = max(begin, reached), min(end, ended_at)
        if end > begin:
            covered, reached = covered + (end - begin), end
    return int(covered.total_seconds() // 60)


def bar(user, person, phones=None):
    """Why this log-in may not vouch for the person's minutes, as a sentence; empty where it may.

    Not for oneself, nor for who has one's own phone, whatever name he goes by. A staff log-in whose owner never said
    which phone is his vouches for nobody: he might be any of them. `phones` are `Person.objects.own_phones(user)`,
    for lists that ask once.
    """
    if user.pk in (person.staff_id, person.user_id):
        return OWN
    phones = Person.objects.own_phones(user) if phones is None else phones
    if not phones:
        return UNKNOWN
    return SAME_PHONE if phones & person.phone_keys else ""


def bar_to_vouch(user, record, phones=None):
    """The same for a record: a manager of its place vouches, never for his own service."""
    if not user.holds(Duty.MANAGE, record.place):
        return NOT_YOURS_TO_VOUCH
    return bar(user, record.volunteer.person, phones)


def bar_above(user, record, phones=None):
    """Why this log-in does not speak for the level above the unit that organised the service; empty where it does.

    Above the county's centre there is nobody: there it is its office, and the caller sees to it that it is another
    person of it. Never for his own service.
    """
    place = record.organiser.division if record.organiser_id else record.division
    upper = place.parent_id if place.parent_id and place.tier != Division.Tier.COUNTY else place.pk
    if not user.holds(Duty.MANAGE, upper):
        return NOT_ABOVE
    return bar(user, record.volunteer.person, phones)


@verb
def vouch(record, *, at, how, by=None):
    """Somebody other than the volunteer says the service happened; said once, it stands. Returns whether it was new.

    The caller knows that `by` ran the unit when he agreed the minutes, or that a resident proved his phone.
    """
    why = bar(by, record.volunteer.person) if by is not None else ""
    if why:
        raise RuleBroken(why)
    unvouched = ServiceRecord.objects.unvouched().filter(pk=record.pk)
    return bool(unvouched.update(vouched_at=at, vouched_by=by, vouched_how=how))


@verb
def agree(record, *, by, at):
    """待站里核: the manager of the place agrees a record that nobody vouched for."""
    why = bar_to_vouch(by, record)
    if why:
        raise RuleBroken(why)
    if not vouch(record, by=by, at=at, how=VouchedHow.UNIT):
        raise OutOfTurn("核实")


@verb
def annul(record, *, by, at, reason):
    """Strike a record that is not true, with the reason kept on it; nobody strikes his own.

    The points of a final one go back with it (`incentives.actions.strike`), the only caller that may meet one.
    """
    if not reason:
        raise RuleBroken("作废要写一句原因，志愿者会看到。", field="reason")
    why = bar_to_vouch(by, record)
    if why:
        raise RuleBroken(why)
    standing = ServiceRecord.objects.filter(pk=record.pk, status__in=[RecordStatus.NOTED, RecordStatus.FINAL])
    changed = standing.update(
        status=RecordStatus.ANNULLED, struck_by=by, remark=f"{timezone.localtime(at):%Y-%m-%d} 作废：{reason}"[:200]
    )
    if not changed:
        raise OutOfTurn("作废")


@verb
def finalize(record, *, at):
    """Make a vouched record final once its notice is over; returns whether it became final now."""
    return bool(ServiceRecord.objects.due(at).filter(pk=record.pk).update(status=RecordStatus.FINAL, final_at=at))
