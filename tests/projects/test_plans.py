"""A year, its months and weeks: drafted at once, agreed above, kept or not; the database keeps one inside the other."""

from datetime import date, time

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from civcenter.hierarchy.models import Outpost
from civcenter.kit.errors import NotYours, OutOfTurn, RuleBroken
from civcenter.notices.models import Notice
from projects.occasions.actions import (
    add_item,
    add_occasion,
    approve,
    draft_month,
    draft_year,
    drop_item,
    edit_item,
    hold_item,
    prepare_pack,
    restore_item,
    send_back,
    submit,
    take_back,
)
from projects.occasions.models import Occasion, Plan, PlanItem
from projects.occasions.regularity import Kept, kept, weeks_between
from projects.occasions.spreading import spread
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make.cast()


def draft(cast, year=2026, by=None, outposts=None):
    outposts = Outpost.objects.all() if outposts is None else outposts
    return draft_year(outposts, year=year, by=by or cast.office, at=make.NOW)


def plan_of(outpost, year=2026, month=0):
    return Plan.objects.select_related("outpost__division", "parent").get(outpost=outpost, year=year, month=month)


def own(cast, **details):
    words = {"title": "陪读班", "month": 12, "source": "own:1", **details}
    return add_item(plan_of(cast.station), by=cast.manager, at=make.NOW, **words)


def told(user):
    return [notice.text for notice in Notice.objects.filter(user_id=user.pk)]


def drafted_and_agreed(cast, month):
    draft(cast)
    plan = draft_month(plan_of(cast.station), month, by=cast.manager, at=make.NOW)
    submit(plan, by=cast.manager, at=make.NOW)
    approve(plan, by=cast.chief, at=make.NOW)
    return plan


def test_a_year_is_drafted_for_all_at_once_from_each_places_occasions_and_only_once(cast):
    details = {"kind": "market", "rule": "逢三六九", "since": date(2025, 1, 1), "advice": "集上量血压"}
    place = cast.branch.division
    add_occasion(division=place, name="新宁集", by=cast.chief, at=make.NOW, **details)
    made = draft(cast)
    items = PlanItem.objects.all()
    assert made == items.count() and Plan.objects.count() == 5
    assert set(items.values_list("division", flat=True)) == set(Outpost.objects.values_list("division", flat=True))
    dragon = items.get(division=make.VILLAGE, title__startswith="端午")
    assert (dragon.day, dragon.kind_id, dragon.checklist.splitlines()[0]) == (date(2026, 6, 19), "visit", "粽叶糯米")
    markets = items.filter(title="新宁集：集上量血压")
    assert markets.filter(division=make.VILLAGE).count() == 12
    assert set(markets.values_list("township", flat=True)) == {make.TOWNSHIP}
    drop_item(dragon, reason="端午修路", by=cast.manager, at=make.NOW)
    assert draft(cast) == 0 and items.get(pk=dragon.pk).state == "dropped"


def test_what_only_this_village_did_last_year_comes_again_and_gets_a_day(cast):
    draft(cast, 2025, outposts=Outpost.objects.filter(pk=cast.station.pk))
    last = add_item(plan_of(cast.station, 2025), title="村晚", month=12, by=cast.manager, at=make.NOW, source="own:1")
    draft(cast)
    again = PlanItem.objects.get(source=f"last:{last.pk}")
    assert (again.title, again.month, again.day, again.plan.year) == ("村晚", 12, None, 2026)
    draft_month(plan_of(cast.station), 12, by=cast.manager, at=make.NOW)
    again.refresh_from_db()
    assert again.day.month == 12 and again.day.weekday() == 5


def test_drafting_takes_as_many_statements_for_five_outposts_as_for_one(cast):
    counts, _ = [], cast.office.codes  # asked once a request
    for outposts in (Outpost.objects.filter(pk=cast.station.pk), Outpost.objects.all()):
        with CaptureQueriesContext(connection) as asked:
            draft(cast, outposts=outposts)
        counts.append(len(asked))
    assert counts[0] == counts[1] < 12


