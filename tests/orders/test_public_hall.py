"""04: the hall, an order, and a volunteer's own claims on a phone."""

import gzip
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from orders.actions import claims, orders, wishes
from orders.flow import ClaimStatus, OrderStatus, Proof
from orders.hands import Bearer
from orders.models import Claim
from tests import factories as make
from tests.orders.phones import text
from volunteers.models import ServiceKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def phone(client_of, cast):
    """The volunteer's phone, logged in."""
    return client_of(cast.volunteer.person.user)


def in_hall(cast, **changes):
    return make.in_hall(cast, at=timezone.now(), **changes)


def test_anybody_may_read_the_hall_and_an_order(client, cast):
    order = in_hall(cast, risks="不碰总闸")
    client.get(f"/wish/?outpost={cast.station.pk}")
    hall = text(client.get("/hall/"))
    assert "上门理发" in hall and "还差 1 人" in hall and "约 +2 分" in hall
    page = text(client.get(reverse("orders:order", args=[order.pk])))
    assert "不碰总闸" in page and "我来接这单" in page and "2 小时" in page


def test_an_order_shows_no_word_number_or_phone_of_a_wish(client, cast):
    wish = make.wish(cast.station, at=timezone.now(), words="住在沟边第三家", name="马老汉")
    order = make.order(cast, [wish], at=timezone.now())
    orders.dispatch(order, unit=cast.station, by=cast.office, at=timezone.now())
    orders.publish(order, by=cast.manager, at=timezone.now())
    page = text(client.get(reverse("orders:order", args=[order.pk])))
    for secret in (wish.words, wish.number, wish.phone, wish.name):
        assert secret not in page


def test_an_empty_hall_says_so(client, cast):
    assert "现在没有要人的单" in text(client.get("/hall/"))


def test_without_a_county_one_is_asked_for_a_place(client):
    assert client.get("/hall/").url == reverse("portal:outposts")


def test_near_shows_the_village_first_then_the_township_and_not_the_next_one(phone, cast):
    at = timezone.now()
    far = make.order(cast, [make.wish(cast.next_station, at=at)], at=at, title="邻镇的事")
    near = make.order(cast, [make.wish(cast.branch, at=at)], at=at, title="镇上的事")
    for order in (far, near):
        orders.publish(order, by=cast.office, at=at)
    in_hall(cast, title="村里的事", starts_at=at + timedelta(days=2), ends_at=at + timedelta(days=2, hours=1))
    page = text(phone.get("/hall/"))
    assert page.index("村里的事") < page.index("镇上的事") and "邻镇的事" not in page
    assert "邻镇的事" in text(phone.get("/hall/?show=all")) and "全县 3 单" in page


def test_my_kinds_are_those_i_chose_and_the_items_under_them(phone, cast):
    cast.volunteer.kinds.set([ServiceKind.objects.get(code="care")])
    in_hall(cast, title="理发的事", kind=ServiceKind.objects.get(code="haircut"))
    in_hall(cast, title="唱戏的事", kind=ServiceKind.objects.get(code="opera"))
    page = text(phone.get("/hall/?show=kinds"))
    assert "理发的事" in page and "唱戏的事" not in page


def test_the_weekend_is_this_weeks(phone, cast):
    now = timezone.localtime()
    saturday = now.replace(hour=10) + timedelta(days=(5 - now.weekday()) % 7 or 7)
    in_hall(cast, title="周六的事", starts_at=saturday, ends_at=saturday + timedelta(hours=2))
    later = saturday + timedelta(days=7)
    in_hall(cast, title="下周的事", starts_at=later, ends_at=later + timedelta(hours=2))
    page = text(phone.get("/hall/?show=weekend"))
    assert "下周的事" not in page


def test_a_clash_is_shown_and_taking_it_is_refused_with_the_way_on(phone, cast):
    make.taken(cast, in_hall(cast, title="先接的"), at=timezone.now())
    other = in_hall(cast, title="撞上的")
    assert "的事撞了" in text(phone.get("/hall/?show=all"))
    answer = phone.post(reverse("orders:claim_order", args=[other.pk]))
    assert answer.status_code == 409 and "撞了" in text(answer) and "看看别的单" in text(answer)
    other.refresh_from_db()
    assert other.taken == 0


HALL_QUERIES = 12


def queries_of(phone, django_assert_num_queries, count):
    with django_assert_num_queries(count):
        phone.get("/hall/?show=all")


