"""The only writers of people and of what they agreed to."""

from civcenter.kit.secrets import lookup
from civcenter.kit.verbs import verb
from civcenter.residents.models import Consent, Person


@verb
def new_person(*, name, at, phone="", division=None, user=None, staff=None):
    """A human being we had not met."""
    return Person.objects.create(
        name=name,
        phone=phone,
        phone_key=lookup(phone),
        division=division,
        user=user,
        staff=staff,
        created_at=at,
    )


@verb
def give_consent(*, person, purpose, version, browser, at):
    """Keep that the person agreed, to which text and when."""
    return Consent.objects.create(person=person, purpose=purpose, version=version, browser=browser, at=at)
