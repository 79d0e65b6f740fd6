"""The road by programs alone: a resident's wish, the office, a station, a volunteer; hours and points at the end."""

from datetime import datetime, timedelta

import pytest

from civcenter.kit.secrets import lookup
from incentives import ledger
from orders.models import Wish
from tests import factories as make
from tests.api.program import Program
from volunteers.models import ServiceRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(time_machine):
    """The cast, each with a program of his own; `clock` moves time."""
    time_machine.move_to(make.NOW, tick=False)
    cast = make.cast()
    cast.resident = make.phone_user(make.fresh_phone())
    cast.clock = lambda hours: time_machine.move_to(make.NOW + timedelta(hours=hours), tick=False)
    cast.speak = {
        "resident": Program(cast.resident),
        "office": Program(cast.office),
        "manager": Program(cast.manager),
        "neighbour": Program(cast.neighbour),
        "volunteer": Program(cast.volunteer.person.user),
    }
    return cast


def asked(people, **more):
    said = {"kind": "care", "words": "想请人给老人理个发", "outpost": people.station.pk}
    return people.speak["resident"].did("wishes/", said | more, status=201)


def prepared(people, number):
    said = {
        "wishes": [number],
        "title": "上门理发",
        "kind": "care",
        "starts_at": (make.NOW + timedelta(hours=1)).isoformat(),
        "ends_at": (make.NOW + timedelta(hours=3)).isoformat(),
    }
    return people.speak["office"].did("orders/", said, status=201)["id"]


def names(answer):
    return {step["name"] for step in answer["steps"]}


def test_a_wish_becomes_points_by_programs_alone(people):
    resident, office = people.speak["resident"], people.speak["office"]
    manager, volunteer = people.speak["manager"], people.speak["volunteer"]

    wish = asked(people)
    assert names(wish) == {"withdraw"}
    order = prepared(people, wish["number"])
    assert resident.get(f"wishes/{wish['number']}/").data["status"] == "planned"

    office.did(f"orders/{order}/dispatch/", {"unit": people.station.pk})
    assert "publish" in names(manager.get(f"orders/{order}/").data)
    manager.did(f"orders/{order}/publish/", {"needed": 2})
    assert [row["id"] for row in volunteer.get("hall/").data["results"]] == [order]

    claim = volunteer.did(f"orders/{order}/claim/")
    assert (claim["status"], names(claim)) == ("accepted", {"leave", "arrive"})
    people.clock(1)
    volunteer.did(f"claims/{claim['id']}/arrive/")
    people.clock(3)
    done = {"claim": claim["id"], "started_at": _at(1), "ended_at": _at(3)}
    served = manager.did(f"orders/{order}/serve/", {"done": [done]})
    assert served["status"] == "served"

    confirmed = resident.did(f"wishes/{wish['number']}/confirm/", {"stars": 5, "words": "剪得好"})
    assert confirmed["status"] == "confirmed"
    assert manager.get(f"orders/{order}/").data["status"] == "closed"
    assert volunteer.get(f"claims/{claim['id']}/").data["minutes"] == 120
    points = volunteer.get("points/").data
    assert [account["balance"] for account in points["accounts"]] == ["2.00"]
    assert [(row["points"], row["way"]) for row in points["results"]] == [("2.00", "in")]
    assert ServiceRecord.objects.get().status == "final"
    assert ledger.faults() == []


def test_refused_restored_disputed_and_settled_by_programs(people):
    resident, office, manager = (people.speak[name] for name in ("resident", "office", "manager"))
    wish = asked(people)["number"]
    office.did(f"wishes/{wish}/ask/", {"words": "要不要带推子？"})
    resident.did(f"wishes/{wish}/reply/", {"words": "家里有。"})
    office.did(f"wishes/{wish}/refuse/", {"reason": "unable", "words": "这周没有人手。"})
    assert office.did(f"wishes/{wish}/restore/", {"words": "有人了。"})["status"] == "new"

    order = prepared(people, wish)
    office.did(f"orders/{order}/dispatch/", {"unit": people.station.pk})
    manager.did(f"orders/{order}/start/")
    manager.did(f"orders/{order}/serve/")
    resident.did(f"wishes/{wish}/dispute/", {"words": "没来人。"})
    assert manager.get(f"orders/{order}/").data["status"] == "dispatched"
    manager.did(f"orders/{order}/start/")
    manager.did(f"orders/{order}/serve/")
    resident.did(f"wishes/{wish}/dispute/", {"words": "还是没来。"})
    settled = Program(people.chief).did(f"wishes/{wish}/settle/", {"words": "站长当面道了歉。"})
    assert settled["status"] == "settled"
    assert office.get(f"orders/{order}/").data["status"] == "closed"


def test_offered_declined_left_absent_and_cancelled_by_programs(people):
    office, manager, volunteer = (people.speak[name] for name in ("office", "manager", "volunteer"))
    order = prepared(people, asked(people)["number"])
    invited = {"unit": people.station.pk, "volunteers": [people.volunteer.pk]}
    claim = office.did(f"orders/{order}/dispatch/", invited)["claims"][0]["id"]
    assert volunteer.did(f"claims/{claim}/decline/")["status"] == "declined"
    again = manager.did(f"orders/{order}/offer/", {"volunteers": [people.volunteer.pk]})["claims"][-1]["id"]
    assert volunteer.did(f"claims/{again}/accept/")["status"] == "accepted"
    assert volunteer.did(f"claims/{again}/leave/", {"words": "孩子病了"})["status"] == "left"
    third = manager.did(f"orders/{order}/offer/", {"volunteers": [people.volunteer.pk]})["claims"][-1]["id"]
    volunteer.did(f"claims/{third}/accept/")
    assert manager.did(f"claims/{third}/absent/", {"words": "等了一小时"})["status"] == "absent"
    assert office.did(f"orders/{order}/cancel/", {"words": "改天再办"})["status"] == "cancelled"
    assert Wish.objects.get().status == "new"


def test_staff_enter_a_wish_for_somebody_and_the_phone_is_masked_in_every_answer(people):
    phone = make.fresh_phone()
    said = {
        "kind": "care",
        "words": "替张婶点的",
        "outpost": people.station.pk,
        "phone": phone,
        "name": "张婶儿",
    }
    made = people.speak["manager"].post("wishes/", said)
    assert made.status_code == 201
    assert (made.data["phone"], made.data["name"]) == (f"{phone[:3]}****{phone[-4:]}", "张*儿")
    assert phone not in made.content.decode()
    wish = Wish.objects.get()
    assert (wish.entered_by, wish.phone_key, wish.is_verified) == (people.manager, lookup(phone), False)


def _at(hours):
    moment = make.NOW + timedelta(hours=hours)
    assert isinstance(moment, datetime)
    return moment.isoformat()
