"""One's own card and settings, leaving and erasing in two taps; and 谁替我注册的."""

import re

import pytest
import time_machine
from django.urls import reverse

from tests import factories as make
from tests.orders.phones import text
from volunteers import actions
from volunteers.choices import Confirmed, VolunteerStatus
from volunteers.models import Skill, Volunteer

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
NUMBER = "990101199003070015"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(make.NOW, tick=False):
        yield


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def phone(client, cast):
    client.force_login(cast.volunteer.person.user)
    return client


def at(name, *args):
    return reverse(f"volunteers:{name}", args=args)


def test_the_card_shows_the_number_and_a_code_for_its_manager(client, cast, phone):
    page = text(phone.get(at("card")))
    assert cast.volunteer.number in page and "在册" in page and 'class="qr"' in page
    scan = reverse("desk_volunteers:scan", args=[cast.volunteer.number])
    assert phone.get(scan).status_code == 404
    for who, status in ((cast.manager, 302), (cast.neighbour, 404), (cast.leader, 404)):
        client.force_login(who, backend=BACKEND)
        assert client.get(scan).status_code == status
    client.force_login(cast.manager, backend=BACKEND)
    for number in ("6210260000000", "x", "9" * 13, f"370481{cast.volunteer.pk:07d}"):
        assert client.get(reverse("desk_volunteers:scan", args=[number])).status_code == 404


def test_settings_change_what_he_said(cast, phone):
    phone.post(at("setting", "kinds"), {"kinds": ["care", "health"]})
    phone.post(at("setting", "times"), {"slots": ["6-evening"]})
    assert phone.post(at("setting", "about"), {"email": "x"}).status_code == 422
    phone.post(at("setting", "about"), {"email": "a@example.cn", "political": "13", "education": ""})
    who = Volunteer.objects.get(pk=cast.volunteer.pk)
    assert {kind.pk for kind in who.kinds.all()} == {"care", "health"}
    assert (who.email, who.political, who.availability.get().part) == ("a@example.cn", "13", "evening")
    assert "a@example.cn" in text(phone.get(at("setting", "about")))
    assert phone.get(at("setting", "nothing")).status_code == 404


def test_skills_are_changed_with_their_licences_and_shown_again(cast, phone):
    skill = Skill.objects.get(name="电工")
    ticked = {f"in_{skill.parent_id}": [skill.pk], "talents": ["elder"]}
    assert phone.post(at("setting", "skills"), ticked).url == at("setting", "licences")
    told = {f"no_{skill.pk}": "T77", f"by_{skill.pk}": "市里", f"to_{skill.pk}": "2099-01-01"}
    assert phone.post(at("setting", "licences"), told).url == at("settings")
    assert cast.volunteer.skills.get().licence_no == "T77" and cast.volunteer.talents.get().pk == "elder"
    assert re.search(r'value="repair-1"[^>]* checked', text(phone.get(at("setting", "skills"))))
    phone.post(at("setting", "skills"), {})
    assert not cast.volunteer.skills.exists()


def test_naming_is_given_and_taken_back_by_one_tap(cast, phone):
    for expected in (True, False):
        phone.post(at("named"))
        cast.volunteer.refresh_from_db()
        assert cast.volunteer.may_be_named is expected


def test_leaving_takes_two_taps_and_names_what_was_promised(cast, phone):
    claim = make.taken(cast, make.in_hall(cast))
    assert at("leave") in text(phone.get(at("settings")))
    answer = phone.post(at("leave"))
    assert answer.status_code == 409 and "上门理发" in text(answer)
    actions.free([claim.source])
    phone.post(at("leave"))
    cast.volunteer.refresh_from_db()
    assert cast.volunteer.status == VolunteerStatus.LEFT
    assert phone.get(at("card")).url == at("join")


def test_erased_he_is_out_of_the_log_in_too(cast, phone):
    assert "找不回来" in text(phone.get(at("erase")))
    assert phone.post(at("erase")).url == "/"
    cast.volunteer.refresh_from_db()
    assert cast.volunteer.status == VolunteerStatus.ERASED and "_auth_user_id" not in phone.session


