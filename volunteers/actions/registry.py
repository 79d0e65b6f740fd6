"""The register: who asks, who is let in, who asks again."""

from civcenter.kit.errors import OutOfTurn, RuleBroken
from civcenter.kit.verbs import verb
from civcenter.notices.actions import tell
from civcenter.residents.actions import give_consent, new_person
from civcenter.residents.models import Person
from volunteers.actions.rosters import link_person
from volunteers.choices import Confirmed, VolunteerStatus
from volunteers.models import Volunteer


@verb
def register(*, user, name, phone, division, kinds, consent_version, browser, at, person=None):
    """A person asks to become a volunteer; the home village's station reviews it.

    By a phone log-in only: a staff log-in names a post, and who holds one earns no points.
    """
    if user.is_official:
        raise RuleBroken("工作账号不能报名。请退出，用手机号登录后再报。")
    person = person or new_person(name=name, phone=phone, division=division, user=user, at=at)
    if Volunteer.objects.filter(person=person).exists():
        raise RuleBroken(f"{person.name} 已经报过名了，不用再报。在“我的”里能看到审核到哪一步。")
    give_consent(person=person, purpose="volunteer", version=consent_version, browser=browser, at=at)
    volunteer = Volunteer.objects.create(
        person=person, division=division, applied_at=at, confirmed_at=at, confirmed_how=Confirmed.SELF
    )
    volunteer.kinds.set(kinds)
    link_person(person)
    return volunteer


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
    volunteer.refresh_from_db()
    if volunteer.person.user:
        text = "您的志愿者报名通过了，可以去接单大厅看看。" if accept else f"您的志愿者报名没有通过：{reason}"
        tell(user=volunteer.person.user, text=text, source=f"review:{volunteer.pk}", at=at, link="/hall/")
    return volunteer


@verb
def apply_again(volunteer, *, at, division, kinds):
    """Somebody refused before asks once more."""
    changed = Volunteer.objects.filter(
        pk=volunteer.pk, status__in=[VolunteerStatus.REFUSED, VolunteerStatus.LEFT, VolunteerStatus.DISOWNED]
    ).update(
        status=VolunteerStatus.APPLIED,
        applied_at=at,
        division=division,
        refusal="",
        confirmed_at=at,
        confirmed_how=Confirmed.SELF,
    )
    if not changed:
        raise OutOfTurn("再次报名")
    volunteer.kinds.set(kinds)
    volunteer.refresh_from_db()
    return volunteer
