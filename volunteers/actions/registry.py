"""The register: who asks, who is let in, who asks again."""

from dataclasses import dataclass
from datetime import date

from civcenter.kit.errors import OutOfTurn, RuleBroken
from civcenter.kit.verbs import verb
from civcenter.notices.actions import tell
from civcenter.residents.actions import give_consent, identify, move, new_person
from civcenter.residents.models import Person
from volunteers.actions.minors import answer_for
from volunteers.actions.noting import note
from volunteers.actions.profile import be_named, put_down
from volunteers.actions.rosters import link_person
from volunteers.choices import Confirmed, Happened, VolunteerStatus
from volunteers.models import Volunteer

ASKERS = [VolunteerStatus.REFUSED, VolunteerStatus.LEFT, VolunteerStatus.DISOWNED]
"""Who may ask once more."""


@dataclass(frozen=True)
class Identity:
    """Who somebody says he is: a paper with its number, or at least the birth date until the station sees one."""

    kind: str = ""
    number: str = ""
    born_on: date | None = None
    sex: str = ""


@verb
def register(
    *,
    user,
    name,
    phone,
    division,
    kinds,
    consent_version,
    browser,
    at,
    person=None,
    identity=None,
    guardian=None,
    profile=None,
    named_version="",
):
    """A person asks to become a volunteer; the home village's station reviews it.

    By a phone log-in only: a staff log-in names a post, and who holds one earns no points. `identity` may be
    empty where the papers are not at hand: the station fills them in, and until then there is no certificate.
    """
    if user.is_official:
        raise RuleBroken("工作账号不能报名。请退出，用手机号登录后再报。")
    person = person or new_person(name=name, phone=phone, division=division, user=user, at=at)
    if Volunteer.objects.filter(person=person).exists():
        raise RuleBroken(f"{person.name} 已经报过名了，不用再报。在“我的”里能看到审核到哪一步。")
    if person.division_id != division.pk:
        move(person, division=division)
    _identify(person, identity, at)
    give_consent(person=person, purpose="volunteer", version=consent_version, browser=browser, at=at)
    volunteer = Volunteer.objects.create(
        person=person, division=division, applied_at=at, confirmed_at=at, confirmed_how=Confirmed.SELF
    )
    answer_for(volunteer, guardian, browser=browser, at=at)
    volunteer.kinds.set(kinds)
    link_person(person)
    if profile:
        put_down(volunteer, profile, at=at)
    if named_version:
        be_named(volunteer, version=named_version, browser=browser, by=user, at=at)
    note(volunteer, Happened.APPLIED, by=user, at=at)
    return volunteer


def _identify(person, identity, at):
    if identity and not person.document_key:
        identify(person, kind=identity.kind, number=identity.number, born_on=identity.born_on, sex=identity.sex, at=at)


@verb
def review(volunteer, *, by, at, accept, reason=""):
    """The station says yes or no; a no needs a reason that the applicant reads. Nobody reviews himself."""
    if Person.objects.near(by).filter(pk=volunteer.person_id).exists():
        raise RuleBroken("自己的报名要请别的同事审核。")
    if not accept and not reason:
        raise RuleBroken("不通过要写一句原因，报名的人会看到。", field="reason")
    status = VolunteerStatus.ACTIVE if accept else VolunteerStatus.REFUSED
    changed = Volunteer.objects.filter(pk=volunteer.pk, status=VolunteerStatus.APPLIED).update(
        status=status, reviewed_at=at, reviewed_by=by, refusal=reason
    )
    if not changed:
        raise OutOfTurn("审核")
    note(volunteer, Happened.ACCEPTED if accept else Happened.REFUSED, by=by, at=at, words=reason)
    volunteer.refresh_from_db()
    text = "您的志愿者报名通过了，可以去接单大厅看看。" if accept else f"您的志愿者报名没有通过：{reason}"
    inform(volunteer, text, source=f"review:{volunteer.pk}", at=at, link="/hall/")
    return volunteer


def inform(volunteer, text, *, source, at, link="/volunteer/card/"):
    """A line in the inbox of the volunteer's phone log-in; who has none finds it on the page itself."""
    if volunteer.person.user:
        tell(user=volunteer.person.user, text=text, source=source, at=at, link=link)


@verb
def apply_again(volunteer, *, at, division, kinds, by=None, identity=None, guardian=None, browser=""):
    """Somebody who was refused, had left or had not owned the registration asks once more, now himself."""
    changed = Volunteer.objects.filter(pk=volunteer.pk, status__in=ASKERS).update(
        status=VolunteerStatus.APPLIED,
        applied_at=at,
        division=division,
        refusal="",
        confirmed_at=at,
        confirmed_how=Confirmed.SELF,
        confirmed_by=None,
    )
    if not changed:
        raise OutOfTurn("再次报名")
    volunteer.refresh_from_db()
    move(volunteer.person, division=division)
    _identify(volunteer.person, identity, at)
    answer_for(volunteer, guardian, browser=browser, at=at)
    volunteer.kinds.set(kinds)
    link_person(volunteer.person)
    note(volunteer, Happened.APPLIED, by=by, at=at)
    return volunteer
