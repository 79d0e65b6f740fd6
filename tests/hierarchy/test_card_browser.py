"""The card at the desk in a real browser: no barrier, nothing refused, and the wall page says what was written."""

import pytest
from django.urls import reverse

from tests import browser
from tests import factories as make

REFUSED = "Failed to load resource: the server responded with a status of 422 (Unprocessable Entity)"
"""What Chromium itself writes of a page that shows a form again."""

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_manager_writes_the_card_and_is_told_what_is_wrong(desk_page, seeded):
    cast = make.cast()
    desk_page.goto("/login/")
    desk_page.get_by_label("账号").fill("chief")
    desk_page.get_by_label("密码", exact=True).fill(make.PASSWORD)
    desk_page.get_by_role("button", name="登录", exact=True).click()
    desk_page.goto(reverse("desk_portal:outposts"))
    browser.check(desk_page, least=22)
    desk_page.get_by_role("link", name=cast.station.name).click()
    desk_page.get_by_label("地址").fill("村委会院内")
    desk_page.get_by_label("电话").fill("没有")
    desk_page.get_by_role("button", name="保存").click()
    assert "这不像电话号码" in desk_page.inner_text("main")
    assert desk_page.get_by_label("地址").input_value() == "村委会院内"
    assert desk_page.faults == [REFUSED]
    desk_page.faults.clear()
    browser.check(desk_page, least=32)
    desk_page.get_by_label("电话").fill("0934-6622000")
    desk_page.get_by_role("button", name="保存").click()
    assert "改好了" in desk_page.inner_text("main")
    desk_page.goto(reverse("portal:outpost", args=[cast.station.pk]))
    assert "村委会院内" in desk_page.inner_text("main")
