"""Lists: narrowed by name, read page by page, the same number of queries however long they are."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from civcenter.accounts.models import User
from orders.models import Wish
from tests import factories as make
from tests.api.program import Program

pytestmark = pytest.mark.django_db


def ids(answer, name="id"):
    return [row[name] for row in answer.data["results"]]


def queries(program, path):
    """How many queries a GET takes for a log-in that was just read."""
    with CaptureQueriesContext(connection) as seen:
        assert program.get(path).status_code == 200
    return len(seen)


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("wishes/", 3),
        ("orders/", 3),
        ("claims/", 3),
        ("hall/", 1),
        ("points/", 2),
        ("volunteers/", 3),
        ("outposts/", 1),
    ],
)
def test_queries_stay_the_same_at_one_row_and_at_three(path, count, cast, still):
    def grow():
        order = make.in_hall(cast, needed=3)
        make.taken(cast, order, by=make.volunteer())

    def ask():
        return queries(Program(User.objects.get(pk=cast.office.pk)), path)

    grow()
    at_one = ask()
    grow()
    grow()
    assert (at_one, ask()) == (count, count)


def test_an_order_takes_as_many_queries_with_one_claim_as_with_three(cast, still):
    def ask():
        return queries(Program(User.objects.get(pk=cast.office.pk)), f"orders/{order.pk}/")

    order = make.in_hall(cast, needed=3)
    make.taken(cast, order, by=make.volunteer())
    at_one = ask()
    make.taken(cast, order, by=make.volunteer())
    make.taken(cast, order, by=make.volunteer())
    assert (at_one, ask()) == (11, 11)


def test_wishes_are_narrowed(cast, office):
    first, second = make.wish(cast.station), make.wish(cast.next_station, at=make.NOW - timedelta(days=20))
    office.did(f"wishes/{first.number}/ask/", {"words": "几点方便？"})
    narrowed = {
        "status=asked": [first.number],
        "township=621026101": [second.number],
        f"outpost={cast.station.pk}": [first.number],
        "overdue=true": [second.number],
        "overdue=false": [first.number],
        "kind=care": [second.number, first.number],
        "kind=law": [],
    }
    for query, numbers in narrowed.items():
        assert ids(office.get(f"wishes/?{query}"), "number") == numbers, query


@pytest.mark.parametrize(
    "query",
    ["status=nothing", "stat=new", "overdue=maybe", "overdue=", "outpost=abc", "outpost=1.5", "township=62",
     "status=new&status=new", "page_size=0", "page_size=101", "page_size=x", "kind=护理"],
)  # fmt: skip
def test_a_wrong_filter_is_refused_not_ignored(query, office):
    assert office.get(f"wishes/?{query}").status_code == 400


@pytest.mark.parametrize("cursor", ["x", "cD1hYmM=", "cD0tMQ==", "bz05OTk5OTk5OTk=", "%00"])
def test_a_forged_cursor_is_no_page_and_no_fault(cursor, office):
    assert office.get(f"wishes/?cursor={cursor}").status_code in (200, 404)


def test_pages_follow_one_another_without_gap(cast, office):
    made = [make.wish(cast.station).number for _ in range(5)]
    path, seen = "wishes/?page_size=2", []
    while path:
        page = office.get(path)
        seen += ids(page, "number")
        path = page.data["next"] and page.data["next"].split("/api/v1/")[1]
    assert seen == made[::-1]
    assert Wish.objects.count() == 5


def test_divisions_and_outposts_are_found_by_name(cast, resident):
    assert ids(resident.get("divisions/?q=新宁"), "code") == [make.TOWNSHIP]
    assert ids(resident.get(f"divisions/?parent={make.COUNTY}"), "code") == [make.TOWNSHIP, make.NEXT_TOWNSHIP]
    assert ids(resident.get("outposts/?q=北庄")) == [cast.station.pk]
    assert resident.get(f"outposts/{cast.station.pk}/").data["tier"] == "station"
    assert resident.get(f"divisions/{make.VILLAGE}/").data["name"] == "北庄村"
    assert resident.get("divisions/621099/").status_code == 404


def test_the_hall_shows_what_may_be_taken(cast, helper):
    open_, full = make.in_hall(cast), make.in_hall(cast, needed=1)
    make.taken(cast, full, by=make.volunteer())
    assert ids(helper.get("hall/")) == [open_.pk]
    assert ids(helper.get("hall/?township=621026101")) == []


def test_volunteers_are_narrowed_and_masked(cast, office):
    who = make.volunteer(name="陈长命", phone="19000007531")
    who.talents.set(["elder"])
    pending = make.brought(cast.next_station.division, number="990101199003070015")
    narrowed = {
        "status=pending": [pending.pk],
        "talent=elder": [who.pk],
        "township=621026101": [pending.pk],
        "kind=law": [],
    }
    for query, found in narrowed.items():
        assert ids(office.get(f"volunteers/?{query}")) == found, query
    told = office.get("volunteers/").content.decode() + office.get(f"volunteers/{pending.pk}/").content.decode()
    assert "陈*命" in told and not any(word in told for word in ("陈长命", "19000007531", "990101199003070015"))
    mine = Program(cast.volunteer.person.user)
    assert ids(mine.get("volunteers/")) == [cast.volunteer.pk]
    assert mine.get(f"volunteers/{who.pk}/").status_code == 404
