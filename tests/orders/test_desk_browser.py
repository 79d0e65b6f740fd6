"""The desk in a real browser: no barrier, no sideways scroll, one A4 sheet, and the whole road without JavaScript."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from orders.actions import claims, orders
from orders.flow import OrderStatus, WishStatus
from orders.models import Order, Wish
from tests import browser
from tests import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BACKEND = "django.contrib.auth.backends.ModelBackend"
PLAIN = {"viewport": {"width": 1280, "height": 900}, "java_script_enabled": False}


@pytest.fixture
def cast(seeded):
    return make.cast()


@pytest.fixture
def log_in(client, live_server):
    """A function that gives a browser page somebody's session."""

    def run(page, user):
        client.force_login(user, backend=BACKEND)
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])

    return run


def url(name, *args):
    return reverse(name if ":" in name else f"desk_orders:{name}", args=args)


def scene(cast):
    """Something in every column, one of it overdue."""
    now = timezone.now()
    make.wish(cast.station, words="巷道路灯坏了，晚上看不见", at=now - timedelta(days=9))
    wish = make.wish(cast.next_station, words="想看一场陇剧", at=now, name="王小梅")
    draft = make.order(cast, title="独居老人冬季安全走访", at=now)
    hall = make.in_hall(
        cast,
        title="陪读：给留守娃娃讲作业",
        needed=3,
        at=now - timedelta(days=2),
        starts_at=now - timedelta(days=1),
        ends_at=now - timedelta(hours=22),
    )
    claim = claims.claim(
        hall, volunteer=cast.volunteer, by=cast.volunteer.person.user, at=now - timedelta(days=1, hours=1)
    )
    claims.arrive(claim, by=cast.volunteer.person.user, at=now - timedelta(days=1))
    handed = make.order(cast, title="给两户修水管", at=now)
    orders.dispatch(handed, unit=cast.station, by=cast.office, at=now)
    make.served(cast, at=now - timedelta(days=3), title="换水龙头")
    applied = make.volunteer(name="陈新", active=False, at=now)
    return wish, draft, hall, handed, applied


def paths(cast):
    """(who, path) of every page of the desk."""
    wish, draft, hall, handed, applied = scene(cast)
    office = [
        url("board"),
        url("board") + "?only=late",
        url("column", "ask"),
        url("wishes"),
        url("orders"),
        url("wish", wish.pk),
        url("wish_step", wish.pk, "refuse"),
        f"{url('prepare')}?wishes={wish.pk}",
        url("prepare"),
        url("order_step", draft.pk, "dispatch"),
        url("desk_volunteers:teams"),
    ]
    manager = [
        url("today"),
        url("enter"),
        url("order", hall.pk),
        url("order_step", hall.pk, "serve"),
        url("order_step", handed.pk, "offer"),
        url("order_step", handed.pk, "publish"),
        url("desk_volunteers:volunteers"),
        url("desk_volunteers:volunteer", applied.pk),
        url("desk_incentives:records"),
    ]
    return [(cast.office, path) for path in office] + [(cast.manager, path) for path in manager]


def test_the_desk_holds_on_a_phone(cast, phone_page, log_in):
    for user, path in paths(cast):
        log_in(phone_page, user)
        assert phone_page.goto(path).status == 200, path
        browser.check(phone_page)


@pytest.mark.parametrize("name", ["slip", "sheet"])
def test_paper_is_one_a4_sheet(cast, desk_page, log_in, name):
    order = make.in_hall(cast, at=timezone.now(), needed=5)
    row = order if name == "sheet" else make.wish(cast.station, entered_by=cast.manager, at=timezone.now())
    log_in(desk_page, cast.manager)
    desk_page.goto(url(name, row.pk))
    assert desk_page.faults == [] and browser.violations(desk_page) == []
    paper = desk_page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    width, height = map(float, re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", paper).groups())
    assert (round(width), round(height)) == (595, 842)


def test_the_whole_road_of_the_desk_without_javascript(cast, open_browser, log_in):
    page = open_browser(PLAIN)
    log_in(page, cast.manager)
    page.goto(url("enter"))
    page.get_by_text("帮扶照料", exact=True).click()
    page.get_by_label("要办什么事").fill("我妈腿不方便，想请人到家理个发")
    page.get_by_role("button", name="点单", exact=True).click()
    expect(page.get_by_role("heading", name="您点的单收到了")).to_be_visible()

    log_in(page, cast.office)
    page.goto(url("board"))
    page.get_by_label("选中：我妈腿不方便").check()
    page.get_by_role("button", name="合并制成 1 单").click()
    page.get_by_label("单子名称").fill("给行动不便的老人上门理发")
    page.get_by_role("button", name="制单", exact=True).click()
    page.get_by_role("link", name="派单", exact=True).click()
    page.get_by_role("button", name="派单", exact=True).click()

    log_in(page, cast.manager)
    page.goto(url("today"))
    page.get_by_role("link", name="放到接单大厅").click()
    page.get_by_role("button", name="放到接单大厅").click()
    order = Order.objects.get()
    assert (order.status, order.unit) == (OrderStatus.OPEN, cast.station)
    page.get_by_role("button", name="开始服务").click()
    page.get_by_role("link", name="办结").click()
    page.get_by_label("办得怎么样").fill("站里自己去剪的")
    page.get_by_role("button", name="办结").click()
    assert Wish.objects.get().status == WishStatus.SERVED

    log_in(page, cast.chief)
    page.goto(url("wish", Wish.objects.get().pk))
    page.get_by_role("link", name="确认办好了").click()
    page.get_by_text("5 很满意").click()
    page.get_by_label("电话里怎么说的").fill("老人说剪得好")
    page.get_by_role("button", name="确认办好了").click()
    assert Order.objects.get().status == OrderStatus.CLOSED
