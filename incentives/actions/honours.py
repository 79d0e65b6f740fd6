"""嘉许: nominated by one, checked by another, put on public notice, conferred, refused, withdrawn, taken back.

Nobody checks or confers what he nominated, nor himself, his team, his household or his own outpost. An objection
blocks until it is answered. Each step takes the row's lock first, so an objection and a conferral never pass each
other.
"""

from django.db import connection
from django.utils import timezone

from civcenter.accounts.models import Appointment
from civcenter.accounts.roles import MANAGING
from civcenter.hierarchy.models import Division
from civcenter.kit.errors import OutOfTurn, RuleBroken
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.verbs import verb
from civcenter.kit.worktime import add_work_minutes
from civcenter.notices.actions import tell
from civcenter.rules.models import calendar_for
from incentives.actions.nominating import (
    keep_papers,
    level_of,
    must_be_eligible,
    must_decide,
    must_nominate,
    origin_of,
    place_of,
)
from incentives.actions.stars import LONGEST, WORKING_DAY
from incentives.flow import GivenAt, Holder, HonorStatus, HonorStep
from incentives.models import Honor, HonorEvent, HonorFile, HonorObjection
from volunteers.choices import VolunteerStatus

BLANKED = "已清空"

NEXT = """INSERT INTO incentives_honorregister (county, year, last) VALUES (%s, %s, 1)
          ON CONFLICT (county, year) DO UPDATE SET last = incentives_honorregister.last + 1 RETURNING last"""


@verb
def nominate(holder, *, rule, deeds, by, at, files=(), issuer="", issuer_no="", granted_on=None):
    """Put a person, team, household or outpost forward. `files` are (name, bytes); at most five, sealed.

    By whoever runs the place, or by a captain for his team and its members. What a level above the county gave
    needs its issuer, number, day and paper. Raises RuleBroken, nothing kept.
    """
    day = timezone.localdate(at)
    must_be_eligible(holder, rule, day)
    must_nominate(by, holder, rule, day)
    honor = Honor(
        rule=rule,
        title=rule.name,
        division_id=place_of(holder, rule, day),
        deeds=deeds,
        nominated_by=by,
        nominated_at=at,
        **{Holder(rule.holder).value: holder},
        **origin_of(rule, issuer, issuer_no, granted_on, files, day),
    )
    if not insert_unless_taken(honor):
        raise RuleBroken("已经有人提过这一项，正在办，不用再提。")
    keep_papers(honor, files, by=by, at=at)
    note(honor, HonorStep.NOMINATE, by, at)
    tell_level(honor, f"有人提名“{honor.title}”，请审一审。", "nominated", at)
    return honor


@verb
def check(honor, *, by, at):
    """The nomination holds: it is put on public notice for the rule's working days."""
    honor = locked_honor(honor)
    must_decide(by, honor)
    must_be_eligible(honor.holder, honor.rule, timezone.localdate(at))
    changes = {"checked_by": by, "checked_at": at, "notice_until": _until(honor.rule, at)}
    _move(honor, HonorStep.CHECK, HonorStatus.NOTICE, by, at, **changes)
    return honor


def _until(rule, at):
    """The end of the notice; what a level above gave has had its own."""
    if rule.given_at == GivenAt.ABOVE:
        return at
    day = timezone.localdate(at)
    return add_work_minutes(at, rule.notice_days * WORKING_DAY, calendar_for(day, day + LONGEST))


@verb
def confer(honor, *, by, at):
    """Confer what was on notice long enough and nothing is open against; it gets the year's next number."""
    honor = locked_honor(honor)
    must_decide(by, honor)
    if honor.status == HonorStatus.NOTICE and honor.notice_until > at:
        raise RuleBroken(f"还在公示，{timezone.localtime(honor.notice_until):%m 月 %d 日 %H:%M} 以后才能授予。")
    if honor.objections.filter(status="open").exists():
        raise RuleBroken("有人提了意见，还没处理。先处理意见，再授予。")
    must_be_eligible(honor.holder, honor.rule, timezone.localdate(at))
    number = _next_number(honor.county, timezone.localdate(at).year)
    _move(honor, HonorStep.CONFER, HonorStatus.CONFERRED, by, at, decided_by=by, decided_at=at, number=number)
    tell_holder(honor, f"恭喜，授予“{honor.title}”，文号 {number}。", "conferred", at)
    return honor


