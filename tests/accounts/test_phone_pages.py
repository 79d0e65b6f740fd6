"""The pages of coming in by phone: code, 您是哪位, and what they tell strangers."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from civcenter.accounts.models import PhoneCode, User
from civcenter.kit.secrets import lookup
from civcenter.notices.models import Notice
from civcenter.residents.actions import new_person
from tests import factories as make
from tests.accounts.coming_in import PHONE, code_of, come_in, follow, text, wrong

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings):
    settings.CIV_DEMO = True


def minutes(number):
    return make.NOW + timedelta(minutes=number)


def bare(response):
    """What a page says, without the marks that differ each time."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text(response))
    page = re.sub(r'value="\d{6}"|value="\d{11}"|验证码 \d{6}', "", page)
    return re.sub(r"\d{3}\*{4}\d{4}", "", page), response.status_code, sorted(response.headers)


def test_a_phone_and_its_code_open_the_way_on(client):
    answer = come_in(client, next_path="/my/orders/")
    assert answer.url == "/me/who/?next=%2Fmy%2Forders%2F"
    assert client.get(answer.url).url == "/my/orders/"
    assert client.session.get_expiry_age() > 29 * 24 * 3600


def test_a_session_gets_a_new_key_when_the_phone_comes_in(client):
    client.post(reverse("accounts:phone_login"), {"phone": PHONE})
    before = client.session.session_key
    client.post(reverse("accounts:code"), {"code": code_of()})
    assert client.session.session_key != before and not client.session.exists(before)


def test_the_session_holds_no_clear_phone(client):
    client.post(reverse("accounts:phone_login"), {"phone": PHONE})
    assert PHONE not in str(dict(client.session))
    client.post(reverse("accounts:code"), {"code": code_of()})
    assert PHONE not in str(dict(client.session)) and "asked_phone" not in client.session


def test_known_and_unknown_phones_get_the_same_bytes():
    known = "19000000009"
    person = new_person(name="张三", phone=known, user=make.phone_user(known), at=make.NOW)
    assert person.pk
    pages = []
    for phone in (known, PHONE):
        client = Client()
        first = client.get(reverse("accounts:phone_login"))
        asked = client.post(reverse("accounts:phone_login"), {"phone": phone})
        shown = client.get(asked.url)
        tried = client.post(reverse("accounts:code"), {"code": wrong(code_of(phone))})
        soon = client.post(reverse("accounts:phone_login"), {"phone": phone})
        again = client.post(reverse("accounts:code_again"))
        pages.append([bare(page) for page in (first, asked, shown, tried, soon, again)])
    drop = [[(re.sub(r"请?\s?\d+ 秒", "", page), *rest) for page, *rest in one] for one in pages]
    assert [status for _, status, _ in drop[0]] == [200, 302, 200, 409, 409, 409]
    assert drop[0] == drop[1]


def test_asking_takes_the_same_queries_for_known_and_unknown_phones(client):
    known = "19000000009"
    make.phone_user(known)
    counts = []
    for phone in (known, PHONE):
        with CaptureQueriesContext(connection) as queries:
            Client().post(reverse("accounts:phone_login"), {"phone": phone})
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_code_page_of_another_browser_does_not_open_with_my_code():
    mine, theirs = Client(), Client()
    mine.post(reverse("accounts:phone_login"), {"phone": PHONE})
    code = code_of()
    stolen = theirs.session
    stolen.update(dict(mine.session))
    stolen.save()
    theirs.cookies[settings.SESSION_COOKIE_NAME] = stolen.session_key
    theirs.get(reverse("accounts:phone_login"))
    assert theirs.post(reverse("accounts:code"), {"code": code}).status_code == 409
    assert mine.post(reverse("accounts:code"), {"code": code}).status_code == 302


def test_the_demo_shows_the_code_and_a_real_place_does_not(client, settings):
    client.post(reverse("accounts:phone_login"), {"phone": PHONE})
    code = code_of()
    assert code in text(client.get(reverse("accounts:code")))
    assert "演示" in text(client.get(reverse("accounts:code")))
    settings.CIV_DEMO = False
    page = text(client.get(reverse("accounts:code")))
    assert code not in page and "短信还没有接通" in page