def test_a_villages_own_word_for_a_day_is_drafted_instead_of_the_general_one(cast):
    words = {
        "name": "腊八",
        "kind": "festival",
        "rule": "农历腊月初七",
        "advice": "喝腊八粥",
        "since": date(2020, 1, 1),
    }
    add_occasion(division=cast.branch.division, by=cast.chief, at=make.NOW, **words)
    draft(cast)
    days = {item.division_id: item.day.day for item in PlanItem.objects.filter(title__startswith="腊八", month=1)}
    assert (days[make.VILLAGE], days[make.NEXT_VILLAGE]) == (25, 26)


def test_a_manager_drafts_his_own_and_nobody_elses(cast):
    draft(cast, by=cast.manager)
    assert [plan.outpost_id for plan in Plan.objects.all()] == [cast.station.pk]
    with pytest.raises(NotYours):
        draft(cast, by=cast.leader)


def test_the_pack_of_a_festival_is_prepared_for_all_once_and_reaches_agreed_years_as_an_extra(cast):
    festival = Occasion.objects.get(name="重阳")
    draft(cast, by=cast.manager)
    PlanItem.objects.filter(title__startswith="重阳").count()
    own(cast)
    submit(plan_of(cast.station), by=cast.manager, at=make.NOW)
    approve(plan_of(cast.station), by=cast.chief, at=make.NOW)
    words = {"year": 2026, "outposts": Outpost.objects.all(), "by": cast.office, "at": make.NOW}
    assert prepare_pack(festival, **words) == 4  # the station has it already
    assert prepare_pack(festival, **words) == 0
    assert PlanItem.objects.filter(occasion=festival, day=date(2026, 10, 18)).count() == 5
    prepare_pack(Occasion.objects.get(name="春节"), **{**words, "year": 2027})
    with pytest.raises(RuleBroken, match="我们的节日"):
        prepare_pack(Occasion.objects.get(name="腊八"), **words)
    extra = own(cast, source="own:2", title="临时")
    assert extra.is_extra and not PlanItem.objects.get(source="own:1").is_extra


def test_the_level_above_agrees_or_sends_back_with_a_reason(cast):
    draft(cast)
    plan = draft_month(plan_of(cast.station), 12, by=cast.manager, at=make.NOW)
    with pytest.raises(NotYours):
        submit(plan, by=cast.neighbour, at=make.NOW)
    submit(plan, by=cast.manager, at=make.NOW)
    assert [text for text in told(cast.chief) if "等您审" in text]
    for stranger in (cast.manager, cast.neighbour, cast.office):
        with pytest.raises(NotYours):
            approve(plan, by=stranger, at=make.NOW)
    with pytest.raises(RuleBroken, match="写一句"):
        send_back(plan, reason="", by=cast.chief, at=make.NOW)
    send_back(plan, reason="冬至那天要有饺子宴", by=cast.chief, at=make.NOW)
    assert plan.status == "sent_back" and any("饺子宴" in text for text in told(cast.manager))
    submit(plan, by=cast.manager, at=make.NOW)
    take_back(plan, by=cast.manager, at=make.NOW)
    submit(plan, by=cast.manager, at=make.NOW)
    approve(plan, by=cast.chief, at=make.NOW)
    with pytest.raises(OutOfTurn):
        approve(plan, by=cast.chief, at=make.NOW)


def test_the_centres_own_plan_is_agreed_by_another_of_its_office(cast):
    draft(cast)
    plan = plan_of(cast.center)
    submit(plan, by=cast.office, at=make.NOW)
    with pytest.raises(NotYours, match="另一位"):
        approve(plan, by=cast.office, at=make.NOW)
    colleague = make.staff("colleague", "office", make.COUNTY, "钱干事")
    approve(plan, by=colleague, at=make.NOW)
    assert plan.status == "approved"


def test_a_month_goes_up_when_everything_in_it_has_a_day(cast):
    draft(cast, by=cast.manager)
    plan = draft_month(plan_of(cast.station), 11, by=cast.manager, at=make.NOW)
    drop_item(PlanItem.objects.get(month=11), reason="不烧寒衣", by=cast.manager, at=make.NOW)
    with pytest.raises(RuleBroken, match="一件事都没有"):
        submit(plan, by=cast.manager, at=make.NOW)
    item = own(cast, month=11)
    with pytest.raises(RuleBroken, match="1 件没定哪天"):
        submit(plan, by=cast.manager, at=make.NOW)
    with pytest.raises(RuleBroken, match="这一年"):
        edit_item(item, day=date(2027, 11, 2), by=cast.manager, at=make.NOW)
    with pytest.raises(RuleBroken, match="几点结束"):
        edit_item(item, begins=time(9), ends=time(8), by=cast.manager, at=make.NOW)
    edit_item(item, day=date(2026, 11, 28), begins=time(9), by=cast.manager, at=make.NOW)
    submit(plan, by=cast.manager, at=make.NOW)


