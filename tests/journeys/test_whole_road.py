"""The road through pages alone: each at a screen of his own, logged in by the real doors, from a wish to its end."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from civcenter.accounts.roles import Role
from civcenter.kit.templatetags.kit import qr
from incentives.models import Account
from orders import telling
from orders.actions.sweep import sweep
from orders.flow import ClaimStatus, OrderStatus, WishStatus
from orders.models import Claim, Order, Wish
from tests import factories as make
from tests.journeys.road import People, complain, follow, press, rate, sees

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SECOND_VILLAGE = "621026100202"


@pytest.fixture
def clock():
    """Everybody's time: a Monday at nine, running; called, it moves on by so many hours."""
    with time_machine.travel(make.NOW) as traveller:
        yield lambda hours: traveller.move_to(timezone.now() + timedelta(hours=hours))


@pytest.fixture
def people(settings, open_browser, seeded, clock):
    settings.CIV_DEMO = True
    return People(open_browser, make.cast(), clock)


def is_now(wish, status):
    wish.refresh_from_db()
    assert wish.status == status


def test_from_a_wish_to_hours_and_points(people):
    asked = people.resident()
    people.dispatch(people.prepare())
    asked.page.reload()
    sees(asked.page, "已派到实践站")
    people.publish()
    helper = people.volunteer(people.cast.volunteer)
    people.take(helper)
    asked.page.reload()
    expect(asked.page.get_by_text("李师傅").first).to_be_visible()
    people.clock(1)
    people.work(helper)
    people.desks.clear()  # two hours idle end a staff session
    people.serve(people.opened("manager"))
    rate(asked.page)
    is_now(asked.wish, WishStatus.CONFIRMED)
    helper.goto("/my/points/")
    expect(helper.locator(".balance")).to_have_text("2")
    expect(helper.locator(".stat", has_text="已入册")).to_contain_text("2 小时")
    expect(helper.get_by_role("link", name="上门理发").first).to_be_visible()


def test_refused_with_a_reason_that_the_resident_reads(people):
    asked = people.resident("村口路灯坏了，想请人来修")
    office = people.staff("office")
    office.goto("/desk/board/")
    office.get_by_role("link", name="村口路灯坏了").click()
    follow(office, "不予受理")
    office.get_by_text("属于行政职责").click()
    office.get_by_label("给点单人的一句话").fill("路灯归供电所管，电话贴在站里")
    press(office, "不予受理")
    expect(office.get_by_text("已告诉点单人")).to_be_visible()
    asked.page.reload()
    sees(asked.page, "没有受理")
    expect(asked.page.get_by_text("属于行政职责")).to_be_visible()
    expect(asked.page.get_by_text("路灯归供电所管").first).to_be_visible()


def test_sent_back_by_one_station_and_done_by_the_next(people):
    second = make.place(SECOND_VILLAGE, "南庄村", make.TOWNSHIP)
    make.staff("second", Role.STATION_MANAGER, SECOND_VILLAGE, "郑站长")
    asked = people.resident()
    people.dispatch(people.prepare())
    station = people.opened("manager")
    follow(station, "退回上一级")
    station.get_by_label("写一句为什么").fill("这周人手不够")
    press(station, "退回上一级")
    expect(station.get_by_text("退回上一级了")).to_be_visible()
    asked.page.reload()
    sees(asked.page, "正在重新安排")
    expect(asked.page.get_by_text("人手不够")).to_have_count(0)
    branch = people.opened("chief")
    branch.get_by_role("link", name="上门理发", exact=True).click()
    expect(branch.get_by_text("这周人手不够").first).to_be_visible()
    people.dispatch(branch, second)
    assert Order.objects.get().unit == second
    people.serve_alone("second")
    rate(asked.page, "4 星 满意")
    is_now(asked.wish, WishStatus.CONFIRMED)


def test_disputed_mended_at_the_same_station_and_confirmed(people):
    asked = people.resident()
    people.dispatch(people.prepare())
    people.serve_alone()
    complain(asked.page, "只剪了一半")
    order = Order.objects.get()
    assert (order.status, order.unit, order.round) == (OrderStatus.DISPATCHED, people.cast.station, 2)
    branch = people.staff("chief")
    branch.goto("/desk/notices/")
    expect(branch.get_by_text("一单群众说没办好").first).to_be_visible()
    people.serve_alone()
    rate(asked.page)
    is_now(asked.wish, WishStatus.CONFIRMED)


def test_nobody_rates_and_the_clock_closes_it(people):
    asked = people.resident()
    people.dispatch(people.prepare())
    people.serve_alone()
    sweep(timezone.now() + timedelta(days=9))
    asked.page.reload()
    sees(asked.page, "默认办结")
    expect(asked.page.get_by_role("link", name="接着说")).to_be_visible()
    office = people.staff("office")
    office.goto(f"/desk/wishes/{asked.wish.pk}/")
    expect(office.get_by_text("默认办结").first).to_be_visible()


def test_cancelled_the_wish_is_new_again_and_taken_back(people):
    asked = people.resident()
    office = people.prepare()
    people.dispatch(office)
    follow(office, "取消这单")
    office.get_by_label("写一句为什么").fill("要和别的单一起办")
    press(office, "取消这单")
    expect(office.get_by_text("这单取消了").first).to_be_visible()
    asked.page.reload()
    sees(asked.page, "等中心受理")
    follow(asked.page, "事情已经办了，不要了")
    press(asked.page, "撤回这一单")
    sees(asked.page, "您已撤回")
    is_now(asked.wish, WishStatus.WITHDRAWN)
    assert not Claim.objects.exists()


def test_somebody_without_a_phone_answers_by_the_slip(people, clock):
    desk = people.staff("manager")
    desk.goto("/desk/")
    follow(desk, "代群众点单")
    desk.get_by_text("帮扶照料", exact=True).click()
    desk.get_by_label("要办什么事").fill("眼睛花了，想请人给念念信")
    desk.get_by_label("怎么称呼").fill("张大爷")
    with time_machine.travel(timezone.now(), tick=False):
        press(desk, "点单")
        sees(desk, "您点的单收到了")
        wish = Wish.objects.get()
        link = telling.slip_link(wish)
        drawn = desk.get_by_label("扫码看办到哪了").locator("path").get_attribute("d")
        address = desk.url.split("/desk/")[0]
        assert drawn in qr(f"{address}{link}")
    people.dispatch(people.prepare())
    people.publish()
    helper = people.volunteer(people.cast.volunteer)
    people.take(helper)
    people.clock(1)
    people.work(helper, hours=0.5)
    people.serve(people.opened("manager"))
    paper = people.open_browser()
    paper.goto(link)
    rate(paper)
    is_now(wish, WishStatus.CONFIRMED)
    claim = Claim.objects.get(status=ClaimStatus.DONE)
    assert (claim.record.minutes, claim.record.vouched_by) == (30, people.cast.manager)
    assert Account.objects.get(person=claim.volunteer.person).balance > 0