def test_the_code_page_without_a_phone_leads_back(client):
    assert client.get(reverse("accounts:code")).url == reverse("accounts:phone_login")
    assert client.post(reverse("accounts:code_again")).url == reverse("accounts:phone_login")


def test_the_phone_is_masked_on_every_page(client):
    client.post(reverse("accounts:phone_login"), {"phone": PHONE})
    page = text(client.get(reverse("accounts:code")))
    assert PHONE not in page and "190****9001" in page
    assert PHONE not in text(follow(client, come_in(client)))


@pytest.mark.parametrize("typed", ["", "12345", "1" * 12, "abc", "‮13800000001x", "𠮷", "12345678901"])
def test_a_phone_that_is_none_gets_a_sentence_and_no_sms(client, typed):
    page = client.post(reverse("accounts:phone_login"), {"phone": typed})
    assert page.status_code == 422 and "手机号" in text(page)
    assert not Notice.objects.exists()


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "𠮷𠮷", "12 34"])
def test_a_code_that_is_none_costs_no_try(client, typed):
    client.post(reverse("accounts:phone_login"), {"phone": PHONE})
    assert client.post(reverse("accounts:code"), {"code": typed}).status_code == 422
    assert PhoneCode.objects.get().tries == 0


def test_a_code_in_full_width_digits_or_with_blanks_is_understood(client):
    client.post(reverse("accounts:phone_login"), {"phone": PHONE})
    typed = " ".join(chr(0xFF10 + int(digit)) for digit in code_of())
    assert client.post(reverse("accounts:code"), {"code": typed}).status_code == 302


# 您是哪位


def person(name, user=None, phone=PHONE):
    return new_person(name=name, phone=phone, user=user, at=make.NOW)


def test_one_person_is_chosen_at_once(client):
    only = person("张小明", make.phone_user(PHONE))
    page = follow(client, come_in(client))
    assert page.wsgi_request.person == only and "张小明" in text(page)


def test_nobody_yet_goes_on_nameless(client):
    page = follow(client, come_in(client))
    assert page.status_code == 200 and page.wsgi_request.person is None


def test_several_are_asked_and_the_choice_holds(client):
    user = make.phone_user(PHONE)
    _, second = person("张小明", user), person("李小花", user)
    asked = follow(client, come_in(client, next_path="/me/"))
    assert "张*明" in text(asked) and "张小明" not in text(asked)
    assert client.post(reverse("residents:who"), {"person": second.pk, "next": "/me/"}).url == "/me/"
    assert client.get("/me/").wsgi_request.person == second


def test_nobody_can_choose_a_person_of_another_phone(client):
    user = make.phone_user(PHONE)
    person("张小明", user), person("李小花", user)
    stranger = person("王五", make.phone_user("19000000002"), "19000000002")
    come_in(client)
    assert client.post(reverse("residents:who"), {"person": stranger.pk}).status_code == 422
    session = client.session
    session["person_id"] = stranger.pk
    session.save()
    assert client.get("/me/").wsgi_request.person is None


def test_somebody_on_record_by_the_phone_is_linked_when_he_says_so(client):
    known = person("赵六")
    assert "赵*" in text(follow(client, come_in(client)))
    client.post(reverse("residents:who"), {"person": known.pk})
    known.refresh_from_db()
    assert known.user == User.objects.get(phone_key=lookup(PHONE))


def test_somebody_new_at_a_shared_phone_goes_on_nameless(client):
    person("赵六", make.phone_user(PHONE)), person("钱七", make.phone_user(PHONE))
    come_in(client)
    client.post(reverse("residents:who"), {"person": "new"})
    assert client.get("/me/").wsgi_request.person is None


def test_staff_pages_do_not_open_by_phone(client):
    come_in(client)
    assert client.get("/desk/").status_code == 403
