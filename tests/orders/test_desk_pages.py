"""The desk's pages: who sees them, what they say first; lists ask the database the same for one row and three."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from civcenter.residents.models import RevealLog
from orders.actions import claims, wishes
from orders.flow import OrderStatus, WishStatus
from orders.models import Claim, Event, Order, Wish
from tests import factories as make

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
KEY = "0e37df36-f698-11e6-8dd4-cb9ced3df976"
LATER = make.NOW + timedelta(hours=1)


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture(autouse=True)
def clock():
    """The pages' own clock: an hour after what the factories made."""
    with time_machine.travel(LATER):
        yield


@pytest.fixture
def desk(client):
    """A function that logs the client in as somebody."""

    def log_in(user):
        client.force_login(user, backend=BACKEND)
        return client

    return log_in


def text(page):
    return page.content.decode()


def url(name, *args):
    return reverse(f"desk_orders:{name}", args=args)


def test_board_says_the_finding_and_shows_each_step(cast, desk):
    make.wish(cast.station, words="巷道路灯坏了")
    make.order(cast, title="眼科义诊进村")
    make.in_hall(cast, title="集市健康义诊")
    make.served(cast, at=make.NOW - timedelta(days=1))
    page = text(desk(cast.office).get(url("board")))
    assert "现有 <b>4</b> 件在办" in page and "没有超时" in page
    for words in ("巷道路灯坏了", "眼科义诊进村", "集市健康义诊", "等群众评单"):
        assert words in page


def test_board_counts_overdue_by_step_and_each_number_opens_its_rows(cast, desk):
    make.wish(cast.station, words="早该答复的", at=make.NOW - timedelta(days=7))
    make.wish(cast.station, words="刚点的")
    page = text(desk(cast.office).get(url("board")))
    assert "1 件超时" in page and "最卡的一步：<b>群众点单</b>" in page
    rows = text(desk(cast.office).get(url("column", "ask"), {"only": "late"}))
    assert "早该答复的" in rows and "刚点的" not in rows


@pytest.mark.parametrize(
    "query", [{"only": "x"}, {"township": "999"}, {"kind": "没有"}, {"only": "late\x00"}, {"township": "a" * 300}]
)
def test_board_ignores_filters_that_mean_nothing(cast, desk, query):
    make.wish(cast.station, words="路灯坏了")
    assert "路灯坏了" in text(desk(cast.office).get(url("board"), query))


def test_board_narrows_by_township_and_kind(cast, desk):
    make.wish(cast.station, words="北庄的事")
    make.wish(cast.next_station, words="公曹的事")
    client = desk(cast.office)
    page = text(client.get(url("board"), {"township": make.TOWNSHIP}))
    assert "北庄的事" in page and "公曹的事" not in page
    assert "北庄的事" not in text(client.get(url("board"), {"kind": "health"}))


def test_board_is_for_reading_where_somebody_does_not_prepare(cast, desk):
    make.wish(cast.station)
    page = text(desk(cast.leader).get(url("board")))
    assert 'name="wishes"' not in page and "合并制成" not in page
    assert 'name="wishes"' in text(desk(cast.office).get(url("board")))


def test_board_of_an_empty_county(cast, desk):
    assert "现在没有在办的单" in text(desk(cast.office).get(url("board")))


@pytest.mark.parametrize("name", ["board", "wishes", "orders", "today"])
def test_lists_ask_the_same_of_the_database_for_one_row_and_three(cast, desk, name, django_assert_num_queries):
    expected = {"board": 15, "wishes": 9, "orders": 9, "today": 23}[name]
    for many in (1, 2):
        for _ in range(many):
            make.wish(cast.station)
            make.order(cast)
            make.in_hall(cast)
        client = desk(cast.manager if name == "today" else cast.office)
        client.get(url(name))
        with django_assert_num_queries(expected):
            client.get(url(name))


