"""From nobody to a card in a real browser of 390 px without scripts: one matter a page, back and forth."""

import pytest
from playwright.sync_api import expect

from tests import browser
from tests import factories as make
from volunteers.models import Volunteer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_phone_registers_without_scripts(seeded, chrome, client_of, live_server):
    cast, user = make.cast(), make.phone_user(make.fresh_phone())
    context = chrome.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False, **browser.PHONE)
    context.add_cookies(
        [{"name": "sessionid", "value": client_of(user).cookies["sessionid"].value, "url": live_server.url}]
    )
    page = context.new_page()

    def press(name):
        with page.expect_navigation():  # or a second press could still meet the page before
            page.get_by_role("button", name=name, exact=True).click()

    page.goto("/volunteer/join/")
    page.get_by_label("您住在哪个村或社区？").fill("北庄")
    press("找")
    page.get_by_role("button", name="北庄村").click()
    page.get_by_label("您的姓名").fill("王建军")
    page.get_by_label("身份证号").fill("9901011990 0307 001")
    press("下一步")
    page.get_by_role("link", name="这里是 17 位").click()
    page.get_by_label("身份证号").fill("990101199003070015")
    press("下一步")
    page.get_by_role("link", name="上一步").click()
    assert page.get_by_label("您的姓名").input_value() == "王建军"
    press("下一步")
    page.get_by_text("帮扶照料").click()
    press("下一步")
    page.get_by_text("电工（要证）").click()
    press("下一步")
    page.get_by_label("电工证书号").fill("T990101")
    page.get_by_label("发证机关").fill("市应急局")
    page.get_by_label("有效到").fill("2099-01-01")
    for _ in range(3):
        press("下一步")
    expect(page.get_by_text("990***********0015")).to_be_visible()
    page.get_by_text("我看过上面的说明").click()
    press("交给站里核对")
    volunteer = Volunteer.objects.get(person__user=user)
    expect(page.get_by_text(volunteer.number)).to_be_visible()
    assert volunteer.division == cast.station.division
    context.close()
