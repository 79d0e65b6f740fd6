"""03: who sees what of a wish, and the steps that are its resident's."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from civcenter.kit.numbers import check_digit
from orders import telling
from orders.actions import orders, wishes
from orders.flow import Proof, WishStatus
from orders.models import Event, Review, Wish
from tests import factories as make
from tests.orders.phones import fill, hidden, text

pytestmark = pytest.mark.django_db

PHONE = "19000006021"
WORDS = "想请人到家给老人理个发"


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def wish(client, cast):
    """A wish made in the browser `client`."""
    fill(client, cast.station, phone=PHONE)
    return Wish.objects.get()


def track(client, wish):
    return client.get(reverse("orders:track", args=[wish.number]))


def served(cast, wish, at=None):
    """The wish after the station has done it."""
    at = at or timezone.now()
    order = make.order(cast, [wish], at=at)
    orders.dispatch(order, unit=cast.station, by=cast.office, at=at)
    orders.start(order, by=cast.manager, at=at)
    orders.serve(order, by=cast.manager, at=at)
    wish.refresh_from_db()
    return order


def open_by(client, number, tail):
    return client.post(reverse("orders:find"), {"number": number, "tail": tail})


def strange_number(seed="123456789"):
    return seed + check_digit(seed)


def test_the_number_alone_shows_progress_and_nothing_else(client_of, cast, wish):
    page = text(track(client_of(), wish))
    assert "等中心受理" in page and wish.number in page
    for secret in (WORDS, "6021", "撤回", "您点了单"):
        assert secret not in page


def test_the_browser_that_made_it_sees_all_and_has_the_buttons(client, wish):
    page = text(track(client, wish))
    assert WORDS in page and "190****6021" in page and "不要了" in page
    assert PHONE not in page


def test_the_last_four_digits_open_the_words_but_give_no_button(client_of, wish):
    reader = client_of()
    assert open_by(reader, wish.number, "6021").url == reverse("orders:track", args=[wish.number])
    page = text(track(reader, wish))
    assert WORDS in page and "不要了" not in page and "用点单的手机号登录" in page
    assert reader.get(reverse("orders:wish_step", args=[wish.number, "withdraw"])).status_code == 404


def same(response, number):
    """The page without what differs between any two loads of it."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text(response))
    return response.status_code, page.replace(number, "N")


def test_a_wrong_tail_and_an_unknown_number_are_answered_alike(client_of, wish, django_assert_num_queries):
    unknown = strange_number()
    one, other = client_of(), client_of()
    with django_assert_num_queries(7):
        wrong = open_by(one, wish.number, "0000")
    with django_assert_num_queries(7):
        nobody = open_by(other, unknown, "0000")
    assert same(wrong, wish.number) == same(nobody, unknown)
    assert "单号和尾号对不上" in text(wrong)


def test_five_wrong_tails_lock_the_number_for_the_day_and_an_unknown_one_alike(client_of, wish):
    unknown = strange_number()
    for number in (wish.number, unknown):
        reader = client_of()
        for _ in range(5):
            assert open_by(reader, number, "0000").status_code == 422
        locked = open_by(client_of(), number, "6021")
        assert locked.status_code == 429 and "锁到明天" in text(locked)
    holder = client_of(make.phone_user(PHONE))
    assert WORDS in text(track(holder, wish))


def test_a_right_tail_uses_up_no_try(client_of, wish):
    for _ in range(7):
        assert open_by(client_of(), wish.number, "6021").status_code == 302


def test_a_wish_without_a_phone_opens_to_no_tail(client_of, cast):
    bare = make.wish(cast.station, phone="", at=timezone.now())
    for tail in ("----", "0000", ""):
        answer = open_by(client_of(), bare.number, tail)
        assert answer.status_code in (302, 422)
    assert WORDS not in text(track(client_of(), bare))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"number": ""}, "还没填单号"),
        ({"number": "1234567890"}, "单号不对"),
        ({"number": "<script>"}, "单号不对"),
        ({"number": "9" * 4100}, "单号不对"),
        ({"number": strange_number(), "tail": "12"}, "最后 4 位数字"),
        ({"number": strange_number(), "tail": "①②③④x"}, "最后 4 位数字"),
    ],
)
def test_a_fault_in_the_number_is_one_sentence(client, cast, typed, sentence):
    answer = client.post(reverse("orders:find"), typed)
    assert answer.status_code == 422 and sentence in text(answer)