def test_desk_is_not_for_residents_or_strangers(cast, client, desk):
    wish = make.wish(cast.station)
    for path in (url("board"), url("wish", wish.pk), url("today"), url("enter"), url("prepare")):
        assert client.get(path).status_code == 302
    desk(cast.volunteer.person.user)
    for path in (url("board"), url("wish", wish.pk), url("wish", 10**9), url("today"), url("enter")):
        assert client.get(path).status_code == 403


def test_a_neighbour_gets_the_same_404_as_for_a_missing_row(cast, desk):
    order = make.in_hall(cast)
    claim = make.taken(cast, order)
    wish = order.wishes.get()
    client = desk(cast.neighbour)
    for name, pk in (("wish", wish.pk), ("order", order.pk), ("slip", wish.pk), ("sheet", order.pk)):
        assert client.get(url(name, pk)).status_code == 404
        assert client.get(url(name, 10**9)).status_code == 404
    for name, pk, step in (
        ("wish_step", wish.pk, "ask"),
        ("order_step", order.pk, "serve"),
        ("claim_step", claim.pk, "finish"),
    ):
        for number in (pk, 10**9, 10**25):
            assert client.get(url(name, number, step)).status_code == 404
            assert client.post(url(name, number, step)).status_code == 404


def test_contact_is_masked_until_somebody_says_why(cast, desk):
    wish = make.wish(cast.station, phone="19000001234", name="王小梅")
    client = desk(cast.manager)
    page = text(client.get(url("wish", wish.pk)))
    assert "190****1234" in page and "19000001234" not in page and "王小梅" not in page
    assert client.post(url("reveal", wish.pk), {"words": ""}).status_code == 422
    page = text(client.post(url("reveal", wish.pk), {"words": "问路怎么走"}))
    assert "19000001234" in page and "王小梅" in page
    event = Event.objects.get(step="reveal")
    assert (event.wish, event.actor) == (wish, cast.manager)
    assert RevealLog.objects.get().reason == "问路怎么走"
    assert desk(cast.leader).post(url("reveal", wish.pk), {"words": "看看"}).status_code == 403


def test_wish_is_found_by_number_or_words(cast, desk):
    wish = make.wish(cast.station, words="想看一场陇剧")
    make.wish(cast.station, words="路灯坏了")
    client = desk(cast.office)
    for words in (wish.number, "陇剧"):
        page = text(client.get(url("wishes"), {"q": words}))
        assert "想看一场陇剧" in page and "路灯坏了" not in page
    assert "没有找到" in text(client.get(url("wishes"), {"q": "没有这样的"}))


def test_staff_read_of_somebody_else(cast, desk):
    """The tables say 等您评单 to the resident; at the desk that would be a lie."""
    order = make.served(cast)
    client = desk(cast.office)
    for path in (url("wishes"), url("order", order.pk), url("wish", order.wishes.get().pk), url("column", "rate")):
        page = text(client.get(path))
        assert "等群众评单" in page and "等您" not in page, path


def test_order_is_found_by_title_its_number_and_a_wish_number(cast, desk):
    order = make.order(cast, title="眼科义诊进村")
    make.order(cast, title="修路灯")
    client = desk(cast.office)
    for words in ("义诊", str(order.pk), order.wishes.get().number):
        page = text(client.get(url("orders"), {"q": words}))
        assert "眼科义诊进村" in page
    assert "修路灯" not in text(client.get(url("orders"), {"q": "义诊"}))
    assert client.get(url("orders"), {"q": "9" * 40}).status_code == 200


def test_station_desk_puts_the_oldest_deadline_first_and_opens_it(cast, desk):
    make.in_hall(cast, title="晚到的")
    older = make.in_hall(cast, title="早到的", at=make.NOW - timedelta(days=7))
    page = text(desk(cast.manager).get(url("today")))
    assert "要办 2 件，" in page and "1 件已超时" in page
    assert page.index("早到的") < page.index("晚到的")
    assert url("order_step", older.pk, "send_back") in page


def test_station_desk_with_nothing_to_do(cast, desk):
    assert "今天没有要办的" in text(desk(cast.manager).get(url("today")))


