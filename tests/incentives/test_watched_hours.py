"""Hours in doubt: what the night finds, who decides, and that nothing is ever edited in place."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import InternalError

from civcenter.kit.errors import RuleBroken
from incentives import ledger
from incentives.actions import correct, decide_hours, settle_record, strike
from incentives.models import Account, Entry
from tests import factories as make
from volunteers.actions import appeal, check_in, note_record, object_to, vouch, watch
from volunteers.models import RecordRule, ServiceKind, ServiceRecord, Suspicion

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NIGHT = make.NOW + 20 * HOUR


@pytest.fixture
def cast():
    return make.cast()


def record(cast, who=None, begin=make.NOW, hours=2, source="claim:1", evidence="C", by=None):
    """A record that the station's manager (or `by`) vouched for."""
    made = note_record(
        volunteer=who or cast.volunteer,
        division=cast.station.division,
        kind=ServiceKind.objects.get(code="care"),
        title="扫雪",
        started_at=begin,
        ended_at=begin + hours * HOUR,
        evidence=evidence,
        source=source,
        at=begin + hours * HOUR,
    )
    vouch(made, by=by or cast.manager, at=begin + hours * HOUR, how="unit")
    settle_record(made, at=begin + hours * HOUR)
    made.refresh_from_db()
    return made


def found():
    return set(Suspicion.objects.values_list("record_id", "kind"))


def test_hours_that_overlap(cast):
    record(cast)
    later = record(cast, begin=make.NOW + HOUR, source="claim:2")
    record(cast, begin=make.NOW + 3 * HOUR, source="claim:3")
    assert watch(at=NIGHT) == 1 and watch(at=NIGHT) == 0
    assert found() == {(later.pk, "overlap")}
    assert "扫雪" in Suspicion.objects.get().words


@pytest.mark.parametrize(("hours", "odd"), [(10, False), (10.05, True)])
def test_a_day_of_more_than_ten_hours(cast, hours, odd):
    made = record(cast, hours=hours)
    watch(at=NIGHT)
    assert found() == ({(made.pk, "long_day")} if odd else set())


@pytest.mark.parametrize(("people", "how", "odd"), [(2, "self", 0), (3, "self", 3), (3, "roll_call", 0)])
def test_many_people_on_one_phone(cast, people, how, odd):
    for number in range(people):
        who, source = make.volunteer(name="人多"), f"claim:{number}"
        record(cast, who, source=source)
        check_in(source=source, volunteer=who, kind="in", how=how, by=cast.manager, at=make.NOW, browser="one")
    watch(at=NIGHT)
    assert Suspicion.objects.filter(kind="one_device").count() == Suspicion.objects.count() == odd


def test_hours_without_an_order(cast):
    made = record(cast, source="gift:1")
    watch(at=NIGHT)
    assert found() == {(made.pk, "no_source")}


@pytest.mark.parametrize(("count", "odd"), [(4, 0), (5, 5)])
def test_many_late_entries_on_one_day(cast, count, odd):
    for number in range(count):
        record(cast, begin=make.NOW + number * HOUR, hours=1, source=f"claim:{number}", evidence="D")
    watch(at=NIGHT)
    assert Suspicion.objects.filter(kind="mass_late").count() == odd


def test_what_was_decided_is_not_found_again(cast):
    made = record(cast, source="gift:1", by=cast.chief)
    watch(at=NIGHT)
    decide_hours(Suspicion.objects.get(), by=cast.manager, at=NIGHT, keep=True, reason="活动办的")
    assert watch(at=NIGHT) == 0
    assert (Suspicion.objects.get().status, ServiceRecord.objects.get(pk=made.pk).status) == ("kept", "final")


def test_dropping_takes_the_points_back(cast):
    made = record(cast, source="gift:1", by=cast.chief)
    assert Account.objects.get(person=cast.volunteer.person).balance == 2
    watch(at=NIGHT)
    decide_hours(Suspicion.objects.get(), by=cast.manager, at=NIGHT, keep=False, reason="没来")
    made.refresh_from_db()
    assert (made.status, Account.objects.get(person=cast.volunteer.person).balance) == ("annulled", 0)
    assert Entry.objects.filter(reverses__isnull=False).count() == 1 and ledger.faults() == []
    with pytest.raises(RuleBroken):
        decide_hours(Suspicion.objects.get(), by=cast.manager, at=NIGHT, keep=True, reason="又来了")


def test_neither_who_served_nor_who_vouched_nor_a_stranger_decides(cast):
    record(cast, source="gift:1")
    watch(at=NIGHT)
    row = Suspicion.objects.get()
    for by in (cast.manager, cast.neighbour, cast.volunteer.person.user, cast.leader):
        with pytest.raises(RuleBroken):
            decide_hours(row, by=by, at=NIGHT, keep=True, reason="好")
    with pytest.raises(RuleBroken, match="为什么"):
        decide_hours(row, by=cast.chief, at=NIGHT, keep=True, reason="")
    decide_hours(row, by=cast.chief, at=NIGHT, keep=True, reason="好")


