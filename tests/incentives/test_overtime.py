"""A day of more than eight hours, and appeals: the level above, and somebody who had no hand in it before."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from civcenter.accounts.roles import Role
from civcenter.kit.errors import RuleBroken
from incentives import ledger
from incentives.actions import agree_record, correct, decide_hours, decide_overtime, strike
from incentives.models import Account, PointRule
from tests import factories as make
from volunteers.actions import appeal, note_record, watch
from volunteers.models import Overtime, ServiceKind, ServiceRecord, Suspicion, WatchRule

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NIGHT = make.NOW + 20 * HOUR


@pytest.fixture
def cast():
    return make.cast()


def day(cast, hours, source="claim:1", begin=make.NOW, evidence="C", is_vouched=True):
    """One service of so many hours, agreed by the station's manager."""
    made = note_record(
        volunteer=cast.volunteer,
        division=cast.station.division,
        organiser=cast.station,
        kind=ServiceKind.objects.get(code="care"),
        title="扫雪",
        started_at=begin,
        ended_at=begin + hours * HOUR,
        evidence=evidence,
        source=source,
        at=begin + hours * HOUR,
    )
    if is_vouched:
        agree_record(made, by=cast.manager, at=begin + hours * HOUR)
        made.refresh_from_db()
    return made


@pytest.fixture
def uncapped():
    """A county that pays for every hour that counts."""
    rule = PointRule.objects.get(county="", kind=None)
    rule.pk, rule.kind_id, rule.cap_day = None, "care", None
    rule.save()


def balance(cast):
    return Account.objects.get(person=cast.volunteer.person).balance


@pytest.mark.parametrize(("hours", "counted", "more"), [(8, 480, None), (10, 480, 120), (12, 480, 240), (14, 480, 240)])
def test_eight_hours_count_at_once_and_up_to_twelve_wait(cast, hours, counted, more):
    made = day(cast, hours)
    extra = Overtime.objects.filter(record=made).values_list("minutes", flat=True).first()
    assert (made.minutes, extra, balance(cast)) == (counted, more, 8)


def test_a_day_is_all_services_of_it(cast, uncapped):
    day(cast, 6)
    late = day(cast, 5, source="claim:2", begin=make.NOW + 7 * HOUR)
    assert (late.minutes, late.overtime.minutes) == (120, 180)
    third = day(cast, 2, source="claim:3", begin=make.NOW + 12 * HOUR)
    decide_overtime(late.overtime, accept=True, by=cast.chief, at=NIGHT, reason="抢险")
    decide_overtime(third.overtime, accept=True, by=cast.chief, at=NIGHT, reason="抢险")
    assert ServiceRecord.objects.get(source=f"more:{third.pk}").minutes == 60
    assert balance(cast) == 12


def test_what_is_recorded_late_never_waits_for_more(cast):
    day(cast, 10, evidence="D", is_vouched=False)
    assert not Overtime.objects.exists()


def test_only_the_level_above_lets_it_count_once_and_with_a_reason(cast, uncapped):
    extra = day(cast, 10).overtime
    for by in (cast.manager, cast.neighbour, cast.leader, cast.volunteer.person.user):
        with pytest.raises(RuleBroken):
            decide_overtime(extra, accept=True, by=by, at=NIGHT, reason="好")
    with pytest.raises(RuleBroken, match="为什么"):
        decide_overtime(extra, accept=True, by=cast.chief, at=NIGHT, reason="")
    decide_overtime(extra, accept=True, by=cast.chief, at=NIGHT, reason="暴雪抢通")
    with pytest.raises(RuleBroken):
        decide_overtime(extra, accept=True, by=cast.office, at=NIGHT, reason="再来")
    granted = ServiceRecord.objects.get(source=f"more:{extra.record_id}")
    assert (granted.minutes, granted.status, balance(cast)) == (120, "final", 10)
    assert watch(at=NIGHT) == 0


def test_who_vouched_for_the_eight_hours_does_not_add_to_them(cast):
    made = day(cast, 10, is_vouched=False)
    with pytest.raises(RuleBroken, match="先核实"):
        decide_overtime(made.overtime, accept=True, by=cast.chief, at=NIGHT, reason="好")
    agree_record(made, by=cast.chief, at=NIGHT)
    extra = Overtime.objects.get()
    with pytest.raises(RuleBroken, match="经手"):
        decide_overtime(extra, accept=True, by=cast.chief, at=NIGHT, reason="好")
    decide_overtime(extra, accept=False, by=cast.office, at=NIGHT, reason="没有必要")
    assert (Overtime.objects.get().status, balance(cast)) == ("refused", 8)


def test_the_database_grants_nothing_without_a_record(cast):
    extra = day(cast, 10).overtime
    with pytest.raises(IntegrityError), transaction.atomic():
        Overtime.objects.filter(pk=extra.pk).update(status="granted", decided_by=cast.chief, reason="好")


