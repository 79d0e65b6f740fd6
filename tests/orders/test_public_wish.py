"""02 on a phone: what it asks, what it refuses and how, and that one press is one wish."""

import gzip
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from civcenter.hierarchy.models import Outpost
from civcenter.kit.secrets import lookup
from orders.flow import Urgency
from orders.forms import public as forms
from orders.models import Wish
from tests import factories as make
from tests.orders.phones import fill, hidden, text, typed

pytestmark = pytest.mark.django_db

WORDS = "想请人到家给老人理个发"


@pytest.fixture
def cast():
    return make.cast()


def test_a_wish_is_made_with_a_kind_a_sentence_and_a_phone(client, cast):
    page = fill(client, cast.station)
    wish = Wish.objects.get()
    assert (page.status_code, page.url) == (302, reverse("orders:made", args=[wish.number]))
    assert (wish.words, wish.outpost, wish.urgency) == (WORDS, cast.station, Urgency.NORMAL)
    made = text(client.get(page.url))
    assert wish.number in made and "<svg" in made and "县中心给您回话" in made


def test_the_page_after_a_wish_is_for_its_browser_only(client, client_of, cast):
    made = fill(client, cast.station).url
    assert client_of().get(made).url == reverse("orders:track", args=[Wish.objects.get().number])


def test_what_is_said_for_somebody_else_and_not_in_public_is_kept(client, cast):
    fill(client, cast.station, beneficiary="邻居王奶奶 13800000001", is_private="on", name="张明", urgency="urgent")
    wish = Wish.objects.get()
    assert (wish.beneficiary, wish.is_public, wish.name, wish.urgency) == (
        "邻居王奶奶 13800000001",
        False,
        "张明",
        Urgency.URGENT,
    )


def test_a_code_on_the_wall_presets_the_outpost_and_the_browser_remembers_it(client, cast):
    client.get(f"/wish/?outpost={cast.station.pk}&kind=health")
    page = text(client.get("/wish/"))
    assert "北庄村" in page and "新宁镇" in page


def test_a_kind_from_the_home_page_is_chosen_and_one_behind_more_opens_it(client, cast):
    page = text(client.get(f"/wish/?outpost={cast.station.pk}&kind=haircut"))
    assert 'value="haircut" id="id_kind_' in page and "<details open>" in page


def test_who_is_nowhere_is_asked_for_a_place_first(client):
    assert client.get("/wish/").url == f"{reverse('portal:outposts')}?purpose=wish"


@pytest.mark.parametrize("outpost", ["0", "x", "9" * 30, "１２", "\x00", "-1"])
def test_an_outpost_that_cannot_be_is_none(client, cast, outpost):
    assert client.get("/wish/", {"outpost": outpost}).status_code in (200, 302)
    page = client.post("/wish/", {**typed(), "outpost": outpost})
    assert page.status_code == 422 and Wish.objects.count() == 0


def test_a_closed_outpost_takes_no_wish(client, cast):
    page = client.get(f"/wish/?outpost={cast.station.pk}")
    Outpost.objects.filter(pk=cast.station.pk).update(is_open=False)
    answer = client.post("/wish/", {**hidden(page), **typed()})
    assert answer.status_code == 422 and Wish.objects.count() == 0


FAULTS = [
    ({"words": ""}, "还没写要办什么事"),
    ({"words": " \u200b\u3000\n "}, "还没写要办什么事"),
    ({"words": "话" * 501}, "最多 500 个，请删去 1 个"),
    ({"kind": ""}, "还没选要哪一类帮助"),
    ({"kind": "nothing"}, "请另选一类"),
    ({"phone": ""}, "还没写手机号"),
    ({"phone": "138 0934 602"}, "手机号少了 1 位"),
    ({"phone": "139093460211"}, "手机号多了 1 位"),
    ({"phone": "12345678901"}, "应以 13 到 19 开头"),
    ({"phone": "一三八〇九三四"}, "不是数字"),
    ({"name": "名" * 21}, "最多 20 个"),
]


@pytest.mark.parametrize(("wrong", "sentence"), FAULTS)
def test_a_fault_is_one_sentence_and_what_was_typed_stays(client, cast, wrong, sentence):
    answer = fill(client, cast.station, **wrong)
    page = text(answer)
    assert answer.status_code == 422 and sentence in page and "还差 1 处没填对" in page
    kept = {"words": WORDS, **wrong}["words"].strip()
    assert (kept in page) if kept.strip("\u200b\u3000 ") else True
    assert Wish.objects.count() == 0


HOSTILE = [
    ("<script>alert(1)</script>修灯", "<script>alert(1)</script>修灯"),
    ("修灯\u202etxt\u2066灯\u200b", "修灯txt灯"),
    ("想看戏🎭👵🏽", "想看戏🎭👵🏽"),
    ("我姓𠮷，修灯", "我姓𠮷，修灯"),
    ("第一行\r\n第二行\x07", "第一行\n第二行"),
    ("{{ 7|add:7 }}{% load x %}", "{{ 7|add:7 }}{% load x %}"),
]


