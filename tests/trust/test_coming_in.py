"""Coming in by phone, attacked: many at once, many guesses, and asking whose phone is known."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from civcenter.accounts import actions
from civcenter.accounts.models import PhoneCode, User
from civcenter.kit.secrets import lookup
from civcenter.notices import limits
from civcenter.notices.actions import tell
from civcenter.notices.models import Notice
from tests import factories as make
from tests.trust.threads import at_once, kinds

CROWD, ROUNDS = 64, 3
racing = pytest.mark.django_db(transaction=True)


def code_of(phone):
    text = Notice.objects.filter(kind="code", phone_key=lookup(phone)).latest("pk").text
    return re.search(r"\d{6}", text).group()


def other_than(code):
    return f"{(int(code) + 1) % 10**6:06d}"


def ask_at_once(phone):
    return kinds(at_once(CROWD, lambda number: actions.send_code(phone, f"browser-{number}", make.NOW)))


@racing
def test_64_who_ask_at_once_get_one_sms():
    for _ in range(ROUNDS):
        phone = make.fresh_phone()
        assert ask_at_once(phone) == {"ok": 1, "LimitReached": CROWD - 1}
        assert Notice.objects.filter(phone_key=lookup(phone)).count() == 1


@racing
def test_64_who_ask_at_once_get_many_sms_without_the_lock(monkeypatch):
    """The control: counting without holding the phone lets the crowd through."""
    monkeypatch.setattr(limits, "hold", lambda phone_key: None)
    phone = make.fresh_phone()
    ask_at_once(phone)
    assert Notice.objects.filter(phone_key=lookup(phone)).count() > 1


@racing
def test_64_guesses_at_once_are_five():
    phone = make.fresh_phone()
    actions.send_code(phone, "mine", make.NOW)
    wrong = other_than(code_of(phone))
    results = kinds(at_once(CROWD, lambda _: actions.check_code(phone, wrong, "mine", make.NOW)))
    assert results == {"RuleBroken": CROWD}
    assert PhoneCode.objects.get().tries == 5
    assert not User.objects.filter(phone_key=lookup(phone)).exists()


@racing
def test_guesses_at_once_are_miscounted_when_read_before_written():
    """The control: a counter that is read, raised and written back loses tries."""
    PhoneCode.objects.create(
        phone_key="k", browser="b", code_hash="x", created_at=make.NOW, expires_at=make.NOW, tries=0
    )

    def guess(number):
        row = PhoneCode.objects.get()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.05)")
        row.tries += 1
        row.save()

    at_once(5, guess)
    assert PhoneCode.objects.get().tries < 5


@racing
def test_the_right_code_64_times_at_once_opens_once():
    phone = make.fresh_phone()
    actions.send_code(phone, "mine", make.NOW)
    code = code_of(phone)
    results = kinds(at_once(CROWD, lambda _: actions.check_code(phone, code, "mine", make.NOW)))
    assert results == {"ok": 1, "RuleBroken": CROWD - 1}
    assert User.objects.filter(phone_key=lookup(phone)).count() == 1


SECRET = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


def plain(response, phone):
    """The answer without what is the visitor's own: the form's token and the masked number he typed."""
    body = SECRET.sub(b"", response.content)
    return body.replace(f"{phone[:3]}****{phone[-4:]}".encode(), b"").replace(phone.encode(), b"")


def walk(phone, code="000000"):
    """Everything a stranger can try with a phone: ask, look, guess, ask again. Bytes, headers, number of queries."""
    client, seen = Client(), []
    steps = [
        ("accounts:phone_login", {"phone": phone}),
        ("accounts:code", None),
        ("accounts:code", {"code": code}),
        ("accounts:code_again", {}),
    ]
    for name, data in steps:
        with CaptureQueriesContext(connection) as queries:
            response = client.get(reverse(name)) if data is None else client.post(reverse(name), data)
        headers = {key: value for key, value in response.headers.items() if key != "Content-Length"}
        seen.append((name, response.status_code, plain(response, phone), headers, len(queries)))
    return seen


@pytest.mark.django_db
def test_a_known_and_an_unknown_phone_get_the_same_bytes_after_the_same_work(settings):
    settings.CIV_DEMO = False
    make.county()
    known = [make.fresh_phone() for _ in range(10)]
    for phone in known:
        make.volunteer(phone)
    User.objects.filter(phone_key=lookup(known[0])).update(is_active=False)
    walk(make.fresh_phone())
    first = walk(make.fresh_phone())
    assert [step[1] for step in first] == [302, 200, 409, 409]
    for phone in [*known, *(make.fresh_phone() for _ in range(10))]:
        assert walk(phone) == first


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["receipt", "result", "step"])
def test_other_messages_to_the_phone_count_against_its_codes(kind):
    phone = make.fresh_phone()
    tell(source="x", text="收到了", phone=phone, kind=kind, at=make.NOW)
    Notice.objects.update(state="sent", attempted_at=make.NOW)
    result = kinds([_asked(phone)])
    assert result == {"LimitReached": 1}


def _asked(phone):
    try:
        return actions.send_code(phone, "mine", make.NOW)
    except Exception as error:
        return error


def come_in(client, phone):
    """Through the pages, as a person would."""
    client.post(reverse("accounts:phone_login"), {"phone": phone})
    return client.post(reverse("accounts:code"), {"code": code_of(phone)})


@pytest.mark.django_db
def test_who_was_logged_in_here_before_is_gone_with_all_he_left(client):
    make.county()
    make.staff("office", "office", make.COUNTY)
    make.volunteer("19000008888", name="孙志愿")
    client.post(reverse("accounts:login"), {"username": "office", "password": make.PASSWORD})
    session = client.session
    session["person_id"], session["left"] = 10**6, "words"
    session.save()
    old = session.session_key
    assert come_in(client, "19000008888").status_code == 302
    assert client.session.session_key != old
    assert "left" not in client.session and client.session.get("person_id") != 10**6
    assert client.get(reverse("desk_notices:inbox"), follow=True).status_code != 500
    client.get(reverse("residents:who"))
    assert "孙志愿" in client.get(reverse("accounts:me")).content.decode()


@pytest.mark.django_db
def test_a_session_key_given_to_the_victim_is_worth_nothing_after_he_comes_in(client):
    """Fixation: the attacker makes a session and plants it; the log-in must leave that key."""
    client.post(reverse("accounts:phone_login"), {"phone": make.fresh_phone()})
    planted = client.cookies["sessionid"].value
    Notice.objects.all().delete()
    phone = make.fresh_phone()
    assert come_in(client, phone).status_code == 302
    assert client.cookies["sessionid"].value != planted
    attacker = Client()
    attacker.cookies["sessionid"] = planted
    assert attacker.get(reverse("accounts:me")).status_code == 302


@pytest.mark.django_db
def test_a_code_is_worth_nothing_in_another_browser_even_with_the_same_session(client):
    """The browser's own cookie is part of the code; a stolen session cookie alone does not bring it."""
    phone = make.fresh_phone()
    client.post(reverse("accounts:phone_login"), {"phone": phone})
    thief = Client()
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    assert thief.post(reverse("accounts:code"), {"code": code_of(phone)}).status_code == 409
    assert client.post(reverse("accounts:code"), {"code": code_of(phone)}).status_code == 302
