"""The road in a real browser of 390 px: a wish from a phone, a volunteer who takes it, and points in the end."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from orders.actions import orders, wishes
from orders.actions.sweep import sweep
from orders.flow import OrderStatus, WishStatus
from orders.models import Order, Wish
from tests import browser
from tests import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = "19000006021"


@pytest.fixture
def cast(seeded):
    return make.cast()


def log_in(page, client_of, user, live_server):
    """Give a browser the session of somebody who has proved his phone."""
    cookie = client_of(user).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])


def ask(page, cast, words="我妈腿不方便，想请人到家里给理个发"):
    """Three taps and a sentence."""
    page.goto(f"/wish/?outpost={cast.station.pk}")
    page.get_by_text("帮扶照料").click()
    page.get_by_label("您想办什么事？").fill(words)
    page.get_by_label("您的手机号").fill(PHONE)
    page.get_by_role("button", name="提交").click()
    return Wish.objects.latest("pk")


def put_in_hall(cast, wish):
    at = timezone.now()
    order = make.order(cast, [wish], at=at)
    orders.dispatch(order, unit=cast.station, by=cast.office, at=at)
    return orders.publish(order, by=cast.manager, at=at)


def serve(page, order):
    """Take the order in the hall, come, and be done."""
    page.goto("/hall/")
    page.get_by_role("link", name="上门理发").click()
    page.get_by_role("button", name="我来接这单").click()
    page.get_by_role("button", name="到了").click()
    page.get_by_role("link", name="做完了").click()
    page.get_by_role("button", name="就是这些时间").click()
    page.get_by_role("link", name="整单办完了").click()
    page.get_by_role("button", name="办完了，请群众评").click()
    order.refresh_from_db()
    assert order.status == OrderStatus.SERVED


def rate(page):
    """Say that it is done, with five stars and a word."""
    page.reload()
    page.get_by_role("link", name="确认办好了").click()
    page.get_by_text("5 星").click()
    page.get_by_label("还想说的话").fill("剪得好")
    page.get_by_role("button", name="办好了，交评单").click()
    expect(page.get_by_role("heading", name="办成了")).to_be_visible()


def test_from_a_wish_to_the_points_page(open_browser, client_of, cast, live_server):
    resident, helper = open_browser(), open_browser()
    wish = ask(resident, cast)
    expect(resident.get_by_text(wish.number).first).to_be_visible()
    browser.check(resident)
    order = put_in_hall(cast, wish)
    log_in(helper, client_of, cast.volunteer.person.user, live_server)
    serve(helper, order)
    resident.get_by_role("link", name="看办到哪了").click()
    rate(resident)
    order.refresh_from_db()
    assert order.status == OrderStatus.CLOSED
    helper.goto("/my/points/")
    expect(helper.get_by_text("上门理发").first).to_be_visible()
    expect(helper.get_by_text("待站里核")).to_be_visible()


def test_not_done_well_goes_back_and_is_done_again(open_browser, client_of, cast, live_server):
    resident, helper = open_browser(), open_browser()
    order = put_in_hall(cast, ask(resident, cast))
    log_in(helper, client_of, cast.volunteer.person.user, live_server)
    serve(helper, order)
    resident.get_by_role("link", name="看办到哪了").click()
    resident.get_by_role("link", name="没办好").click()
    resident.get_by_label("哪里没办好？").fill("灯还是不亮")
    resident.get_by_role("button", name="没办好，请重办").click()
    expect(resident.get_by_role("heading", name="正在重办")).to_be_visible()
    orders.publish(Order.objects.get(), by=cast.manager, at=timezone.now())
    serve(helper, Order.objects.get())
    rate(resident)
    assert Wish.objects.get().status == WishStatus.CONFIRMED


def test_refused_with_its_reason(phone_page, cast):
    wish = ask(phone_page, cast)
    words = "路灯归供电所管，电话贴在站里"
    wishes.refuse(wish, by=cast.office, at=timezone.now(), reason="official", words=words)
    phone_page.get_by_role("link", name="看办到哪了").click()
    expect(phone_page.get_by_role("heading", name="没有受理")).to_be_visible()
    expect(phone_page.get_by_text(words)).to_be_visible()
    expect(phone_page.get_by_text("属于行政职责")).to_be_visible()


def test_sent_back_and_cancelled_the_wish_waits_again(phone_page, cast):
    order = put_in_hall(cast, ask(phone_page, cast))
    orders.send_back(order, by=cast.manager, at=timezone.now(), words="人手不够")
    phone_page.get_by_role("link", name="看办到哪了").click()
    expect(phone_page.get_by_role("heading", name="正在重新安排")).to_be_visible()
    expect(phone_page.get_by_text("人手不够")).not_to_be_visible()
    orders.cancel(order, by=cast.office, at=timezone.now(), words="另制一单")
    phone_page.reload()
    expect(phone_page.get_by_role("heading", name="等中心受理")).to_be_visible()


def test_nobody_rated_it_and_it_is_closed_but_never_praised(phone_page, cast):
    wish, at = ask(phone_page, cast), timezone.now()
    order = make.order(cast, [wish], at=at)
    orders.dispatch(order, unit=cast.station, by=cast.office, at=at)
    orders.start(order, by=cast.manager, at=at)
    orders.serve(order, by=cast.manager, at=at)
    sweep(at + timedelta(days=8))
    phone_page.get_by_role("link", name="看办到哪了").click()
    expect(phone_page.get_by_role("heading", name="默认办结")).to_be_visible()
    expect(phone_page.get_by_role("link", name="接着说")).to_be_visible()


def test_taken_back_in_two_taps(phone_page, cast):
    ask(phone_page, cast)
    phone_page.get_by_role("link", name="看办到哪了").click()
    phone_page.get_by_role("link", name="不要了").click()
    phone_page.get_by_role("button", name="撤回这一单").click()
    expect(phone_page.get_by_role("heading", name="您已撤回")).to_be_visible()


def test_a_fault_and_a_danger_hold_and_work_without_scripts(chrome, live_server, cast):
    context = chrome.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False, **browser.PHONE)
    page = context.new_page()
    page.goto(f"/wish/?outpost={cast.station.pk}")
    page.get_by_label("您想办什么事？").fill("邻居家着火了")
    page.get_by_label("您的手机号").fill("1380934602")
    page.get_by_role("button", name="提交").click()
    page.get_by_role("link", name="手机号少了 1 位").click()
    page.get_by_text("帮扶照料").click()
    page.get_by_label("您的手机号").fill(PHONE)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("link", name="119")).to_be_visible()
    assert not Wish.objects.exists()
    page.get_by_role("button", name="不是险情，照常提交").click()
    assert Wish.objects.get().words == "邻居家着火了"
    context.close()
