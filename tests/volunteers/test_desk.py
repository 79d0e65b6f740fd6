"""The register at the desk: who is reviewed by whom; hours that wait are kept or struck, never edited."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from civcenter.accounts.roles import Role
from civcenter.residents.actions import identify
from incentives.models import Account
from orders.actions import claims, orders, wishes
from orders.flow import Proof
from orders.hands import Bearer
from tests import factories as make
from volunteers.actions import found_team
from volunteers.choices import RecordStatus, TeamKind, VolunteerStatus
from volunteers.models import ServiceRecord, Skill, Volunteer, VolunteerSkill

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
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
        client.force_login(user, backend=BACKEND)
        return client

    return log_in


def text(page):
    return page.content.decode()


def url(name, *args):
    return reverse(f"desk_volunteers:{name}", args=args)


def waiting(cast):
    """A closed order whose volunteer said the minutes himself and nobody vouched for them."""
    order = make.in_hall(cast)
    claim = make.taken(cast, order)
    user = cast.volunteer.person.user
    claims.arrive(claim, by=user, at=make.NOW + timedelta(hours=1))
    hours = {"started_at": make.NOW + timedelta(hours=1), "ended_at": make.NOW + timedelta(hours=3)}
    claims.finish(claim, by=user, at=AT, **hours)
    orders.serve(order, by=user, at=AT)
    wish = order.wishes.get()
    wishes.confirm(wish, by=Bearer(wish.pk, Proof.COOKIE), at=AT, stars=5)
    return ServiceRecord.objects.get()


def test_station_takes_a_volunteer_in(cast, desk):
    asker = make.volunteer(name="陈新", active=False)
    client = desk(cast.manager)
    page = text(client.get(url("volunteers")))
    assert "1 人等审核" in page and "陈新" in page
    assert client.post(url("volunteer", asker.pk), {}).status_code == 422
    client.post(url("volunteer", asker.pk), {"accept": "yes", "reason": ""})
    assert Volunteer.objects.get(pk=asker.pk).status == VolunteerStatus.ACTIVE
    assert client.post(url("volunteer", asker.pk), {"accept": "yes"}).status_code == 409


def test_a_no_needs_its_reason(cast, desk):
    asker = make.volunteer(name="陈新", active=False)
    client = desk(cast.manager)
    page = client.post(url("volunteer", asker.pk), {"accept": "no", "reason": ""})
    assert page.status_code == 409 and "不通过要写一句原因" in text(page)
    client.post(url("volunteer", asker.pk), {"accept": "no", "reason": "年纪太小"})
    assert Volunteer.objects.get(pk=asker.pk).refusal == "年纪太小"


def test_review_is_not_the_neighbours_nor_the_readers(cast, desk):
    asker = make.volunteer(active=False)
    for pk in (asker.pk, 10**9):
        assert desk(cast.neighbour).get(url("volunteer", pk)).status_code == 404
        assert desk(cast.neighbour).post(url("volunteer", pk), {"accept": "yes"}).status_code == 404
    assert desk(cast.leader).get(url("volunteer", asker.pk)).status_code == 200
    assert desk(cast.leader).post(url("volunteer", asker.pk), {"accept": "yes"}).status_code == 403
    assert Volunteer.objects.get(pk=asker.pk).status == VolunteerStatus.APPLIED


def test_register_is_searched_and_narrowed(cast, desk):
    make.volunteer(name="张文斌")
    client = desk(cast.office)
    page = text(client.get(url("volunteers"), {"q": "文斌"}))
    assert "张文斌" in page and "李志愿" not in page
    assert "没有找到" in text(client.get(url("volunteers"), {"q": "没有"}))
    assert "李志愿" not in text(client.get(url("volunteers"), {"township": make.NEXT_TOWNSHIP}))
    assert client.get(url("volunteers"), {"state": "x", "township": "y", "after": "z"}).status_code == 200


def test_phone_is_masked(cast, desk):
    who = make.volunteer(phone="19000004321")
    page = text(desk(cast.manager).get(url("volunteer", who.pk)))
    assert "190****4321" in page and "19000004321" not in page


@pytest.mark.parametrize(("name", "queries"), [("volunteers", 14)])
def test_lists_ask_the_same_for_one_row_and_three(cast, desk, name, queries, django_assert_num_queries):
    client = desk(cast.office)
    for many in (1, 2):
        for _ in range(many):
            who = make.volunteer()
            found_team(name=f"队{who.pk}", kind=TeamKind.SOCIAL, division=cast.station.division, at=AT, captain=who)
        client.get(url(name))
        with django_assert_num_queries(queries):
            client.get(url(name))


def test_manager_agrees_waiting_hours_and_they_are_paid(cast, desk):
    record = waiting(cast)
    client = desk(cast.manager)
    page = text(client.get(reverse("desk_incentives:records")))
    assert "1 条时长等您核" in page and "李志愿" in page
    agree = reverse("desk_incentives:record", args=[record.pk, "agree"])
    assert client.get(agree).status_code == 200
    client.post(agree)
    record.refresh_from_db()
    assert (record.status, record.vouched_by) == (RecordStatus.FINAL, cast.manager)
    assert Account.objects.get(person=cast.volunteer.person).balance == 2
    assert client.post(agree).status_code == 409


def test_hours_are_struck_with_a_reason(cast, desk):
    record = waiting(cast)
    annul = reverse("desk_incentives:record", args=[record.pk, "annul"])
    client = desk(cast.manager)
    assert client.post(annul, {"reason": ""}).status_code == 422
    client.post(annul, {"reason": "那天没有来"})
    record.refresh_from_db()
    assert record.status == RecordStatus.ANNULLED and "那天没有来" in record.remark


def test_nobody_agrees_his_own_hours(cast, desk):
    record = waiting(cast)
    person = cast.volunteer.person
    make.holds_a_post(person, make.staff("second", Role.STATION_MANAGER, make.VILLAGE, "李志愿"))
    client = desk(person.staff)
    assert "要请别人核" in text(client.get(reverse("desk_incentives:records")))
    answer = client.post(reverse("desk_incentives:record", args=[record.pk, "agree"]))
    record.refresh_from_db()
    assert answer.status_code in (403, 409) and record.status == RecordStatus.NOTED


def test_records_are_for_those_who_review_and_their_own_places(cast, desk):
    record = waiting(cast)
    assert desk(cast.leader).get(reverse("desk_incentives:records")).status_code == 403
    for pk in (record.pk, 10**9):
        path = reverse("desk_incentives:record", args=[pk, "agree"])
        assert desk(cast.neighbour).get(path).status_code == 404
        assert desk(cast.neighbour).post(path).status_code == 404


def test_records_list_asks_the_same_for_one_row_and_three(cast, desk, django_assert_num_queries):
    waiting(cast)
    client, path = desk(cast.manager), reverse("desk_incentives:records")
    first = ServiceRecord.objects.get()
    client.get(path)
    with django_assert_num_queries(9):
        client.get(path)
    for number in (2, 3):
        first.pk, first.source = None, f"claim:x{number}"
        first.save(force_insert=True)
    with django_assert_num_queries(9):
        client.get(path)


def test_the_register_is_found_by_name_sound_phone_document_and_number(cast, desk):
    number = make.citizen(date(1990, 3, 7))
    who = make.volunteer(phone="19000008765", name="欧阳修文")
    identify(who.person, kind="citizen", number=number, at=AT)
    client = desk(cast.office)
    for words in ("修文", "ouyangxiu", "oyxw"):
        page = text(client.post(url("volunteers"), {"q": words}, follow=True))
        assert "欧阳修文" in page and "李志愿" not in page, words
    for words in ("190 0000 8765", number.lower(), who.number):
        answer = client.post(url("volunteers"), {"q": words})
        assert answer.url == url("volunteer", who.pk), words
    for words in ("19000000000", make.citizen(date(1990, 3, 8))):
        answer = client.post(url("volunteers"), {"q": words})
        assert words not in answer.url and "没有找到" in text(client.get(answer.url))
    assert desk(cast.neighbour).post(url("volunteers"), {"q": number}).url != url("volunteer", who.pk)


def test_a_family_with_one_phone_is_a_list(cast, desk):
    names = ["张大", "张二"]
    for name in names:
        make.brought(cast.station.division, name=name, phone="19000008888")
    page = text(desk(cast.office).post(url("volunteers"), {"q": "19000008888"}, follow=True))
    assert all(name in page for name in names) and "李志愿" not in page


def test_two_talents_are_an_intersection_and_an_expired_licence_finds_nobody(cast, desk):
    both, one, skill = make.volunteer(name="甲两样"), make.volunteer(name="乙一样"), Skill.objects.get(name="电工")
    day = AT.date()
    for who, talents, last in ((both, ["elder", "craft"], day), (one, ["elder"], day - timedelta(days=1))):
        held = VolunteerSkill(volunteer=who, skill=skill, licence_no="T1", issuer="市里", expires_on=last)
        held.save()
        who.talents.set(talents)
    client = desk(cast.office)
    page = text(client.get(url("volunteers"), {"talent": "elder", "talent2": "craft"}))
    assert "甲两样" in page and "乙一样" not in page
    page = text(client.get(url("volunteers"), {"skill": skill.pk}))
    assert "甲两样" in page and "乙一样" not in page
    page = text(client.get(url("volunteers"), {"township": make.TOWNSHIP, "village": make.VILLAGE}))
    assert "甲两样" in page and "北庄村" in page


def test_the_station_confirms_who_is_there_with_his_paper(cast, desk):
    brought = make.brought(cast.station.division, number=make.citizen(date(1990, 3, 7)), entered_by=cast.chief)
    assert "赵被登" in text(desk(cast.manager).get(url("volunteers"), {"state": "pending"}))
    step = url("step", brought.pk, "confirm")
    assert desk(cast.chief).post(step, {"yes": "on"}).status_code == 409
    client = desk(cast.manager)
    assert "念给本人听" in text(client.get(step)) and client.post(step, {}).status_code == 422
    client.post(step, {"yes": "on"})
    brought.refresh_from_db()
    assert (brought.status, brought.confirmed_by) == (VolunteerStatus.ACTIVE, cast.manager)
    assert client.post(step, {"yes": "on"}).status_code == 409


def test_paused_and_back_and_corrected_from_the_desk(cast, desk):
    client, pk = desk(cast.manager), cast.volunteer.pk
    assert client.post(url("step", pk, "suspend"), {"reason": ""}).status_code == 422
    client.post(url("step", pk, "suspend"), {"reason": "先歇一歇"})
    assert "先歇一歇" in text(client.get(url("volunteer", pk)))
    client.post(url("step", pk, "resume"))
    number = make.citizen(date(1990, 3, 7))
    wrong = {"kind": "citizen", "number": number[:-1] + "9", "reason": "照证件"}
    assert client.post(url("step", pk, "correct"), wrong).status_code == 422
    assert client.post(url("step", pk, "correct"), {"reason": "照证件"}).status_code == 409
    client.post(url("step", pk, "correct"), {**wrong, "number": number, "name": "李正名"})
    page = text(client.get(url("volunteer", pk)))
    assert "李正名" in page and "990***********" in page and number not in page and "照证件" in page
    assert client.get(url("step", pk, "nothing")).status_code == 404
    assert desk(cast.leader).get(url("step", pk, "suspend")).status_code == 403


def test_erased_at_the_desk_only_with_the_person_there(cast, desk):
    client, step = desk(cast.manager), url("step", cast.volunteer.pk, "erase")
    assert client.post(step, {}).status_code == 422
    client.post(step, {"yes": "on"})
    page = text(client.get(url("volunteer", cast.volunteer.pk)))
    assert "已注销" in page and "李志愿" not in page and "照证件更正" not in page


def test_those_brought_in_are_asked_with_one_press_and_once(cast, desk):
    make.brought(cast.station.division, number=make.citizen(date(1990, 3, 7)))
    make.brought(cast.next_station.division, name="邻镇人")
    client = desk(cast.manager)
    assert "发短信请本人确认" in text(client.get(url("volunteers"), {"state": "pending"}))
    assert "给 1 人发了短信" in text(client.post(url("ask"), follow=True))
    assert "都发过了" in text(client.post(url("ask"), follow=True))
    assert desk(cast.leader).post(url("ask")).status_code == 403
