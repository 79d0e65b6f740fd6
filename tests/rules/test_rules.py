"""Rule rows: the county's own wins, each on its days, and never two at once."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from civcenter.rules.models import RuleDocument
from orders.models.rules import StepLimit, WishRule

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)
NING, TENG = "621026", "370481"


@pytest.fixture(autouse=True)
def blank(db, seeded):
    """Only the rows of the test."""
    StepLimit.objects.all().delete()
    WishRule.objects.all().delete()


@pytest.fixture
def paper():
    return RuleDocument.objects.create(no="宁文明办〔2026〕1号", title="办理时限", issuer="宁县文明办")


def limit(paper, minutes, county="", urgency="normal", clock="total", since=date(2026, 1, 1), until=None):
    return StepLimit.objects.create(
        document=paper,
        county=county,
        urgency=urgency,
        clock=clock,
        minutes=minutes,
        effective=(since, until),
    )


def minutes_at(day, county, **key):
    return list(StepLimit.objects.at(day, county).filter(**key).values_list("minutes", flat=True))


def test_the_countys_own_row_wins_over_the_general_one(paper):
    limit(paper, 480)
    limit(paper, 240, county=NING)
    assert minutes_at(DAY, NING) == [240]
    assert minutes_at(DAY, TENG) == [480]
    assert minutes_at(DAY, "") == [480]


def test_it_wins_for_its_own_key_only(paper):
    limit(paper, 480)
    limit(paper, 60, urgency="urgent")
    limit(paper, 240, county=NING)
    assert minutes_at(DAY, NING, urgency="normal") == [240]
    assert minutes_at(DAY, NING, urgency="urgent") == [60]


def test_filtering_further_never_brings_the_general_row_back(paper):
    limit(paper, 480)
    limit(paper, 240, county=NING)
    assert not StepLimit.objects.at(DAY, NING).filter(county="").exists()


def test_a_row_holds_from_its_first_day_to_the_day_before_its_last(paper):
    limit(paper, 480, until=date(2026, 3, 2))
    limit(paper, 240, since=date(2026, 3, 2))
    assert minutes_at(date(2025, 12, 31), NING) == []
    assert minutes_at(date(2026, 1, 1), NING) == [480]
    assert minutes_at(date(2026, 3, 1), NING) == [480]
    assert minutes_at(date(2026, 3, 2), NING) == [240]


def test_an_ended_own_row_gives_way_to_the_general_one(paper):
    limit(paper, 480)
    limit(paper, 240, county=NING, until=DAY)
    assert minutes_at(DAY, NING) == [480]


@pytest.mark.parametrize("county", ["", NING])
def test_two_rows_of_one_key_never_hold_on_the_same_day(paper, county):
    limit(paper, 480, county=county)
    with pytest.raises(IntegrityError), transaction.atomic():
        limit(paper, 240, county=county, since=date(2030, 1, 1))


def test_other_counties_keys_and_days_do_not_overlap(paper):
    limit(paper, 1, until=DAY)
    limit(paper, 2, since=DAY)
    limit(paper, 3, county=NING)
    limit(paper, 4, county=TENG)
    limit(paper, 5, urgency="urgent")
    assert StepLimit.objects.count() == 5


def test_a_rule_without_a_key_is_one_row_a_county(paper):
    for county, few in (("", 5), (NING, 3)):
        WishRule.objects.create(document=paper, county=county, open_per_phone=few, effective=(date(2026, 1, 1), None))
    assert [rule.open_per_phone for rule in WishRule.objects.at(DAY, NING)] == [3]
    assert [rule.open_per_phone for rule in WishRule.objects.at(DAY, TENG)] == [5]
    with pytest.raises(IntegrityError), transaction.atomic():
        WishRule.objects.create(document=paper, county=NING, effective=(DAY, None))