def test_what_was_held_is_counted_and_a_burst_is_one_week(cast):
    drafted_and_agreed(cast, 12)
    mine = [own(cast, source=f"own:{n}", day=date(2026, 11, 14), month=None) for n in range(10)]
    mine.append(own(cast, source="own:next", day=date(2026, 11, 21), month=None))
    own(cast, source="own:missed", day=date(2026, 11, 22), month=None)
    dropped = own(cast, source="own:not", day=date(2026, 11, 20), month=None)
    drop_item(dropped, reason="下雪", by=cast.manager, at=make.NOW)
    for item in mine:
        hold_item(item, attended=12, by=cast.manager, at=make.NOW)
    with pytest.raises(OutOfTurn):
        hold_item(mine[0], attended=99, by=cast.manager, at=make.NOW)
    figures = kept([make.TOWNSHIP], date(2026, 11, 1), date(2026, 11, 30), make.NOW.date())
    assert figures[make.VILLAGE] == Kept(due=13, held=11, active_weeks=2) and figures[make.VILLAGE].rate == 85
    assert kept([make.NEXT_TOWNSHIP], date(2026, 11, 1), date(2026, 11, 8), make.NOW.date()) == {}
    assert Kept().rate is None and weeks_between(date(2026, 11, 1), date(2026, 11, 30)) == 6


def test_nothing_is_held_before_its_day_or_by_nobody(cast):
    draft(cast)
    item = own(cast, day=date(2026, 11, 24), month=None)
    for changes, sentence in (({"attended": 5}, "还没到那天"), ({"attended": 0, "day": date(2026, 11, 23)}, "几个人")):
        with pytest.raises(RuleBroken, match=sentence):
            hold_item(item, by=cast.manager, at=make.NOW, **changes)
    drop_item(item, reason="改到明年", by=cast.manager, at=make.NOW)
    restore_item(item, by=cast.manager, at=make.NOW)
    assert PlanItem.objects.get(pk=item.pk).state == "planned"
    with pytest.raises(NotYours):
        drop_item(item, reason="不归我", by=cast.neighbour, at=make.NOW)


def test_the_database_keeps_months_in_their_year_and_states_in_their_order(cast):
    draft(cast)
    year, other = plan_of(cast.station), plan_of(cast.branch)
    item = own(cast, day=date(2026, 12, 5), month=None)
    row, plan = PlanItem.objects.filter(pk=item.pk), Plan.objects.filter(pk=year.pk)
    broken = [
        lambda: row.update(day=date(2026, 11, 5)),
        lambda: row.update(day=date(2027, 12, 5)),
        lambda: row.update(plan=other),
        lambda: row.update(state="held"),
        lambda: row.update(state="dropped"),
        lambda: row.delete(),
        lambda: plan.update(status="approved"),
        lambda: plan.delete(),
        lambda: Plan.objects.create(
            outpost=cast.station, division_id=make.VILLAGE, year=2026, month=3, parent=other, made_at=make.NOW
        ),
        lambda: Plan.objects.create(
            outpost=cast.station, division_id=make.VILLAGE, year=2026, month=3, made_at=make.NOW
        ),
        lambda: own(cast, source="own:9", title=""),
    ]
    for change in broken:
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            change()
    assert own(cast, source="own:1", title="又按了一次").pk == item.pk
    submit(year, by=cast.manager, at=make.NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        plan.update(status="approved", decided_by=cast.manager, decided_at=make.NOW)


def test_things_without_a_day_go_into_the_emptiest_weeks():
    first, last = date(2026, 12, 1), date(2026, 12, 31)
    days = spread(4, [date(2026, 12, 5), date(2026, 12, 12)], first, last)
    assert len({day.isocalendar().week for day in [*days, date(2026, 12, 5), date(2026, 12, 12)]}) == 5
    assert len(set(days)) == 4 and spread(0, [], first, last) == []
    assert len(set(spread(31, [], first, last))) == 31
