"""The portal's own pages: what they say, where they lead, and what they leave out."""

import gzip
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from civcenter.hierarchy.models import Division, Outpost
from civcenter.kit import elder
from orders.actions import wishes
from orders.flow import Proof
from orders.hands import Bearer
from orders.models import Wish
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    return make.county()


@pytest.fixture
def office(places):
    return make.staff("office", "office", make.COUNTY, "赵主任")


def text(response):
    return response.content.decode()


def pick(client, outpost):
    return client.post(reverse("portal:stay", args=[outpost.pk]))


def test_home_of_an_empty_installation_asks_where_you_are_and_says_nothing_is_there(client):
    page = client.get("/")
    assert page.status_code == 200
    assert "这里还没有实践站" in text(page)


def test_home_starts_at_the_only_countys_centre(client, office, places):
    assert places.center.name in text(client.get("/"))


def test_home_asks_where_you_are_when_several_counties_live_here(client, office):
    make.place(make.OTHER_COUNTY, "滕州市")
    assert "您在哪里？" in text(client.get("/"))


def test_home_remembers_the_outpost_that_was_picked(client, office, places):
    assert pick(client, places.station).url == "/"
    page = text(client.get("/"))
    assert places.station.name in page and "新宁镇" in page


def test_home_forgets_an_outpost_that_was_closed_and_a_forged_cookie(client, office, places):
    pick(client, places.station)
    Outpost.objects.filter(pk=places.station.pk).update(is_open=False)
    assert places.station.name not in text(client.get("/"))
    client.cookies["civ_outpost"] = "25:forged"
    assert client.get("/").status_code == 200


def test_home_leads_each_kind_on_the_menu_to_the_form_of_this_outpost(client, office, places):
    pick(client, places.station)
    page = text(client.get("/"))
    assert f"{reverse('orders:wish')}?outpost={places.station.pk}&amp;kind=care" in page


@pytest.mark.parametrize("holder", ["station", "branch", "center"])
def test_phone_is_the_outposts_own_else_that_of_the_next_level_above(client, office, places, holder):
    Outpost.objects.filter(pk=getattr(places, holder).pk).update(phone="0934-6612345")
    pick(client, places.station)
    page = text(client.get("/"))
    assert 'href="tel:0934-6612345"' in page
    assert getattr(places, holder).name in page


@pytest.mark.parametrize("mode", ["", "1"])
def test_without_any_phone_nothing_is_dialled_and_the_page_says_where_to_go(client, office, places, mode):
    client.cookies[elder.COOKIE] = mode
    Outpost.objects.filter(pk=places.station.pk).update(address="村委会大院")
    pick(client, places.station)
    page = text(client.get("/"))
    assert "tel:" not in page
    assert "到站里来说" in page and "村委会大院" in page


def test_sample_numbers_are_shown_but_never_dialled(client, office, places, settings):
    settings.CIV_DEMO = True
    Outpost.objects.filter(pk=places.center.pk).update(phone="0934-6612345")
    for path in ("/", reverse("portal:outpost", args=[places.station.pk])):
        page = text(client.get(path))
        assert "0934-6612345" in page and "tel:" not in page and "示例数据" in page


def test_no_sample_label_on_real_data(client, office):
    assert "示例数据" not in text(client.get("/"))


def test_county_without_an_office_takes_no_wishes_and_names_the_phone(client, places):
    Outpost.objects.filter(pk=places.center.pk).update(phone="0934-6612345")
    for path in ("/", reverse("portal:outpost", args=[places.station.pk])):
        page = text(client.get(path))
        assert "暂时收不了" in page and "0934-6612345" in page
        assert reverse("orders:wish") + "?" not in page


