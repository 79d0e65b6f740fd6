"""Teams: one county team, one captain a day, no rings; who asks, who answers; papers nobody saw get no order."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from civcenter.kit.errors import NotYours, OutOfTurn, RuleBroken
from orders.actions import orders
from tests import factories as make
from volunteers import vitality
from volunteers.actions import (
    add_organisation,
    answer,
    appoint_leader,
    ask_to_join,
    edit_organisation,
    edit_team,
    end_team,
    found_team,
    join,
    leads,
    leave,
    let_go,
    note_record,
    put_call,
    verify_organisation,
    vouch,
)
from volunteers.choices import MemberStatus, PostRole, TeamKind, VolunteerStatus
from volunteers.models import Membership, ServiceKind, Team, TeamPost, Volunteer

pytestmark = pytest.mark.django_db
AT = make.NOW + timedelta(hours=5)
TODAY = AT.date()
KNOWN_GOOD = "91350100M000100Y43"  # the standard's own example


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def team(cast):
    return found_team(
        name="理发队", kind=TeamKind.TOWNSHIP, division=cast.branch.division, at=AT, captain=cast.volunteer
    )


def top(cast, **more):
    return found_team(name="总队", kind=TeamKind.COUNTY, division=cast.center.division, at=AT, **more)


def asked(team, who=None):
    who = who or make.volunteer()
    return ask_to_join(team, who, by=who.person.user, at=AT)


def on(team, day):
    return [post.volunteer for post in TeamPost.objects.on(day).filter(team=team, role=PostRole.CAPTAIN)]


def test_a_second_county_team_is_refused_by_word_and_by_the_database(cast):
    top(cast)
    with pytest.raises(RuleBroken, match="全县只能有一支"):
        top(cast)
    with pytest.raises(IntegrityError, match="one_county_team"), transaction.atomic():
        Team.objects.create(name="又一支", kind=TeamKind.COUNTY, division=cast.center.division)
    with pytest.raises(RuleBroken, match="不能解散"):
        end_team(Team.objects.get(), at=AT, reason="不要了")


def test_the_formula_counts_by_kind_and_forgets_ended_teams(cast, team):
    top(cast)
    for number in range(2):
        found_team(name=f"中心{number}队", kind=TeamKind.CENTER, division=cast.center.division, at=AT)
    assert str(vitality.formula(make.COUNTY)) == "1 + 2 + 1 + 0"
    end_team(team, at=AT, reason="人散了")
    assert str(vitality.formula(make.COUNTY)) == "1 + 2 + 0 + 0"


def test_no_team_stands_above_itself(cast, team):
    below = found_team(name="村小队", kind=TeamKind.TOWNSHIP, division=cast.station.division, at=AT, parent=team)
    for parent in (below, team):
        with pytest.raises(RuleBroken, match="不能是它自己"):
            edit_team(team, at=AT, name=team.name, parent=parent)
    with pytest.raises(IntegrityError, match="no_team_above_itself"), transaction.atomic():
        Team.objects.filter(pk=team.pk).update(parent=team)
    with pytest.raises(RuleBroken, match="上面没有队"):
        top(cast, parent=team)
    end_team(team, at=AT, reason="并了")
    below.refresh_from_db()
    assert below.parent is None


def test_kinds_stand_where_they_belong(cast):
    with pytest.raises(RuleBroken, match="建在县里"):
        found_team(name="队", kind=TeamKind.CENTER, division=cast.branch.division, at=AT)
    with pytest.raises(RuleBroken, match="建在乡镇或村里"):
        found_team(name="队", kind=TeamKind.TOWNSHIP, division=cast.center.division, at=AT)


def test_a_new_captain_takes_over_and_the_old_one_stays_in_the_history(cast, team):
    later, new = AT + timedelta(days=30), make.volunteer()
    appoint_leader(team, new, role=PostRole.CAPTAIN, at=later, ends_on=date(2029, 1, 1))
    assert on(team, TODAY) == [cast.volunteer] and on(team, later.date()) == [new]
    assert on(team, date(2028, 12, 31)) == [new] and on(team, date(2029, 1, 1)) == []
    again = make.volunteer()
    appoint_leader(team, again, role=PostRole.CAPTAIN, at=later)
    assert on(team, later.date()) == [again] and team.posts.count() == 3
    assert leads(again.person.user, team, later) and not leads(new.person.user, team, later)


def test_the_database_refuses_two_captains_on_one_day(cast, team):
    with pytest.raises(IntegrityError, match="one_captain_at_a_time"), transaction.atomic():
        TeamPost.objects.create(team=team, volunteer=make.volunteer(), role="captain", starts_on=TODAY)
    TeamPost.objects.create(team=team, volunteer=make.volunteer(), role="deputy", starts_on=TODAY)


def test_a_term_that_ran_out_or_a_suspension_gives_no_rights(cast, team):
    appoint_leader(team, cast.volunteer, role=PostRole.CAPTAIN, at=AT, ends_on=TODAY + timedelta(days=2))
    user = cast.volunteer.person.user
    assert leads(user, team, AT + timedelta(days=1)) and not leads(user, team, AT + timedelta(days=2))
    Volunteer.objects.filter(pk=cast.volunteer.pk).update(status=VolunteerStatus.SUSPENDED)
    assert not leads(user, team, AT)


def test_who_asks_is_taken_in_by_the_captain_and_by_nobody_else(cast, team):
    member = asked(team)
    assert asked(team, member.volunteer) == member and Membership.objects.asking().count() == 1
    for other in (member.volunteer.person.user, cast.neighbour, cast.leader):
        with pytest.raises(NotYours):
            answer(member, by=other, at=AT, accept=True)
    answer(member, by=cast.volunteer.person.user, at=AT, accept=True)
    assert member.volunteer in team.active_members()
    with pytest.raises(OutOfTurn):
        answer(member, by=cast.chief, at=AT, accept=False, reason="晚了")


def test_a_no_is_said_with_its_reason_and_one_may_ask_again(cast, team):
    member = asked(team)
    with pytest.raises(RuleBroken, match="要写一句原因"):
        answer(member, by=cast.chief, at=AT, accept=False)
    answer(member, by=cast.chief, at=AT, accept=False, reason="先跟一次活动")
    member.refresh_from_db()
    assert (member.status, member.reason) == (MemberStatus.DECLINED, "先跟一次活动")
    assert asked(team, member.volunteer).status == MemberStatus.APPLIED


def test_a_full_team_takes_nobody(cast, team):
    Team.objects.filter(pk=team.pk).update(capacity=2)
    first, second = asked(team), asked(team)
    answer(first, by=cast.chief, at=AT, accept=True)
    with pytest.raises(RuleBroken, match="最多收 2 人"):
        answer(second, by=cast.chief, at=AT, accept=True)


def test_only_active_volunteers_of_the_county_ask_and_only_themselves(cast, team):
    waiting = make.volunteer(active=False)
    with pytest.raises(RuleBroken, match="报名通过后"):
        asked(team, waiting)
    with pytest.raises(NotYours):
        ask_to_join(team, make.volunteer(), by=cast.manager, at=AT)


def test_who_leaves_hands_over_and_nobody_leaves_for_him(cast, team):
    member = Membership.objects.get(team=team)
    with pytest.raises(NotYours):
        leave(member, by=cast.office, at=AT)
    leave(member, by=cast.volunteer.person.user, at=AT)
    leave(member, by=cast.volunteer.person.user, at=AT)
    assert on(team, TODAY) == [] and not team.active_members()
    join(team, cast.volunteer, at=AT)
    with pytest.raises(RuleBroken, match="写一句原因"):
        let_go(Membership.objects.get(), by=cast.chief, at=AT, reason="")
    let_go(Membership.objects.get(), by=cast.chief, at=AT, reason="搬走了")
    assert Membership.objects.get().reason == "搬走了"


def test_only_who_leads_calls_for_members(cast, team):
    with pytest.raises(NotYours):
        put_call(team, by=make.volunteer().person.user, at=AT, words="来")
    put_call(team, by=cast.volunteer.person.user, at=AT, words="会理发的来")
    assert Team.objects.get().call == "会理发的来"


def dispatched(cast, team, at=AT):
    return orders.dispatch(make.order(cast), unit=cast.station, by=cast.office, at=at, team=team)


def test_a_team_whose_licence_nobody_saw_takes_no_order(cast):
    body = add_organisation(
        name="蓝天救援会", credit_code=KNOWN_GOOD, division=cast.center.division, valid_to=TODAY + timedelta(days=5)
    )
    helpers = found_team(
        name="蓝天队",
        kind=TeamKind.SOCIAL,
        division=cast.center.division,
        at=AT,
        captain=cast.volunteer,
        organisation=body,
    )
    with pytest.raises(RuleBroken, match="还没核过"):
        dispatched(cast, helpers)
    with pytest.raises(NotYours):
        verify_organisation(body, by=cast.manager, at=AT, valid_to=body.valid_to)
    with pytest.raises(RuleBroken, match="已经过期"):
        verify_organisation(body, by=cast.office, at=AT, valid_to=TODAY - timedelta(days=1))
    verify_organisation(body, by=cast.office, at=AT, valid_to=TODAY + timedelta(days=5))
    helpers = Team.objects.select_related("organisation").get(pk=helpers.pk)
    assert helpers.refusal(TODAY + timedelta(days=5)) == "", "the licence's last day counts"
    assert "到期了" in helpers.refusal(TODAY + timedelta(days=6))
    assert dispatched(cast, helpers).claims.count() == 1
    edit_organisation(body, name=body.name, credit_code=KNOWN_GOOD, valid_to=date(2030, 1, 1))
    helpers = Team.objects.get(pk=helpers.pk)
    assert "还没核过" in helpers.refusal(TODAY), "another paper, another look"


def test_an_ended_team_takes_no_order(cast, team):
    end_team(team, at=AT, reason="散了")
    with pytest.raises(RuleBroken, match="已经解散"):
        dispatched(cast, Team.objects.get())


def test_a_code_that_fails_its_check_needs_a_reason(cast):
    bad = KNOWN_GOOD[:-1] + "4"
    with pytest.raises(RuleBroken, match="最后一位对不上"):
        add_organisation(name="会", credit_code=bad, division=cast.center.division)
    add_organisation(name="会", credit_code=bad, division=cast.center.division, code_remark="看过原件，就是这样")
    with pytest.raises(RuleBroken, match="已经登记过"):
        add_organisation(name="会", credit_code=bad, division=cast.center.division, code_remark="看过原件")


def serve(cast, who, at):
    row = note_record(
        volunteer=who,
        division=cast.station.division,
        kind=ServiceKind.objects.get(code="care"),
        title="理发",
        started_at=at,
        ended_at=at + timedelta(hours=1),
        evidence="A",
        source=f"x:{who.pk}:{at}",
        at=at,
    )
    vouch(row, at=at, how="unit", by=cast.manager)


def test_vitality_of_a_team_to_the_person(cast):
    old = AT - timedelta(days=200)
    team = found_team(
        name="老队", kind=TeamKind.TOWNSHIP, division=cast.branch.division, at=old, captain=cast.volunteer
    )
    away, gone = make.volunteer(code=make.NEXT_VILLAGE), make.volunteer()
    join(team, away, at=AT - timedelta(days=10))
    join(team, gone, at=old)
    leave(Membership.objects.get(volunteer=gone), by=gone.person.user, at=AT)
    asked(team)

    def now(at=AT):
        return vitality.of_teams([team.pk], make.COUNTY, at)[team.pk]

    found = now()
    assert (found.size, found.active, found.villagers, found.joined, found.gone, found.asking) == (2, 0, 1, 1, 1, 1)
    assert found.is_dormant and (found.active_share, found.village_share) == (0, 50)
    serve(cast, cast.volunteer, AT - timedelta(days=90))
    assert not now().is_dormant and now().active_share == 50
    assert now(AT + timedelta(days=1)).is_dormant, "the 91st day without service"
    assert vitality.people(make.COUNTY, AT) == (2, 1, 1)


def test_a_young_team_does_not_sleep_and_an_empty_one_has_no_share(cast):
    team = found_team(name="新队", kind=TeamKind.SOCIAL, division=cast.branch.division, at=AT)
    found = vitality.of_teams([team.pk], make.COUNTY, AT)[team.pk]
    assert not found.is_dormant and found.active_share is None


def test_terms_that_end_soon_are_known(cast, team):
    assert not vitality.ending_terms(make.COUNTY, TODAY)
    appoint_leader(team, cast.volunteer, role=PostRole.CAPTAIN, at=AT, ends_on=TODAY + timedelta(days=30))
    assert [post.team for post in vitality.ending_terms(make.COUNTY, TODAY)] == [team]
    assert not vitality.ending_terms(make.COUNTY, TODAY - timedelta(days=1))
