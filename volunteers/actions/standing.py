"""Paused, back again, gone, and facts put right by who has seen the paper."""

from django.utils import timezone

from civcenter.kit.errors import OutOfTurn, RuleBroken
from civcenter.kit.verbs import verb
from civcenter.residents.actions import identify, move, rename
from civcenter.residents.models import Person
from volunteers.actions.minors import may_be_registered
from volunteers.actions.noting import note
from volunteers.actions.registry import inform
from volunteers.actions.rosters import link_person
from volunteers.choices import Happened, MemberStatus, VolunteerStatus
from volunteers.models import Engagement, Membership, TeamPost, Volunteer

LEAVABLE = [VolunteerStatus.APPLIED, VolunteerStatus.ACTIVE, VolunteerStatus.SUSPENDED]


def not_himself(volunteer, by):
    """Nobody rules on his own place, nor on that of who has his phone."""
    if Person.objects.near(by).filter(pk=volunteer.person_id).exists():
        raise RuleBroken("自己的要请别的同事来办。")


def must_say(reason):
    """Whoever rules on somebody says why; the volunteer reads it."""
    if len(reason.strip()) < 2:
        raise RuleBroken("写一句为什么，本人会看到。", field="reason")


@verb
def suspend(volunteer, *, by, at, reason):
    """No new orders until he is taken back; what he has promised stays, and the unit that holds it decides."""
    not_himself(volunteer, by)
    must_say(reason)
    _move(volunteer, [VolunteerStatus.ACTIVE], VolunteerStatus.SUSPENDED, "暂停", refusal=reason)
    note(volunteer, Happened.SUSPENDED, by=by, at=at, words=reason)
    inform(
        volunteer,
        f"您的志愿者身份先暂停了：{reason}",
        source=f"volunteer:{volunteer.pk}:pause:{int(at.timestamp())}",
        at=at,
    )


@verb
def resume(volunteer, *, by, at):
    """Back on the register."""
    not_himself(volunteer, by)
    _move(volunteer, [VolunteerStatus.SUSPENDED], VolunteerStatus.ACTIVE, "恢复", refusal="")
    note(volunteer, Happened.RESUMED, by=by, at=at)
    inform(volunteer, "您的志愿者身份恢复了，可以接单了。", source=_source(volunteer, "back", at), at=at)


def _source(volunteer, what, at):
    return f"volunteer:{volunteer.pk}:{what}:{int(at.timestamp())}"


def _move(volunteer, sources, target, label, **changes):
    """One conditional UPDATE; who comes second is out of turn."""
    rows = Volunteer.objects.filter(pk=volunteer.pk, status__in=sources)
    if not rows.update(status=target, **changes):
        raise OutOfTurn(label)
    volunteer.refresh_from_db()


@verb
def step_out(volunteer, *, by, at):
    """The volunteer leaves, any day and without a reason (条例 art. 22); his hours and points stay his."""
    promised_nothing(volunteer, at=at)
    _move(volunteer, LEAVABLE, VolunteerStatus.LEFT, "退出", may_be_named=False)
    leave_teams(volunteer, at=at)
    note(volunteer, Happened.LEFT, by=by, at=at)


def promised_nothing(volunteer, *, at):
    """Raise RuleBroken naming what he still promised: somebody waits for him there."""
    coming = Engagement.objects.filter(volunteer=volunteer, is_live=True, period__endswith__gt=at)
    held = coming.order_by("period").first()
    if held:
        begin = timezone.localtime(held.period.lower)
        when = f"{begin.month} 月 {begin.day} 日 {begin:%H:%M}"
        raise RuleBroken(f"您还答应了 {when} 的“{held.label}”，有人等着。请先在“我接的单”里退掉，再来办这件。")


def leave_teams(volunteer, *, at):
    """Out of every team; who led hands over with it."""
    TeamPost.objects.on(timezone.localdate(at)).filter(volunteer=volunteer).update(ends_on=timezone.localdate(at))
    live = Membership.objects.filter(volunteer=volunteer, status__in=[MemberStatus.ACTIVE, MemberStatus.APPLIED])
    live.update(status=MemberStatus.LEFT, left_at=at)


FACTS = {
    "name": "姓名",
    "phone": "手机号",
    "kind": "证件类型",
    "number": "证件号码",
    "born_on": "出生日期",
    "sex": "性别",
    "division": "住在",
}


@verb
def correct(volunteer, *, by, at, reason, **facts):
    """Put facts right where the paper says otherwise; kept are which ones and why, not what they were.

    `facts` are some of FACTS; what is empty stays as it is. Nobody corrects his own.
    """
    not_himself(volunteer, by)
    must_say(reason)
    facts = {name: value for name, value in facts.items() if value}
    if not facts:
        raise RuleBroken("还没写要改哪一处。不用改的空着就行。")
    if volunteer.status == VolunteerStatus.ERASED:
        raise OutOfTurn("更正")
    _put_right(volunteer, facts, at)
    changed = "、".join(label for name, label in FACTS.items() if name in facts)
    note(volunteer, Happened.CORRECTED, by=by, at=at, words=f"{changed}：{reason}")
    text = f"站上照您的证件更正了：{changed}。有出入请到站上说。"
    inform(volunteer, text, source=_source(volunteer, "right", at), at=at)


def _put_right(volunteer, facts, at):
    person = volunteer.person
    if facts.keys() & {"name", "phone"}:
        rename(person, name=facts.get("name", person.name), phone=facts.get("phone", person.phone))
    if "division" in facts:
        Volunteer.objects.filter(pk=volunteer.pk).update(division=facts["division"])
        move(person, division=facts["division"])
    identity = {name: facts[name] for name in ("kind", "number", "born_on", "sex") if name in facts}
    if identity:
        known = {"born_on": person.born_on, "sex": person.sex}
        identify(person, at=at, **{**known, **identity})
        may_be_registered(person, county=volunteer.division_id[:6], at=at)
    volunteer.refresh_from_db()
    link_person(volunteer.person)
