"""Whose rows they are: foreign reads like missing, and a step that is another's says so."""

import pytest

from orders.models import Order, Wish
from tests import factories as make
from tests.api.program import Program

pytestmark = pytest.mark.django_db
MISSING_NUMBER, MISSING_ID = "9999999990", 999_999


@pytest.fixture
def rows(cast):
    wish = make.wish(cast.station)
    order = make.order(cast)
    claimed = make.in_hall(cast)
    return {"wishes": wish.number, "orders": order.pk, "claims": make.taken(cast, claimed).pk}


@pytest.mark.parametrize("kind", ["wishes", "orders", "claims"])
def test_the_neighbour_gets_the_same_404_as_for_a_missing_row(kind, rows, neighbour, manager):
    missing = MISSING_NUMBER if kind == "wishes" else MISSING_ID
    foreign = neighbour.get(f"{kind}/{rows[kind]}/")
    unknown = neighbour.get(f"{kind}/{missing}/")
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content == unknown.content
    assert manager.get(f"{kind}/{rows[kind]}/").status_code == 200


@pytest.mark.parametrize(
    ("kind", "step", "said"),
    [
        ("wishes", "refuse", {"reason": "unable", "words": "没有人手"}),
        ("orders", "dispatch", {"unit": 1}),
        ("claims", "absent", {"words": "没来"}),
    ],
)
def test_steps_on_foreign_rows_are_the_same_404(kind, step, said, rows, cast, neighbour):
    said = {**said, "unit": cast.station.pk} if "unit" in said else said
    missing = MISSING_NUMBER if kind == "wishes" else MISSING_ID
    foreign = neighbour.post(f"{kind}/{rows[kind]}/{step}/", said)
    unknown = neighbour.post(f"{kind}/{missing}/{step}/", said)
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content == unknown.content


def test_a_step_of_somebody_else_is_403_and_says_whose(rows, manager):
    status, sentence = manager.refused(f"wishes/{rows['wishes']}/refuse/", {"reason": "unable", "words": "不办"})
    assert (status, sentence) == (403, "“不予受理”不由您来办，归县中心。")
    assert Wish.objects.get(number=rows["wishes"]).status == "new"


def test_a_resident_sees_the_wishes_of_his_phone_alone(cast, resident, said):
    mine = resident.did("wishes/", said, status=201)["number"]
    strange = make.wish(cast.station).number
    assert [row["number"] for row in resident.get("wishes/").data["results"]] == [mine]
    assert resident.get(f"wishes/{strange}/").status_code == 404
    assert resident.refused(f"wishes/{strange}/withdraw/")[0] == 404


def test_a_resident_may_not_use_a_strange_phone(resident, said):
    status, sentence = resident.refused("wishes/", {**said, "phone": make.fresh_phone()})
    assert status == 409
    assert "自己的手机号" in sentence
    assert not Wish.objects.exists()


def test_staff_enter_wishes_for_their_own_places_only(neighbour, said):
    assert neighbour.refused("wishes/", said)[0] == 403


def test_who_serves_an_order_sees_no_number_and_no_other_claim(cast, helper):
    order = make.in_hall(cast, needed=2)
    other = make.volunteer(name="王志愿")
    make.taken(cast, order, by=other)
    seen = helper.did(f"orders/{order.pk}/claim/")["order"]
    shown = helper.get(f"orders/{seen}/")
    assert shown.data["wishes"] == []
    assert len(shown.data["claims"]) == 1
    assert Wish.objects.get(order=order).number not in shown.content.decode()


def test_an_order_out_of_the_hall_is_gone_for_those_who_have_no_claim_on_it(cast, helper):
    order = make.in_hall(cast)
    assert helper.get(f"orders/{order.pk}/").status_code == 200
    Program(cast.manager).did(f"orders/{order.pk}/start/")
    assert helper.get(f"orders/{order.pk}/").status_code == 404


def test_what_is_not_named_is_not_read(resident, said, cast):
    forged = {"status": "confirmed", "entered_by": cast.office.pk, "number": "1", "is_verified": False, "order": 1}
    made = resident.did("wishes/", said | forged, status=201)
    wish = Wish.objects.get()
    assert (made["status"], wish.entered_by, wish.is_verified) == ("new", None, True)


def test_merging_into_a_foreign_order_is_refused(cast, office, said):
    wish = make.wish(cast.station)
    assert office.refused(f"wishes/{wish.number}/merge/", {"order": MISSING_ID})[0] == 409
    into = make.order(cast)
    assert office.did(f"wishes/{wish.number}/merge/", {"order": into.pk})["order"] == into.pk
    assert Order.objects.get(pk=into.pk).wishes.count() == 2
    assert office.did(f"wishes/{wish.number}/unmerge/")["status"] == "new"


def test_one_wish_is_prepared_by_its_own_path(cast, office):
    wish = make.wish(cast.station)
    times = {"starts_at": "2026-11-23T10:00:00+08:00", "ends_at": "2026-11-23T12:00:00+08:00"}
    made = office.did(f"wishes/{wish.number}/prepare/", {"title": "上门理发", "kind": "care", **times})
    assert made["status"] == "planned"
    assert office.did(f"orders/{made['order']}/dispatch/", {"unit": cast.branch.pk})["unit"] == cast.branch.pk


def test_an_order_is_urged_once_a_day(cast, office):
    order = make.in_hall(cast)
    office.did(f"orders/{order.pk}/urge/")
    assert office.refused(f"orders/{order.pk}/urge/") == (409, "今天已经催过一次了，明天还没动再催。")
    assert Program(cast.manager).refused(f"orders/{order.pk}/urge/")[0] == 403
