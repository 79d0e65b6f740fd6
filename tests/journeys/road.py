"""The road's people at their own screens: what each of them clicks, page by page, and nothing else."""

from types import SimpleNamespace

from playwright.sync_api import expect

from orders.models import Wish
from tests import browser
from tests import factories as make

TITLE = "上门理发"
WORDS = "我妈腿不方便，想请人到家给理个发"


def sees(page, title):
    """The page's own heading."""
    expect(page.get_by_role("heading", name=title).first).to_be_visible()


def press(page, name):
    page.get_by_role("button", name=name, exact=True).first.click()


def follow(page, name):
    page.get_by_role("link", name=name, exact=True).first.click()


class People:
    """Opens a browser of his own for each, on his first visit; `clock` moves everybody's time."""

    def __init__(self, open_browser, cast, clock):
        self.open_browser, self.cast, self.clock = open_browser, cast, clock
        self.desks = {}

    def staff(self, username):
        """A desk, logged in by password."""
        if username not in self.desks:
            page = self.desks[username] = self.open_browser(browser.DESK)
            page.goto("/login/")
            page.get_by_label("账号").fill(username)
            page.get_by_label("密码", exact=True).fill(make.PASSWORD)
            press(page, "登录")
            page.wait_for_url("**/desk/**")
        return self.desks[username]

    def volunteer(self, who):
        """A phone, logged in by the code that the demo shows."""
        page = self.open_browser(browser.PHONE)
        page.goto("/hall/")
        page.goto("/me/login/?next=/hall/")
        page.get_by_label("手机号").fill(who.person.phone)
        press(page, "发短信")
        shown = page.get_by_text("演示").locator("..").inner_text()
        page.get_by_label("6 位验证码").fill("".join(filter(str.isdigit, shown.split("验证码")[1]))[:6])
        press(page, "进去")
        sees(page, "接单大厅")
        return page

    def resident(self, words=WORDS):
        """A phone that scanned the wall's code and asked for something: its page and the wish."""
        page = self.open_browser(browser.PHONE)
        page.goto(f"/wish/?outpost={self.cast.station.pk}")
        page.get_by_text("帮扶照料", exact=True).click()
        page.get_by_label("您想办什么事？").fill(words)
        page.get_by_label("您的手机号").fill(make.fresh_phone())
        press(page, "提交")
        wish = Wish.objects.latest("pk")
        expect(page.get_by_text(wish.number).first).to_be_visible()
        follow(page, "看办到哪了")
        sees(page, "等中心受理")
        return SimpleNamespace(page=page, wish=wish)

    # The office

    def prepare(self, title=TITLE):
        """制单 from the wish that waits on the board, for ten to twelve today."""
        page = self.staff("office")
        page.goto("/desk/board/")
        page.get_by_label("选中：").check()
        press(page, "合并制成 1 单")
        page.get_by_label("单子名称").fill(title)
        page.get_by_label("哪天").fill(f"{make.NOW:%Y-%m-%d}")
        page.get_by_label("几点开始").fill("10:00")
        page.get_by_label("几点结束").fill("12:00")
        press(page, "制单")
        sees(page, title)
        return page

    def dispatch(self, page, unit=None):
        """派单, from the order's page: to the wish's own station, or to one that is named."""
        follow(page, "派单")
        if unit:
            page.get_by_label("别的所、站").fill(unit.division.name)
        press(page, "派单")
        expect(page.get_by_text("派出去了")).to_be_visible()

    # A station

    def opened(self, username):
        """The desk with the first order that waits there."""
        page = self.staff(username)
        page.goto("/desk/")
        return page

    def publish(self, username="manager"):
        page = self.opened(username)
        follow(page, "放到接单大厅")
        press(page, "放到接单大厅")
        expect(page.get_by_text("放到接单大厅了")).to_be_visible()

    def serve_alone(self, username="manager"):
        """The station does it itself."""
        page = self.opened(username)
        press(page, "开始服务")
        self.serve(page)

    def serve(self, page):
        follow(page, "办结")
        page.get_by_label("办得怎么样").fill("办妥了")
        press(page, "办结")
        expect(page.get_by_text("办结了，等群众评单")).to_be_visible()

    # A volunteer

    def take(self, page, title=TITLE):
        page.goto("/hall/")
        page.get_by_role("link", name=title).first.click()
        press(page, "我来接这单")
        expect(page.get_by_text("接下了")).to_be_visible()

    def work(self, page, hours=2):
        """到了, so many hours, 做完了."""
        press(page, "到了")
        expect(page.get_by_text("开始记时间")).to_be_visible()
        self.clock(hours)
        follow(page, "做完了")
        press(page, "就是这些时间，交")
        expect(page.get_by_text("记下了。谢谢您")).to_be_visible()


def rate(page, stars="5 星 很满意"):
    """确认 and 评单 on the resident's page."""
    page.reload()
    page.get_by_role("link", name="确认办好了").click()
    page.get_by_text(stars).click()
    press(page, "办好了，交评单")
    sees(page, "办成了")


def complain(page, words):
    page.reload()
    follow(page, "没办好")
    page.get_by_label("哪里没办好？").fill(words)
    press(page, "没办好，请重办")
    sees(page, "正在重办")
