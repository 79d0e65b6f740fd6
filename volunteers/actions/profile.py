"""What a volunteer says of himself: kinds, skills, talents, hours, and whether boards may name him."""

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from civcenter.kit.errors import RuleBroken
from civcenter.kit.verbs import verb
from civcenter.residents.actions import give_consent, withdraw_consent
from volunteers.actions.noting import note
from volunteers.choices import Happened, SkillLevel
from volunteers.models import Availability, Volunteer, VolunteerSkill

NAMED = "named"
"""The purpose of the consent to be named on boards."""


@dataclass(frozen=True)
class Held:
    """A skill as its holder states it; where a licence is asked, with number, issuer and last day."""

    skill: object
    level: str = SkillLevel.ABLE
    licence_no: str = ""
    issuer: str = ""
    expires_on: date | None = None


@dataclass(frozen=True)
class Profile:
    """What may be said at registration beside the kinds; everything may be empty."""

    skills: list = field(default_factory=list)
    talents: list = field(default_factory=list)
    slots: list = field(default_factory=list)
    political: str = ""
    education: str = ""
    email: str = ""


def put_down(volunteer, profile, *, at):
    """All of a profile at once, at registration."""
    if profile.skills or profile.talents:
        set_skills(volunteer, skills=profile.skills, talents=profile.talents, at=at)
    if profile.slots:
        set_slots(volunteer, slots=profile.slots)
    if profile.political or profile.education or profile.email:
        set_about(volunteer, political=profile.political, education=profile.education, email=profile.email)


@verb
def set_kinds(volunteer, *, kinds):
    """What he likes to do."""
    volunteer.kinds.set(kinds)


@verb
def set_skills(volunteer, *, skills, talents, at):
    """Skills and talents as they are now. A skill that asks for a licence comes with one that has not run out."""
    for held in skills:
        _is_licensed(held, timezone.localdate(at))
    VolunteerSkill.objects.filter(volunteer=volunteer).delete()
    VolunteerSkill.objects.bulk_create(
        VolunteerSkill(
            volunteer=volunteer,
            skill=held.skill,
            level=held.level,
            licence_no=held.licence_no,
            issuer=held.issuer,
            expires_on=held.expires_on,
        )
        for held in skills
    )
    volunteer.talents.set(talents)


def _is_licensed(held, day):
    if not held.skill.needs_licence:
        return
    if not (held.licence_no and held.issuer and held.expires_on):
        raise RuleBroken(f"“{held.skill.name}”要写证书号、发证机关和有效期（条例第十六条）。没有证就先不选。")
    if held.expires_on < day:
        raise RuleBroken(f"“{held.skill.name}”的证书过期了，换了新证再写。别的都还在。")


@verb
def set_slots(volunteer, *, slots):
    """When he usually has time: pairs of weekday and part of the day."""
    Availability.objects.filter(volunteer=volunteer).delete()
    rows = [Availability(volunteer=volunteer, weekday=weekday, part=part) for weekday, part in slots]
    Availability.objects.bulk_create(rows)


@verb
def set_about(volunteer, *, political, education, email):
    """What nobody has to say."""
    Volunteer.objects.filter(pk=volunteer.pk).update(political=political, education=education, email=email)


@verb
def be_named(volunteer, *, version, browser, by, at):
    """Boards may write the name in full from now on; said twice, it is one consent."""
    if Volunteer.objects.filter(pk=volunteer.pk, may_be_named=False).update(may_be_named=True):
        give_consent(person=volunteer.person, purpose=NAMED, version=version, browser=browser, at=at)
        note(volunteer, Happened.NAMED, by=by, at=at)


@verb
def stay_unnamed(volunteer, *, by, at):
    """Boards mask the name again, at once."""
    if Volunteer.objects.filter(pk=volunteer.pk, may_be_named=True).update(may_be_named=False):
        withdraw_consent(person=volunteer.person, purpose=NAMED, at=at)
        note(volunteer, Happened.UNNAMED, by=by, at=at)
