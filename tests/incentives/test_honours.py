"""Honours: by two people at least, in the open, never on oneself, and an objection blocks."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction

from civcenter.accounts.roles import Role
from civcenter.kit.errors import LimitReached, NotYours, OutOfTurn, RuleBroken
from civcenter.notices.models import Notice
from civcenter.residents.actions import found_household
from incentives.actions import (
    answer_objection,
    check,
    confer,
    nominate,
    object_to_honor,
    refuse_honor,
    revoke_honor,
    withdraw_honor,
)
from incentives.models import Honor, HonorFile, HonorRule
from tests import factories as make
from volunteers.actions import ask_to_join, found_team

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
AFTER = make.NOW + 10 * DAY
PHOTO = b"\xff\xd8\xff" + b"1" * 20


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def second(cast):
    """Another person of the county office."""
    return make.staff("office2", Role.OFFICE, make.COUNTY, "冯干事")


def rule(code="volunteer"):
    return HonorRule.objects.get(code=code)


def put_forward(cast, code="volunteer", holder=None, by=None, **details):
    details = {"deeds": "照料老人三年", "at": make.NOW, **details}
    return nominate(holder or cast.volunteer.person, rule=rule(code), by=by or cast.manager, **details)


def on_notice(cast):
    return check(put_forward(cast), by=cast.office, at=make.NOW)


def told(user):
    return " ".join(notice.text for notice in Notice.objects.filter(user_id=user.pk))


def test_from_the_station_to_the_paper(cast):
    honor = on_notice(cast)
    assert honor.notice_until == make.NOW + 7 * DAY  # five working days
    with pytest.raises(RuleBroken, match="还在公示"):
        confer(honor, by=cast.office, at=make.NOW + 6 * DAY)
    confer(honor, by=cast.office, at=AFTER)
    honor.refresh_from_db()
    assert (honor.status, honor.number) == ("conferred", "宁县文明实践嘉〔2026〕1号")
    assert [event.step for event in honor.events.all()] == ["nominate", "check", "confer"]
    assert "恭喜，授予“优秀志愿者”" in told(cast.volunteer.person.user)
    with pytest.raises(OutOfTurn):
        confer(honor, by=cast.office, at=AFTER)
    revoke_honor(honor, by=cast.office, at=AFTER, reason="事迹不实")
    honor.refresh_from_db()
    assert (honor.status, honor.reason) == ("revoked", "事迹不实") and honor.number


def test_numbers_of_a_year_run_on_without_a_gap(cast, second):
    """A conferral that comes to nothing takes no number; the next year begins anew."""
    people = [make.volunteer(name=name) for name in "甲乙丙"]
    honors = [check(put_forward(cast, holder=one.person), by=cast.office, at=make.NOW) for one in people]
    confer(honors[0], by=cast.office, at=AFTER)
    with pytest.raises(OutOfTurn):
        confer(honors[0], by=second, at=AFTER)
    confer(honors[1], by=cast.office, at=AFTER)
    confer(honors[2], by=cast.office, at=AFTER + 60 * DAY)
    numbers = Honor.objects.order_by("pk").values_list("number", flat=True)
    assert [number[-8:] for number in numbers] == ["〔2026〕1号", "〔2026〕2号", "〔2027〕1号"]


def test_the_level_of_the_rule_decides(cast):
    with pytest.raises(RuleBroken, match="县一级"):
        check(put_forward(cast), by=cast.chief, at=make.NOW)
    honor = put_forward(cast, "good-volunteer")
    with pytest.raises(RuleBroken, match="乡镇一级"):
        check(honor, by=cast.neighbour, at=make.NOW)
    check(honor, by=cast.chief, at=make.NOW)
    confer(honor, by=cast.chief, at=AFTER)


def test_who_nominated_neither_checks_nor_confers(cast, second):
    honor = put_forward(cast, by=cast.office)
    with pytest.raises(RuleBroken, match="您提的名"):
        check(honor, by=cast.office, at=make.NOW)
    check(honor, by=second, at=make.NOW)
    with pytest.raises(RuleBroken, match="您提的名"):
        confer(honor, by=cast.office, at=AFTER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Honor.objects.filter(pk=honor.pk).update(
            status="conferred", decided_by=cast.office, decided_at=AFTER, number="嘉1"
        )


@pytest.mark.parametrize("step", ["nominate", "check"])
def test_nobody_honours_himself(cast, second, step):
    make.holds_a_post(cast.volunteer.person, cast.office if step == "nominate" else second)
    cast.volunteer.person.refresh_from_db()
    if step == "nominate":
        with pytest.raises(RuleBroken, match="自己"):
            put_forward(cast, by=cast.office)
    else:
        with pytest.raises(RuleBroken, match="自己"):
            check(put_forward(cast), by=second, at=make.NOW)


def test_the_database_lets_nobody_confer_on_himself(cast, second):
    honor = on_notice(cast)
    make.holds_a_post(cast.volunteer.person, second)
    with pytest.raises(IntegrityError, match="on himself"), transaction.atomic():
        Honor.objects.filter(pk=honor.pk).update(status="conferred", decided_by=second, decided_at=AFTER, number="嘉1")


def test_an_objection_blocks_until_somebody_else_answered(cast, second):
    honor = on_notice(cast)
    said = object_to_honor(honor, by=second, at=make.NOW + DAY, words="那天没去")
    with pytest.raises(RuleBroken, match="提过的一条"):
        object_to_honor(honor, by=second, at=make.NOW + DAY, words="再说一遍")
    with pytest.raises(RuleBroken, match="还没处理"):
        confer(honor, by=cast.office, at=AFTER)
    with pytest.raises(IntegrityError, match="not settled"), transaction.atomic():
        Honor.objects.filter(pk=honor.pk).update(
            status="conferred", decided_by=cast.office, decided_at=AFTER, number="嘉1"
        )
    with pytest.raises(RuleBroken, match="自己提的意见"):
        answer_objection(said, by=second, at=AFTER, upheld=False, answer="没事")
    answer_objection(said, by=cast.office, at=AFTER, upheld=False, answer="查了签到，去了")
    confer(honor, by=cast.office, at=AFTER)


def test_an_objection_that_is_true_ends_it(cast):
    honor = on_notice(cast)
    said = object_to_honor(honor, by=make.phone_user(make.fresh_phone()), at=make.NOW, words="时长是假的")
    answer_objection(said, by=cast.office, at=AFTER, upheld=True, answer="属实")
    honor.refresh_from_db()
    assert honor.status == "refused" and "属实" in honor.reason
    assert "处理了：属实" in told(said.by)


def test_objections_end_with_the_notice_and_one_log_in_cannot_block_a_county(cast):
    honor = on_notice(cast)
    with pytest.raises(OutOfTurn):
        object_to_honor(honor, by=cast.office, at=honor.notice_until, words="晚了")
    by, others = make.phone_user(make.fresh_phone()), [make.volunteer(name="众") for _ in range(6)]
    for one in others[:5]:
        honor = check(put_forward(cast, holder=one.person), by=cast.office, at=make.NOW)
        object_to_honor(honor, by=by, at=make.NOW, words="不服")
    last = check(put_forward(cast, holder=others[5].person), by=cast.office, at=make.NOW)
    with pytest.raises(LimitReached):
        object_to_honor(last, by=by, at=make.NOW, words="不服")


def test_a_captain_puts_his_members_forward_and_nobody_else(cast):
    captain, member = make.volunteer(name="队长"), make.volunteer(name="队员")
    team = found_team(name="夕阳红", kind="township", division=cast.station.division, captain=captain, at=make.NOW)
    user = captain.person.user
    with pytest.raises(NotYours):
        put_forward(cast, holder=member.person, by=user)
    ask_to_join(team, member, by=member.person.user, at=make.NOW)
    with pytest.raises(NotYours):
        put_forward(cast, holder=member.person, by=user)
    team.membership_set.filter(volunteer=member).update(status="active")
    put_forward(cast, holder=member.person, by=user)
    put_forward(cast, "team", holder=team, by=user)
    with pytest.raises(NotYours):
        put_forward(cast, holder=cast.volunteer.person, by=user)
    with pytest.raises(RuleBroken, match="自己"):
        put_forward(cast, holder=captain.person, by=user)


def test_nobody_decides_about_his_team_his_house_or_his_station(cast, second):
    cast.volunteer.person.household = home = found_household(name="王", division_id=make.VILLAGE, at=make.NOW)
    make.holds_a_post(cast.volunteer.person, second)
    team = {"name": "办公室队", "kind": "township", "division": cast.station.division}
    team = found_team(captain=cast.volunteer, at=make.NOW, **team)
    house = put_forward(cast, "household", holder=home)
    for honor in (put_forward(cast, "team", holder=team), house):
        with pytest.raises(RuleBroken, match="自己家"):
            check(honor, by=second, at=make.NOW)
        check(honor, by=cast.office, at=make.NOW)
    HonorRule.objects.filter(code="outpost").update(given_at="township")
    honor = put_forward(cast, "outpost", holder=cast.branch, by=cast.office)
    with pytest.raises(RuleBroken, match="自己站"):
        check(honor, by=cast.chief, at=make.NOW)
    check(honor, by=second, at=make.NOW)
    with pytest.raises(RuleBroken, match="由上级评"):
        put_forward(cast, "outpost", holder=cast.center, by=cast.office)


def test_who_never_said_who_he_is_decides_nothing(cast, second):
    for code, holder in (("volunteer", cast.volunteer.person), ("outpost", cast.station)):
        honor = put_forward(cast, code, holder=holder)
        with pytest.raises(RuleBroken, match="没认本人"):
            check(honor, by=make.unknown(second), at=make.NOW)


def test_people_in_office_have_honours_of_their_own(cast, second):
    """Praise apart from points: only for whoever holds a post, and only by another."""
    official = second.person_as_staff
    honor = put_forward(cast, "official", holder=official, by=cast.office)
    assert honor.division_id == make.COUNTY
    with pytest.raises(RuleBroken, match="自己"):
        check(honor, by=second, at=make.NOW)
    with pytest.raises(RuleBroken, match="在职"):
        put_forward(cast, "official")
    with pytest.raises(RuleBroken, match="在册的志愿者"):
        put_forward(cast, holder=official, by=cast.office)


def test_what_a_level_above_gave_needs_its_paper(cast, second):
    above = {"issuer": "省委宣传部", "issuer_no": "甘宣〔2026〕8号", "granted_on": make.NOW.date(), "by": cast.office}
    with pytest.raises(RuleBroken, match="要附上文件"):
        put_forward(cast, "above-outpost", holder=cast.center, **above)
    with pytest.raises(RuleBroken, match="授予单位"):
        put_forward(cast, "above-outpost", holder=cast.center, by=cast.office, files=[("牌子.jpg", PHOTO)])
    honor = put_forward(cast, "above-outpost", holder=cast.center, files=[("牌子.jpg", PHOTO)] * 2, **above)
    file = HonorFile.objects.get(honor=honor)
    assert PHOTO not in bytes(file.body) and file.kind == "image/jpeg"
    check(honor, by=second, at=make.NOW)
    confer(honor, by=second, at=make.NOW)


def test_only_papers_and_photos_are_kept(cast):
    for body, words in ((b"<html>", "不是 PDF"), (PHOTO + b"0" * 5 * 1024 * 1024, "超过 5 MB")):
        with pytest.raises(RuleBroken, match=words):
            put_forward(cast, files=[("证明.jpg", body)])
    assert not Honor.objects.exists()


def test_said_once_and_withdrawn_by_whoever_said_it(cast):
    honor = put_forward(cast)
    with pytest.raises(RuleBroken, match="已经有人提过"):
        put_forward(cast, by=cast.office)
    with pytest.raises(RuleBroken, match="提名的人自己来"):
        withdraw_honor(honor, by=cast.office, at=make.NOW, reason="不要了")
    with pytest.raises(RuleBroken, match="写一句原因"):
        refuse_honor(honor, by=cast.office, at=make.NOW, reason="")
    withdraw_honor(honor, by=cast.manager, at=make.NOW, reason="写错人了")
    put_forward(cast)


def test_the_database_keeps_an_honour_as_it_was(cast):
    honor = on_notice(cast)
    row = Honor.objects.filter(pk=honor.pk)
    for change in (
        {"status": "conferred"},
        {"status": "conferred", "decided_by": cast.office, "decided_at": make.NOW, "number": "嘉1"},
        {"person": make.volunteer(name="别人").person},
        {"title": "全国劳模"},
        {"team_id": 1},
    ):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            row.update(**change)
    with pytest.raises(InternalError), transaction.atomic():
        honor.events.first().delete()
    with pytest.raises(InternalError), transaction.atomic():
        row._raw_delete(row.db)