@pytest.mark.parametrize("number", [strange_number(), "1", "x" * 300, "１２３４５６７８９０", "%00", "1234567890"])
def test_no_such_number_is_a_404_with_a_way_on(client, cast, number):
    page = client.get(f"/wish/{number}/")
    assert page.status_code == 404


def test_the_link_of_the_sms_is_the_hand_and_proves_the_phone(client_of, cast, wish):
    order = served(cast, wish)
    reader = client_of()
    assert reader.get(telling.wish_link(wish)).url == reverse("orders:track", args=[wish.number])
    assert WORDS in text(track(reader, wish))
    rate(reader, wish, stars="5")
    wish.refresh_from_db()
    assert (wish.status, wish.vouching_phone) == (WishStatus.CONFIRMED, wish.phone_key)
    assert Event.objects.get(wish=wish, step="confirm").hand == Proof.SMS
    order.refresh_from_db()
    assert order.status == "closed"


def test_the_link_of_the_slip_is_the_hand_and_proves_nothing(client_of, cast):
    wish = make.wish(cast.station, phone="", at=timezone.now())
    served(cast, wish)
    reader = client_of()
    reader.get(telling.slip_link(wish))
    rate(reader, wish, stars="4")
    wish.refresh_from_db()
    assert (wish.status, wish.vouching_phone) == (WishStatus.CONFIRMED, "")


def test_a_forged_link_or_one_of_another_wish_is_a_404(client, cast, wish):
    other = make.wish(cast.station, at=timezone.now())
    token = telling.wish_link(other).split("/")[-2]
    for wrong in (token, "x", token[:-2] + "xx"):
        assert client.get(reverse("orders:hand", args=[wish.number, wrong])).status_code == 404


def step(client, wish, name, **typed):
    """Open a step's page and send its form."""
    url = reverse("orders:wish_step", args=[wish.number, name])
    return client.post(url, {**hidden(client.get(url)), **typed})


def rate(client, wish, **typed):
    return step(client, wish, "confirm", **typed)


def test_withdrawing_needs_no_reason_and_pressed_twice_is_once(client, wish):
    url = reverse("orders:wish_step", args=[wish.number, "withdraw"])
    sent = hidden(client.get(url))
    assert client.post(url, sent).status_code == client.post(url, sent).status_code == 302
    wish.refresh_from_db()
    assert wish.status == WishStatus.WITHDRAWN
    assert Event.objects.filter(wish=wish, step="withdraw").count() == 1


def test_an_answer_to_the_centre_is_kept_in_the_timeline(client, cast, wish):
    wishes.ask(wish, by=cast.office, at=timezone.now(), words="几点在家？")
    assert "几点在家？" in text(track(client, wish))
    assert "几点在家？" in text(client.get(reverse("orders:wish_step", args=[wish.number, "reply"])))
    empty = step(client, wish, "reply", words=" ")
    assert empty.status_code == 422 and "照中心问的" in text(empty)
    step(client, wish, "reply", words="下午都在")
    wish.refresh_from_db()
    assert wish.status == WishStatus.NEW and "下午都在" in text(track(client, wish))


def test_rating_needs_stars_and_shows_them(client, cast, wish):
    served(cast, wish)
    missing = rate(client, wish)
    assert missing.status_code == 422 and "还没选" in text(missing)
    wrong = rate(client, wish, stars="9")
    assert wrong.status_code == 422
    rate(client, wish, stars="5", words="剪得好")
    page = text(track(client, wish))
    assert "办成了" in page and "★★★★★" in page and "剪得好" in page
    assert Review.objects.get().stars == 5


def test_not_done_well_needs_words_and_goes_back(client, cast, wish):
    served(cast, wish)
    assert step(client, wish, "dispute", words="").status_code == 422
    step(client, wish, "dispute", words="灯还是不亮")
    wish.refresh_from_db()
    assert wish.status == WishStatus.DISSATISFIED and "正在重办" in text(track(client, wish))


