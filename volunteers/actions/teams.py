"""Teams: founded, led, changed, ended; who asks to join, who is taken in, who leaves."""

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from civcenter.accounts.duties import Duty
from civcenter.kit.errors import NotYours, OutOfTurn, RuleBroken
from civcenter.kit.verbs import verb
from civcenter.notices.actions import tell
from volunteers.choices import MemberStatus, PostRole, TeamKind, VolunteerStatus
from volunteers.eligibility import post_refusals
from volunteers.models import Membership, Team, TeamPost

DETAILS = ("patron", "capacity", "organisation", "call")
NOT_LED = "这件事由队长、副队长或管这里的人来办。"


def leads(user, team, at):
    """Whether this log-in is captain or deputy today, or runs the team's place."""
    today = timezone.localdate(at)
    return TeamPost.objects.on(today).of(user).filter(team=team).exists() or user.holds(Duty.MANAGE, team.place)


@verb
def found_team(*, name, kind, division, at, captain=None, parent=None, specialities=(), ends_on=None, **details):
    """A new team; its captain becomes its first member. Raises RuleBroken for a second county team or a taken name."""
    _lock_tree(division.pk[:6])
    _fits(kind, division, parent)
    if kind == TeamKind.COUNTY and Team.objects.current().filter(kind=kind, county=division.pk[:6]).exists():
        raise RuleBroken("县总队全县只能有一支，已经有了。", field="kind")
    _name_is_free(name, division)
    given = {field: details[field] for field in DETAILS if field in details}
    team = Team.objects.create(
        name=name, kind=kind, division=division, parent=parent, founded_on=timezone.localdate(at), **given
    )
    team.specialities.set(specialities)
    if captain:
        appoint_leader(team, captain, role=PostRole.CAPTAIN, at=at, ends_on=ends_on)
    return team


@verb
def edit_team(team, *, at, name, parent=None, specialities=(), **details):
    """Change what a team is called, what stands above it, and what it can do."""
    _lock_tree(team.county)
    _fits(team.kind, team.division, parent)
    _no_ring(team, parent)
    _name_is_free(name, team.division, besides=team)
    given = {field: details[field] for field in DETAILS if field in details}
    if not Team.objects.current().filter(pk=team.pk).update(name=name, parent=parent, **given):
        raise OutOfTurn("改")
    team.specialities.set(specialities)


@verb
def end_team(team, *, at, reason):
    """A team comes to its end: its posts end today, its teams below hang on what was above. Nothing is deleted."""
    if not reason:
        raise RuleBroken("写一句为什么解散，队员会看到。", field="reason")
    if team.kind == TeamKind.COUNTY:
        raise RuleBroken("县总队不能解散：全县要有一支。可以改名、换队长。")
    _lock_tree(team.county)
    today = timezone.localdate(at)
    if not Team.objects.current().filter(pk=team.pk).update(ended_on=today, end_reason=reason, call=""):
        raise OutOfTurn("解散")
    TeamPost.objects.on(today).filter(team=team).update(ends_on=today)
    Team.objects.filter(parent=team).update(parent=team.parent)
    members = Membership.objects.filter(team=team, status__in=[MemberStatus.ACTIVE, MemberStatus.APPLIED])
    for member in members.select_related("volunteer__person__user").order_by("pk"):
        _tell(member, f"{team.name}解散了：{reason}。您的服务记录都在。", at, "end")


def _lock_tree(county):
    """One at a time changes the shape of a county's teams; otherwise two could hang below each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"teams:{county}"])


def _fits(kind, division, parent):
    """The county team stands alone at the top, the centre's teams at the county, a township's in its township."""
    if kind in (TeamKind.COUNTY, TeamKind.CENTER) and len(division.pk) != 6:
        raise RuleBroken("县总队和中心队建在县里，请选县。", field="division")
    if kind == TeamKind.TOWNSHIP and len(division.pk) == 6:
        raise RuleBroken("乡镇队建在乡镇或村里，请选一个乡镇或村。", field="division")
    if parent is None:
        return
    if kind == TeamKind.COUNTY:
        raise RuleBroken("县总队上面没有队。", field="parent")
    if parent.county != division.pk[:6] or parent.ended_on:
        raise RuleBroken("上级队要是本县现有的队。", field="parent")


def _no_ring(team, parent):
    """Walk up from the new parent; meeting the team itself would close a ring."""
    while parent is not None:
        if parent.pk == team.pk:
            raise RuleBroken("上级队不能是它自己，也不能是它下面的队。", field="parent")
        parent = parent.parent


def _name_is_free(name, division, besides=None):
    taken = Team.objects.current().filter(division=division, name=name)
    if taken.exclude(pk=besides and besides.pk).exists():
        raise RuleBroken(f"{division.name}已经有一支{name}，换个名字。", field="name")


@verb
def appoint_leader(team, volunteer, *, role, at, ends_on=None):
    """A captain or deputy from today on. A new captain takes over today; who was it stays in the history.

    `ends_on` is the day of handing over, empty for a term without an end. The same current post again changes nothing.
    """
    today = timezone.localdate(at)
    _may_lead(team, volunteer)
    lacking = post_refusals(volunteer, post=role, day=today)
    if lacking:
        raise RuleBroken(lacking[0], field="volunteer")
    if ends_on and ends_on <= today:
        raise RuleBroken("卸任那天要在今天以后。", field="ends_on")
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    held = TeamPost.objects.on(today).filter(team=team)
    if held.filter(volunteer=volunteer, role=role, ends_on=ends_on).exists():
        return
    held.filter(Q(role=role) if role == PostRole.CAPTAIN else Q(volunteer=volunteer)).update(ends_on=today)
    held.filter(volunteer=volunteer).update(ends_on=today)
    join(team, volunteer, at=at)
    TeamPost.objects.create(team=team, volunteer=volunteer, role=role, starts_on=today, ends_on=ends_on)
    vars(team).pop("leaders_at_hand", None)


def _may_lead(team, volunteer):
    if team.ended_on:
        raise RuleBroken(f"{team.name}已经解散。")
    if volunteer.status != VolunteerStatus.ACTIVE:
        raise RuleBroken("队长要是在册的志愿者。", field="volunteer")
    if volunteer.county != team.county:
        raise RuleBroken("队长要是本县的志愿者。", field="volunteer")


@verb
def end_post(post, *, at):
    """Somebody hands over today, without a successor yet."""
    today = timezone.localdate(at)
    if not TeamPost.objects.on(today).filter(pk=post.pk).update(ends_on=today):
        raise OutOfTurn("卸任")


@verb
def join(team, volunteer, *, at):
    """Put a volunteer on a team's list; joining twice is joining once."""
    member, _ = Membership.objects.get_or_create(
        team=team, volunteer=volunteer, defaults={"status": MemberStatus.ACTIVE, "joined_at": at}
    )
    if member.status != MemberStatus.ACTIVE:
        Membership.objects.filter(pk=member.pk).update(
            status=MemberStatus.ACTIVE, joined_at=at, left_at=None, reason=""
        )