def _next_number(county, year):
    """宁县文明实践嘉〔2026〕3号; the counter's row is held until the transaction ends, so none is missing."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [county, year])
        running = cursor.fetchone()[0]
    return f"{Division.objects.get(pk=county).name}文明实践嘉〔{year}〕{running}号"


@verb
def refuse_honor(honor, *, by, at, reason):
    """Not this time, with the reason that whoever nominated reads."""
    honor = locked_honor(honor)
    must_decide(by, honor)
    _decline(honor, HonorStep.REFUSE, HonorStatus.REFUSED, by, at, reason)
    return honor


@verb
def withdraw_honor(honor, *, by, at, reason):
    """Whoever nominated takes it back, with his reason."""
    honor = locked_honor(honor)
    if honor.nominated_by_id != by.pk:
        raise RuleBroken("撤回提名要提名的人自己来。觉得不该授予，请写“不通过”。")
    _decline(honor, HonorStep.WITHDRAW, HonorStatus.WITHDRAWN, by, at, reason)
    return honor


@verb
def revoke_honor(honor, *, by, at, reason):
    """Take a conferred honour, or a place on a red list, back: it was not true. Never silently; the row stays."""
    honor = locked_honor(honor)
    must_decide(by, honor, takes_back=True)
    _decline(honor, HonorStep.REVOKE, HonorStatus.REVOKED, by, at, reason)
    tell_holder(honor, f"“{honor.title}”撤销了：{reason}", "revoked", at)
    return honor


def _decline(honor, step, status, by, at, reason):
    if not reason:
        raise RuleBroken("写一句原因，会留在记录里。", field="reason")
    decided = {} if status == HonorStatus.REVOKED and honor.board_id is None else {"decided_by": by, "decided_at": at}
    _move(honor, step, status, by, at, words=reason, reason=reason[:200], **decided)
    if honor.nominated_by:
        words = f"您提名的“{honor.title}”{HonorStatus(status).label}：{reason}"
        say(honor.nominated_by, honor, words, status, at)


SOURCES = {
    HonorStep.CHECK: (HonorStatus.NOMINATED,),
    HonorStep.CONFER: (HonorStatus.NOTICE,),
    HonorStep.REFUSE: (HonorStatus.NOMINATED, HonorStatus.NOTICE),
    HonorStep.WITHDRAW: (HonorStatus.NOMINATED, HonorStatus.NOTICE),
    HonorStep.REVOKE: (HonorStatus.CONFERRED,),
}


def _move(honor, step, status, by, at, words="", **changes):
    moved = Honor.objects.filter(pk=honor.pk, status__in=SOURCES[step])
    if not moved.update(status=status, **changes):
        raise OutOfTurn(step.label)
    for name, value in {"status": status, **changes}.items():
        setattr(honor, name, value)
    note(honor, step, by, at, words)


def locked_honor(honor):
    rows = Honor.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("rule", "person", "team", "household", "outpost__division").get(pk=honor.pk)


def note(honor, step, by, at, words=""):
    HonorEvent.objects.create(honor=honor, step=step, by=by, at=at, words=words[:300])


def tell_level(honor, text, mark, at):
    """Whoever runs the level that decides."""
    running = Appointment.objects.current(timezone.localdate(at)).filter(division=level_of(honor), role__in=MANAGING)
    for post in running.select_related("user"):
        say(post.user, honor, text, mark, at)


def tell_holder(honor, text, mark, at):
    """The person himself, by his phone's log-in; teams by who leads them. A household and an outpost read it."""
    users = {honor.person.user} if honor.person else set()
    if honor.team:
        users = {post.volunteer.person.user for post in honor.team.leaders}
    for user in filter(None, users):
        say(user, honor, text, mark, at, link="/my/honours/")


def say(user, honor, text, mark, at, link=None):
    source = f"honor:{honor.pk}:{mark}:{user.pk}"
    tell(user=user, text=text, link=link or f"/desk/honours/{honor.pk}/", source=source, at=at)


@verb
def forget_erased(*, at):
    """The nightly task: of whoever was erased, what was typed and attached goes; the books keep the number."""
    gone = Honor.objects.filter(person__volunteer__status=VolunteerStatus.ERASED)
    HonorFile.objects.filter(honor__in=gone).delete()
    HonorObjection.objects.filter(honor__in=gone).exclude(words=BLANKED).update(words=BLANKED)
    HonorEvent.objects.filter(honor__in=gone).exclude(words="").update(words="")
    return gone.exclude(deeds="").update(deeds="")
