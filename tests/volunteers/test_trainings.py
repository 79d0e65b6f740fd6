"""Trainings are entered for many, learned on the phone, annulled, never edited; the backbone's stages ask evidence."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from civcenter.kit.errors import NotYours, RuleBroken
from civcenter.kit.secrets import lookup
from tests import factories as make
from tests.factories import NOW
from tests.volunteers.test_eligibility import passed
from volunteers import lessons
from volunteers.actions import found_team, join
from volunteers.actions import qualifications as actions
from volunteers.models import (
    Backbone,
    Guardian,
    GuardianWord,
    Qualification,
    Requirement,
    ServiceRecord,
    Training,
    Volunteer,
)

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def cast():
    return make.cast()


def first_aid():
    return Training.objects.get(pk="first-aid")


@pytest.mark.parametrize(
    ("months", "day", "last"),
    [
        (12, date(2026, 3, 5), date(2027, 3, 5)),
        (1, date(2026, 1, 31), date(2026, 2, 28)),
        (24, date(2024, 2, 29), date(2026, 2, 28)),
        (None, date(2026, 1, 1), None),
    ],
)
def test_a_training_counts_so_many_months(months, day, last):
    assert actions.valid_to(Training(valid_months=months), day) == last


def test_a_team_and_card_numbers_are_entered_at_once_and_only_once(cast, client_of):
    team = found_team(name="义诊队", kind="township", division=cast.station.division, at=NOW)
    members = [make.volunteer() for _ in range(2)]
    far = make.volunteer(code=make.NEXT_VILLAGE)
    for one in (*members, far):
        join(team, one, at=NOW)
    desk = client_of(cast.manager)
    typed = {"passed_on": "2026-11-20", "team": team.pk, "numbers": f"{cast.volunteer.number}\n{members[0].number}"}
    for _ in range(2):
        assert desk.post("/desk/trainings/first-aid/", typed).status_code == 302
    rows = Qualification.objects.filter(training="first-aid")
    assert {row.volunteer for row in rows} == {cast.volunteer, *members}
    assert {(row.valid_to, row.entered_by, row.how) for row in rows} == {(date(2028, 11, 20), cast.manager, "desk")}
    strange = desk.post("/desk/trainings/first-aid/", {**typed, "team": "", "numbers": f"{far.number} 123"})
    assert strange.status_code == 422 and far.number in strange.content.decode()
    with pytest.raises(NotYours):
        actions.enter_training(first_aid(), volunteers=[far], passed_on=TODAY, by=cast.manager, at=NOW)
    with pytest.raises(RuleBroken, match="还没到"):
        actions.enter_training(first_aid(), volunteers=[], passed_on=TODAY + timedelta(days=1), by=cast.manager, at=NOW)
    assert client_of(cast.leader).post("/desk/trainings/first-aid/", typed).status_code == 403
    assert Qualification.objects.count() == 3


def test_the_first_module_is_learned_on_the_phone(cast, client_of):
    phone = client_of(cast.volunteer.person.user)
    path = f"/volunteer/trainings/{lessons.BASIC}/"
    page = phone.get(path).content.decode()
    assert "为什么办" in page and page.count('type="radio"') >= 12
    right = {f"q{one.pk}": one.answer for one in Training.objects.get(pk=lessons.BASIC).questions.all()}
    first = next(iter(right))
    wrong = phone.post(path, {**right, first: (right[first] + 1) % 3})
    assert wrong.status_code == 409 and "第 1 题再想想" in wrong.content.decode()
    assert phone.post(path, {}).status_code == 422
    assert not Qualification.objects.exists()
    for _ in range(2):
        assert phone.post(path, right).status_code == 302
    row = Qualification.objects.get()
    assert (row.volunteer, row.how, row.entered_by) == (cast.volunteer, "module", None)
    assert "长期有效" in phone.get("/volunteer/trainings/").content.decode()
    with pytest.raises(NotYours):
        actions.learn(row.training, volunteer=cast.volunteer, answers={}, by=cast.manager, at=NOW)
    with pytest.raises(RuleBroken, match="不在手机上学"):
        actions.learn(first_aid(), volunteer=cast.volunteer, answers={}, by=cast.volunteer.person.user, at=NOW)


def test_a_wrong_entry_is_annulled_and_stays_on_record(cast, client_of):
    row = passed(cast.volunteer, "first-aid", cast.manager, TODAY)
    desk = client_of(cast.manager)
    path = f"/desk/qualifications/{row.pk}/annul/"
    assert client_of(cast.neighbour).get(path).status_code == 404
    assert desk.post(path, {"reason": ""}).status_code == 422
    assert desk.post(path, {"reason": "写错了人"}).status_code == 302
    assert desk.post(path, {"reason": "写错了人"}).status_code == 409
    row.refresh_from_db()
    assert (row.annulled_by, row.annulment) == (cast.manager, "写错了人")
    assert "撤销：写错了人" in desk.get("/desk/trainings/first-aid/").content.decode()
    passed(cast.volunteer, "first-aid", cast.manager, TODAY)


def test_what_runs_out_within_sixty_days_is_listed(cast, client_of, django_assert_num_queries):
    today = timezone.localdate()
    for days in (60, 61):
        one = make.volunteer(name=f"满{days}天")
        passed(one, "water-safety", cast.manager, today - timedelta(days=100), today + timedelta(days=days))
    desk = client_of(cast.manager)
    page = desk.get("/desk/trainings/").content.decode()
    assert "1 个培训 60 天内到期" in page and "满60天" in page and "满61天" not in page
    for more in (0, 2):
        for _ in range(more):
            passed(make.volunteer(), "water-safety", cast.manager, today, today + timedelta(days=9))
        for path, queries in (("/desk/trainings/", 8), ("/desk/trainings/water-safety/", 8)):
            with django_assert_num_queries(queries):
                desk.get(path)


def test_a_captain_without_the_training_is_refused(cast):
    Requirement.objects.create(post="captain", training_id="team-lead")
    with pytest.raises(RuleBroken, match="当队长要先学过"):
        found_team(name="新队", kind="township", division=cast.station.division, at=NOW, captain=cast.volunteer)


def hours_on_record(cast, hours):
    start = NOW - timedelta(days=40)
    record = ServiceRecord(
        volunteer=cast.volunteer, division=cast.station.division, kind_id="care", title="帮工", evidence="B",
        started_at=start, ended_at=start + timedelta(hours=1), minutes=hours * 60, source=f"test:{hours}",
        noted_at=NOW, notice_until=NOW,
    )  # fmt: skip
    record.save()
    done = {"status": "final", "vouched_at": NOW, "vouched_how": "unit", "final_at": NOW}
    ServiceRecord.objects.filter(pk=record.pk).update(**done)


def test_a_stage_of_the_backbone_asks_its_evidence(cast, client_of):
    who = Volunteer.objects.select_related("person").get(pk=cast.volunteer.pk)
    mentor = make.volunteer(name="带头大哥")

    def promote(**more):
        return actions.promote(who, by=cast.manager, at=NOW, **more)

    with pytest.raises(RuleBroken, match="入册时长满 20 小时，现有 0 分钟；学过“新时代文明实践是干什么的”"):
        promote()
    hours_on_record(cast, 19)
    passed(who, lessons.BASIC, cast.manager, TODAY)
    with pytest.raises(RuleBroken, match="现有 19 小时"):
        promote()
    hours_on_record(cast, 1)
    with pytest.raises(NotYours):
        actions.promote(who, by=cast.neighbour, at=NOW)
    first = promote(mentor=mentor)
    hours_on_record(cast, 45)
    passed(who, "care-basics", cast.manager, TODAY)
    with pytest.raises(RuleBroken, match="差：带他的人说了话"):
        promote()
    with pytest.raises(NotYours):
        actions.speak_for(first, by=who.person.user, at=NOW, words="我自己说好")
    first = Backbone.objects.select_related("volunteer__person", "mentor__person").get(pk=first.pk)
    actions.speak_for(first, by=mentor.person.user, at=NOW, words="做事踏实")
    desk = client_of(cast.manager)
    assert "做事踏实" in desk.get(f"/desk/backbone/{who.pk}/").content.decode()
    assert desk.post(f"/desk/backbone/{who.pk}/promote/", {"mentor": mentor.number}).status_code == 302
    rows = list(Backbone.objects.filter(volunteer=who).order_by("since", "pk"))
    assert [(row.stage_id, row.ended_at is None) for row in rows] == [("sprout", False), ("hand", True)]
    assert "能手" in desk.get("/desk/backbone/").content.decode()
    assert desk.post(f"/desk/backbone/{who.pk}/promote/").status_code == 409
    assert client_of(cast.neighbour).get(f"/desk/backbone/{who.pk}/").status_code == 404
    assert desk.post(f"/desk/backbone/{who.pk}/leave/").status_code == 302
    assert not Backbone.objects.current().exists()


def test_a_guardian_says_yes_by_his_own_phone_or_through_staff(cast, client_of):
    child = cast.volunteer
    phone = make.fresh_phone()
    Guardian.objects.create(
        volunteer=child, name="李母", relation="mother", phone=phone, phone_key=lookup(phone),
        consent_version="1", agreed_at=NOW,
    )  # fmt: skip
    child = Volunteer.objects.select_related("person", "guardian").get(pk=child.pk)
    tomorrow = timezone.localdate() + timedelta(days=1)
    mother, stranger = make.phone_user(phone), make.volunteer().person.user
    typed = {"day": f"{tomorrow:%Y-%m-%d}", "accompanies": "on"}
    assert client_of(mother).post("/volunteer/guardian/", typed).status_code == 302
    assert GuardianWord.objects.get().accompanies
    assert "没有登记您做监护人" in client_of(stranger).get("/volunteer/guardian/").content.decode()
    said = {"day": tomorrow, "accompanies": False, "at": timezone.now()}
    with pytest.raises(NotYours):
        actions.guardian_agrees(child, by=stranger, **said)
    with pytest.raises(RuleBroken, match="怎么问到"):
        actions.guardian_agrees(child, by=cast.manager, **said)
    actions.guardian_agrees(child, by=cast.manager, words="9 点打的电话", **said)
    assert not GuardianWord.objects.get().accompanies
