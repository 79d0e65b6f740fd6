"""Each number against a small county counted by hand; unknown stays unknown; a number is as many as its rows."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from civcenter.hierarchy.models import Population
from civcenter.measures import MEASURES, Kind, Span
from orders.actions import wishes
from orders.flow import Proof
from orders.hands import SYSTEM, Bearer
from orders.models import Wish
from tests import factories as make
from volunteers import coverage

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(days=2)


@pytest.fixture
def cast():
    return make.cast()


def month(at=LATER):
    return Span.month(2026, 11, county=make.COUNTY, at=at)


def figure(name, codes=(make.COUNTY,), span=None):
    return MEASURES[name].figure(span or month(), list(codes))


def confirmed(cast, stars):
    """One wish served within two hours and confirmed by its resident; two hours of one volunteer are on record."""
    order = make.served(cast, at=make.NOW)
    wish = order.wishes.get()
    wishes.confirm(wish, by=Bearer(wish.pk, Proof.SMS, phone_key=wish.phone_key), at=LATER, stars=stars)
    return wish


def test_a_small_county_counted_by_hand(cast):
    confirmed(cast, 5)
    make.wish(cast.next_station)
    late = make.wish(cast.station, at=make.NOW - timedelta(days=21))
    found = {name: figure(name).value for name in MEASURES}
    assert late.promised_at < LATER
    assert {name: found[name] for name in ("wishes", "done", "satisfaction", "hours", "registered", "late_wishes")} == {
        "wishes": 3,
        "done": 1,
        "satisfaction": Decimal("5.0"),
        "hours": Decimal("2.0"),
        "registered": 1,
        "late_wishes": 2,
    }
    assert found["accepted"] == Decimal("33.3") and found["confirmed"] == 100 and found["content"] == 100
    assert (figure("on_time").numerator, figure("on_time").denominator) == (0, 1), "a promise that nobody kept counts"
    assert found["hours_serve"] == 2 and found["hours_answer"] == 0
    assert found["active"] == 100 and found["points_issued"] == 2 and found["outposts_led"] == 80
    assert found["registered_share"] is None and found["residents"] is None, "nobody told the residents"


def test_who_never_spoke_praises_nobody(cast):
    wish = make.served(cast).wishes.get()
    wishes.expire(wish, by=SYSTEM, at=wish.due_at)
    assert figure("confirmed").value == 0 and figure("defaulted").value == 1
    assert figure("satisfaction").value is None and figure("content").value is None and figure("rated").value == 0


def test_every_number_is_as_many_as_its_rows_and_sums_to_its_county(cast):
    confirmed(cast, 4)
    make.wish(cast.next_station)
    for code, residents in [(make.COUNTY, 1000), (make.TOWNSHIP, 700), (make.NEXT_TOWNSHIP, 300)]:
        Population.objects.create(division_id=code, year=2026, residents=residents)
    span = month()
    for measure in MEASURES.values():
        whole, parts = measure.figure(span, [make.COUNTY]), measure.figures(span, "township")
        if measure.kind is Kind.COUNT and measure.name != "residents":
            assert measure.rows(span, [make.COUNTY]).count() == whole.numerator, measure.name
        if measure.kind is Kind.SHARE and measure.name != "registered_share":
            assert measure.rows(span, [make.COUNTY]).count() == whole.denominator, measure.name
            assert measure.rows(span, [make.COUNTY], "good").count() == whole.numerator, measure.name
            assert measure.rows(span, [make.COUNTY], "bad").count() == whole.denominator - whole.numerator
        if measure.when and measure.kind is not Kind.MEDIAN:
            by_month = measure.months(Span.year(2026, county=make.COUNTY, at=LATER), [make.COUNTY])
            year = measure.figure(Span.year(2026, county=make.COUNTY, at=LATER), [make.COUNTY])
            assert sum(part.numerator for part in by_month.values()) == (year.numerator or 0), measure.name
        if measure.kind is not Kind.MEDIAN:
            assert sum(part.numerator for part in parts.values()) == (whole.numerator or 0), measure.name
    share = MEASURES["registered_share"].figures(span, "township")
    assert share[make.TOWNSHIP].value == Decimal("0.1") and share[make.NEXT_TOWNSHIP].value == 0


def test_the_share_of_residents_is_the_coverage_boards(cast):
    Population.objects.create(division_id=make.COUNTY, year=2026, residents=7)
    board = coverage.board(cast.center.division, LATER)
    assert float(figure("registered_share").value) == board.all.share == 14.2
    assert figure("registered_share", [make.TOWNSHIP]).value is None, "the county's residents are not the township's"


def test_figures_ask_as_often_in_a_large_county(cast):
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            for measure in MEASURES.values():
                measure.figures(month(), "division")
        counts.append(len(asked))
        for number in range(3):
            make.wish(make.place(f"6210262{number:02}201", f"{number} 村", None))
    assert counts[0] == counts[1] <= 3 * len(MEASURES)


@pytest.mark.parametrize(("hour", "half"), [("2026-06-30T15:59:59.999999Z", 1), ("2026-06-30T16:00:00Z", 2)])
def test_a_half_year_ends_at_the_countys_midnight(cast, hour, half):
    at = datetime.fromisoformat(hour)
    wish = make.wish(cast.station, at=at)
    spans = {n: Span.half(2026, n, county=make.COUNTY, at=LATER) for n in (1, 2)}
    counted = [n for n, span in spans.items() if MEASURES["wishes"].rows(span, [make.COUNTY]).filter(pk=wish.pk)]
    assert counted == [half] and Wish.objects.count() == 1


def test_spans_have_their_days():
    span = Span.month(2026, 12, county=make.COUNTY, at=LATER)
    assert (span.first_day, span.last_day, span.label) == (date(2026, 12, 1), date(2026, 12, 31), "2026 年 12 月")
    assert span.until == LATER and len(Span.year(2026, county=make.COUNTY, at=LATER).months) == 12
    assert Span.week(date(2026, 11, 29), county="", at=LATER).first_day == date(2026, 11, 23)
