"""Coming in by phone: one code, one browser, five minutes, five tries, one use; limits; nothing told to strangers."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from civcenter.accounts import actions
from civcenter.accounts.models import PhoneCode, User, WrongCodes
from civcenter.kit.errors import LimitReached, RuleBroken
from civcenter.kit.secrets import lookup
from civcenter.notices.actions import tell
from civcenter.notices.adapters import Console
from civcenter.notices.models import Notice
from civcenter.notices.sending import send_next
from civcenter.residents.actions import new_person
from tests import factories as make

pytestmark = pytest.mark.django_db
PHONE, BROWSER = "19000099001", "a-browser"


@pytest.fixture(autouse=True)
def demo(settings):
    settings.CIV_DEMO = True


def ask(phone=PHONE, browser=BROWSER, at=make.NOW):
    actions.send_code(phone, browser, at)
    return code_of(phone)


def code_of(phone=PHONE):
    return re.search(r"\d{6}", Notice.objects.last_code(phone)).group()


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06d}"


def minutes(number):
    return make.NOW + timedelta(minutes=number)


def refused(code, phone=PHONE, browser=BROWSER, at=make.NOW):
    with pytest.raises(RuleBroken) as broken:
        actions.check_code(phone, code, browser, at)
    return broken.value.sentence


def test_the_right_code_makes_the_log_in_once_and_finds_it_again():
    user = actions.check_code(PHONE, ask(), BROWSER, make.NOW)
    again = actions.check_code(PHONE, ask(at=minutes(2)), BROWSER, minutes(2))
    assert user == again and user.phone == PHONE and user.phone_key == lookup(PHONE)
    assert not user.has_usable_password() and PHONE not in user.username and PHONE not in str(user)


def test_the_database_holds_neither_code_nor_phone():
    code = ask()
    row = PhoneCode.objects.get()
    assert code not in row.code_hash and row.salt
    with connection.cursor() as cursor:
        cursor.execute("SELECT n.*::text FROM notices_notice n")
        stored = str(cursor.fetchall())
    assert code not in stored and PHONE not in stored


def test_a_code_works_once():
    code = ask()
    actions.check_code(PHONE, code, BROWSER, make.NOW)
    assert "用过了" in refused(code)


def test_a_code_works_for_five_minutes():
    code = ask()
    assert "5 分钟" in refused(code, at=minutes(5))
    assert actions.check_code(PHONE, code, BROWSER, minutes(5) - timedelta(seconds=1))


def test_a_code_works_in_the_browser_that_asked_and_in_no_other():
    code = ask()
    assert "不是在这个手机" in refused(code, browser="another")
    assert actions.check_code(PHONE, code, BROWSER, make.NOW)


def test_a_code_works_for_its_phone_alone():
    code = ask()
    assert refused(code, phone="19000000002")


def test_five_wrong_tries_spend_a_code_though_each_was_refused():
    code = ask()
    said = [refused(wrong(code)) for _ in range(5)]
    assert "还能试 4 次" in said[0] and "还能试 1 次" in said[3]
    assert "试满了" in said[4] and "试满了" in refused(code)
    assert PhoneCode.objects.get().tries == 5


def test_only_the_latest_code_of_a_browser_works():
    old = ask()
    new = ask(at=minutes(2))
    if old != new:
        assert refused(old, at=minutes(2))
    assert actions.check_code(PHONE, new, BROWSER, minutes(2))


def test_strangers_asking_for_my_phone_do_not_spend_my_code():
    mine = ask()
    theirs = ask(browser="another", at=minutes(1))
    for _ in range(5):
        refused(wrong(theirs), browser="another", at=minutes(1))
    assert actions.check_code(PHONE, mine, BROWSER, minutes(1))


def test_wrong_codes_of_everybody_are_capped_by_the_day(settings):
    settings.CIV_WRONG_CODES_A_DAY = 3
    for number in range(3):
        phone = f"1900000001{number}"
        refused(wrong(ask(phone)), phone=phone)
    code = ask()
    assert "今天输错的人太多" in refused(code)
    assert WrongCodes.objects.get().count == 3
    tomorrow = make.NOW + timedelta(days=1)
    assert actions.check_code(PHONE, ask(at=tomorrow), BROWSER, tomorrow)


def test_right_codes_do_not_count_towards_the_cap(settings):
    settings.CIV_WRONG_CODES_A_DAY = 1
    for number in range(3):
        phone = f"1900000001{number}"
        assert actions.check_code(phone, ask(phone), BROWSER, make.NOW)


def test_a_log_in_that_was_closed_stays_closed():
    user = actions.check_code(PHONE, ask(), BROWSER, make.NOW)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert "停用" in refused(ask(at=minutes(2)), at=minutes(2))


# Limits: 1 in 60 s, 5 an hour, 10 in 24 hours, over every SMS to the phone.


def may_ask(at):
    try:
        actions.send_code(PHONE, BROWSER, at)
    except LimitReached:
        return False
    sent(at)
    return True


def sent(at):
    while send_next(Console(), clock=lambda: at):
        pass


def test_one_sms_a_minute():
    assert may_ask(make.NOW)
    assert not may_ask(make.NOW + timedelta(seconds=59))
    assert may_ask(make.NOW + timedelta(seconds=60))


def test_five_sms_an_hour():
    assert all(may_ask(minutes(2 * n)) for n in range(5))
    assert not may_ask(minutes(59))
    assert may_ask(minutes(60))


def test_ten_sms_in_a_day():
    assert all(may_ask(minutes(60 * n)) for n in range(10))
    assert not may_ask(minutes(24 * 60 - 1))
    assert may_ask(minutes(24 * 60))


def test_codes_that_no_relay_fetched_yet_count_too():
    actions.send_code(PHONE, BROWSER, make.NOW)
    with pytest.raises(LimitReached):
        actions.send_code(PHONE, BROWSER, make.NOW + timedelta(seconds=59))


def test_other_sms_count_against_codes():
    for n in range(5):
        tell(source=f"step:{n}", text="办好了", phone=PHONE, at=minutes(2 * n))
        sent(minutes(2 * n))
    assert not may_ask(minutes(30))
    assert may_ask(minutes(60))


def test_codes_count_against_other_sms_which_wait():
    assert may_ask(make.NOW)
    tell(source="step", text="办好了", phone=PHONE, at=make.NOW)
    sent(make.NOW)
    notice = Notice.objects.get(kind="step")
    assert (notice.state, notice.due_at) == ("pending", make.NOW + timedelta(seconds=60))
    sent(notice.due_at)
    notice.refresh_from_db()
    assert notice.state == "sent"


def test_the_whole_house_has_a_cap_a_day(settings):
    settings.CIV_SMS_A_DAY = 2
    for number in range(2):
        ask(f"1900000001{number}")
        sent(make.NOW)
    with pytest.raises(LimitReached, match="今天的短信发完了"):
        actions.send_code(PHONE, BROWSER, make.NOW)
    tell(source="step", text="办好了", phone=PHONE, at=make.NOW)
    sent(make.NOW)
    waiting = Notice.objects.get(kind="step")
    assert timezone.localtime(waiting.due_at).strftime("%H:%M") == "00:00" and waiting.state == "pending"
    assert may_ask(make.NOW + timedelta(days=1))


# The pages


def text(response):
    return response.content.decode()


def come_in(client, phone=PHONE, next_path=""):
    client.post(reverse("accounts:phone_login"), {"phone": phone, "next": next_path})
    return client.post(reverse("accounts:code"), {"code": code_of(phone), "next": next_path})


def follow(client, answer):
    while answer.status_code == 302:
        answer = client.get(answer.url)
    return answer


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
