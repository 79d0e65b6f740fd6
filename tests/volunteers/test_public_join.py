"""Becoming a volunteer on a phone, one matter a page; without scripts, back and forth, once however often pressed."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from civcenter.residents.models import Consent, Person
from tests import factories as make
from tests.orders.phones import text
from volunteers.actions import review
from volunteers.choices import VolunteerStatus
from volunteers.models import ServiceKind, Skill, Volunteer

pytestmark = pytest.mark.django_db

JOIN, CARD = "/volunteer/join/", "/volunteer/card/"
NUMBER = make.citizen(date(1990, 3, 7))


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


def page(name):
    return f"{JOIN}{name}/"


def sent(cast, **changes):
    """What a grown-up sends from each page."""
    pages = {
        "home": {"home": cast.station.pk},
        "who": {"paper": "citizen", "name": "王建军", "number": NUMBER},
        "kinds": {"kinds": ["care"]},
        "skills": {},
        "times": {"slots": ["5-morning"]},
        "about": {},
        "check": {"agrees": "on"},
    }
    return {name: {**typed, **changes.get(name, {})} for name, typed in pages.items()}


def fill(phone, cast, until="check", **changes):
    """Send every page in turn; returns the last answer."""
    for name, typed in sent(cast, **changes).items():
        answer = phone.post(page(name), typed)
        if name == until:
            return answer
    return None


def test_one_finds_the_village_first(phone, cast):
    assert phone.get(JOIN).url == page("home")
    towns = text(phone.get(page("home")))
    assert "新宁镇" in towns and "您住在哪个村" in towns
    assert f'value="{cast.station.pk}"' in text(phone.get(page("home"), {"q": "北庄"}))
    assert "没找到这个地方" in text(phone.get(page("home"), {"q": "天边"}))


def test_on_an_empty_county_it_says_so(client, user):
    client.force_login(user)
    assert "这里还没有实践站" in text(client.get(page("home")))


def test_who_joins_has_a_number_at_once_waits_and_has_agreed(phone, user, cast):
    assert fill(phone, cast).url == CARD
    volunteer = Volunteer.objects.get(person__user=user)
    person = volunteer.person
    assert (person.name, person.document_no, person.born_on) == ("王建军", NUMBER, date(1990, 3, 7))
    assert (volunteer.division_id, person.sex) == (make.VILLAGE, "1")
    assert list(volunteer.kinds.all()) == [ServiceKind.objects.get(code="care")]
    assert [(slot.weekday, slot.part) for slot in volunteer.availability.all()] == [(5, "morning")]
    assert Consent.objects.filter(person=person, purpose="volunteer", version="2").exists()
    card = text(phone.get(CARD))
    assert volunteer.number in card and "等站里审核" in card and not volunteer.may_be_named
    assert phone.get(JOIN).url == CARD


def test_pressed_twice_it_is_one_person(phone, user, cast):
    fill(phone, cast)
    assert fill(phone, cast) is not None
    assert Person.objects.filter(user=user).count() == 1


def test_no_page_is_skipped_and_what_was_typed_is_there_on_the_way_back(phone, cast):
    assert phone.get(page("check")).url == JOIN and phone.get(JOIN).url == page("home")
    fill(phone, cast, until="kinds")
    assert "王建军" in text(phone.get(page("who"))) and phone.get(JOIN).url == page("skills")
    assert phone.get(page("nowhere")).status_code == 404


def test_the_draft_is_sealed(phone, cast):
    fill(phone, cast, until="kinds")
    assert NUMBER not in str(dict(phone.session)) and "王建军" not in str(dict(phone.session))


@pytest.mark.parametrize(
    ("name", "wrong", "sentence"),
    [
        ("who", {"name": ""}, "还没写姓名"),
        ("who", {"name": "名" * 21}, "最多 20 个"),
        ("who", {"number": NUMBER[:-1] + "0"}, "最后一位对不上"),
        ("who", {"number": ""}, "还没写身份证号"),
        ("who", {"paper": "other", "number": "E12345678", "kind": "passport"}, "还没写出生日期"),
        ("check", {"agrees": ""}, "还没勾“同意”"),
        ("home", {"home": ""}, "还没选住在哪个村"),
        ("home", {"home": "x"}, "请另选一个"),
        ("kinds", {"kinds": ["nothing"]}, "nothing"),
        ("about", {"email": "no"}, "邮箱里要有"),
    ],
)
def test_a_fault_is_one_sentence_and_nothing_is_written(phone, user, cast, name, wrong, sentence):
    answer = fill(phone, cast, until=name, **{name: wrong})
    assert answer.status_code == 422 and sentence in text(answer)
    assert not Person.objects.filter(user=user).exists()


def test_without_papers_at_hand_one_finishes_at_the_station(phone, user, cast):
    who = {"paper": "later", "number": "", "born_on": "1948-01-02", "sex": "2"}
    assert fill(phone, cast, who=who).url == CARD
    person = Volunteer.objects.get(person__user=user).person
    assert (person.document_key, person.born_on, person.sex) == ("", date(1948, 1, 2), "2")
    assert "带上证件到站上补" in text(phone.get(CARD))


def test_a_skill_that_asks_for_a_licence_asks_for_it(phone, user, cast):
    skill = Skill.objects.get(name="电工")
    ticked = {f"in_{skill.parent_id}": [skill.pk]}
    assert fill(phone, cast, until="skills", skills=ticked).url == page("licences")
    assert "电工证书号" in text(phone.get(page("licences")))
    gone = {f"no_{skill.pk}": "T1", f"by_{skill.pk}": "市里", f"to_{skill.pk}": "2020-01-01"}
    assert "过期了" in text(phone.post(page("licences"), gone))
    assert phone.post(page("licences"), {**gone, f"to_{skill.pk}": "2099-01-01"}).url == page("times")
    for name in ("times", "about", "check"):
        phone.post(page(name), sent(cast)[name])
    assert Volunteer.objects.get(person__user=user).skills.get().licence_no == "T1"


def test_a_child_is_registered_by_the_guardian(phone, user, cast):
    born = timezone.localdate() - timedelta(days=10 * 366)
    answer = fill(phone, cast, until="who", who={"number": make.citizen(born)})
    assert answer.url == page("guardian") and "儿童信息怎么用" in text(phone.get(page("guardian")))
    parent = {"guardian": "王大", "relation": "father", "phone": make.fresh_phone(), "agrees": "on"}
    assert phone.post(page("guardian"), parent).status_code == 422
    phone.post(page("guardian"), {**parent, "child": "on"})
    for name in ("kinds", "skills", "times", "about", "check"):
        phone.post(page(name), sent(cast)[name])
    volunteer = Volunteer.objects.get(person__user=user)
    assert volunteer.guardian.name == "王大"
    assert Consent.objects.filter(person=volunteer.person, purpose="child").exists()


def test_a_document_of_another_phone_leads_to_the_station_and_tells_nothing(phone, user, cast):
    make.brought(cast.station.division, name="王建军", number=NUMBER)
    for _ in range(5):
        answer = fill(phone, cast, until="who")
        assert answer.status_code == 409 and "到站上确认" in text(answer) and "县供电公司" not in text(answer)
    assert "今天试的证件号太多" in text(fill(phone, cast, until="who"))
    assert not Person.objects.filter(user=user).exists()


def test_a_document_at_this_phone_is_the_same_person_who_confirms_himself(phone, user, cast):
    brought = make.brought(cast.station.division, name="王建军", phone=user.phone, number=NUMBER)
    assert fill(phone, cast, until="who").url == JOIN
    assert phone.get(JOIN).url == reverse("volunteers:brought")
    brought.refresh_from_db()
    assert brought.person.user == user and Person.objects.filter(document_key__gt="").count() == 1


def test_who_was_refused_reads_why_and_may_ask_again(phone, user, cast):
    fill(phone, cast)
    volunteer = Volunteer.objects.get(person__user=user)
    review(volunteer, by=cast.manager, at=timezone.now(), accept=False, reason="请先到站里见一面")
    assert "请先到站里见一面" in text(phone.get(page("home")))
    assert phone.get(JOIN).url == page("home")
    phone.post(page("home"), {"home": cast.next_station.pk})
    for name in ("kinds", "check"):
        phone.post(page(name), sent(cast)[name])
    volunteer.refresh_from_db()
    assert (volunteer.status, volunteer.division_id) == (VolunteerStatus.APPLIED, make.NEXT_VILLAGE)


def test_somebody_on_record_is_not_asked_for_the_name_again(client, cast):
    person = make.volunteer(active=False).person
    Volunteer.objects.filter(person=person).delete()
    client.force_login(person.user)
    client.post(page("home"), {"home": cast.station.pk})
    asked = text(client.get(page("who")))
    assert person.name in asked and 'name="name"' not in asked
    fill(client, cast)
    assert Volunteer.objects.get(person=person).status == VolunteerStatus.APPLIED


def test_the_texts_are_there_to_read(client):
    assert "志愿服务" in text(client.get(reverse("volunteers:consent")))
    assert "不满 14 岁" in text(client.get(reverse("volunteers:consent"), {"purpose": "child"}))
    assert client.get(reverse("volunteers:consent"), {"purpose": "x"}).status_code == 200