def test_the_hall_takes_the_same_queries_with_one_and_three_orders(phone, cast, django_assert_num_queries):
    in_hall(cast)
    phone.get("/hall/")
    queries_of(phone, django_assert_num_queries, HALL_QUERIES)
    in_hall(cast, kind=ServiceKind.objects.get(code="haircut"))
    in_hall(cast, kind=ServiceKind.objects.get(code="opera"))
    queries_of(phone, django_assert_num_queries, HALL_QUERIES)


def test_a_long_hall_goes_on_in_parts(client, cast):
    for turn in range(22):
        in_hall(cast, title=f"第{turn:02}单")
    first = client.get("/hall/?show=all")
    seen = text(first).count('class="card blk"')
    assert seen == 20 and "再看一些单" in text(first)


def test_taking_asks_who_is_not_logged_in_and_leads_back(client, cast):
    order = in_hall(cast)
    answer = client.post(reverse("orders:claim_order", args=[order.pk]))
    assert answer.url == f"/me/login/?next=/hall/{order.pk}/"


def test_taking_leads_who_is_no_volunteer_to_joining(client_of, cast):
    order = in_hall(cast)
    stranger = client_of(make.phone_user(make.fresh_phone()))
    assert stranger.post(reverse("orders:claim_order", args=[order.pk])).url == reverse("volunteers:join")


def test_taking_twice_is_one_place(phone, cast):
    order = in_hall(cast, needed=2)
    for _ in range(2):
        answer = phone.post(reverse("orders:claim_order", args=[order.pk]))
        assert answer.url == reverse("orders:order", args=[order.pk])
    order.refresh_from_db()
    assert order.taken == 1 and Claim.objects.count() == 1


def test_a_full_order_says_so_and_leads_on(client_of, cast):
    order = in_hall(cast)
    make.taken(cast, order, at=timezone.now())
    late = make.volunteer(at=timezone.now())
    other = client_of(late.person.user)
    answer = other.post(reverse("orders:claim_order", args=[order.pk]))
    assert answer.status_code == 409 and "刚被别人接满了" in text(answer)


def test_an_order_out_of_the_hall_is_there_for_its_claimants_only(client, phone, cast):
    order = in_hall(cast)
    claim = make.taken(cast, order, at=timezone.now())
    claims.arrive(claim, by=cast.volunteer.person.user, at=timezone.now())
    url = reverse("orders:order", args=[order.pk])
    assert client.get(url).status_code == 404 and phone.get(url).status_code == 200


def press(phone, claim, step, **typed):
    return phone.post(reverse("orders:claim_step", args=[claim.pk, step]), typed)


def test_from_coming_to_done_and_the_order_is_served(phone, cast):
    at = timezone.now() - timedelta(minutes=30)
    order = make.in_hall(cast, at=at)
    claim = make.taken(cast, order, at=at)
    assert "到了" in text(phone.get("/my/orders/"))
    assert press(phone, claim, "arrive").status_code == press(phone, claim, "arrive").status_code == 302
    form = text(phone.get(reverse("orders:claim_step", args=[claim.pk, "finish"])))
    assert 'type="datetime-local"' in form
    shown = dict(re.findall(r'name="(started_at|ended_at)" value="([^"]+)"', form))
    assert press(phone, claim, "finish", **shown).status_code == 302
    claim.refresh_from_db()
    assert claim.status == ClaimStatus.DONE
    assert "整单办完了" in text(phone.get(reverse("orders:order", args=[order.pk])))
    phone.post(reverse("orders:serve_order", args=[order.pk]), {"words": "都剪好了"})
    order.refresh_from_db()
    assert order.status == OrderStatus.SERVED


@pytest.mark.parametrize(
    ("started", "ended", "sentence"),
    [
        ("2026-11-28T14:00", "2026-11-28T13:00", "结束时间要在开始时间之后"),
        ("", "2026-11-28T13:00", "还没填几点开始的"),
        ("明天", "2026-11-28T13:00", "时间没看懂"),
        ("2020-01-01T08:00", "2020-01-01T09:00", "开始时间早于派单"),
        ("2026-11-20T08:00", "2999-01-01T09:00", "结束时间还没到"),
    ],
)
def test_wrong_times_are_one_sentence_and_stay(phone, cast, started, ended, sentence):
    claim = make.taken(cast, in_hall(cast), at=timezone.now())
    press(phone, claim, "arrive")
    answer = press(phone, claim, "finish", started_at=started, ended_at=ended)
    assert answer.status_code in (409, 422) and sentence in text(answer) and started in text(answer)