def test_a_caller_without_a_phone_gets_a_slip(cast, desk):
    client = desk(cast.manager)
    details = {
        "key": KEY,
        "outpost": cast.station.pk,
        "kind": "care",
        "words": "想请人理个发",
        "phone": "",
        "urgency": "normal",
    }
    answer = client.post(url("enter"), details | {"name": "罗大爷", "beneficiary": "老伴"})
    wish = Wish.objects.get()
    assert (wish.entered_by, wish.phone, wish.beneficiary) == (cast.manager, "", "老伴")
    assert answer.url == url("slip", wish.pk)
    page = client.get(answer.url)
    assert wish.number in text(page) and f"/wish/{wish.number}/hand/" in page.context["link"]


def test_staff_enter_only_for_their_own_places(cast, desk):
    details = {"key": KEY, "outpost": cast.next_station.pk, "kind": "care", "words": "x" * 5, "urgency": "normal"}
    assert desk(cast.manager).post(url("enter"), details).status_code == 422
    assert desk(cast.leader).get(url("enter")).status_code == 403


def test_entering_keeps_what_was_typed_and_says_what_is_wrong(cast, desk):
    details = {
        "key": KEY,
        "outpost": cast.station.pk,
        "kind": "care",
        "words": "理个发",
        "phone": "1380000",
        "urgency": "normal",
    }
    page = desk(cast.manager).post(url("enter"), details)
    assert page.status_code == 422 and "手机号少了 4 位" in text(page) and "理个发" in text(page)


def test_pressed_twice_it_is_one_wish(cast, desk):
    client = desk(cast.manager)
    key = client.get(url("enter")).context["form"]["key"].value()
    details = {"key": key, "outpost": cast.station.pk, "kind": "care", "words": "理个发", "urgency": "normal"}
    answers = [client.post(url("enter"), details).url for _ in range(2)]
    assert answers[0] == answers[1] and Wish.objects.count() == 1


def test_words_of_danger_first_show_whom_to_call(cast, desk):
    client = desk(cast.manager)
    details = {"key": KEY, "outpost": cast.station.pk, "kind": "care", "words": "灶房冒烟了", "urgency": "normal"}
    page = client.post(url("enter"), details)
    assert page.status_code == 422 and "先打 119" in text(page) and "灶房冒烟了" in text(page)
    assert not Wish.objects.exists()
    assert client.post(url("enter"), details | {"is_calm": "on"}).status_code == 302


def test_slip_is_not_for_wishes_of_a_phone_nor_after_serving(cast, desk):
    client = desk(cast.manager)
    assert client.get(url("slip", make.wish(cast.station).pk)).status_code == 409
    entered = make.wish(cast.station, entered_by=cast.manager)
    assert client.get(url("slip", entered.pk)).status_code == 200
    served = make.served(cast, asked=[make.wish(cast.station, entered_by=cast.manager)])
    assert client.get(url("slip", served.wishes.get().pk)).status_code == 409


def order_form(**changes):
    return {
        "title": "上门理发",
        "kind": "care",
        "needed": 2,
        "day": "2026-11-28",
        "starts_at": "09:00",
        "ends_at": "11:00",
        "urgency": "normal",
        **changes,
    }


def test_two_wishes_become_one_order(cast, desk):
    pair = [make.wish(cast.station), make.wish(cast.next_station)]
    client, path = desk(cast.office), f"{url('prepare')}?wishes={pair[0].pk},{pair[1].pk}"
    assert "把 2 个心愿合成 1 单" in text(client.get(path))
    answer = client.post(path, order_form())
    order = Order.objects.get()
    assert answer.url == url("order", order.pk) and order.wishes.count() == 2 and order.needed == 2
    page = text(client.get(answer.url))
    assert "上门理发" in page and "派单" in page


