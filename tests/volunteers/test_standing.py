"""Paused, back, gone, corrected; and how old one must be, to the day."""

from datetime import date, timedelta

import pytest

from civcenter.kit.errors import OutOfTurn, RuleBroken
from civcenter.notices.models import Notice
from civcenter.residents.models import Consent, Person
from tests import factories as make
from volunteers import actions
from volunteers.choices import Happened, MemberStatus, VolunteerStatus
from volunteers.models import AgeRule, Membership, Skill, TeamPost, Volunteer, VolunteerSkill
from volunteers.models.registry import age_on

pytestmark = pytest.mark.django_db
LATER = make.NOW + timedelta(hours=1)
DAY = make.NOW.date()


@pytest.fixture
def cast():
    return make.cast()


def years_ago(years, days=0):
    return DAY.replace(year=DAY.year - years) + timedelta(days=days)


def join(cast, born_on, guardian=None):
    phone = make.fresh_phone()
    return actions.register(
        user=make.phone_user(phone),
        name="小朋友",
        phone=phone,
        division=cast.station.division,
        kinds=[],
        consent_version="2",
        browser="b",
        at=make.NOW,
        identity=actions.Identity("citizen", make.citizen(born_on)),
        guardian=guardian,
    )


def parent(**changes):
    told = {"name": "孩子妈", "relation": "mother", "phone": make.fresh_phone(), "version": "1", "child_version": "1"}
    return actions.GuardianYes(**{**told, **changes})


def test_under_six_nobody_is_registered_on_the_birthday_he_is(cast):
    with pytest.raises(RuleBroken, match="满 6 岁"):
        join(cast, years_ago(6, days=1), parent())
    assert not Person.objects.filter(name="小朋友").exists()
    made = join(cast, years_ago(6), parent())
    assert made.guardian.name == "孩子妈"


def test_a_minor_needs_his_guardian_until_the_day_before_eighteen(cast):
    with pytest.raises(RuleBroken, match="监护人同意"):
        join(cast, years_ago(18, days=1))
    assert not hasattr(join(cast, years_ago(18)), "guardian")
    assert join(cast, years_ago(18, days=1), parent(child_version="")).guardian.relation == "mother"


def test_under_fourteen_the_guardian_agrees_to_the_childs_own_text(cast):
    with pytest.raises(RuleBroken, match="监护人同意"):
        join(cast, years_ago(14, days=1), parent(child_version=""))
    made = join(cast, years_ago(14, days=1), parent())
    agreed = Consent.objects.filter(person=made.person).order_by("purpose")
    assert [(one.purpose, one.version) for one in agreed] == [("child", "1"), ("guardian", "1"), ("volunteer", "2")]
    grown = join(cast, years_ago(14), parent(child_version=""))
    assert not Consent.objects.filter(person=grown.person, purpose="child").exists()


def test_the_bands_are_data_and_the_birthday_counts():
    rule = AgeRule.objects.get()
    assert rule.needs_company(years_ago(10, days=1), DAY) and not rule.needs_company(years_ago(10), DAY)
    leap = date(2012, 2, 29)
    assert (age_on(leap, date(2018, 2, 28)), age_on(leap, date(2018, 3, 1))) == (5, 6)


def test_paused_with_a_reason_and_taken_back(cast):
    who = cast.volunteer
    with pytest.raises(RuleBroken, match="为什么"):
        actions.suspend(who, by=cast.manager, at=LATER, reason=" ")
    actions.suspend(who, by=cast.manager, at=LATER, reason="收了老乡的东西")
    assert who.status == VolunteerStatus.SUSPENDED and who not in Volunteer.objects.active()
    assert "收了老乡的东西" in Notice.objects.inbox_of(who.person.user).latest("pk").text
    with pytest.raises(OutOfTurn):
        actions.suspend(who, by=cast.manager, at=LATER, reason="再来一次")
    actions.resume(who, by=cast.manager, at=LATER)
    assert who.status == VolunteerStatus.ACTIVE and who.refusal == ""
    told = list(who.history.order_by("pk").values_list("what", flat=True))
    assert told == [Happened.APPLIED, Happened.ACCEPTED, Happened.SUSPENDED, Happened.RESUMED]


