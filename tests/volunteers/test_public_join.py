"""Becoming a volunteer on a phone."""

import pytest
from django.urls import reverse
from django.utils import timezone

from civcenter.residents.models import Consent, Person
from tests import factories as make
from tests.orders.phones import text
from volunteers.actions import review
from volunteers.choices import VolunteerStatus
from volunteers.models import ServiceKind, Volunteer

pytestmark = pytest.mark.django_db

JOIN = "/volunteer/join/"


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def user():
    return make.phone_user(make.fresh_phone())


@pytest.fixture
def phone(client, user):
    client.force_login(user)
    return client


def typed(cast, **changes):
    return {"home": cast.station.pk, "name": "王建军", "kinds": ["care"], "agrees": "on", **changes}


def test_one_finds_the_village_first(phone, cast):
    towns = text(phone.get(JOIN))
    assert "新宁镇" in towns and "您住在哪个村" in towns
    assert f"?home={cast.station.pk}" in text(phone.get(JOIN, {"q": "北庄"}))
    assert "没找到这个地方" in text(phone.get(JOIN, {"q": "天边"}))
    assert "北庄村" in text(phone.get(JOIN, {"home": cast.station.pk}))


def test_on_an_empty_county_it_says_so(client, user):
    client.force_login(user)
    assert "这里还没有实践站" in text(client.get(JOIN))


def test_who_joins_waits_for_the_station_and_has_agreed(phone, user, cast):
    assert phone.post(JOIN, typed(cast)).url == JOIN
    volunteer = Volunteer.objects.get(person__user=user)
    assert (volunteer.person.name, volunteer.division_id) == ("王建军", make.VILLAGE)
    assert list(volunteer.kinds.all()) == [ServiceKind.objects.get(code="care")]
    assert Consent.objects.filter(person=volunteer.person, purpose="volunteer", version="1").exists()
    assert "等站里审核" in text(phone.get(JOIN))


def test_pressed_twice_it_is_one_person(phone, user, cast):
    for _ in range(2):
        phone.post(JOIN, typed(cast))
    assert Person.objects.filter(user=user).count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "还没写姓名"),
        ({"name": "名" * 21}, "最多 20 个"),
        ({"agrees": ""}, "还没勾“同意”"),
        ({"home": ""}, "还没选住在哪个村"),
        ({"home": "999999"}, "请另选一个"),
        ({"home": "x"}, "请另选一个"),
        ({"kinds": ["nothing"]}, "nothing"),
    ],
)
def test_a_fault_is_one_sentence_and_nothing_is_written(phone, user, cast, wrong, sentence):
    answer = phone.post(JOIN, typed(cast, **wrong))
    assert answer.status_code == 422 and sentence in text(answer)
    assert not Person.objects.filter(user=user).exists()


def test_who_was_refused_reads_why_and_may_ask_again(phone, user, cast):
    phone.post(JOIN, typed(cast))
    volunteer = Volunteer.objects.get(person__user=user)
    review(volunteer, by=cast.manager, at=timezone.now(), accept=False, reason="请先到站里见一面")
    page = text(phone.get(JOIN))
    assert "请先到站里见一面" in page and "王建军" in page
    phone.post(JOIN, typed(cast, home=cast.next_station.pk))
    volunteer.refresh_from_db()
    assert (volunteer.status, volunteer.division_id) == (VolunteerStatus.APPLIED, make.NEXT_VILLAGE)


def test_somebody_on_record_is_not_asked_for_the_name_again(client, cast):
    person = make.volunteer(active=False).person
    Volunteer.objects.filter(person=person).delete()
    client.force_login(person.user)
    page = text(client.get(JOIN, {"home": cast.station.pk}))
    assert person.name in page and 'name="name"' not in page
    client.post(JOIN, typed(cast))
    assert Volunteer.objects.get(person=person).status == VolunteerStatus.APPLIED


def test_the_text_is_there_to_read(client):
    assert "志愿服务" in text(client.get(reverse("volunteers:consent")))
