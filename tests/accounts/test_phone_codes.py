"""Coming in by phone: one code, one browser, five minutes, five tries, one use; limits; nothing told to strangers."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from civcenter.accounts import actions
from civcenter.accounts.models import PhoneCode, User, WrongCodes
from civcenter.kit.errors import LimitReached, RuleBroken
from civcenter.kit.secrets import lookup
from civcenter.notices.actions import tell
from civcenter.notices.adapters import Console
from civcenter.notices.models import Notice
from civcenter.notices.sending import send_next
from tests import factories as make
from tests.accounts.coming_in import BROWSER, PHONE, ask, wrong

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings):
    settings.CIV_DEMO = True


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
