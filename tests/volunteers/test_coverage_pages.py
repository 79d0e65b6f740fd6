"""The coverage pages: figures with their rows behind them, lists checked before they are written, masked names."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from civcenter.hierarchy.actions import load_population
from civcenter.hierarchy.populations import Row
from civcenter.notices.models import Notice
from tests import factories as make
from tests.volunteers.rosters import listed, told, unit
from volunteers.models import Headcount, RosterEntry, Unit

pytestmark = pytest.mark.django_db
AT = make.NOW + timedelta(hours=5)


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AT):
        yield


@pytest.fixture
def desk(client):
    def log_in(user):
        client.force_login(user)
        return client

    return log_in


def url(name, *args):
    return reverse(f"desk_volunteers:{name}", args=args)


def text(page):
    return page.content.decode()


def file(*lines):
    return SimpleUploadedFile("册.csv", "\n".join(["姓名,身份证号,手机号", *lines]).encode())


def test_board_says_what_is_missing_and_what_cannot_be_known(cast, desk):
    school = unit(cast)
    told(school, 4)
    listed(school, cast.volunteer)
    load_population([Row(0, make.TOWNSHIP, 2026, 10, "年鉴")])
    make.volunteer(code=make.NEXT_VILLAGE)
    page = text(desk(cast.office).get(url("coverage")))
    assert "“5 个 100%”还差 3 人" in page and "13% 算不出" in page
    assert "25.0%" in page and "10.0%" in page and "差 1<" in page
    assert "算不出：没报常住人口" in page and "还没有单位报人数" in page
    assert " 0%" not in page and "100.0%" not in page
    assert f"?place={make.TOWNSHIP}&amp;group=senior" in page and f"state=active&amp;township={make.TOWNSHIP}" in page
    assert 'style="' not in page


def test_board_is_ones_own_place_and_nobody_elses(cast, desk):
    page = text(desk(cast.manager).get(url("coverage")))
    assert "北庄村" in page
    for code in (make.NEXT_TOWNSHIP, make.COUNTY, "000000", "x"):
        assert desk(cast.manager).get(url("coverage"), {"place": code}).status_code == 404
    assert desk(cast.chief).get(url("coverage"), {"place": make.VILLAGE, "year": "２０２６"}).status_code == 200


@pytest.mark.parametrize(("name", "queries"), [("coverage", 14), ("units", 9)])
def test_pages_ask_the_same_for_one_unit_and_three(cast, desk, name, queries, django_assert_num_queries):
    client = desk(cast.office)
    for many in (1, 2):
        for _ in range(many):
            school = unit(cast, f"学校{make.fresh_phone()}")
            told(school, 3)
            listed(school, make.volunteer(), strangers=1)
        client.get(url(name))
        with django_assert_num_queries(queries):
            client.get(url(name))


def test_unit_page_asks_the_same_for_one_missing_and_three(cast, desk, django_assert_num_queries):
    client, school = desk(cast.office), unit(cast)
    for number in (1, 3):
        listed(school, strangers=number)
        client.get(url("unit", school.pk))
        with django_assert_num_queries(9):
            client.get(url("unit", school.pk))


def test_missing_people_are_shown_masked_with_what_keeps_them(cast, desk):
    school = unit(cast)
    told(school, 5)
    waiting = make.volunteer(name="段轩轩", active=False)
    listed(school, cast.volunteer, waiting, strangers=1)
    page = text(desk(cast.leader).get(url("unit", school.pk)))
    assert "段*轩" in page and "没注册" in page and "待站里审核" in page and "还缺 4 人" in page
    assert "段轩轩" not in page and waiting.person.phone not in page and waiting.person.phone[-4:] in page
    assert "李*愿" not in page and "李*愿" in text(desk(cast.leader).get(url("unit", school.pk), {"show": "done"}))


def test_list_is_checked_shown_and_written_only_when_told(cast, desk):
    school, client = unit(cast), desk(cast.manager)
    path = url("roster", school.pk)
    page = client.post(path, {"group": "senior", "file": file("张三丰,,19000000001", "李四,1,")})
    assert page.status_code == 422 and "1 处要改" in text(page) and "身份证号应是 18 位" in text(page)
    assert "token" not in text(page).split("</main>")[0].replace("csrfmiddlewaretoken", "")
    page = client.post(path, {"group": "senior", "is_whole": "on", "file": file("张三丰,,19000000001")})
    assert page.status_code == 200 and not RosterEntry.objects.exists()
    shown = text(page)
    assert "张*丰" in shown and "张三丰" not in shown and "19000000001" not in shown
    token = shown.split('name="token" value="')[1].split('"')[0]
    assert client.post(path, {"token": token + "x"}).status_code == 422
    for _ in range(2):
        assert client.post(path, {"token": token}).status_code == 302
    assert [entry.name for entry in RosterEntry.objects.all()] == ["张三丰"]
    other = unit(cast, "别的学校")
    assert client.post(url("roster", other.pk), {"token": token}).status_code == 422, "another unit's list"


def test_numbers_are_reported_and_units_made_where_one_may(cast, desk):
    client = desk(cast.manager)
    made = {"name": "北庄小学", "kind": "school", "division": make.VILLAGE, "contact_name": "王老师"}
    assert client.post(url("new_unit"), made | {"division": make.NEXT_VILLAGE}).status_code == 422
    assert client.post(url("new_unit"), made).status_code == 302
    assert client.post(url("new_unit"), made).status_code == 409
    school = Unit.objects.get()
    said = {"group": "league", "number": 12, "as_of": "2026-11-01", "source": "团员名册"}
    assert client.post(url("headcount", school.pk), said | {"as_of": "2027-01-01"}).status_code == 409
    assert client.post(url("headcount", school.pk), said | {"number": 0}).status_code == 422
    client.post(url("headcount", school.pk), said)
    client.post(url("headcount", school.pk), said | {"number": 13})
    assert [row.number for row in Headcount.objects.all()] == [13]
    assert client.post(url("edit_unit", school.pk), made | {"name": "北庄村小学"}).status_code == 302
    assert Unit.objects.get().name == "北庄村小学"


def test_reminders_go_to_those_who_lag_once(cast, desk):
    for name in ("一中", "二中"):
        told(unit(cast, name), 2)
    path = f"{url('remind_units')}?place={make.COUNTY}"
    assert desk(cast.leader).post(path).status_code == 403
    assert desk(cast.chief).post(path).status_code == 404
    client = desk(cast.office)
    assert "提醒了 2 个单位" in text(client.post(path, follow=True))
    assert "都提醒过了" in text(client.post(path, follow=True))
    assert Notice.objects.filter(user_id=cast.manager.pk).count() == 2
    assert client.post(url("remind", Unit.objects.first().pk)).status_code == 409


def test_a_unit_is_not_the_neighbours(cast, desk):
    school = unit(cast)
    for name in ("unit", "edit_unit", "headcount", "roster"):
        assert desk(cast.neighbour).get(url(name, school.pk)).status_code == 404
    assert desk(cast.leader).get(url("headcount", school.pk)).status_code == 403