@verb
def ask_to_join(team, volunteer, *, by, at):
    """A volunteer asks; whoever leads the team answers. Asking twice is asking once. Returns the membership."""
    if by.pk not in (volunteer.person.user_id, volunteer.person.staff_id):
        raise NotYours("加入队伍要本人来点。")
    if volunteer.status != VolunteerStatus.ACTIVE:
        raise RuleBroken("您的志愿者报名通过后，就能加入队伍。")
    if team.ended_on or volunteer.county != team.county:
        raise RuleBroken("这支队现在不收人，看看别的队。")
    member, fresh = Membership.objects.get_or_create(
        team=team, volunteer=volunteer, defaults={"status": MemberStatus.APPLIED, "joined_at": at}
    )
    again = Membership.objects.filter(pk=member.pk, status__in=[MemberStatus.LEFT, MemberStatus.DECLINED])
    again = again.update(status=MemberStatus.APPLIED, joined_at=at, left_at=None, reason="", decided_by=None)
    if fresh or again:
        _tell_leaders(team, member, at)
    member.refresh_from_db()
    return member


def _tell_leaders(team, member, at):
    for post in TeamPost.objects.on(timezone.localdate(at)).filter(team=team).select_related("volunteer__person__user"):
        if post.volunteer.person.user:
            tell(
                user=post.volunteer.person.user,
                text=f"有人想加入{team.name}，请看看收不收。",
                link=f"/teams/{team.pk}/roster/",
                source=f"team-ask:{member.pk}:{at:%Y%m%d%H%M%S}:{post.pk}",
                at=at,
            )


@verb
def answer(member, *, by, at, accept, reason=""):
    """The captain, a deputy or whoever runs the place says yes or no; a no needs a reason. Full is full."""
    team = Team.objects.select_for_update(no_key=True).get(pk=member.team_id)
    if not leads(by, team, at):
        raise NotYours(NOT_LED)
    if not accept and not reason:
        raise RuleBroken("不收要写一句原因，本人会看到。", field="reason")
    if accept and team.capacity and Membership.objects.filter(team=team).serving().count() >= team.capacity:
        raise RuleBroken(f"{team.name}最多收 {team.capacity} 人，已经满了。要收先改人数，或请他去别的队。")
    now = {"status": MemberStatus.ACTIVE, "joined_at": at} if accept else {"status": MemberStatus.DECLINED}
    now |= {"reason": "" if accept else reason, "decided_by": by}
    if not Membership.objects.asking().filter(pk=member.pk).update(**now):
        raise OutOfTurn("收不收")
    said = f"{team.name}收您了，欢迎。" if accept else f"{team.name}这次没有收：{reason}"
    _tell(member, said, at, "answer")


@verb
def leave(member, *, by, at):
    """By oneself, at any time; who led hands over with it. Leaving twice is leaving once."""
    person = member.volunteer.person
    if by.pk not in (person.user_id, person.staff_id):
        raise NotYours("退出队伍要本人来点。")
    _out(member, at)


@verb
def let_go(member, *, by, at, reason):
    """Whoever leads takes somebody off the list, with a reason that he reads."""
    if not leads(by, member.team, at):
        raise NotYours(NOT_LED)
    if not reason:
        raise RuleBroken("写一句原因，本人会看到。", field="reason")
    if _out(member, at, reason=reason, decided_by=by):
        _tell(member, f"您不在{member.team.name}的名册上了：{reason}", at, "let-go")


def _out(member, at, **more):
    today = timezone.localdate(at)
    TeamPost.objects.on(today).filter(team=member.team_id, volunteer=member.volunteer_id).update(ends_on=today)
    live = Membership.objects.filter(pk=member.pk, status__in=[MemberStatus.ACTIVE, MemberStatus.APPLIED])
    return live.update(status=MemberStatus.LEFT, left_at=at, **more)


@verb
def put_call(team, *, by, at, words):
    """What the team says to those who may want to join; empty takes it down."""
    if not leads(by, team, at):
        raise NotYours(NOT_LED)
    if not Team.objects.current().filter(pk=team.pk).update(call=words):
        raise OutOfTurn("招人")


def _tell(member, text, at, why):
    user = member.volunteer.person.user
    if user:
        source = f"team-{why}:{member.pk}:{at:%Y%m%d%H%M%S}"
        tell(user=user, text=text, link=f"/teams/{member.team_id}/", source=source, at=at)