def test_what_was_granted_goes_with_the_day_it_was_added_to(cast, uncapped):
    made = day(cast, 10)
    decide_overtime(made.overtime, accept=True, by=cast.chief, at=NIGHT, reason="暴雪抢通")
    strike(ServiceRecord.objects.get(pk=made.pk), by=cast.office, at=NIGHT, reason="没来")
    assert set(ServiceRecord.objects.values_list("status", flat=True)) == {"annulled"}
    assert balance(cast) == 0 and ledger.faults() == []


def test_a_second_appeal_is_the_level_aboves_and_the_last(cast):
    made, himself = day(cast, 2), cast.volunteer.person.user
    deputy = make.staff("deputy", Role.BRANCH_MANAGER, make.TOWNSHIP, "冯副所长")
    appeal(made, by=himself, at=NIGHT, words="做了三个小时")
    with pytest.raises(RuleBroken, match="正在看"):
        appeal(made, by=himself, at=NIGHT, words="三个小时")
    decide_hours(Suspicion.objects.get(), by=cast.chief, at=NIGHT, keep=True, reason="点名册是两小时")
    second = appeal(made, by=himself, at=NIGHT + HOUR, words="点名册漏了一页")
    for by in (cast.manager, cast.chief, cast.neighbour):
        with pytest.raises(RuleBroken):
            decide_hours(second, by=by, at=NIGHT, keep=False, reason="不听")
    with pytest.raises(RuleBroken):
        strike(made, by=cast.manager, at=NIGHT, reason="烦")
    fresh = correct(
        made, by=deputy, at=NIGHT + HOUR, started_at=make.NOW, ended_at=make.NOW + 3 * HOUR, reason="那一页找到了"
    )
    assert fresh.minutes == 180 and Suspicion.objects.get(pk=second.pk).status == "dropped"
    with pytest.raises(RuleBroken, match="已经"):
        appeal(made, by=himself, at=NIGHT + 2 * HOUR, words="还要")


def test_a_second_appeal_comes_within_the_rules_days(cast):
    made, himself = day(cast, 2), cast.volunteer.person.user
    appeal(made, by=himself, at=NIGHT, words="做了三个小时")
    decide_hours(Suspicion.objects.get(), by=cast.chief, at=NIGHT, keep=True, reason="点名册是两小时")
    end = NIGHT + timedelta(days=WatchRule.objects.get(county="").second_days)
    with pytest.raises(RuleBroken, match="15 天"):
        appeal(made, by=himself, at=end + timedelta(seconds=1), words="还是不对")
    assert appeal(made, by=himself, at=end, words="还是不对").kind == "second"


def test_struck_hours_come_back_on_appeal_by_somebody_else_only(cast):
    made, himself = day(cast, 2), cast.volunteer.person.user
    strike(made, by=cast.chief, at=NIGHT, reason="没见人")
    made.refresh_from_db()
    hours = {"started_at": make.NOW, "ended_at": make.NOW + 2 * HOUR, "reason": "有照片"}
    with pytest.raises(RuleBroken, match="申诉"):
        correct(made, by=cast.office, at=NIGHT, **hours)
    appeal(made, by=himself, at=NIGHT, words="有照片")
    with pytest.raises(RuleBroken, match="经手"):
        correct(made, by=cast.chief, at=NIGHT, **hours)
    fresh = correct(made, by=cast.office, at=NIGHT, **hours)
    fresh.refresh_from_db()
    assert (fresh.status, fresh.minutes, balance(cast)) == ("final", 120, 2)
    with pytest.raises(RuleBroken):
        correct(made, by=cast.office, at=NIGHT, **hours)


def test_the_pages(cast, client_of, django_assert_num_queries):
    desk = client_of(cast.chief)
    desk.get("/desk/records/overtime/")
    made = day(cast, 10)
    with django_assert_num_queries(7):
        assert "扫雪" in desk.get("/desk/records/overtime/").content.decode()
    for number in (2, 3):
        day(cast, 10, source=f"claim:{number}", begin=make.NOW + number * 24 * HOUR)
    with django_assert_num_queries(7):
        desk.get("/desk/records/overtime/")
    path = f"/desk/records/overtime/{made.overtime.pk}/"
    assert "上一级" in client_of(cast.manager).get(path).content.decode()
    assert desk.post(path, {"accept": "yes", "reason": ""}).status_code == 422
    assert desk.post(path, {"accept": "yes", "reason": "暴雪抢通"}).url == "/desk/records/overtime/"
    page = client_of(cast.volunteer.person.user).get(f"/my/records/{made.pk}/").content.decode()
    assert "暴雪抢通" in page and "我要申诉" in page
