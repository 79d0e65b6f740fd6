"""What a station does for people who have no phone, a child, or a cover that ends; and one's own hours by month."""

import io
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from civcenter.accounts.roles import Role
from civcenter.kit import sheets
from civcenter.kit.errors import NotYours, RuleBroken
from civcenter.residents.models import Person
from tests import factories as make
from tests.factories import NOW
from tests.volunteers.test_certificates import DOCUMENT, closed, document
from volunteers.actions import certificates, insurance, note_record
from volunteers.models import Certificate, Cover, Guardian, GuardianWord, Policy, ServiceKind, Volunteer

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 1, 1), NOW.date()
LATER = NOW + timedelta(hours=6)
HOUR = timedelta(hours=1)


@pytest.fixture
def cast():
    made = make.cast()
    made.clerk = make.staff("clerk", Role.LIAISON, make.VILLAGE, "郑联络")
    return made


@pytest.fixture
def phoneless(cast):
    """Somebody with hours whose phone is gone."""
    document(cast.volunteer, DOCUMENT)
    make.served(cast)
    closed(cast)
    Person.objects.filter(pk=cast.volunteer.person_id).update(user=None)
    return Volunteer.objects.get(pk=cast.volunteer.pk)


def asked(cast, who, by):
    return certificates.apply_for_somebody(who, issuer=cast.station, first_on=FIRST, last_on=LAST, by=by, at=LATER)


def test_a_certificate_for_somebody_without_a_phone_takes_two_people(cast, phoneless):
    row = asked(cast, phoneless, cast.manager)
    certificates.prepare(row, by=cast.clerk, at=LATER)
    with pytest.raises(RuleBroken, match="两个人"):
        certificates.issue(row, by=cast.manager, at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=row.pk).update(head=cast.manager)
    certificates.issue(row, by=cast.chief, at=LATER)
    row.refresh_from_db()
    assert (row.status, row.asked_by, row.head) == ("issued", cast.manager, cast.chief)


def test_nobody_asks_for_who_has_a_phone_nor_a_stranger(cast, phoneless):
    with pytest.raises(NotYours):
        asked(cast, phoneless, cast.neighbour)
    with pytest.raises(RuleBroken, match="有手机"):
        asked(cast, make.volunteer(name="有手机"), cast.manager)


def test_the_station_writes_down_a_guardians_word(cast, client_of):
    child, desk = cast.volunteer, client_of(cast.manager)
    path, day = f"/desk/volunteers/{child.pk}/", f"{date.today() + timedelta(days=1):%Y-%m-%d}"
    assert "记监护人的话" not in desk.get(path).content.decode()
    given = {"name": "李母", "relation": "mother", "phone": "19000000001", "phone_key": "x", "consent_version": "1"}
    Guardian.objects.create(volunteer=child, agreed_at=NOW, **given)
    assert "记监护人的话" in desk.get(path).content.decode()
    assert "怎么问到" in desk.post(f"{path}guardian/", {"day": day}).content.decode()
    assert desk.post(f"{path}guardian/", {"day": day, "accompanies": "on", "words": "九点打的电话"}).url == path
    assert GuardianWord.objects.values_list("accompanies", "said_by").get() == (True, cast.manager.pk)


def test_a_cover_ends_early_and_what_is_past_stays(cast, client_of):
    today = date.today()
    days = {"first_on": today - timedelta(days=9), "last_on": today + timedelta(days=9)}
    county, more = cast.center.division, {"insurer": "人保", "number": "一", "covers": "意外", "cost_per_head": 1}
    policy = insurance.add_policy(division=county, by=cast.office, at=NOW, **more, **days)
    insurance.insure(policy, volunteers=[cast.volunteer], by=cast.manager, at=NOW, **days)
    cover, desk = Cover.objects.get(), client_of(cast.manager)
    path = f"/desk/insurance/covers/{cover.pk}/end/"
    assert path in desk.get(f"/desk/insurance/{policy.pk}/").content.decode()
    for wrong in (today - timedelta(days=5), today + timedelta(days=9)):
        assert desk.post(path, {"last_on": f"{wrong:%Y-%m-%d}"}).status_code == 409
    assert client_of(cast.neighbour).post(path, {"last_on": f"{today:%Y-%m-%d}"}).status_code == 404
    assert desk.post(path, {"last_on": f"{today:%Y-%m-%d}"}).url == f"/desk/insurance/{policy.pk}/"
    assert Cover.objects.get().period.upper == today + timedelta(days=1) and Policy.objects.get().people.count() == 1


def noted(cast, begin, source, who=None):
    return note_record(
        volunteer=who or cast.volunteer,
        division=cast.station.division,
        organiser=cast.station,
        kind=ServiceKind.objects.get(code="care"),
        title=f"扫雪{source}",
        started_at=begin,
        ended_at=begin + 2 * HOUR,
        evidence="C",
        source=source,
        at=begin + 2 * HOUR,
    )


def test_own_hours_by_month(cast, client_of, django_assert_num_queries):
    phone = client_of(cast.volunteer.person.user)
    assert "还没有服务记录" in phone.get("/my/hours/").content.decode()
    noted(cast, NOW, "claim:1")
    noted(cast, NOW - timedelta(days=40), "claim:2")
    noted(cast, NOW, "claim:9", make.volunteer(name="别人"))
    with django_assert_num_queries(7):
        page = phone.get("/my/hours/").content.decode()
    assert "扫雪claim:1" in page and "claim:2" not in page and "claim:9" not in page and "2026 年 10 月" in page
    for number in (3, 4):
        noted(cast, NOW + number * 24 * HOUR, f"claim:{number}")
    with django_assert_num_queries(7):
        phone.get("/my/hours/")
    assert "扫雪claim:2" in phone.get("/my/hours/?month=2026-10").content.decode()
    assert phone.get("/my/hours/?month=9999-99").status_code == 200


def test_programs_read_records_of_their_places(cast, client_of, django_assert_num_queries):
    noted(cast, NOW, "claim:1")
    own, desk, far = (client_of(who) for who in (cast.volunteer.person.user, cast.manager, cast.neighbour))
    assert far.get("/api/v1/records/").json()["results"] == []
    own.get("/api/v1/records/"), desk.get("/api/v1/records/")
    with django_assert_num_queries(5):
        (row,) = desk.get("/api/v1/records/").json()["results"]
    assert (row["minutes"], row["evidence"], row["name"]) == (120, "C", "李*愿")
    for number in (2, 3):
        noted(cast, NOW - number * 30 * 24 * HOUR, f"claim:{number}")
    with django_assert_num_queries(5):
        desk.get("/api/v1/records/")
    assert len(own.get("/api/v1/records/?month=2026-11").json()["results"]) == 1
    assert own.get("/api/v1/records/?month=2026-13").status_code == 400
    assert len(own.get("/api/v1/records/?page_size=2").json()["results"]) == 2


@time_machine.travel(LATER)
def test_the_board_goes_out_as_figures_without_names(cast, client_of):
    answer = client_of(cast.office).get(f"/desk/coverage/export.xlsx?place={make.COUNTY}")
    rows = [row for _, part in sheets.read(io.BytesIO(answer.content), "a.xlsx").parts(50) for row in part]
    told = str(rows)
    assert "算不出" in told and cast.volunteer.person.name not in told
    assert client_of(cast.office).get(f"/desk/coverage/export.xlsx?place={make.OTHER_COUNTY}").status_code == 404
