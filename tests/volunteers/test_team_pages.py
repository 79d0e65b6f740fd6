"""Teams at the desk and on the phone: each sees his own, and does what is his."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tests import factories as make
from tests.volunteers.test_teams import KNOWN_GOOD
from volunteers.actions import add_organisation, ask_to_join, found_team, join
from volunteers.choices import MemberStatus, TeamKind
from volunteers.models import Membership, Organisation, Team, Volunteer

pytestmark = pytest.mark.django_db
AT = make.NOW + timedelta(hours=5)


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AT):
        yield


@pytest.fixture
def team(cast):
    return found_team(
        name="理发队", kind=TeamKind.TOWNSHIP, division=cast.branch.division, at=AT, captain=cast.volunteer
    )


@pytest.fixture
def come(client):
    """Log a browser in: staff as they are, a volunteer by his phone."""

    def as_user(who):
        client.force_login(who.person.user if isinstance(who, Volunteer) else who)
        return client

    return as_user


def desk(name, *args):
    return reverse(f"desk_volunteers:{name}", args=args)


def phone(name, *args):
    return reverse(f"volunteers:{name}", args=args)


def text(page):
    return page.content.decode()


def asked(team, who=None):
    who = who or make.volunteer(name="陈新")
    return ask_to_join(team, who, by=who.person.user, at=AT)


def test_tree_prints_the_formula_and_who_needs_looking_after(cast, team, come):
    found_team(name="总队", kind=TeamKind.COUNTY, division=cast.center.division, at=AT)
    body = add_organisation(name="蓝天会", credit_code=KNOWN_GOOD, division=cast.branch.division)
    found_team(
        name="蓝天队",
        kind=TeamKind.SOCIAL,
        division=cast.branch.division,
        at=AT - timedelta(days=200),
        organisation=body,
    )
    page = text(come(cast.office).get(desk("tree")))
    assert "1 + 0 + 1 + 1：3 支队，1 人" in page and "全县只能有一支" in page
    assert "1 支队睡着了" in page and "先不派单" in page and "1 待核" in page
    assert text(come(cast.manager).get(desk("tree"))).count("1 + 0 + 1 + 1") == 1


@pytest.mark.parametrize(("name", "queries"), [("tree", 14), ("teams", 10)])
def test_pages_ask_the_same_for_one_team_and_three(cast, come, name, queries, django_assert_num_queries):
    client = come(cast.office)
    for many in (1, 2):
        for _ in range(many):
            who = make.volunteer()
            found_team(name=f"队{who.pk}", kind=TeamKind.SOCIAL, division=cast.branch.division, at=AT, captain=who)
        client.get(desk(name))
        with django_assert_num_queries(queries):
            client.get(desk(name))


def test_team_pages_ask_the_same_for_one_member_and_three(cast, team, come, django_assert_num_queries):
    client = come(cast.office)
    for _ in range(2):
        client.get(desk("team", team.pk))
        with django_assert_num_queries(14):
            client.get(desk("team", team.pk))
        for _ in range(2):
            join(team, make.volunteer(), at=AT)
            asked(team)


def test_the_desk_founds_edits_and_ends_a_team(cast, come):
    client = come(cast.office)
    said = {"name": "文艺队", "kind": "center", "division": make.COUNTY, "captain": "6210260000000"}
    assert "没有这个编号" in text(client.post(desk("new_team"), said))
    said |= {"captain": cast.volunteer.number, "ends_on": "2029-11-01", "specialities": ["culture"]}
    assert client.post(desk("new_team"), said).status_code == 302
    team = Team.objects.get()
    assert team.captain == cast.volunteer and [kind.pk for kind in team.specialities.all()] == ["culture"]
    assert client.post(desk("new_team"), said).status_code == 409, "the same name again"
    assert client.post(desk("team_step", team.pk, "edit"), {"name": "文化队", "patron": "县文广局"}).status_code == 302
    assert client.post(desk("team_step", team.pk, "end"), {"reason": ""}).status_code == 422
    assert client.post(desk("team_step", team.pk, "end"), {"reason": "并了"}).status_code == 302
    assert client.post(desk("team_step", team.pk, "end"), {"reason": "并了"}).status_code == 404
    assert "解散：并了" in text(client.get(desk("team", team.pk)))


def test_the_desk_answers_and_names_a_captain(cast, team, come):
    member, client = asked(team), come(cast.chief)
    assert "1 人想加入" in text(client.get(desk("team", team.pk)))
    client.post(desk("member_step", member.pk, "answer"), {"accept": "yes"})
    client.post(desk("member_step", member.pk, "captain"), {"ends_on": "2029-01-01"})
    assert Team.objects.get().captain == member.volunteer
    assert client.post(desk("member_step", member.pk, "captain"), {"ends_on": "2020-01-01"}).status_code == 409
    client.post(desk("member_step", member.pk, "let_go"), {"reason": "搬走了"})
    assert Team.objects.get().captain is None
    assert client.get(desk("member_step", member.pk, "other")).status_code == 404


def test_a_team_is_not_the_neighbours_nor_the_readers(cast, team, come):
    member = asked(team)
    pages = [("team_step", team.pk, "edit"), ("member_step", member.pk, "answer")]
    for page in pages:
        assert come(cast.neighbour).get(desk(*page)).status_code == 404
        assert come(cast.manager).post(desk(*page), {"accept": "yes"}).status_code == 404
        assert come(cast.leader).get(desk(*page)).status_code == 403


def test_the_office_looks_at_licences_and_nobody_else_does(cast, come):
    said = {"name": "蓝天会", "credit_code": "bad", "division": make.TOWNSHIP}
    client = come(cast.chief)
    assert client.post(desk("new_organisation"), said).status_code == 409
    assert client.post(desk("new_organisation"), said | {"credit_code": KNOWN_GOOD}).status_code == 302
    body = Organisation.objects.get()
    verify = desk("organisation_step", body.pk, "verify")
    assert client.post(verify, {"valid_to": "2030-01-01"}).status_code == 409
    client = come(cast.office)
    assert "1 家等核登记证" in text(client.get(desk("organisations")))
    assert client.post(verify, {"valid_to": "2030-01-01"}).status_code == 302
    body.refresh_from_db()
    assert body.verified_by == cast.office
    edit = desk("organisation_step", body.pk, "edit")
    client.post(edit, {"name": "蓝天会", "credit_code": KNOWN_GOOD, "valid_to": "2031-01-01"})
    body.refresh_from_db()
    assert body.verified_at is None


def test_a_volunteer_asks_waits_and_leaves_on_the_phone(cast, team, come):
    who = make.volunteer(name="陈新")
    client = come(who)
    assert "申请加入" in text(client.get(phone("team", team.pk)))
    for _ in range(2):
        assert "等队长看" in text(client.post(phone("team_join", team.pk), follow=True))
    assert Membership.objects.get(volunteer=who).status == MemberStatus.APPLIED
    assert "我的队" in text(client.get(phone("teams")))
    client.post(phone("team_leave", team.pk))
    assert Membership.objects.get(volunteer=who).status == MemberStatus.LEFT
    for name in ("team_roster", "team_call"):
        assert client.get(phone(name, team.pk)).status_code == 403


def test_a_captain_sees_his_list_answers_and_calls(cast, team, come):
    member = asked(team)
    client = come(cast.volunteer)
    page = text(client.get(phone("team_roster", team.pk)))
    assert "陈新" in page and "1 人想加入" in page and cast.volunteer.person.phone not in page
    assert client.post(phone("team_member", member.pk), {"accept": "no", "reason": ""}).status_code == 409
    client.post(phone("team_member", member.pk), {"accept": "yes"})
    assert Membership.objects.get(pk=member.pk).status == MemberStatus.ACTIVE
    assert client.get(phone("team_member", member.pk)).status_code == 404, "already answered"
    client.post(phone("team_call", team.pk), {"words": "会理发的来"})
    assert "会理发的来" in text(client.get(phone("teams")))


def test_a_captain_of_another_team_finds_nobody(cast, team, come):
    other = make.volunteer(name="王外")
    found_team(name="外队", kind=TeamKind.SOCIAL, division=cast.branch.division, at=AT, captain=other)
    member = asked(team)
    client = come(other)
    assert client.get(phone("team_member", member.pk)).status_code == 404
    assert client.get(phone("team_roster", team.pk)).status_code == 403
    assert client.get(phone("team", 10**9)).status_code == 404


def test_phone_lists_ask_the_same_for_one_row_and_three(cast, team, come, django_assert_num_queries):
    client = come(cast.volunteer)
    for _ in range(2):
        for path, queries in ((f"{phone('teams')}?show=all", 8), (phone("team_roster", team.pk), 8)):
            client.get(path)
            with django_assert_num_queries(queries):
                client.get(path)
        for _ in range(2):
            join(team, make.volunteer(), at=AT)
            asked(team)
            found_team(name=make.fresh_phone(), kind=TeamKind.SOCIAL, division=cast.branch.division, at=AT)