def test_elder_home_puts_the_telephone_first_and_has_no_tab_bar(client, office, places):
    Outpost.objects.filter(pk=places.station.pk).update(phone="0934-6612345")
    make.staff("manager", "station", make.VILLAGE, "孙站长")
    pick(client, places.station)
    client.cookies[elder.COOKIE] = "1"
    page = text(client.get("/"))
    assert page.index("打电话点单") < page.index("我要点单") < page.index("办到哪了")
    assert "孙站长 接" in page and 'class="elder"' in page and "tabbar" not in page


def test_elder_mode_goes_on_and_off_by_button_and_returns_to_the_page(client, office, places):
    path = reverse("portal:outpost", args=[places.station.pk])
    assert client.post("/elder/on/", {"next": path}).url == path
    assert 'class="elder"' in text(client.get(path))
    client.post("/elder/off/", {"next": path})
    assert 'class="elder"' not in text(client.get(path))


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example/", "javascript:alert(1)", ""])
def test_elder_mode_never_leads_away(client, places, path):
    assert client.post("/elder/on/", {"next": path}).url == "/"


def test_elder_mode_goes_on_by_the_link_of_a_slip_but_not_by_a_forged_one(client, office):
    assert client.get("/elder/on/", {"t": elder.token()}).status_code == 302
    assert client.cookies[elder.COOKIE].value == "1"
    client.cookies.clear()
    assert client.get("/elder/on/", {"t": "on:forged"}).status_code == 200
    assert elder.COOKIE not in client.cookies


def confirmed(cast, stars=5):
    at = timezone.now() - timedelta(hours=5)
    order = make.served(cast, at=at)
    wish = Wish.objects.get(order=order)
    wishes.confirm(wish, by=Bearer(wish.pk, Proof.COOKIE), at=timezone.now(), stars=stars, words="好")
    return wish


def test_month_is_left_out_until_something_was_done(client, office):
    assert "这个月办成的事" not in text(client.get("/"))


def test_month_counts_what_was_confirmed_and_each_figure_opens_its_rows(client):
    cast = make.cast()
    wish = confirmed(cast)
    page = text(client.get("/"))
    rows = reverse("portal:done", args=[cast.center.pk])
    assert "1 件" in page and "100%" in page and page.count(f'href="{rows}"') == 4
    listed = text(client.get(rows))
    assert "帮扶照料" in listed and "5 星" in listed
    assert wish.words not in listed and wish.number not in listed and wish.phone not in listed


def test_month_of_another_village_stays_empty(client):
    cast = make.cast()
    confirmed(cast)
    pick(client, cast.next_station)
    assert "这个月办成的事" not in text(client.get("/"))
    assert "还没有办成的事" in text(client.get(reverse("portal:done", args=[cast.next_station.pk])))


def test_three_stars_are_not_satisfied(client):
    confirmed(make.cast(), stars=3)
    assert "0%" in text(client.get("/"))


@pytest.mark.parametrize("words", ["北庄", "beizhuang", "bz", "BZ", " 北庄 "])
def test_outposts_are_found_by_name_pinyin_and_initials(client, places, words):
    Division.objects.filter(code=make.VILLAGE).update(pinyin="beizhuangcun", initials="bzc")
    page = text(client.get("/outposts/", {"q": words}))
    assert places.station.name in page and places.next_station.name not in page


def test_nothing_found_says_so_and_shows_the_way_back(client, places):
    page = text(client.get("/outposts/", {"q": "陇居"}))
    assert "没找到这个地方" in page and 'href="/outposts/"' in page


def test_search_is_bounded_and_says_that_there_is_more(client, places):
    for number in range(65):
        make.place(f"621026100{300 + number}", f"甲{number}村", make.TOWNSHIP)
    page = text(client.get("/outposts/", {"q": "甲"}))
    assert page.count('class="go"') == 60 and "请多写一个字" in page


@pytest.mark.parametrize("query", [{"q": "x" * 500}, {"township": "abc"}, {"purpose": "evil"}, {"q": "\u202e\x00"}])
def test_search_answers_bad_input_with_the_whole_list(client, places, query):
    page = client.get("/outposts/", query)
    assert page.status_code == 200 and places.branch.name in text(page)


