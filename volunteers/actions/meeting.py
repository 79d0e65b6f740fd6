"""Somebody types a document: is it on the register already, and at this phone? Nothing else is told of the other."""

from django.db import connection
from django.utils import timezone

from civcenter.kit.errors import LimitReached, RuleBroken
from civcenter.kit.secrets import lookup
from civcenter.kit.verbs import verb
from civcenter.residents import documents
from civcenter.residents.models import Person
from volunteers.models import DocumentGuess, Volunteer

MOST = 5
"""Documents of people with another phone, a log-in and a day; whoever has a list of numbers learns little."""

ELSEWHERE = "这个证件号已经登记过了，用的是别的手机号。请带上证件到站上确认，当面就能改成现在的手机号。"
TOO_MANY = "今天试的证件号太多了，明天再来；或者带上证件到站上办。您填的都还在。"
COUNT = """
INSERT INTO volunteers_documentguess AS g (user_id, day, count) VALUES (%s, %s, 1)
ON CONFLICT (user_id, day) DO UPDATE SET count = g.count + 1
"""


def meet(user, number, *, at):
    """The person of a document where he is at this phone, None where nobody is on record by it.

    Raises RuleBroken where he is at another phone, and LimitReached after the day's measure. Not a verb: a try
    stays counted although the answer is a refusal.
    """
    _within_measure(user, at)
    person = Person.objects.filter(document_key=lookup(documents.tidy(number))).first()
    if person is None or is_at(person, user):
        return person
    _count(user, at=at)
    raise RuleBroken(ELSEWHERE, field="number")


def is_at(person, user):
    """Whether this log-in is his, or proved the phone that is on record for somebody who has no log-in yet."""
    if person.user_id:
        return person.user_id == user.pk
    return person.staff_id is None and bool(user.phone_key) and person.phone_key == user.phone_key


def brought_in(user, name, number, *, at):
    """The volunteer with this name and document whatever his phone, or None; every try counts."""
    _within_measure(user, at)
    _count(user, at=at)
    return Volunteer.objects.with_document(documents.tidy(number)).filter(person__name=name).first()


def _within_measure(user, at):
    if DocumentGuess.objects.filter(user=user, day=timezone.localdate(at), count__gte=MOST).exists():
        raise LimitReached(TOO_MANY, field="number")


@verb
def _count(user, *, at):
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [user.pk, timezone.localdate(at)])
