"""Red lists: counted from what is proved, never of a few, never with a last place, and counted once."""

from datetime import date, datetime, timedelta

import pytest
from django.db import InternalError, transaction

from civcenter.accounts.roles import Role
from civcenter.kit.errors import RuleBroken
from civcenter.portal.redlist import count, freeze_due, period_before
from civcenter.residents.actions import found_household
from incentives.actions import revoke_honor
from incentives.flow import Board
from incentives.models import Honor, RedList, RedRule
from orders.actions import wishes
from orders.flow import Proof
from orders.hands import Bearer
from tests import factories as make
from tests.incentives.test_stars import serve
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
DUE = datetime(2026, 12, 4, 5, 0, tzinfo=make.CHINA)


@pytest.fixture
def cast():
    return make.cast()


def crowd(many, code=make.VILLAGE):
    """So many volunteers with 1, 2, … hours in November."""
    people = [make.volunteer(name=f"第{number}人", code=code) for number in range(1, many + 1)]
    for number, one in enumerate(people, start=1):
        serve(one, number, at=make.NOW)
    return people


def counted(board=Board.HOURS, place=make.VILLAGE):
    lists = count(make.COUNTY, FIRST, LAST, RedRule.objects.get())
    return [(row.key, row.figure) for row in lists.get((place, board), [])]


def thanked(cast, by=None, stars=5, proof=Proof.CODE, at=make.NOW, phone="", **details):
    """The cast's volunteer served a wish, and whoever has the phone says thank you."""
    phone = phone or make.fresh_phone()
    order = make.served(cast, asked=[make.wish(cast.station, phone=phone, at=at, **details)], at=at)
    wish = order.wishes.get()
    user = make.phone_user(phone)
    hand = Bearer(wish.pk, proof, phone_key=user.phone_key if proof == Proof.CODE else "")
    return wishes.confirm(wish, by=hand, at=at + timedelta(hours=4), stars=stars)


def test_the_month_before_and_the_half_year_before():
    assert period_before(date(2026, 12, 4), "month") == (FIRST, LAST)
    assert period_before(date(2026, 1, 9), "month") == (date(2025, 12, 1), date(2025, 12, 31))
    assert period_before(date(2026, 12, 4), "half") == (date(2026, 1, 1), date(2026, 6, 30))
    assert period_before(date(2027, 1, 4), "half") == (date(2026, 7, 1), date(2026, 12, 31))


def test_frozen_once_after_its_days_and_late_hours_move_nobody(cast):
    people = crowd(6)
    assert freeze_due(make.COUNTY, DUE - DAY) == len(Board)  # the empty half-year
    assert freeze_due(make.COUNTY, DUE) > 0
    serve(people[0], 8, at=make.NOW - 7 * DAY)
    assert freeze_due(make.COUNTY, DUE + DAY) == 0
    for place in (make.VILLAGE, make.TOWNSHIP, make.COUNTY):
        board = RedList.objects.get(division=place, kind="hours", span="month")
        rows = Honor.objects.on_board(board)
        assert [(row.rank, row.person_id, row.figure) for row in rows] == [
            (1, people[5].person_id, 360), (2, people[4].person_id, 300), (3, people[3].person_id, 240),
        ]  # fmt: skip
        assert rows[0].title == "2026 年 11 月服务时长红榜第 1 名" and board.size == 6
    with pytest.raises(InternalError), transaction.atomic():
        RedList.objects.update(size=1)
    with pytest.raises(InternalError), transaction.atomic():
        Honor.objects.update(figure=9999)


def test_a_handful_makes_no_list_and_no_list_has_a_last(cast):
    crowd(4)
    crowd(2, make.NEXT_VILLAGE)
    freeze_due(make.COUNTY, DUE)
    places = {board.division_id: board.places.count() for board in RedList.objects.filter(kind="hours", span="month")}
    assert places == {
        make.VILLAGE: 0, make.TOWNSHIP: 0, make.NEXT_VILLAGE: 0, make.NEXT_TOWNSHIP: 0, make.COUNTY: 3,
    }  # fmt: skip


def test_an_empty_county_is_frozen_empty(cast):
    assert freeze_due(make.COUNTY, DUE) == 2 * len(Board)
    assert not Honor.objects.exists()


def test_hours_count_when_final_written_at_the_time_and_undoubted(cast):
    serve(cast.volunteer, 3, final=False)
    assert counted() == []
    serve(cast.volunteer, 2, at=make.NOW - 3 * DAY)
    assert counted() == [(cast.volunteer.person_id, 120)]
    Volunteer.objects.filter(pk=cast.volunteer.pk).update(status="suspended")
    assert counted() == []


def test_people_in_office_stand_on_a_list_only_where_the_county_says_so(cast):
    serve(cast.volunteer, 2)
    make.holds_a_post(cast.volunteer.person, make.staff("liaison", Role.LIAISON, make.VILLAGE))
    assert counted() == []
    RedRule.objects.update(with_staff=True)
    assert len(counted()) == 1


def test_thanks_are_counted_by_residents_not_by_wishes(cast):
    phone = make.fresh_phone()
    for number, words in enumerate(["剪头发", "修灯"]):
        thanked(cast, phone=phone, words=words, at=make.NOW + number * DAY)
    assert counted(Board.THANKED) == [(cast.volunteer.person_id, 1)]
    assert counted(Board.OUTPOSTS, make.TOWNSHIP) == [(cast.station.pk, 1)]
    thanked(cast, at=make.NOW + 2 * DAY)
    assert counted(Board.THANKED) == [(cast.volunteer.person_id, 2)]


@pytest.mark.parametrize("details", [{"stars": 3}, {"proof": Proof.COOKIE}], ids=["few stars", "no phone proved"])
def test_what_is_no_thanks_counts_nothing(cast, details):
    thanked(cast, **details)
    assert counted(Board.THANKED) == [] and counted(Board.OUTPOSTS, make.TOWNSHIP) == []


def test_the_own_house_thanks_in_vain(cast):
    home = found_household(name="李", division_id=make.VILLAGE, at=make.NOW)
    wife = make.volunteer(name="家属")
    for one in (wife, cast.volunteer):
        one.person.household = home
        one.person.save()
    thanked(cast, phone=wife.person.phone)
    assert counted(Board.THANKED) == []


def test_a_station_is_not_praised_from_its_own_desk(cast):
    thanked(cast, phone=cast.manager.person_as_staff.phone)
    assert counted(Board.OUTPOSTS, make.TOWNSHIP) == []


def test_a_place_that_was_not_deserved_is_taken_back(cast):
    crowd(6)
    freeze_due(make.COUNTY, DUE)
    place = Honor.objects.filter(board__division=make.VILLAGE).first()
    with pytest.raises(RuleBroken, match="县一级"):
        revoke_honor(place, by=cast.manager, at=DUE, reason="时长不实")
    revoke_honor(place, by=cast.office, at=DUE, reason="时长不实")
    assert [row.rank for row in Honor.objects.on_board(place.board)] == [2, 3]


def test_counting_asks_no_more_for_more_people(cast, django_assert_num_queries):
    crowd(1)
    with django_assert_num_queries(6):
        counted()
    crowd(3)
    with django_assert_num_queries(6):
        counted()