def test_at_this_phone_he_sees_who_brought_him_and_confirms(cast, client):
    brought = make.brought(cast.station.division, number=NUMBER)
    user = make.phone_user(brought.person.phone)
    client.force_login(user)
    page = text(client.get(at("brought")))
    assert "县供电公司" in page and "990***********0015" in page and NUMBER not in page and "赵*登" in page
    one = at("brought_one", brought.pk)
    assert client.post(one, {"answer": "me"}).status_code == 422
    assert client.post(one, {"answer": "me", "yes": "on"}).url == at("card")
    brought.refresh_from_db()
    assert (brought.status, brought.confirmed_how) == (VolunteerStatus.ACTIVE, Confirmed.PHONE)
    assert "您已本人确认" in text(client.get(at("card")))


def test_others_do_not_see_it_nor_answer_for_him(cast, client, phone):
    brought = make.brought(cast.station.division)
    assert "县供电公司" not in text(phone.get(at("brought")))
    for answer in ("me", "not_me", "erase"):
        assert phone.post(at("brought_one", brought.pk), {"answer": answer, "yes": "on"}).status_code == 404


@pytest.mark.parametrize(("answer", "status"), [("not_me", "disowned"), ("erase", "erased")])
def test_not_me_and_all_of_it_away(cast, client, answer, status):
    brought = make.brought(cast.station.division)
    client.force_login(make.phone_user(brought.person.phone))
    client.post(at("brought_one", brought.pk), {"answer": answer})
    brought.refresh_from_db()
    assert brought.status == status


def test_by_name_and_document_he_finds_it_at_another_phone_and_may_only_disown(cast, phone):
    brought = make.brought(cast.station.division, name="李志愿", number=NUMBER)
    wrong = text(phone.post(at("brought"), {"name": "别人", "number": NUMBER}))
    assert "没有用这个姓名" in wrong and "县供电公司" not in wrong
    page = text(phone.post(at("brought"), {"name": "李志愿", "number": NUMBER}))
    assert (
        "县供电公司" in page
        and "到站上办" in page
        and brought.person.phone[:3] + "****" not in page.split("用您的证件")[1]
    )
    token = re.search(r"registrations/disown/([^/]+)/", page)[1]
    assert phone.post(at("disown_by_document", "forged")).status_code == 404
    phone.post(at("disown_by_document", token))
    brought.refresh_from_db()
    assert brought.status == VolunteerStatus.DISOWNED
    for _ in range(4):
        last = phone.post(at("brought"), {"name": "李志愿", "number": NUMBER})
    assert "今天试的证件号太多" in text(last)


def test_the_link_shows_first_and_works_once(cast, client):
    brought = make.brought(cast.station.division)
    link = actions.confirm_link(brought)
    assert "这是您吗" in text(client.get(link))
    brought.refresh_from_db()
    assert brought.status == VolunteerStatus.PENDING
    client.post(link, {"answer": "me", "yes": "on"})
    brought.refresh_from_db()
    assert (brought.status, brought.confirmed_how) == (VolunteerStatus.ACTIVE, Confirmed.LINK)
    for answer in ("not_me", "erase"):
        assert "答过了" in text(client.post(link, {"answer": answer}))
    brought.refresh_from_db()
    assert brought.status == VolunteerStatus.ACTIVE
    assert client.get(at("confirm", "forged")).status_code == 404


def test_a_minor_is_confirmed_by_the_guardian(cast, client):
    brought = make.brought(cast.station.division, number=make.citizen(make.NOW.date().replace(year=2014)))
    link = actions.confirm_link(brought)
    assert "请家长来填" in text(client.get(link))
    assert client.post(link, {"answer": "me", "yes": "on"}).status_code == 422
    parent = {"guardian": "赵大", "relation": "father", "phone": make.fresh_phone(), "agrees": "on", "child": "on"}
    client.post(link, {"answer": "me", "yes": "on", **parent})
    brought.refresh_from_db()
    assert brought.status == VolunteerStatus.ACTIVE and brought.guardian.name == "赵大"
