"""Who may see whom; and showing what is masked, against a reason and a log row."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from civcenter.kit.errors import RuleBroken
from civcenter.notices.models import Notice
from civcenter.residents import actions
from civcenter.residents.models import Consent, ConsentText, Person, RevealLog
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def person(cast):
    return cast.volunteer.person


def text(response):
    return response.content.decode()


def look(person, by, at=make.NOW, reason="约上门时间"):
    return actions.reveal(person, "phone", by=by, reason=reason, at=at)


def test_people_are_seen_by_the_staff_of_their_place_and_by_themselves(cast, person):
    seen = {
        name: Person.objects.visible_to(getattr(cast, name), make.NOW).filter(pk=person.pk).exists()
        for name in ("office", "chief", "manager", "neighbour", "leader")
    }
    assert seen == {"office": True, "chief": True, "manager": True, "neighbour": False, "leader": True}
    assert list(Person.objects.visible_to(person.user, make.NOW)) == [person]


def test_somebody_without_a_home_is_seen_by_no_staff(cast):
    lost = actions.new_person(name="无家", at=make.NOW)
    assert not Person.objects.visible_to(cast.office, make.NOW).filter(pk=lost.pk).exists()
    with pytest.raises(PermissionDenied):
        look(lost, cast.office)


def test_a_look_is_logged_with_its_reason(cast, person):
    assert look(person, cast.manager) == person.phone
    row = RevealLog.objects.get()
    assert (row.user, row.what, row.reason, row.place) == (cast.manager, "手机号", "约上门时间", make.VILLAGE)
    assert person.phone not in f"{row.about}{row.what}{row.reason}"


@pytest.mark.parametrize("reason", ["", " ", "看"])
def test_without_a_reason_nothing_is_shown_or_logged(cast, person, reason):
    with pytest.raises(RuleBroken):
        look(person, cast.manager, reason=reason)
    assert not RevealLog.objects.exists()


def test_readers_and_neighbours_may_not_look(cast, person):
    for user in (cast.leader, cast.neighbour):
        with pytest.raises(PermissionDenied):
            look(person, user)


def test_only_listed_fields_are_shown(cast, person):
    with pytest.raises((KeyError, PermissionDenied)):
        actions.reveal(person, "phone_key", by=cast.manager, reason="看看", at=make.NOW)


def test_the_auditor_hears_of_thirty_looks_a_day_once(cast, person):
    auditor = make.staff("auditor", "auditor", make.COUNTY)
    for n in range(29):
        look(person, cast.manager, at=make.NOW + timedelta(minutes=n))
    assert not Notice.objects.inbox_of(auditor).exists()
    look(person, cast.manager, at=make.NOW + timedelta(minutes=29))
    assert Notice.objects.inbox_of(auditor).count() == 1
    for n in range(30, 35):
        look(person, cast.manager, at=make.NOW + timedelta(minutes=n))
    assert Notice.objects.inbox_of(auditor).count() == 1
    for n in range(29):
        look(person, cast.manager, at=make.NOW + timedelta(days=1, minutes=n))
    assert Notice.objects.inbox_of(auditor).count() == 1


def test_the_log_and_the_texts_never_change(cast, person):
    look(person, cast.manager)
    changes = [
        RevealLog.objects.all().delete,
        lambda: RevealLog.objects.update(reason="别的"),
        lambda: ConsentText.objects.update(body="别的"),
        ConsentText.objects.all().delete,
    ]
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_page_asks_for_the_reason_and_shows_once(client, cast, person):
    url = reverse("desk_residents:reveal_phone", args=[person.pk])
    client.force_login(cast.manager)
    assert person.phone not in text(client.get(url))
    assert client.post(url, {"reason": ""}).status_code == 422
    assert person.phone in text(client.post(url, {"reason": "约上门时间"}))
    assert person.phone not in text(client.get(url)) and RevealLog.objects.count() == 1


def test_the_page_is_404_outside_and_403_without_the_duty(client, cast, person):
    url = reverse("desk_residents:reveal_phone", args=[person.pk])
    client.force_login(cast.neighbour)
    assert client.post(url, {"reason": "看看"}).status_code == 404
    client.force_login(cast.leader)
    assert client.post(url, {"reason": "看看"}).status_code == 403
    client.force_login(person.user)
    assert client.post(url, {"reason": "看看"}).status_code == 403
    assert not RevealLog.objects.exists()


def test_the_auditor_reads_the_log_and_nobody_else(client, cast, person):
    look(person, cast.manager)
    auditor = make.staff("auditor", "auditor", make.COUNTY)
    make.place(make.OTHER_COUNTY, "滕州市")
    far = make.staff("far", "auditor", make.OTHER_COUNTY)
    url = reverse("desk_residents:reveals")
    for user, status, shown in ((auditor, 200, True), (far, 200, False), (cast.office, 403, False)):
        client.force_login(user)
        page = client.get(url)
        assert (page.status_code, "约上门时间" in text(page)) == (status, shown)
        assert person.phone not in text(page)


def test_an_auditor_writes_nothing(client, cast, person):
    client.force_login(make.staff("auditor", "auditor", make.COUNTY))
    url = reverse("desk_residents:reveal_phone", args=[person.pk])
    assert client.post(url, {"reason": "看看"}).status_code == 403


def test_consent_names_a_text_that_was_issued(person):
    given = {"person": person, "purpose": "volunteer", "browser": "", "at": make.NOW}
    assert Consent.objects.filter(person=person, purpose="volunteer", version="1").exists()
    with pytest.raises(RuleBroken):
        actions.give_consent(version="erfunden", **given)


def test_seeding_twice_adds_nothing():
    from civcenter.residents import seeds

    before = list(ConsentText.objects.values_list())
    seeds.seed()
    assert list(ConsentText.objects.values_list()) == before != []


def test_names_of_rows_carry_no_personal_data(person):
    assert person.name not in str(person) + repr(person) and person.phone not in repr(person)
