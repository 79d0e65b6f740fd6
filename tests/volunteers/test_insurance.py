"""Policies, who is under them, what it costs, and the list that goes to the insurer against a reason."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from civcenter.kit.errors import NotYours, RuleBroken
from civcenter.residents.models import Person, RevealLog
from tests import factories as make
from tests.factories import NOW
from tests.volunteers.test_certificates import DOCUMENT, document
from volunteers.actions import insurance as actions
from volunteers.models import Cover, Policy

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture
def cast():
    return make.cast()


def queries_of(client, path):
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)


def policy(cast, **changes):
    said = {
        "division": cast.center.division,
        "insurer": "人保财险",
        "number": "PICC-1",
        "first_on": FIRST,
        "last_on": LAST,
        "covers": "意外 20 万",
        "cost_per_head": 1,
        "by": cast.office,
        "at": NOW,
    }
    return actions.add_policy(**{**said, **changes})


def insure(cast, row, *people, by=None, first_on=FIRST, last_on=LAST):
    return actions.insure(row, volunteers=people, first_on=first_on, last_on=last_on, by=by or cast.manager, at=NOW)


def test_the_office_adds_a_policy_once_and_its_days_are_all_covered(cast):
    row = policy(cast)
    insure(cast, row, cast.volunteer)
    assert Cover.objects.on(FIRST, LAST).exists() and not Cover.objects.on(LAST, LAST + timedelta(days=1)).exists()
    for broken, sentence in (({}, "登记过了"), ({"number": "2", "last_on": FIRST - timedelta(days=1)}, "不能早于")):
        with pytest.raises(RuleBroken, match=sentence):
            policy(cast, **broken)
    with pytest.raises(NotYours):
        policy(cast, number="3", by=cast.manager)


def test_the_same_person_twice_is_once(cast):
    row = policy(cast)
    other = make.volunteer()
    assert insure(cast, row, cast.volunteer) == 1
    assert insure(cast, row, cast.volunteer, other, first_on=date(2026, 6, 1)) == 1
    with pytest.raises(RuleBroken, match="之内"):
        insure(cast, row, other, last_on=LAST + timedelta(days=1))
    with pytest.raises(NotYours):
        insure(cast, row, cast.volunteer, by=cast.neighbour)
    cover = Cover.objects.get(volunteer=other)
    actions.uncover(cover, by=cast.manager, last_on=date(2026, 7, 1), today=date(2026, 6, 1))
    assert Cover.objects.get(pk=cover.pk).period.upper == date(2026, 7, 2)
    actions.uncover(Cover.objects.get(pk=cover.pk), by=cast.manager, last_on=date(2026, 5, 1), today=date(2026, 1, 1))
    assert not Cover.objects.filter(pk=cover.pk).exists()


def test_the_insurers_list_goes_out_against_a_reason_and_is_logged(cast, client_of):
    row = policy(cast)
    document(cast.volunteer, DOCUMENT)
    Person.objects.filter(pk=cast.volunteer.person_id).update(name="=1+1")
    insure(cast, row, cast.volunteer)
    path = f"/desk/insurance/{row.pk}/roster/"
    office = client_of(cast.office)
    assert client_of(cast.manager).post(path, {"reason": "投保"}).status_code == 403
    assert office.post(path, {"reason": ""}).status_code == 422
    assert not RevealLog.objects.exists()
    answer = office.post(path, {"reason": "报给人保"})
    assert "attachment" in answer["Content-Disposition"]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    mark, heads, line = sheet.to_python()
    assert "赵主任" in mark[0] and heads[2] == "证件号码"
    assert line == ["=1+1", "居民身份证", DOCUMENT, "2026-01-01", "2026-12-31"]
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(answer.content)).read("xl/worksheets/sheet1.xml")
    look = RevealLog.objects.get()
    assert (look.user, look.reason, look.about) == (cast.office, "报给人保", f"保单 {row.pk}，1 人")


def test_the_pages_show_cost_people_and_who_is_bare(cast, client_of):
    today = timezone.localdate()
    office, manager = client_of(cast.office), client_of(cast.manager)
    typed = {
        "insurer": "人保财险", "number": "P-9", "first_on": f"{today:%Y-%m-%d}", "last_on": f"{today:%Y}-12-31",
        "covers": "意外 20 万", "cost_per_head": "1.50",
    }  # fmt: skip
    assert manager.post("/desk/insurance/", typed).status_code in (403, 409)
    assert office.post("/desk/insurance/", typed).status_code == 302
    row = Policy.objects.get()
    assert "1 位在册志愿者没有保险" in manager.get("/desk/insurance/").content.decode()
    add = {"first_on": typed["first_on"], "last_on": typed["last_on"], "numbers": cast.volunteer.number}
    assert manager.post(f"/desk/insurance/{row.pk}/", add).status_code == 302
    page = office.get(f"/desk/insurance/{row.pk}/").content.decode()
    assert "1 人 · 每人 1.50 元，合计 1.50 元" in page and "李志愿" in page
    for more in (1, 2):
        for _ in range(more):
            insure(cast, row, make.volunteer(), first_on=today, last_on=today)
            make.volunteer(name="没上保险")
        counts = {path: queries_of(manager, f"/desk/insurance/{path}") for path in ("", "bare/", f"{row.pk}/")}
        assert counts == {"": 7, "bare/": 6, f"{row.pk}/": 8}
    assert "没上保险" in manager.get("/desk/insurance/bare/").content.decode()
    elsewhere = make.staff("far", "office", make.place(make.OTHER_COUNTY, "外县").division_id)
    assert client_of(elsewhere).get(f"/desk/insurance/{row.pk}/").status_code == 404
