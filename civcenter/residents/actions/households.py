"""Who keeps house together. Staff write it down, never of themselves: a household spends its points together."""

from civcenter.accounts.duties import Duty
from civcenter.kit.errors import RuleBroken
from civcenter.kit.numbers import new_number
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.verbs import verb
from civcenter.notices.actions import tell
from civcenter.residents.models import Household, Person


@verb
def found_household(*, name, division_id, at):
    """A household we had not met, with a number of its own."""
    household = Household(name=name, division_id=division_id, created_at=at, number=new_number())
    while not insert_unless_taken(household):
        household.number = new_number()
    return household


@verb
def add_member(household, *, person, by, at):
    """Somebody keeps house with them from now on, and may spend what is theirs together. All who have a phone are told.

    Nobody writes himself, nor one of his own phone, into a household: he could spend its points.
    """
    _may(by, household, person)
    if person.place[:6] != household.place[:6]:
        raise RuleBroken("这位不住在本县，不能写进这一户。", field="phone")
    free = Person.objects.filter(pk=person.pk, household=None)
    if not free.update(household=household):
        raise RuleBroken("这位已经在别的户里了。先从那一户移出来，再写进这一户。", field="phone")
    _tell(household, f"{person.name}写进了{household.name}这一户，家里的积分可以一起用。", f"join:{person.pk}", at)
    person.refresh_from_db()


@verb
def remove_member(household, *, person, by, at):
    """Somebody keeps house elsewhere. What he gave to the household stays there."""
    _may(by, household, person)
    _tell(household, f"{person.name}不在{household.name}这一户了。", f"part:{person.pk}", at)
    Person.objects.filter(pk=person.pk, household=household).update(household=None)
    person.refresh_from_db()


def _may(by, household, person):
    if not by.holds(Duty.MANAGE, household.place):
        raise RuleBroken("这户不归您管，请让管这里的同事来办。")
    if Person.objects.near(by).filter(pk=person.pk).exists() or not Person.objects.own_phones(by):
        raise RuleBroken("自己和自己家的事要请别的同事来办；没有认过本人的工作账号也不能办。")


def _tell(household, text, what, at):
    for one in household.persons.filter(user__isnull=False).select_related("user"):
        source = f"household:{household.pk}:{what}:{at:%Y%m%d%H%M%S}:{one.user_id}"
        tell(user=one.user, text=text, source=source, at=at)