def test_search_for_a_wish_leads_straight_to_its_form(client, places):
    page = text(client.get("/outposts/", {"q": "北庄", "purpose": "wish"}))
    assert f"{reverse('orders:wish')}?outpost={places.station.pk}" in page


def test_search_asks_the_database_the_same_for_one_row_and_for_three(client, places, django_assert_num_queries):
    for count in (1, 3):
        make.place(f"62102610040{count}", f"甲{count}村", make.TOWNSHIP)
        with django_assert_num_queries(2):
            client.get("/outposts/", {"q": "甲"})


def test_outpost_page_names_who_is_in_charge_and_what_it_offers(client, office, places):
    make.staff("manager", "station", make.VILLAGE, "孙站长")
    Outpost.objects.filter(pk=places.station.pk).update(
        address="村委会大院", opening_hours="每天 8:00—20:00", offers="理发、修灯"
    )
    page = text(client.get(reverse("portal:outpost", args=[places.station.pk])))
    for words in ("孙站长", "村委会大院", "每天 8:00—20:00", "理发、修灯", places.branch.name):
        assert words in page
    assert "赵主任" not in page


def test_outpost_page_of_a_bare_outpost_says_what_is_missing(client, places):
    page = text(client.get(reverse("portal:outpost", args=[places.station.pk])))
    assert "还没有填电话" in page


def test_closed_and_missing_outposts_are_the_same_404(client, places):
    Outpost.objects.filter(pk=places.station.pk).update(is_open=False)
    for pk in (places.station.pk, 999_999):
        page = client.get(reverse("portal:outpost", args=[pk]))
        assert page.status_code == 404 and "没有这个页面" in text(page)


def test_a_sheet_is_the_same_whoever_prints_it(client, office, places):
    client.cookies[elder.COOKIE] = "1"
    assert 'class="elder"' not in text(client.get(f"/outposts/{places.station.pk}/poster/"))


def test_poster_carries_the_code_and_the_telephone(client, office, places):
    Outpost.objects.filter(pk=places.branch.pk).update(phone="0934-6612345")
    page = client.get(reverse("portal:poster", args=[places.station.pk]))
    assert page.context["link"] == f"http://testserver{reverse('orders:wish')}?outpost={places.station.pk}"
    assert "0934-6612345" in text(page) and "<path" in text(page)


def test_health_answers_and_robots_keep_out(client):
    assert client.get("/healthz").json() == {"ok": True, "database": True}
    robots = text(client.get("/robots.txt"))
    for path in ("/desk/", "/wish/", "/me/", "/api/"):
        assert f"Disallow: {path}" in robots


def test_pages_nobody_may_keep_say_so(client, places):
    assert client.get("/nowhere/").headers["Cache-Control"] == "no-store"
    assert client.get("/healthz").headers["Cache-Control"] == "no-store"
    assert client.get("/").headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("role", "code", "page"),
    [
        ("office", make.COUNTY, "desk_orders:board"),
        ("leader", make.COUNTY, "desk_orders:board"),
        ("branch", make.TOWNSHIP, "desk_orders:today"),
        ("station", make.VILLAGE, "desk_orders:today"),
        ("sysadmin", make.COUNTY, "admin:index"),
    ],
)
def test_desk_leads_each_role_to_its_own_page(client, places, role, code, page):
    client.force_login(make.staff("somebody", role, code), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/desk/").url == reverse(page)


def test_desk_is_for_people_with_a_post(client, places):
    assert client.get("/desk/").status_code == 302
    client.force_login(make.phone_user("19000001234"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/desk/")
    assert page.status_code == 403 and "找上一级开通" in text(page)


def test_resident_pages_stay_under_ten_kilobytes(client, office, places):
    paths = ["/", "/outposts/", reverse("portal:outpost", args=[places.station.pk])]
    for path in paths:
        assert len(gzip.compress(client.get(path).content)) <= 10 * 1024
