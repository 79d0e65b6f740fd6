"""Who may serve: trainings, licences, ages and insurance, each judged on the day of service, to the day."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from civcenter.residents.models import Person
from tests import factories as make
from tests.factories import CHINA, NOW
from volunteers.choices import PostRole
from volunteers.eligibility import fitting, post_refusals, refusals, refusals_of
from volunteers.models import (
    Cover,
    Guardian,
    GuardianWord,
    Policy,
    Qualification,
    Requirement,
    ServiceKind,
    Skill,
    Training,
    Volunteer,
    VolunteerSkill,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 1)


@pytest.fixture
def cast():
    return make.cast()


def kind():
    return ServiceKind.objects.get(code="clinic")


def on(day, hours=2):
    begin = datetime(day.year, day.month, day.day, 9, tzinfo=CHINA)
    return DateTimeTZRange(begin, begin + timedelta(hours=hours))


def said(volunteer, day=DAY, risky=False, **more):
    fresh = Volunteer.objects.select_related("person").get(pk=volunteer.pk)
    answers = refusals(fresh, kind=kind(), period=on(day), risky=risky, **more)
    fits = fitting(kind=kind(), county=fresh.county, period=on(day), risky=risky)
    if not more:  # what SQL ranks by is what the sentences say
        assert Volunteer.objects.filter(fits, pk=fresh.pk).exists() == (not answers)
    return answers


def born(volunteer, day):
    Person.objects.filter(pk=volunteer.person_id).update(born_on=day)


def passed(volunteer, code, by, passed_on, valid_to=None):
    return Qualification.objects.create(
        volunteer=volunteer,
        training_id=code,
        passed_on=passed_on,
        valid_to=valid_to,
        how="desk",
        entered_by=by,
        entered_at=NOW,
    )


def covered(volunteer, by, first, after):
    policy, _ = Policy.objects.get_or_create(
        division_id=make.COUNTY,
        insurer="人保",
        number="P1",
        defaults={
            "period": DateRange(date(2026, 1, 1), date(2028, 1, 1)),
            "covers": "意外 20 万，医疗 2 万",
            "cost_per_head": 1,
        },
    )
    return Cover.objects.create(
        policy=policy, volunteer=volunteer, period=DateRange(first, after), entered_by=by, entered_at=NOW
    )


def test_nothing_asked_costs_one_query_and_refuses_nobody(cast, django_assert_num_queries):
    care = ServiceKind.objects.get(code="care")
    with django_assert_num_queries(1):
        assert refusals(cast.volunteer, kind=care, period=on(DAY)) == []


def test_a_training_counts_from_its_day_to_its_last_day(cast):
    Requirement.objects.create(kind=kind(), training_id="first-aid")
    assert "急救和心肺复苏" in said(cast.volunteer)[0]
    row = passed(cast.volunteer, "first-aid", cast.manager, DAY - timedelta(days=30), DAY)
    assert said(cast.volunteer) == []
    assert said(cast.volunteer, DAY + timedelta(days=1)) != []
    assert said(cast.volunteer, DAY - timedelta(days=31)) != []
    Qualification.objects.filter(pk=row.pk).update(annulled_at=NOW, annulled_by=cast.manager, annulment="写错人了")
    assert said(cast.volunteer) != []


def test_the_kind_above_asks_too_and_another_county_does_not(cast):
    Requirement.objects.create(kind=kind().parent, training_id="first-aid")
    Requirement.objects.create(kind=kind(), training_id="water-safety", county=make.OTHER_COUNTY)
    assert len(said(cast.volunteer)) == 1


def test_a_licence_stops_matching_the_day_after_its_last(cast):
    doctor = Skill.objects.get(parent="medical", name="医师")
    Requirement.objects.create(kind=kind(), skill=doctor)
    assert "“医师”证" in said(cast.volunteer)[0]
    own = VolunteerSkill.objects.create(volunteer=cast.volunteer, skill=doctor, expires_on=DAY)
    assert said(cast.volunteer) != [], "no number, no issuer: no licence"
    VolunteerSkill.objects.filter(pk=own.pk).update(licence_no="110", issuer="县卫健局")
    assert said(cast.volunteer) == []
    assert said(cast.volunteer, DAY + timedelta(days=1)) != []


def test_a_field_of_skills_stands_for_those_in_it(cast):
    Requirement.objects.create(kind=kind(), skill_id="law")
    assert said(cast.volunteer) != []
    talk = Skill.objects.get(parent="law", name="调解员")
    VolunteerSkill.objects.create(volunteer=cast.volunteer, skill=talk)
    assert said(cast.volunteer) == []


AGES = [
    (6, "不满 6 岁", {}),
    (10, "不满 10 岁", {"word": False}),
    (14, "不满 14 岁", {}),
    (18, "不满 18 岁", {"guardian": False}),
]


@pytest.mark.parametrize(("years", "sentence", "case"), AGES)
def test_age_bands_turn_on_the_birthday_itself(cast, years, sentence, case):
    child = cast.volunteer
    if case.get("guardian", True):
        Guardian.objects.create(volunteer=child, name="李母", relation="mother", consent_version="1", agreed_at=NOW)
    if years == 6:
        GuardianWord.objects.create(volunteer=child, day=DAY, accompanies=True, said_by=cast.manager, at=NOW)
    if "word" in case:
        GuardianWord.objects.create(volunteer=child, day=DAY, accompanies=False, said_by=cast.manager, at=NOW)
    born(child, date(DAY.year - years, DAY.month, DAY.day + 1))
    assert sentence in said(child)[0]
    born(child, date(DAY.year - years, DAY.month, DAY.day))
    assert said(child) == []


def test_a_guardian_answers_for_one_day_only(cast):
    child = cast.volunteer
    Guardian.objects.create(volunteer=child, name="李母", relation="mother", consent_version="1", agreed_at=NOW)
    born(child, date(2015, 1, 1))
    GuardianWord.objects.create(volunteer=child, day=DAY, said_by=cast.manager, at=NOW)
    assert said(child) == []
    assert said(child, DAY + timedelta(days=1)) != []


def test_29_february_is_full_on_1_march(cast):
    born(cast.volunteer, date(2008, 2, 29))
    covered(cast.volunteer, cast.manager, date(2026, 1, 1), date(2027, 1, 1))
    assert said(cast.volunteer, date(2026, 2, 28), risky=True) == ["有风险的事只请满 18 岁的人，那天您 17 岁。"]
    assert said(cast.volunteer, date(2026, 3, 1), risky=True) == []


def test_risky_work_is_for_insured_people_of_age(cast):
    who = cast.volunteer
    covered(who, cast.manager, DAY, DAY + timedelta(days=1))
    assert "出生日期还没登记" in said(who, risky=True)[0]
    born(who, date(DAY.year - 18, DAY.month, DAY.day))
    assert said(who, risky=True) == []
    assert "保险" in said(who, DAY + timedelta(days=1), risky=True)[0]
    assert said(who, DAY + timedelta(days=1), risky=True, is_waived=True) == []
    night = DateTimeTZRange(datetime(2026, 12, 1, 22, tzinfo=CHINA), datetime(2026, 12, 2, 2, tzinfo=CHINA))
    who.person.refresh_from_db()
    assert "保险" in refusals(who, kind=kind(), period=night, risky=True)[0], "each day of the service is covered"
    to_midnight = DateTimeTZRange(datetime(2026, 12, 1, 22, tzinfo=CHINA), datetime(2026, 12, 2, 0, tzinfo=CHINA))
    assert refusals(who, kind=kind(), period=to_midnight, risky=True) == []


def test_a_list_costs_as_many_queries_as_one(cast, django_assert_num_queries):
    Requirement.objects.create(kind=kind(), training_id="first-aid")
    Requirement.objects.create(kind=kind(), skill_id="law")
    others = [make.volunteer() for _ in range(2)]
    for one in [cast.volunteer, *others]:
        born(one, date(2015, 1, 1))
    clinic = kind()
    for count in (1, 3):
        rows = list(Volunteer.objects.select_related("person").order_by("pk")[:count])
        with django_assert_num_queries(6):
            said_of = refusals_of(rows, kind=clinic, period=on(DAY))
        assert {len(sentences) for sentences in said_of.values()} == {3}


def test_a_captain_has_learned_what_the_county_asks(cast):
    Requirement.objects.create(post=PostRole.CAPTAIN, training_id="team-lead")
    assert "怎么带一支队" in post_refusals(cast.volunteer, post=PostRole.CAPTAIN, day=DAY)[0]
    assert post_refusals(cast.volunteer, post=PostRole.DEPUTY, day=DAY) == []
    passed(cast.volunteer, "team-lead", cast.manager, DAY)
    assert post_refusals(cast.volunteer, post=PostRole.CAPTAIN, day=DAY) == []


def refused(do):
    with pytest.raises(IntegrityError), transaction.atomic():
        do()


def test_the_database_refuses_double_and_stray_cover_and_edited_trainings(cast):
    first = covered(cast.volunteer, cast.manager, DAY, DAY + timedelta(days=10))
    refused(lambda: covered(cast.volunteer, cast.manager, DAY + timedelta(days=9), DAY + timedelta(days=20)))
    refused(lambda: covered(cast.volunteer, cast.manager, date(2027, 12, 1), date(2028, 1, 2)))
    refused(lambda: Requirement.objects.create(kind=kind(), training_id="first-aid", skill_id="law"))
    refused(lambda: Requirement.objects.create(training_id="first-aid"))
    covered(cast.volunteer, cast.manager, DAY + timedelta(days=10), DAY + timedelta(days=20))
    assert first.policy.people.count() == 2
    row = passed(cast.volunteer, "first-aid", cast.manager, DAY)
    refused(lambda: passed(cast.volunteer, "first-aid", cast.manager, DAY))
    refused(lambda: Qualification.objects.filter(pk=row.pk).update(annulled_at=NOW))
    with pytest.raises(Exception, match="qualification_stays"), transaction.atomic():
        Qualification.objects.filter(pk=row.pk).update(valid_to=DAY + timedelta(days=900))
    with pytest.raises(Exception, match="qualification_kept"), transaction.atomic():
        row.delete()
    assert Training.objects.filter(is_basic=True).count() == 1
