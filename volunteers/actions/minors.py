"""Who is too young, and who answers for a minor (standards 1.9). Ages are counted on the day, birthday included."""

from dataclasses import dataclass

from django.utils import timezone

from civcenter.kit.errors import RuleBroken
from civcenter.kit.secrets import lookup
from civcenter.residents.actions import give_consent
from volunteers.models import AgeRule, Guardian


@dataclass(frozen=True)
class GuardianYes:
    """A guardian's yes: who, of which relation, by which phone, to which texts (`child` for the youngest only)."""

    name: str
    relation: str
    phone: str
    version: str
    child_version: str = ""


def age_rule(county, at):
    """The age bands that hold in a county on the day of `at`."""
    return AgeRule.objects.at(timezone.localdate(at), county).get()


def may_be_registered(person, *, county, at):
    """Raise RuleBroken for who is below the register's age. An unknown birth date is asked for by the pages."""
    rule = age_rule(county, at)
    if person.born_on and rule.refuses(person.born_on, timezone.localdate(at)):
        raise RuleBroken(f"满 {rule.refused_below} 岁才能登记，过了生日欢迎再来。", field="born_on")
    return rule


def answer_for(volunteer, word, *, browser, at):
    """Keep the guardian's yes for a minor; nothing for a grown-up. A minor without one is refused."""
    person, day = volunteer.person, timezone.localdate(at)
    rule = may_be_registered(person, county=volunteer.division_id[:6], at=at)
    if person.born_on is None or not rule.needs_guardian(person.born_on, day):
        return
    if word is None and hasattr(volunteer, "guardian"):
        return
    if word is None or (rule.needs_child_text(person.born_on, day) and not word.child_version):
        raise RuleBroken(f"不满 {rule.guardian_below} 岁，要监护人同意才能登记。请和家长一起填，或一起到站上办。")
    _keep(volunteer, word, browser, at)


def _keep(volunteer, word, browser, at):
    Guardian.objects.update_or_create(
        volunteer=volunteer,
        defaults={
            "name": word.name,
            "relation": word.relation,
            "phone": word.phone,
            "phone_key": lookup(word.phone),
            "consent_version": word.version,
            "agreed_at": at,
        },
    )
    for purpose, version in (("guardian", word.version), ("child", word.child_version)):
        if version:
            give_consent(person=volunteer.person, purpose=purpose, version=version, browser=browser, at=at)