def test_a_wish_that_somebody_else_took_meanwhile_is_told(cast, desk):
    pair = [make.wish(cast.station), make.wish(cast.station)]
    wishes.refuse(pair[1], by=cast.office, at=LATER, reason="paid", words="不办")
    path = f"{url('prepare')}?wishes={pair[0].pk},{pair[1].pk}"
    page = text(desk(cast.office).post(path, order_form(), follow=True))
    assert "有 1 个心愿刚被别人办了" in page and Order.objects.get().wishes.get() == pair[0]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"needed": "0"}, "至少要 1 个人"),
        ({"needed": "999"}, "一单最多 200 人"),
        ({"needed": "很多"}, "人数写数字"),
        ({"day": "明天"}, "日期没写对"),
        ({"starts_at": "早上"}, "几点开始没写对"),
        ({"title": ""}, "还没写单子名称"),
        ({"title": "长" * 61}, "最多 60 个"),
    ],
)
def test_crooked_orders_get_one_clear_sentence(cast, desk, typed, says):
    path = f"{url('prepare')}?wishes={make.wish(cast.station).pk}"
    page = desk(cast.office).post(path, order_form(details="带剪子", **typed))
    assert page.status_code == 422 and says in text(page) and "带剪子" in text(page)
    assert not Order.objects.exists()


def test_wishes_made_into_orders_one_by_one(cast, desk):
    pair = [make.wish(cast.station), make.wish(cast.station)]
    path = f"{url('prepare')}?wishes={pair[0].pk}&wishes={pair[1].pk}&how=each"
    answer = desk(cast.office).post(path, order_form())
    assert Order.objects.get().wishes.get() == pair[0]
    assert f"wishes={pair[1].pk}" in answer.url


def test_wishes_join_an_order_that_is_there(cast, desk):
    order, wish = make.order(cast), make.wish(cast.station)
    answer = desk(cast.office).post(f"{url('join')}?wishes={wish.pk}", {"order": order.pk})
    assert answer.url == url("order", order.pk) and order.wishes.count() == 2


def test_preparing_keeps_the_words_when_a_rule_is_broken(cast, desk):
    wish = make.wish(cast.station)
    page = desk(cast.office).post(f"{url('prepare')}?wishes={wish.pk}", order_form(ends_at="08:00", details="带剪子"))
    assert page.status_code == 409 and "结束时间要在开始时间之后" in text(page) and "带剪子" in text(page)


def test_preparing_is_the_offices_alone_and_takes_only_its_own_new_wishes(cast, desk):
    wish = make.wish(cast.station)
    path = f"{url('prepare')}?wishes={wish.pk}"
    assert desk(cast.manager).get(path).status_code == 403
    client = desk(cast.office)
    wishes.refuse(wish, by=cast.office, at=LATER, reason="paid", words="不办")
    for query in (f"?wishes={wish.pk}", "", "?wishes=a,b", f"?wishes={10**30}"):
        assert "还没有选心愿" in text(client.get(url("prepare") + query))
        assert client.post(url("prepare") + query, order_form()).status_code in (200, 409, 422)
    assert not Order.objects.exists()


def test_order_page_tells_the_whole_history(cast, desk):
    order = make.served(cast)
    page = text(desk(cast.office).get(url("order", order.pk)))
    for words in ("赵主任", "孙站长", "李志愿：接单", "派单", "放到接单大厅", "按时"):
        assert words in page
    assert desk(cast.manager).get(url("sheet", order.pk)).status_code == 200
    assert order.status == OrderStatus.SERVED and Wish.objects.get().status == WishStatus.SERVED


def test_order_page_asks_the_same_of_the_database_for_one_claim_and_three(cast, desk, django_assert_num_queries):
    order, client = make.in_hall(cast, needed=9), desk(cast.manager)
    for many in (1, 2):
        for _ in range(many):
            who = make.volunteer()
            claims.claim(order, volunteer=who, by=who.person.user, at=LATER)
        client.get(url("order", order.pk))
        with django_assert_num_queries(14):
            client.get(url("order", order.pk))
    assert Claim.objects.count() == 3
