"""What many ask for: counted by people, place, kind and season; found once; put on a plan or not, by a person."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse

from civcenter.kit.errors import NotYours, OutOfTurn, RuleBroken
from orders.actions.radar import dismiss_need, listen, plan_need
from orders.gap import gaps
from orders.models import CommonNeed, Wish
from projects.occasions.almanac import season
from projects.occasions.models import PlanItem
from tests import factories as make
from volunteers.models import ServiceKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make.cast()


def asked(outpost, many, kind="clinic", **changes):
    kind = ServiceKind.objects.get(code=kind)
    return [make.wish(outpost, kind=kind, words="想给老人看看病", **changes) for _ in range(many)]


def found():
    listen(make.NOW)
    return {(need.division_id, need.kind_id): need for need in CommonNeed.objects.all()}


def test_enough_people_of_one_village_in_one_season_make_a_need_once(cast):
    asked(cast.station, 4)
    asked(cast.next_station, 1)
    asked(cast.station, 2, kind="haircut")
    assert found() == {}
    wishes = asked(cast.station, 1)
    need = found()[make.VILLAGE, "clinic"]
    assert (need.season, need.since, need.askers.count()) == ("冬", date(2026, 11, 7), 5)
    assert listen(make.NOW + timedelta(days=1)) == 0 and CommonNeed.objects.count() == 1
    later = asked(cast.station, 1)
    listen(make.NOW + timedelta(days=1))
    assert {*wishes, *later} <= set(need.askers.all()) and need.askers.count() == 6


def test_one_person_who_asks_often_counts_once_and_the_last_season_not_at_all(cast):
    asked(cast.station, 3, phone=make.fresh_phone())
    asked(cast.station, 1)
    autumn = asked(cast.station, 4)
    Wish.objects.filter(pk__in=[wish.pk for wish in autumn]).update(created_at=make.NOW - timedelta(days=30))
    assert found() == {}


def test_many_of_a_township_make_one_need_of_the_township(cast):
    second = make.place("621026100202", "南庄村", make.TOWNSHIP)
    third = make.place("621026100203", "西庄村", make.TOWNSHIP)
    fourth = make.place("621026100204", "东庄村", make.TOWNSHIP)
    for outpost in (cast.station, second, third):
        asked(outpost, 4)
    asked(fourth, 3)
    assert list(found()) == [(make.TOWNSHIP, "clinic")]
    assert CommonNeed.objects.get().askers.count() == 15


def test_a_need_goes_on_the_plan_of_its_outpost_and_only_once(cast):
    asked(cast.station, 5)
    need = found()[make.VILLAGE, "clinic"]
    words = {"title": "义诊一天", "day": date(2026, 12, 12), "expert": "县医院", "venue": "村大厅", "at": make.NOW}
    for stranger in (cast.neighbour, cast.office):
        with pytest.raises(NotYours):
            plan_need(need, by=stranger, **words)
    item = plan_need(need, by=cast.manager, **words)
    assert (item.title, item.lead, item.where, item.kind_id) == ("义诊一天", "县医院", "村大厅", "clinic")
    assert PlanItem.objects.get(source=f"need:{need.pk}") == item
    with pytest.raises(OutOfTurn):
        plan_need(need, by=cast.manager, **words)
    with pytest.raises(OutOfTurn):
        dismiss_need(need, reason="太多", by=cast.manager, at=make.NOW)


def test_whoever_says_no_says_why_and_it_does_not_come_again(cast):
    asked(cast.station, 5)
    need = found()[make.VILLAGE, "clinic"]
    with pytest.raises(RuleBroken, match="为什么"):
        dismiss_need(need, reason="", by=cast.manager, at=make.NOW)
    dismiss_need(need, reason="各家情况不一样", by=cast.manager, at=make.NOW)
    asked(cast.station, 5)
    assert listen(make.NOW + timedelta(days=1)) == 0
    row = CommonNeed.objects.filter(pk=need.pk)
    for change in (lambda: row.update(state="open"), lambda: row.update(reason=""), lambda: row.delete()):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            change()


def test_the_gap_shows_where_nobody_near_can(cast, django_assert_num_queries):
    asked(cast.next_station, 3)
    asked(cast.station, 1, kind="care")
    cast.volunteer.kinds.add(ServiceKind.objects.get(code="care"))
    for _ in range(2):
        with django_assert_num_queries(2):
            shown = gaps([make.COUNTY], make.NOW - timedelta(days=1))
        asked(cast.station, 1, kind="opera")
    first, second = shown[:2]
    assert (first.place, first.open, first.hands) == ("公曹村", 3, 0)
    assert {gap.hands for gap in shown if gap.kind == "帮扶照料"} == {1} and second.open == 1


def test_the_page_lists_askers_and_plans_from_a_form(cast, client_of, time_machine):
    time_machine.move_to(make.NOW, tick=False)
    wishes = asked(cast.station, 5)
    need = found()[make.VILLAGE, "clinic"]
    desk = client_of(cast.manager)
    assert "1 件事好多人都要" in desk.get("/desk/radar/").content.decode()
    text = desk.get(reverse("desk_orders:need", args=[need.pk])).content.decode()
    assert all(wish.number in text for wish in wishes) and "算不出" not in text
    assert "算不出" in client_of(cast.leader).get(reverse("desk_orders:need", args=[need.pk])).content.decode()
    assert desk.post(reverse("desk_orders:need", args=[need.pk]), {"title": "义诊"}).status_code == 302
    assert client_of(cast.neighbour).get(reverse("desk_orders:need", args=[need.pk])).status_code == 404


def test_winter_goes_over_the_new_year():
    assert season(date(2027, 1, 20)) == ("冬", date(2026, 11, 7), date(2027, 2, 4))
    assert season(date(2027, 2, 4)) == ("春", date(2027, 2, 4), date(2027, 5, 6))
