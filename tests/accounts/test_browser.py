"""The pages of coming in, in a real browser: nothing refused, no barrier, no sideways scroll, elder mode too."""

import pytest
from playwright.sync_api import expect

from civcenter.kit import elder
from civcenter.notices.actions import tell
from civcenter.notices.models import Notice
from civcenter.residents.actions import new_person, reveal
from tests import browser
from tests import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = "19000099001"


@pytest.fixture
def cast(settings):
    settings.CIV_DEMO = True
    return make.cast()


def log_in(page, username):
    page.goto("/login/")
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码", exact=True).fill(make.PASSWORD)
    page.get_by_role("button", name="登录").click()


def come_in(page, check=lambda: None):
    page.goto("/me/login/?next=/me/")
    check()
    page.get_by_label("手机号").fill(PHONE)
    page.get_by_role("button", name="发短信").click()
    page.wait_for_url("**/me/code/**")
    check()
    shown = page.get_by_text("演示").locator("..").inner_text()
    page.get_by_label("6 位验证码").fill("".join(filter(str.isdigit, shown.split("验证码")[1]))[:6])
    page.get_by_role("button", name="进去").click()


@pytest.mark.parametrize("old", [False, True])
def test_a_phone_comes_in_and_says_who_is_here(cast, phone_page, old):
    user = make.phone_user(PHONE)
    for name in ("张小明", "李小花"):
        new_person(name=name, phone=PHONE, user=user, at=make.NOW)
    tell(source="x", text="您点的单办好了", link="/me/", user=user, at=make.NOW)
    page = phone_page
    if old:
        page.goto(f"/elder/on/?t={elder.token()}")

    def check():
        browser.check(page)
        assert not old or browser.faint(page) == []

    come_in(page, check)
    page.wait_for_url("**/me/who/**")
    check()
    page.get_by_text("李*花").click()
    page.get_by_role("button", name="就是我").click()
    page.wait_for_url("**/me/")
    assert "李小花" in page.content()
    check()
    page.goto("/me/notices/")
    check()
    page.get_by_role("button", name="去看看").click()
    page.wait_for_url("**/me/")
    assert Notice.objects.inbox_of(user).unread().count() == 0


def test_a_wrong_code_keeps_the_page_and_says_so(cast, phone_page):
    page = phone_page
    page.goto("/me/login/")
    page.get_by_label("手机号").fill("123")
    page.get_by_role("button", name="发短信").click()
    expect(page.get_by_text("手机号少了 8 位").first).to_be_visible()
    page.faults.clear()  # the browser reports the status 422 itself
    browser.check(page)
    page.get_by_label("手机号").fill(PHONE)
    page.get_by_role("button", name="发短信").click()
    page.wait_for_url("**/me/code/")
    page.get_by_label("6 位验证码").fill("000000")
    page.get_by_role("button", name="进去").click()
    page.get_by_text("还能试 4 次").first.wait_for()
    page.faults.clear()
    browser.check(page)


def test_staff_come_in_and_the_lock_says_for_how_long(cast, desk_page):
    page = desk_page
    page.goto("/login/")
    browser.check(page, least=32)
    for _ in range(5):
        page.get_by_label("账号").fill("office")
        page.get_by_label("密码", exact=True).fill("falsch")
        page.get_by_role("button", name="登录").click()
        page.wait_for_load_state()
    expect(page.get_by_text("30 分钟后再来试")).to_be_visible()
    page.faults.clear()
    browser.check(page)


def test_the_password_can_be_shown(cast, desk_page):
    desk_page.goto("/login/")
    desk_page.get_by_label("密码", exact=True).fill("geheim")
    desk_page.get_by_label("让我看见密码").check()
    assert desk_page.locator("input[name=password]").get_attribute("type") == "text"


def test_desk_pages_of_people(cast, desk_page):
    page = desk_page
    tell(source="x", text="新心愿", link="/desk/", user=cast.office, at=make.NOW)
    tell(source="s", text="x", phone=PHONE, at=make.NOW, place=make.VILLAGE)
    Notice.objects.filter(source="s:sms").update(state="unsure", fault="Timeout")
    log_in(page, "office")
    person = cast.volunteer.person.pk
    for path in ("/desk/notices/", "/desk/sms/", "/desk/password/", f"/desk/people/{person}/phone/"):
        page.goto(path)
        browser.check(page, least=32)
    page.get_by_label("为什么要看").fill("约上门时间")
    page.get_by_role("button", name="看手机号").click()
    page.get_by_text(cast.volunteer.person.phone).wait_for()
    browser.check(page, least=32)


def test_the_auditors_page(cast, desk_page):
    make.staff("auditor", "auditor", make.COUNTY)
    reveal(cast.volunteer.person, "phone", by=cast.manager, reason="约上门时间", at=make.NOW)
    log_in(desk_page, "auditor")
    desk_page.goto("/desk/reveals/")
    browser.check(desk_page, least=32)


def test_everything_works_without_javascript(cast, chrome, live_server):
    context = chrome.new_context(base_url=live_server.url, java_script_enabled=False, **browser.PHONE)
    page = context.new_page()
    come_in(page)
    page.wait_for_url("**/me/")
    page.get_by_role("button", name="退出").click()
    page.goto("/me/")
    assert "/me/login/" in page.url
    context.close()