def test_nobody_rules_on_his_own_place(cast):
    make.holds_a_post(cast.volunteer.person, cast.manager)
    cast.volunteer.refresh_from_db()
    for verb, words in ((actions.suspend, {"reason": "不公道"}), (actions.correct, {"reason": "写错了", "name": "李"})):
        with pytest.raises(RuleBroken, match="请别的同事"):
            verb(cast.volunteer, by=cast.manager, at=LATER, **words)


def test_who_leaves_is_out_of_his_teams_and_may_come_back(cast):
    who = cast.volunteer
    team = actions.found_team(name="北庄队", kind="township", division=who.division, at=make.NOW, captain=who)
    actions.step_out(who, by=who.person.user, at=LATER)
    assert who.status == VolunteerStatus.LEFT
    assert not TeamPost.objects.on(DAY).filter(team=team).exists()
    assert Membership.objects.get().status == MemberStatus.LEFT
    assert actions.apply_again(who, at=LATER, division=who.division, kinds=[]).status == VolunteerStatus.APPLIED


def test_who_promised_something_is_told_what_before_he_leaves(cast):
    make.taken(cast, make.in_hall(cast))
    for verb in (actions.step_out, actions.erase):
        with pytest.raises(RuleBroken, match="上门理发"):
            verb(cast.volunteer, by=cast.volunteer.person.user, at=make.NOW)


def test_facts_are_put_right_with_a_reason_and_without_their_old_words_kept(cast):
    who, phone = cast.volunteer, make.fresh_phone()
    number = make.citizen(date(1990, 3, 7))
    facts = {"name": "李正名", "phone": phone, "kind": "citizen", "number": number}
    actions.correct(who, by=cast.manager, at=LATER, reason="照身份证改", **facts)
    person = Person.objects.get(pk=who.person_id)
    assert (person.name, person.initials, person.phone) == ("李正名", "lzm", phone)
    assert list(Volunteer.objects.at_phone(phone)) == [who] == list(Volunteer.objects.with_document(number))
    words = who.history.latest("pk").words
    assert words == "姓名、手机号、证件类型、证件号码：照身份证改" and number not in words


def test_a_licence_counts_until_its_last_day_and_must_be_whole(cast):
    who, skill = cast.volunteer, Skill.objects.get(name="电工")
    held = {"skill": skill, "licence_no": "T990101", "issuer": "市应急局"}
    for wrong in ({}, {"expires_on": DAY - timedelta(days=1)}):
        with pytest.raises(RuleBroken, match="电工"):
            actions.set_skills(who, skills=[actions.Held(**held, **wrong)], talents=[], at=make.NOW)
    actions.set_skills(who, skills=[actions.Held(**held, expires_on=DAY)], talents=[], at=make.NOW)
    assert list(Volunteer.objects.skilled(skill, DAY)) == [who]
    assert not Volunteer.objects.skilled(skill, DAY + timedelta(days=1)).exists()
    assert VolunteerSkill.objects.get().licence_no == "T990101"


def test_named_on_boards_only_by_his_own_word_taken_back_as_easily(cast):
    who = cast.volunteer
    assert who.board_name == "李*愿"
    for _ in range(2):
        actions.be_named(who, version="1", browser="b", by=who.person.user, at=make.NOW)
    who.refresh_from_db()
    assert who.board_name == "李志愿" and Consent.objects.filter(purpose="named").count() == 1
    actions.stay_unnamed(who, by=who.person.user, at=LATER)
    who.refresh_from_db()
    assert who.board_name == "李*愿" and Consent.objects.get(purpose="named").withdrawn_at == LATER