def test_an_objection_holds_hours_until_somebody_has_looked(cast):
    RecordRule.objects.update(notice_days=3)
    made = record(cast, by=cast.chief)
    resident = make.phone_user(make.fresh_phone())
    end = made.notice_until
    object_to(made, by=resident, at=end - HOUR, words="那天没见他来")
    assert not settle_record(made, at=end + HOUR)
    decide_hours(Suspicion.objects.get(), by=cast.manager, at=end + HOUR, keep=True, reason="有人见到")
    made.refresh_from_db()
    assert made.status == "final"
    with pytest.raises(RuleBroken, match="公示"):
        object_to(made, by=resident, at=end + HOUR, words="还是不对")


def test_only_the_volunteer_appeals_and_only_once(cast):
    made = record(cast)
    with pytest.raises(RuleBroken, match="本人"):
        appeal(made, by=cast.manager, at=NIGHT, words="少记了")
    appeal(made, by=cast.volunteer.person.user, at=NIGHT, words="少记了")
    with pytest.raises(RuleBroken, match="已经"):
        appeal(made, by=cast.volunteer.person.user, at=NIGHT, words="少记了")


def test_a_correction_is_a_new_record_in_the_old_ones_place(cast):
    made = record(cast)
    appeal(made, by=cast.volunteer.person.user, at=NIGHT, words="做了三个小时")
    fresh = correct(
        made, by=cast.chief, at=NIGHT, started_at=make.NOW, ended_at=make.NOW + 3 * HOUR, reason="点名册是三小时"
    )
    made.refresh_from_db()
    fresh.refresh_from_db()
    assert (made.status, made.minutes, made.replaced_by) == ("annulled", 120, fresh)
    assert (fresh.status, fresh.minutes, fresh.evidence) == ("final", 180, "B")
    assert Account.objects.get(person=cast.volunteer.person).balance == 3
    assert Suspicion.objects.get().status == "dropped" and ledger.faults() == []
    with pytest.raises(RuleBroken):
        correct(made, by=cast.chief, at=NIGHT, started_at=make.NOW, ended_at=make.NOW + HOUR, reason="再改")


@pytest.mark.parametrize(
    "change",
    [{"minutes": 500}, {"started_at": make.NOW - HOUR}, {"ended_at": NIGHT}, {"evidence": "A"}, {"source": "x"}],
)
def test_the_database_refuses_to_edit_hours(cast, change):
    made = record(cast)
    with pytest.raises((InternalError, IntegrityError), match="Cannot update"), transaction.atomic():
        ServiceRecord.objects.filter(pk=made.pk).update(**change)


def test_a_volunteer_cannot_strike_or_correct_his_own(cast):
    made = record(cast)
    for run in (
        lambda by: strike(made, by=by, at=NIGHT, reason="不要了"),
        lambda by: correct(made, by=by, at=NIGHT, started_at=make.NOW, ended_at=NIGHT, reason="多点"),
    ):
        with pytest.raises(RuleBroken):
            run(cast.volunteer.person.user)


def test_the_queue_and_its_pages(cast, client_of, django_assert_num_queries):
    desk = client_of(cast.manager)
    desk.get("/desk/records/watched/")
    record(cast, source="gift:0", by=cast.chief)
    watch(at=NIGHT)
    with django_assert_num_queries(11):
        page = desk.get("/desk/records/watched/").content.decode()
    assert "没有单、没有活动" in page
    for number in (1, 2):
        record(cast, make.volunteer(name="王志愿"), source=f"gift:{number}", by=cast.chief)
    watch(at=NIGHT)
    with django_assert_num_queries(11):
        desk.get("/desk/records/watched/")
    first = Suspicion.objects.order_by("pk").first()
    answer = desk.post(f"/desk/records/watched/{first.pk}/", {"keep": "drop", "reason": "没来"})
    assert answer.url == "/desk/records/watched/"
    log = client_of().get("/hours/").content.decode()
    assert "李*愿" in log and cast.volunteer.person.name not in log and "作废" in log


def test_the_volunteer_appeals_from_his_record(cast, client_of):
    made = record(cast)
    phone = client_of(cast.volunteer.person.user)
    assert f"/my/records/{made.pk}/appeal/" in phone.get(f"/my/records/{made.pk}/").content.decode()
    assert phone.post(f"/my/records/{made.pk}/appeal/", {"words": "少了一小时"}).url == f"/my/records/{made.pk}/"
    assert phone.post(f"/my/records/{made.pk}/appeal/", {"words": ""}).status_code == 422
    assert client_of(make.volunteer().person.user).get(f"/my/records/{made.pk}/appeal/").status_code == 404