@pytest.mark.parametrize(("sent", "kept"), HOSTILE)
def test_strange_words_are_kept_as_meant_and_shown_as_words(client, cast, sent, kept):
    fill(client, cast.station, words=sent)
    wish = Wish.objects.get()
    assert wish.words == kept
    page = text(client.get(reverse("orders:track", args=[wish.number])))
    assert "<script>alert" not in page


def test_full_width_digits_and_a_country_code_are_forgiven(client, cast):
    fill(client, cast.station, phone="+86 １９０-0000-0001")
    assert Wish.objects.get().phone == "19000000001"


def test_pressed_twice_it_is_one_wish_and_one_answer(client, cast):
    page = client.get(f"/wish/?outpost={cast.station.pk}")
    sent = {**hidden(page), **typed()}
    first, second = client.post("/wish/", sent), client.post("/wish/", sent)
    assert first.url == second.url and Wish.objects.count() == 1


def test_another_wish_under_a_used_key_is_said_and_goes_in_at_the_next_press(client, cast):
    page = client.get(f"/wish/?outpost={cast.station.pk}")
    sent = {**hidden(page), **typed()}
    client.post("/wish/", sent)
    stale = client.post("/wish/", {**sent, "words": "再修个灯"})
    assert stale.status_code == 409 and "再修个灯" in text(stale)
    again = client.post("/wish/", {**sent, "words": "再修个灯", **hidden(stale)})
    assert again.status_code == 302 and Wish.objects.count() == 2


def test_words_of_danger_show_the_number_first_and_queue_nothing(client, cast):
    answer = fill(client, cast.station, words="邻居家着火了")
    page = text(answer)
    assert answer.status_code == 422 and Wish.objects.count() == 0
    assert page.index("tel:119") < page.index("tel:110") < page.index("不是险情，照常提交")
    assert "邻居家着火了" in page
    anyway = client.post("/wish/", {**hidden(answer), "is_calm": "on"})
    assert anyway.status_code == 302 and Wish.objects.get().words == "邻居家着火了"


def test_a_place_without_an_office_takes_no_wishes_and_names_the_phone(client):
    places = make.county()
    Outpost.objects.filter(pk=places.station.pk).update(phone="0934-6612345")
    page = text(client.get(f"/wish/?outpost={places.station.pk}"))
    assert "暂时收不了" in page and "0934-6612345" in page and "<textarea" not in page
    answer = client.post("/wish/", {**typed(), "outpost": places.station.pk, "key": forms.new_key()})
    assert answer.status_code == 409 and Wish.objects.count() == 0


def test_a_sixth_open_wish_of_a_phone_is_refused_and_its_words_stay(client, cast):
    phone = make.fresh_phone()
    for turn in range(5):
        make.wish(cast.station, phone=phone, words=f"第 {turn} 件", at=timezone.now())
    answer = fill(client, cast.station, phone=phone)
    assert answer.status_code == 409 and "已有 5 件事在办" in text(answer) and WORDS in text(answer)


def crowd(cast, count=20, address="127.0.0.1"):
    """Wishes of today from one network address."""
    for _ in range(count):
        make.wish(cast.station, at=timezone.now(), address=address)


def test_from_the_twentieth_wish_of_an_address_the_form_takes_half_a_minute(client, cast):
    crowd(cast)
    assert "打开这页 30 秒后才能交" in text(client.get(f"/wish/?outpost={cast.station.pk}"))
    hasty = fill(client, cast.station)
    assert hasty.status_code == 422 and "秒再点“提交”" in text(hasty) and WORDS in text(hasty)
    key = forms.new_key()
    waited = {"key": key, "opened": forms.opened_at(key, timezone.now() - timedelta(seconds=31))}
    answer = client.post("/wish/", {**hidden(hasty), **typed(), **waited})
    assert answer.status_code == 302


def test_a_waited_moment_is_good_for_its_own_key_only(client, cast):
    crowd(cast)
    page = client.get(f"/wish/?outpost={cast.station.pk}")
    other = forms.opened_at(forms.new_key(), timezone.now() - timedelta(minutes=5))
    assert client.post("/wish/", {**hidden(page), **typed(), "opened": other}).status_code == 422


def test_a_forwarded_address_is_believed_only_of_our_own_proxy(client, cast, settings):
    crowd(cast, address="127.0.0.1")
    page = client.get(f"/wish/?outpost={cast.station.pk}")
    sent = {**hidden(page), **typed()}
    assert client.post("/wish/", sent, headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 422
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    assert client.post("/wish/", sent, headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 302
    assert Wish.objects.order_by("pk").last().address_key == lookup("203.0.113.9")


def test_a_phone_that_is_logged_in_is_filled_in_and_counts_as_proved(client, cast):
    phone = make.fresh_phone()
    client.force_login(make.phone_user(phone))
    page = client.get(f"/wish/?outpost={cast.station.pk}")
    assert phone in text(page)
    client.post("/wish/", {**hidden(page), **typed(phone=phone)})
    assert Wish.objects.get().is_verified


def test_the_form_keeps_its_budget(client, cast):
    page = client.get(f"/wish/?outpost={cast.station.pk}")
    assert len(gzip.compress(page.content)) < 10_240
    assert page.headers["Cache-Control"] == "no-store"
