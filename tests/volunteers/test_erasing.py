"""注销: nothing of the person is found in any table afterwards, and the books still balance."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import connection

from civcenter.accounts.models import User
from civcenter.kit.errors import OutOfTurn, RuleBroken
from civcenter.kit.secrets import EncryptedField, lookup
from civcenter.notices.actions import tell
from civcenter.residents.models import Person
from incentives.models import Account, Entry
from tests import factories as make
from volunteers import actions
from volunteers.choices import VolunteerStatus
from volunteers.models import ServiceRecord, Skill, Volunteer

pytestmark = pytest.mark.django_db
AT = make.NOW + timedelta(hours=4)
NUMBER = make.citizen(date(2011, 8, 15), order=24)


@pytest.fixture
def cast():
    return make.cast()


def whole(cast):
    """A volunteer with something in every table that knows people; and the words that must be gone."""
    phone, parents = make.fresh_phone(), make.fresh_phone()
    canaries = [
        "陈金丝雀",
        "chenjinsique",
        phone,
        NUMBER,
        "canary@example.cn",
        "孩子他爸",
        parents,
        "T-8848",
        "2011-08-15",
    ]
    who = actions.register(
        user=make.phone_user(phone),
        name="陈金丝雀",
        phone=phone,
        division=cast.station.division,
        kinds=[],
        consent_version="2",
        browser="jinsiquedebrowser",
        at=make.NOW,
        identity=actions.Identity("citizen", NUMBER),
        guardian=actions.GuardianYes("孩子他爸", "father", parents, "1", "1"),
        profile=actions.Profile(
            skills=[actions.Held(Skill.objects.get(name="电工"), "1", "T-8848", "市里", date(2030, 1, 1))],
            slots=[(0, "morning")],
            political="03",
            email="canary@example.cn",
        ),
        named_version="1",
    )
    actions.review(who, by=cast.manager, at=make.NOW, accept=True)
    actions.suspend(who, by=cast.manager, at=make.NOW, reason="陈金丝雀要考试")
    actions.resume(who, by=cast.manager, at=make.NOW)
    tell(phone=phone, text="陈金丝雀您好", source=f"x:{who.pk}", at=make.NOW, place=make.VILLAGE)
    return who, [*canaries, "2011-08-15", "jinsiquedebrowser"]


def found(canaries):
    """`table: canary` for every canary that stands in a table, in clear, as its keyed hash, or sealed."""
    needles = [*canaries, *filter(None, map(lookup, canaries))]
    for table, rows in [*_in_clear(), *_sealed()]:
        yield from (f"{table}: {needle}" for needle in needles for row in rows if needle in row)


def _in_clear():
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            yield table, [row for (row,) in cursor.fetchall()]


def _sealed():
    for model in apps.get_models():
        sealed = [field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedField)]
        if sealed:
            yield model._meta.db_table, [str(row) for row in model.objects.values_list(*sealed)]


def test_nothing_of_him_is_found_in_any_table(cast):
    who, canaries = whole(cast)
    before = {line.split(": ")[1] for line in found(canaries)}
    assert {*canaries} <= before
    actions.erase(who, by=who.person.user, at=AT)
    assert sorted(found(canaries)) == []


def test_records_and_points_stay_on_the_opaque_number(cast):
    who = cast.volunteer
    make.served(cast)
    at = make.NOW + timedelta(days=30)
    record = ServiceRecord.objects.filter(volunteer=who)
    entries, minutes = Entry.objects.count(), list(record.values_list("minutes", flat=True))
    actions.erase(who, by=who.person.user, at=at)
    assert who.status == VolunteerStatus.ERASED and who.person.name == "已注销"
    assert (Entry.objects.count(), list(record.values_list("minutes", flat=True))) == (entries, minutes)
    assert Account.objects.filter(person=who.person).count() == Account.objects.filter(person__isnull=False).count()
    with pytest.raises(OutOfTurn):
        actions.erase(who, by=cast.office, at=at)


def test_erased_he_may_come_anew_as_somebody_never_met(cast):
    who, _ = whole(cast)
    phone, old = who.person.phone, who.person_id
    actions.erase(who, by=who.person.user, at=AT)
    assert not User.objects.filter(phone_key=lookup(phone)).exists()
    again = make.volunteer(phone=phone, name="陈金丝雀", at=AT)
    assert again.person_id != old and Volunteer.objects.get(pk=who.pk).status == VolunteerStatus.ERASED


def test_a_family_keeps_its_log_in(cast):
    who = cast.volunteer
    other = Person.objects.create(name="家里人", user=who.person.user, created_at=make.NOW)
    user = who.person.user
    tell(user=user, text="给家里人的话", source="family:1", at=make.NOW)
    actions.erase(who, by=user, at=AT)
    user.refresh_from_db()
    assert user.is_active and list(user.persons.all()) == [other]
    assert not Volunteer.objects.filter(person__user=user).exists()


def test_who_holds_a_post_gives_it_back_first(cast):
    make.holds_a_post(cast.volunteer.person, cast.neighbour)
    cast.volunteer.refresh_from_db()
    with pytest.raises(RuleBroken, match="任着职"):
        actions.erase(cast.volunteer, by=cast.office, at=AT)