def test_a_stale_page_says_so_and_keeps_the_words(client, cast, wish):
    served(cast, wish)
    url = reverse("orders:wish_step", args=[wish.number, "dispute"])
    sent = hidden(client.get(url))
    rate(client, wish, stars="5")
    stale = client.post(url, {**sent, "words": "灯还是不亮"})
    assert stale.status_code == 409 and "灯还是不亮" in text(stale) and "没办好" in text(stale)
    assert client.get(url).url == reverse("orders:track", args=[wish.number])


@pytest.mark.parametrize("name", ["ask", "refuse", "prepare", "serve", "expire", "settle", "hack"])
def test_steps_of_others_are_not_there(client, wish, name):
    assert client.get(reverse("orders:wish_step", args=[wish.number, name])).status_code == 404


def test_a_hand_that_is_not_there_finds_the_same_as_a_missing_wish(client_of, wish):
    stranger = client_of(make.phone_user(make.fresh_phone()))
    for number in (wish.number, strange_number()):
        url = reverse("orders:wish_step", args=[number, "withdraw"])
        assert stranger.get(url).status_code == stranger.post(url).status_code == 404


def test_a_claimant_is_called_by_the_surname_only(client, cast, wish):
    at = timezone.now()
    order = make.order(cast, [wish], at=at)
    orders.dispatch(order, unit=cast.station, by=cast.office, at=at)
    orders.publish(order, by=cast.manager, at=at)
    make.taken(cast, order, at=at)
    page = text(track(client, wish))
    assert "李师傅" in page and "李志愿" not in page and "志愿者已接单" in page


def test_what_happened_to_an_order_before_a_wish_joined_it_is_not_told(client, cast, wish):
    at = timezone.now() - timedelta(hours=2)
    order = make.order(cast, [make.wish(cast.station, at=at)], at=at)
    orders.dispatch(order, unit=cast.station, by=cast.office, at=at)
    wishes.merge(wish, order=order, by=cast.office, at=timezone.now())
    page = text(track(client, wish))
    assert "和别的单一起办" in page and "派给实践站" not in page


def test_after_closing_one_may_go_on_within_the_rules_days(client, client_of, cast, wish):
    served(cast, wish)
    rate(client, wish, stars="3")
    page = text(track(client, wish))
    assert f"follows={wish.number}" in page
    form = client.get(f"/wish/?outpost={cast.station.pk}&follows={wish.number}")
    sent = {"kind": "care", "words": "灯又不亮了", "urgency": "normal", "phone": PHONE}
    client.post("/wish/", {**hidden(form), **sent})
    assert Wish.objects.latest("pk").follows == wish
    stranger = client_of()
    form = stranger.get(f"/wish/?outpost={cast.station.pk}&follows={wish.number}")
    assert stranger.post("/wish/", {**hidden(form), **sent}).status_code == 404
    Wish.objects.filter(pk=wish.pk).update(answered_at=timezone.now() - timedelta(days=31))
    assert "follows=" not in text(track(client, wish))


def test_whoever_serves_it_himself_sees_no_button_to_confirm(client_of, cast):
    at = timezone.now()
    own = cast.volunteer.person.user
    wish = make.wish(cast.station, at=at, browser="somebody-elses")
    order = make.order(cast, [wish], at=at)
    orders.dispatch(order, unit=cast.station, by=cast.office, at=at)
    orders.publish(order, by=cast.manager, at=at)
    claim = make.taken(cast, order, at=at)
    later = at + timedelta(hours=2)
    orders.start(order, by=cast.manager, at=later)
    done = [(claim, at + timedelta(hours=1), later)]
    orders.serve(order, by=cast.manager, at=later, done=done)
    helper = client_of(own)
    helper.get(telling.slip_link(wish))
    page = text(track(helper, wish))
    assert "确认办好了" not in page and "没办好" in page
    refused = helper.get(reverse("orders:wish_step", args=[wish.number, "confirm"]))
    assert refused.status_code in (403, 409) and "不由您来办" in text(refused)
