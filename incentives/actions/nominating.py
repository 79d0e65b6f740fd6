"""Who may nominate, check and confer, who may be honoured at all, and the papers that are kept."""

import hashlib

from civcenter.accounts.duties import Duty
from civcenter.accounts.models import Appointment
from civcenter.kit import papers
from civcenter.kit.errors import NotYours, RuleBroken
from civcenter.kit.secrets import seal_bytes
from civcenter.residents.models import Person
from incentives.actions.service import is_official_on
from incentives.flow import DIGITS, GivenAt, Holder
from incentives.models import HonorFile, HonorRule
from volunteers.actions.service import bar
from volunteers.choices import VolunteerStatus
from volunteers.models import Membership, TeamPost, Volunteer

OWN = "自己、自己家、自己队、自己站的荣誉，要请别的同事来办。"
OWN_NOMINATION = "这是您提的名，要请另一位同事来办。"
UNKNOWN = "您的工作账号还没认本人，办不了荣誉。请到“我的账号”用自己的手机号认一下，一分钟就好。"
CENTER = "县中心的荣誉由上级评。上级给的荣誉，选“上级”那一种登记。"


def rules_for(kind, place, day):
    """The honours that holders of this kind may be nominated for at a place."""
    return HonorRule.objects.at(day, place[:6]).filter(holder=kind).order_by("given_at", "code")


def place_of(holder, rule, day):
    """The code of the place an honour belongs to: a post's for people in office, else the holder's own."""
    if not rule.for_staff:
        return holder.place
    post = Appointment.objects.current(day).filter(user=holder.staff_id).order_by("pk").first()
    return post.division_id if post else ""


def must_nominate(by, holder, rule, day):
    """Whoever runs the place, or a captain for his team and its members; nobody himself."""
    kind = Holder(rule.holder)
    if not (by.holds(Duty.MANAGE, place_of(holder, rule, day)) or leads(by, holder, kind, day)):
        raise NotYours("提名由管这里的所长、站长，或本队队长来提。")
    if kind == Holder.PERSON:
        why = bar(by, holder)
        if why:
            raise RuleBroken(f"{why}荣誉也一样。" if by.pk not in (holder.user_id, holder.staff_id) else OWN)
    elif kind == Holder.HOUSEHOLD and _lives_there(by, holder):
        raise RuleBroken(OWN)


def leads(user, holder, kind, day):
    """Whether this log-in leads the team today, or the team the person serves in."""
    led = TeamPost.objects.on(day).of(user).values("team")
    if kind == Holder.TEAM:
        return led.filter(team=holder).exists()
    members = Membership.objects.serving().filter(team__in=led, volunteer__person=holder) if kind == "person" else None
    return members is not None and members.exists()


def must_be_eligible(holder, rule, day):
    """An active volunteer, somebody in office for staff honours, a live team, an outpost with a level above it."""
    kind = Holder(rule.holder)
    if kind == Holder.PERSON and rule.for_staff and not is_official_on(holder, day):
        raise RuleBroken("这一项给在职的干部职工。志愿者请选志愿者的荣誉。", field="rule")
    if kind == Holder.PERSON and not rule.for_staff and not _serves(holder):
        raise RuleBroken("要是在册的志愿者才能提。", field="rule")
    if kind == Holder.TEAM and holder.ended_on:
        raise RuleBroken("这支队已经解散了。")
    if kind == Holder.OUTPOST and rule.given_at != GivenAt.ABOVE and not holder.division.parent_id:
        raise RuleBroken(CENTER, field="rule")


def _serves(person):
    return Volunteer.objects.filter(person=person, status=VolunteerStatus.ACTIVE).exists()


def origin_of(rule, issuer, issuer_no, granted_on, files, day):
    """What a level above the county wrote on its paper; nothing for the county's own honours."""
    if rule.given_at != GivenAt.ABOVE:
        return {}
    if not (issuer and issuer_no and granted_on):
        raise RuleBroken("上级给的荣誉，要写授予单位、文号和日期。", field="issuer")
    if granted_on > day:
        raise RuleBroken("授予日期还没到，请照文件再看一遍。", field="granted_on")
    if not files:
        raise RuleBroken("上级给的荣誉，要附上文件或牌子的照片。", field="files")
    return {"issuer": issuer, "issuer_no": issuer_no, "granted_on": granted_on}


def keep_papers(honor, files, *, by, at):
    """Seal what was attached; the same file twice is kept once."""
    if len(files) > papers.MOST:
        raise RuleBroken(papers.TOO_MANY, field="files")
    rows = {}
    for name, body in files:
        wrong = papers.fault(name, body)
        if wrong:
            raise RuleBroken(wrong, field="files")
        kept = {"name": name[:100], "kind": papers.kind_of(body)[0], "size": len(body), "body": seal_bytes(body)}
        digest = hashlib.sha256(body).hexdigest()
        rows[digest] = HonorFile(honor=honor, digest=digest, added_by=by, added_at=at, **kept)
    HonorFile.objects.bulk_create(rows.values())


def level_of(honor):
    """The code of the level that decides; a red list's places are the county's to take back."""
    given_at = honor.rule.given_at if honor.rule else GivenAt.COUNTY
    return honor.division_id[: DIGITS[given_at]]


def may_decide(user, honor):
    """Why this log-in may not check, confer, refuse or revoke, as a sentence; empty where it may."""
    if not user.holds(Duty.MANAGE, level_of(honor)):
        level = honor.rule.get_given_at_display() if honor.rule else GivenAt.COUNTY.label
        return f"这一项由{level}一级来定，请报上去。"
    if honor.nominated_by_id and _is_same(user, honor.nominated_by):
        return OWN_NOMINATION
    return _concerns(user, honor)


def _is_same(user, other):
    """Whether two log-ins are one person's: his phone's and his staff's."""
    if user.pk == other.pk:
        return True
    people = Person.objects.all()
    return (
        bool(people.own_phones(user) & people.own_phones(other))
        or people.of(user).intersection(people.of(other)).exists()
    )


def must_decide(by, honor, takes_back=False):
    """Raise unless this log-in may decide. Taking back is also for whoever nominated: he may have been deceived."""
    if takes_back and honor.nominated_by_id == by.pk and by.holds(Duty.MANAGE, level_of(honor)):
        return
    why = may_decide(by, honor)
    if why:
        raise RuleBroken(why)


def _concerns(user, honor):
    """Why the honour is too near to this log-in."""
    if honor.person_id:
        why = bar(user, honor.person)
        return OWN if user.pk in (honor.person.user_id, honor.person.staff_id) else why and f"{why}荣誉也一样。"
    if honor.team_id and _in_team(user, honor.team):
        return OWN
    if honor.household_id and _lives_there(user, honor.household):
        return OWN
    above = honor.rule is None or honor.rule.given_at == GivenAt.ABOVE
    if honor.outpost_id and not above and not user.holds(Duty.MANAGE, honor.outpost.division.parent_id):
        return OWN
    return "" if Person.objects.own_phones(user) else UNKNOWN


def _in_team(user, team):
    near = Person.objects.near(user)
    member = Membership.objects.serving().filter(team=team, volunteer__person__in=near)
    return member.exists() or TeamPost.objects.filter(team=team, volunteer__person__in=near).exists()


def _lives_there(user, household):
    return Person.objects.near(user).filter(household=household).exists()