def test_leaving_needs_a_word_and_gives_the_place_back(phone, cast):
    order = in_hall(cast)
    claim = make.taken(cast, order, at=timezone.now())
    assert press(phone, claim, "leave", words="").status_code == 422
    press(phone, claim, "leave", words="家里有事")
    order.refresh_from_db()
    assert order.taken == 0


def test_an_invitation_is_answered_from_my_orders(phone, cast):
    order = make.order(cast, at=timezone.now())
    orders.dispatch(order, unit=cast.station, by=cast.office, at=timezone.now(), volunteers=[cast.volunteer])
    page = text(phone.get("/my/orders/"))
    assert "应邀" in page and "婉拒" in page
    press(phone, Claim.objects.get(), "accept")
    assert Claim.objects.get().status == ClaimStatus.ACCEPTED


def test_anothers_claim_is_the_same_404_as_a_missing_one(client_of, cast):
    claim = make.taken(cast, in_hall(cast), at=timezone.now())
    other = client_of(make.volunteer(at=timezone.now()).person.user)
    for pk in (claim.pk, 999_999):
        assert other.post(reverse("orders:claim_step", args=[pk, "arrive"])).status_code == 404
        assert other.get(reverse("orders:claim", args=[pk])).status_code == 404


@pytest.mark.parametrize("step", ["offer", "lapse", "absent", "release", "hack"])
def test_steps_of_others_are_not_there(phone, cast, step):
    claim = make.taken(cast, in_hall(cast), at=timezone.now())
    assert press(phone, claim, step).status_code == 404


def test_a_stale_button_says_so(phone, cast):
    claim = make.taken(cast, in_hall(cast), at=timezone.now())
    claims.leave(claim, by=cast.volunteer.person.user, at=timezone.now(), words="有事")
    answer = press(phone, claim, "arrive")
    assert answer.status_code == 409 and "到了" in text(answer)


def test_my_orders_are_this_browsers_wishes_and_my_phones(client, client_of, cast):
    number = make.fresh_phone()
    wish = make.wish(cast.station, phone=number, at=timezone.now())
    assert "还没点过单" in text(client.get("/my/orders/"))
    assert wish.number in text(client_of(make.phone_user(number)).get("/my/orders/"))


def test_claims_and_points_ask_for_the_phone_first(client, cast):
    for url in ("/my/points/", "/claims/1/", "/claims/1/arrive/", "/volunteer/join/", "/hall/1/serve/"):
        assert client.get(url).url.startswith("/me/login/?next=")


def test_pages_keep_their_budget_and_nobody_keeps_a_copy(phone, cast):
    for _ in range(20):
        in_hall(cast, needed=3)
    order = in_hall(
        cast, starts_at=timezone.now() + timedelta(days=1), ends_at=timezone.now() + timedelta(days=1, hours=1)
    )
    make.taken(cast, order, at=timezone.now())
    for url in (
        "/hall/?show=all",
        f"/hall/{order.pk}/",
        "/my/orders/",
        "/my/points/",
        "/volunteer/card/",
        "/wish/find/",
    ):
        page = phone.get(url)
        assert page.status_code == 200 and len(gzip.compress(page.content)) <= 10_240, url
        assert page.headers["Cache-Control"] == "no-store"


def test_who_did_it_badly_may_take_it_again_at_the_same_hours(phone, cast):
    at = timezone.now()
    order = make.in_hall(cast, at=at)
    claim = make.taken(cast, order, at=at)
    own = cast.volunteer.person.user
    claims.arrive(claim, by=own, at=at + timedelta(minutes=1))
    times = {"started_at": at + timedelta(minutes=1), "ended_at": at + timedelta(minutes=2)}
    claims.finish(claim, by=own, at=at + timedelta(minutes=2), **times)
    orders.serve(order, by=cast.manager, at=at + timedelta(minutes=2))
    wish = order.wishes.get()
    wishes.dispute(wish, by=Bearer(wish.pk, Proof.COOKIE), at=at + timedelta(minutes=3), words="没剪齐")
    orders.publish(order, by=cast.manager, at=at + timedelta(minutes=3))
    assert "我来接这单" in text(phone.get(reverse("orders:order", args=[order.pk])))
    phone.post(reverse("orders:claim_order", args=[order.pk]))
    order.refresh_from_db()
    assert (order.round, order.taken) == (2, 1)
