"""Personal-data canaries: one volunteer's papers, phones and e-mail, and every page, answer, notice and log of those
who have no business with them."""

import json
import logging
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from civcenter.accounts.roles import Role
from civcenter.notices.models import Notice
from tests import factories as make
from volunteers import actions
from volunteers.models import Skill

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
BIRDS = {
    "phone": "19000009753",
    "document_no": make.citizen(date(2009, 3, 7), order=753),
    "email": "jinsique@example.cn",
    "guardian_phone": "19000009754",
    "licences": "T-975310",
    "political_words": "农工党党员",
}
WORDS = {bird: word.split()[-1] for bird, word in BIRDS.items()}


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def bird(cast):
    """A minor on the register with something in every field that is masked."""
    made = actions.register(
        user=make.phone_user(BIRDS["phone"]),
        name="陈金丝",
        phone=BIRDS["phone"],
        division=cast.station.division,
        kinds=[],
        consent_version="2",
        browser="",
        at=make.NOW,
        identity=actions.Identity("citizen", BIRDS["document_no"]),
        guardian=actions.GuardianYes("陈大", "father", BIRDS["guardian_phone"], "1", ""),
        profile=actions.Profile(
            skills=[actions.Held(Skill.objects.get(name="急救员"), "1", "T-975310", "县里", date(2099, 1, 1))],
            political="08",
            email=BIRDS["email"],
        ),
    )
    actions.review(made, by=cast.manager, at=make.NOW, accept=True)
    return made


@pytest.fixture
def heard(caplog):
    caplog.set_level(logging.DEBUG)
    return caplog


def pages(bird):
    """What the desk and programs show of the register."""
    yield reverse("desk_volunteers:volunteers")
    yield reverse("desk_volunteers:volunteers") + "?q=陈金丝"
    yield reverse("desk_volunteers:volunteer", args=[bird.pk])
    yield reverse("desk_volunteers:tree")
    yield reverse("desk_volunteers:coverage")
    yield reverse("desk_portal:home")
    yield reverse("desk_notices:inbox")
    yield "/api/v1/volunteers/"
    yield f"/api/v1/volunteers/{bird.pk}/"
    for what in BIRDS:
        yield reverse("desk_volunteers:reveal", args=[bird.pk, what])


def found(text):
    return [bird for bird, word in WORDS.items() if word in text]


@pytest.mark.parametrize("role", ["leader", "auditor", "inspector", "sysadmin", "neighbour", "liaison", "resident"])
def test_nobody_without_the_duty_meets_them_anywhere(cast, bird, heard, role, time_machine):
    time_machine.move_to(make.NOW)
    posts = {
        "leader": (Role.LEADER, make.COUNTY),
        "auditor": (Role.AUDITOR, make.COUNTY),
        "inspector": (Role.INSPECTOR, make.COUNTY),
        "sysadmin": (Role.SYSADMIN, make.COUNTY),
        "neighbour": (Role.BRANCH_MANAGER, make.NEXT_TOWNSHIP),
        "liaison": (Role.LIAISON, make.VILLAGE),
    }
    user = make.staff(f"no-{role}", *posts[role]) if role in posts else make.phone_user(make.fresh_phone())
    client = Client()
    client.force_login(user, backend=BACKEND)
    for path in pages(bird):
        assert found(client.get(path, follow=True).content.decode()) == [], path
    for what in BIRDS:
        answer = client.post(reverse("desk_volunteers:reveal", args=[bird.pk, what]), {"reason": "想看看"})
        assert answer.status_code in (302, 403, 404) and found(answer.content.decode()) == []
    assert found(heard.text) == []


def test_even_a_manager_reads_them_masked_until_he_says_why(cast, bird, heard, time_machine):
    time_machine.move_to(make.NOW)
    client = Client()
    client.force_login(cast.manager, backend=BACKEND)
    for path in pages(bird):
        shown = found(client.get(path, follow=True).content.decode())
        assert shown == [], path
    for what, word in WORDS.items():
        answer = client.post(reverse("desk_volunteers:reveal", args=[bird.pk, what]), {"reason": "核对证件"})
        assert word in answer.content.decode(), what
    assert found(heard.text) == []


def test_they_stand_in_no_notice_to_others_and_in_no_address(cast, bird):
    own = bird.person.user.pk
    said = [n.text + n.link for n in Notice.objects.exclude(user_id=own).exclude(phone=BIRDS["phone"])]
    assert found(json.dumps(said, ensure_ascii=False)) == []
    client = Client()
    client.force_login(cast.manager, backend=BACKEND)
    for word in (BIRDS["phone"], BIRDS["document_no"]):
        answer = client.post(reverse("desk_volunteers:volunteers"), {"q": word})
        assert found(answer.headers["Location"]) == []
