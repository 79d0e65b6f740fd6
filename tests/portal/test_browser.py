"""The portal's own pages in a real browser: no barrier, nothing refused, within the budget, on one sheet."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from civcenter.hierarchy.models import Outpost
from tests import browser
from tests import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(seeded):
    cast = make.cast()
    Outpost.objects.filter(pk=cast.station.pk).update(
        phone="0934-6612345", address="村委会大院", opening_hours="每天 8:00—20:00", offers="理发、修灯"
    )
    return cast


def test_error_pages_hold(cast, phone_page):
    phone_page.goto("/nowhere/")
    phone_page.faults.clear()
    browser.check(phone_page)
    expect(phone_page.get_by_role("heading", name="没有这个页面")).to_be_visible()


def test_first_visit_takes_few_requests(cast, phone_page):
    asked = []
    phone_page.on("request", lambda request: asked.append(request.url))
    phone_page.goto("/", wait_until="networkidle")
    assert len([url for url in asked if "favicon" not in url]) <= 4


def test_elder_mode_stays_on_across_pages_and_goes_off_again(cast, phone_page):
    phone_page.goto("/")
    phone_page.locator("header").get_by_role("button", name="长辈版").click()
    assert phone_page.locator("html.elder").count() == 1
    phone_page.get_by_role("link", name="换地方").click()
    assert phone_page.locator("html.elder").count() == 1
    phone_page.get_by_role("button", name="回普通版").click()
    assert phone_page.locator("html.elder").count() == 0


def test_picked_outpost_is_home_from_then_on(cast, phone_page):
    phone_page.goto("/outposts/?q=北庄")
    phone_page.get_by_role("link", name=cast.station.name).click()
    phone_page.get_by_role("button", name="以后就用这里").click()
    assert cast.station.name in phone_page.locator("header").inner_text()


def test_poster_prints_as_one_a4_sheet(cast, desk_page):
    desk_page.goto(reverse("portal:poster", args=[cast.station.pk]))
    assert browser.violations(desk_page) == [] and desk_page.faults == []
    sheet = desk_page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
    width, height = map(float, re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", sheet).groups())
    assert (round(width), round(height)) == (595, 842)
