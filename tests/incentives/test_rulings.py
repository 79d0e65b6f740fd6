"""Rules of points: set for the days to come, never edited, never about what is due by law; what one would cost."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from civcenter.kit.errors import NotYours, RuleBroken
from incentives import simulation
from incentives.actions import end_rule, keep_floor, pay_record, rules_on, set_rule
from incentives.choices import Rounding
from incentives.models import Entry, ManualRule, PointRule
from incentives.seeds import ALWAYS
from tests import factories as make
from volunteers.models import ServiceKind, ServiceRecord

pytestmark = pytest.mark.django_db
TODAY, TOMORROW = date(2026, 11, 23), date(2026, 11, 24)
PAPER = ("宁文〔2026〕8号", "积分办法", "县文明办")
HOUR = {
    "kind": None, "per_hour": Decimal(2), "coefficient": Decimal("1.5"), "cap_day": None, "cap_month": None,
    "valid_months": 24, "rounding": Rounding.DOWN,
}  # fmt: skip
EVENT = {
    "code": "lecture", "name": "讲一堂课", "holder": "person", "takes": False, "must_post": True,
    "most": Decimal(5), "cap_month": None, "proof": "听课签到",
}  # fmt: skip


@pytest.fixture
def cast():
    return make.cast()


def ruled(cast, model=PointRule, on=TOMORROW, by=None, **changes):
    figures = {**(HOUR if model is PointRule else EVENT), **changes}
    who = by or cast.office
    return set_rule(model, county=make.COUNTY, document=PAPER, starts_on=on, by=who, at=make.NOW, **figures)


def test_a_new_row_ends_the_old_one_and_edits_nothing(cast):
    first = ruled(cast)
    second = ruled(cast, on=date(2026, 12, 1), per_hour=Decimal(3))
    first.refresh_from_db()
    assert (first.per_hour, first.effective.upper) == (2, date(2026, 12, 1))
    assert [rules_on(make.COUNTY, day)[None].rate for day in (TODAY, TOMORROW, date(2026, 12, 1))] == [1, 3, 4.5]
    with pytest.raises(RuleBroken, match="2026-12-01 起的一条已经定了"):
        ruled(cast, on=date(2026, 11, 30))
    end_rule(second, last_on=date(2027, 1, 31), by=cast.office, at=make.NOW)
    assert rules_on(make.COUNTY, date(2027, 2, 1))[None].rate == 1


def test_the_past_is_not_ruled_and_only_the_office_rules(cast):
    with pytest.raises(RuleBroken, match="从明天起"):
        ruled(cast, on=TODAY)
    with pytest.raises(NotYours):
        ruled(cast, by=cast.chief)
    row = ruled(cast)
    with pytest.raises(RuleBroken, match="不改"):
        end_rule(row, last_on=date(2026, 11, 1), by=cast.office, at=make.NOW)
    with pytest.raises(NotYours):
        end_rule(PointRule.objects.get(county=""), last_on=TOMORROW, by=cast.office, at=make.NOW)


def test_the_database_keeps_a_rule_as_it_was_made(cast):
    row = PointRule.objects.filter(pk=ruled(cast).pk)
    longer = ruled(cast, on=date(2026, 12, 1)).effective
    for change in ({"per_hour": 9}, {"effective": DateRange(TODAY, None)}, {"effective": longer}):
        with pytest.raises(DatabaseError), transaction.atomic():
            row.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


@pytest.mark.parametrize("name", ["按时交医保", "医 保参保", "不交养老保险扣分", "分红前十名", "没上失信名单"])
def test_what_is_due_by_law_hangs_on_no_points(cast, name):
    with pytest.raises(RuleBroken, match="不能跟积分挂钩"):
        ruled(cast, ManualRule, name=name)
    with pytest.raises(DatabaseError, match="due by law"), transaction.atomic():
        ManualRule.objects.create(
            document=PointRule.objects.first().document, county=make.COUNTY, effective=ALWAYS, **{**EVENT, "name": name}
        )


def test_the_floor_is_one_function_for_all_rooms(cast):
    with pytest.raises(RuleBroken, match="《社会救助暂行办法》"):
        keep_floor(make.COUNTY, TODAY, "凭积分", "申请低 保")
    keep_floor(make.COUNTY, TODAY, "洗衣液 2 千克")
    assert ruled(cast, ManualRule).name == "讲一堂课"


def served(cast, who, day, minutes, paid, kind="care"):
    """A final record as it stands years later; its points beside it."""
    begin = make.NOW - timedelta(days=day)
    division = cast.station.division
    record = ServiceRecord.objects.create(
        volunteer=who, division=division, kind=ServiceKind.objects.get(code=kind), title="理发", started_at=begin,
        ended_at=begin + timedelta(minutes=minutes), minutes=minutes, evidence="B", source=f"t:{next(make.numbers)}",
        noted_at=begin, notice_until=begin, vouched_at=begin,
    )  # fmt: skip
    ServiceRecord.objects.filter(pk=record.pk).update(status="final", final_at=begin)
    record.refresh_from_db()
    if paid:
        pay_record(record, at=begin)
    return record


def draft(**changes):
    return PointRule(**{**HOUR, "coefficient": 1, "per_hour": 1, "cap_day": 8, "cap_month": 60, **changes})


def test_todays_rule_costs_what_was_paid(cast):
    for day, minutes in ((1, 90), (1, 400), (2, 500), (40, 61), (300, 60)):
        served(cast, cast.volunteer, day, minutes, paid=True)
    cost = simulation.cost_of_points(make.COUNTY, draft(), at=make.NOW)
    paid = sum(Entry.objects.filter(at__gt=make.NOW - timedelta(days=182)).values_list("points", flat=True))
    assert (cost["would"], cost["did"], cost["more"]) == (paid, paid, 0)
    assert paid == Decimal("17.01")


def test_caps_officials_and_other_kinds_are_counted_as_they_would_be(cast):
    other = make.volunteer(name="王军")
    for day in range(1, 4):
        served(cast, cast.volunteer, day, 480, paid=False)
    served(cast, other, 1, 60, paid=False)
    served(cast, other, 1, 60, paid=False, kind="haircut")
    served(cast, other, 1, 60, paid=False, kind="law")
    cost = simulation.cost_of_points(make.COUNTY, draft(per_hour=2, cap_day=10, cap_month=25), at=make.NOW)
    assert (cost["would"], cost["did"]) == (25 + 6, 0)
    assert [(row["people"], row["records"], row["capped"]) for row in cost["months"]] == [(2, 6, 1)]
    care = ServiceKind.objects.get(code="care")
    assert simulation.cost_of_points(make.COUNTY, draft(kind=care, cap_day=10), at=make.NOW)["would"] == 24 + 2
    make.holds_a_post(other.person, make.staff("post", "liaison", make.VILLAGE))
    assert simulation.cost_of_points(make.COUNTY, draft(kind=care, cap_day=10), at=make.NOW)["would"] == 24
