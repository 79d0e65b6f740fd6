"""The cockpit: every number leads to as many rows, whoever reads sees his own places, nothing is made up."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from civcenter.hierarchy.models import Population
from civcenter.measures import MEASURES, Span
from orders.actions import wishes
from orders.flow import Proof
from orders.hands import Bearer
from tests import factories as make

pytestmark = pytest.mark.django_db
AT = make.NOW + timedelta(days=2)
COCKPIT = "/desk/cockpit/"


@pytest.fixture
def cast(time_machine):
    time_machine.move_to(AT, tick=False)
    return make.cast()


def busy(cast):
    wish = make.served(cast).wishes.get()
    wishes.confirm(wish, by=Bearer(wish.pk, Proof.SMS, phone_key=wish.phone_key), at=AT, stars=5)
    make.wish(cast.next_station)
    make.wish(cast.center)
    for code, residents in [(make.COUNTY, 40), (make.TOWNSHIP, 30)]:
        Population.objects.create(division_id=code, year=2026, residents=residents)


def shown(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def listed(client, address):
    """(how many the page says there are, how many lines it has)."""
    page = shown(client, address)
    return int(re.search(r'id="count">(\d+)<', page)[1]), page.count("<tr><td>")


def test_every_number_leads_to_as_many_rows_as_it_says(cast, client_of):
    busy(cast)
    client = client_of(cast.office)
    page = shown(client, COCKPIT)
    span = Span.month(2026, 11, county=make.COUNTY, at=AT)
    links = set(re.findall(r'href="(/desk/cockpit/rows/[^"]+)"', page.replace("&amp;", "&")))
    assert len(links) > 40
    for name, measure in MEASURES.items():
        said, lines = listed(client, reverse("desk_portal:cockpit_rows", args=[name]))
        assert said == lines == measure.rows(span, [make.COUNTY]).count(), name
    tile = re.search(r"群众点单</span><a class=\"blk\" href=\"([^\"]+)\"><b>(\d+)<", page)
    assert listed(client, tile[1].replace("&amp;", "&"))[0] == int(tile[2]) == 3
    own = re.search(r'href="([^"]+only=own[^"]*)">1</a>', page)[1].replace("&amp;", "&")
    assert listed(client, own) == (1, 1), "what the centre does itself stands beside the townships"
    assert listed(client, "/desk/cockpit/rows/confirmed/?part=bad") == (0, 0)


def test_a_reader_sees_his_places_and_no_others(cast, client_of):
    busy(cast)
    chief = client_of(cast.chief)
    assert listed(chief, "/desk/cockpit/rows/wishes/") == (1, 1)
    assert "新宁镇运行情况" in shown(chief, COCKPIT) and "公曹村" not in shown(chief, COCKPIT)
    for address in (COCKPIT, "/desk/cockpit/numbers/", "/desk/cockpit/rows/wishes/"):
        for place in (make.COUNTY, make.NEXT_TOWNSHIP, make.OTHER_COUNTY):
            assert chief.get(f"{address}?place={place}").status_code == 404
        assert client_of(cast.volunteer.person.user).get(address).status_code == 403
    assert chief.get("/desk/cockpit/rows/nothing/").status_code == 404


def test_an_empty_county_reads_in_sentences(cast, client_of):
    page = shown(client_of(cast.leader), COCKPIT)
    for words in ("还没有点单", "看不出快慢", "没报常住人口，算不出", "还没有人评", "单子都没有超时"):
        assert words in page
    assert "100.0" not in page and "0.0" not in page
    assert shown(client_of(cast.leader), "/desk/cockpit/numbers/").count("算不出") > 15


def test_the_pages_ask_as_often_in_a_large_county(cast, client_of):
    busy(cast)
    client, counts = client_of(cast.office), []
    shown(client, COCKPIT)  # the session's own beginning
    for _ in range(2):
        counts.append([])
        for address in (COCKPIT, "/desk/cockpit/numbers/", "/desk/cockpit/rows/wishes/"):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                shown(client, address)
            counts[-1].append(len(asked))
        for number in range(3):
            make.place(f"6210262{number:02}", f"{number} 镇", make.COUNTY)
            make.wish(make.place(f"6210262{number:02}201", f"{number} 村", f"6210262{number:02}"))
    assert counts[0] == counts[1], "as many questions for five townships as for two"
    assert counts[0][0] == 40 and counts[0][2] == 9 and counts[0][1] <= 2 * len(MEASURES)


def test_a_past_month_is_looked_at_by_its_days_and_nonsense_is_today(cast, client_of):
    make.wish(cast.station, at=make.NOW - timedelta(days=30))
    client = client_of(cast.office)
    assert listed(client, "/desk/cockpit/rows/wishes/?day=2026-10-31") == (1, 1)
    assert "2026 年 10 月" in shown(client, f"{COCKPIT}?day=2026-10-31")
    for day in ("2026-02-31", "2099-01-01", "1999-01-01", "2026-13-01", "２０２６-01-01", "x"):
        assert client.get(f"{COCKPIT}?day={day}&period=nonsense").status_code == 200
