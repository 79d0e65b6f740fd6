"""Ways to get points, an honour, a voucher or a place one does not deserve: each was tried, none works."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from civcenter.accounts.roles import Role
from civcenter.kit.errors import RuleBroken
from incentives import ledger
from incentives.actions import check, confer, forget_erased, nominate, object_to_honor
from incentives.choices import AccountKind
from incentives.models import HonorFile, HonorRule
from tests import factories as make
from volunteers.actions import erase, found_team

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def cast():
    return make.cast()


def credit(cast, source, at=make.NOW, **details):
    issue = ledger.house(make.COUNTY, AccountKind.ISSUE)
    mine = ledger.account_of(cast.volunteer.person, make.COUNTY)
    ledger.post(debit=issue, credit=mine, points=5, source=source, words="献血", at=at, **details)


def test_the_database_credits_nobody_in_office_whatever_the_reason(cast):
    """By hand as little as by service; before the post and after it as anybody."""
    post = make.staff("clerk", Role.LIAISON, make.VILLAGE)
    make.holds_a_post(cast.volunteer.person, post)
    with pytest.raises(IntegrityError, match="officials earn no points"), transaction.atomic():
        credit(cast, "hand:1")
    post.appointments.update(starts_on=make.NOW.date() + DAY)
    credit(cast, "hand:2")
    post.appointments.update(starts_on=make.NOW.date() - 9 * DAY, ends_on=make.NOW.date())
    with pytest.raises(IntegrityError, match="officials earn no points"), transaction.atomic():
        credit(cast, "hand:3")
    credit(cast, "hand:4", at=make.NOW + DAY)
    type(post).objects.filter(pk=post.pk).update(is_active=False)
    credit(cast, "hand:5")


def test_one_person_with_two_log_ins_is_no_second_person(cast):
    """As captain by his phone he puts a member forward, as staff by his password he would check it."""
    office = make.staff("two", Role.OFFICE, make.COUNTY)
    captain = make.volunteer(name="两面人")
    make.holds_a_post(captain.person, office)
    team = {"name": "夕阳红", "kind": "township", "division": cast.station.division}
    team = found_team(captain=captain, at=make.NOW, **team)
    team.membership_set.create(volunteer=cast.volunteer, status="active", joined_at=make.NOW)
    rule = HonorRule.objects.get(code="volunteer")
    honor = nominate(cast.volunteer.person, rule=rule, deeds="好", by=captain.person.user, at=make.NOW)
    with pytest.raises(RuleBroken, match="您提的名"):
        check(honor, by=office, at=make.NOW)
    check(honor, by=cast.office, at=make.NOW)
    with pytest.raises(RuleBroken, match="您提的名"):
        confer(honor, by=office, at=make.NOW + 9 * DAY)


def test_a_second_log_in_with_the_same_phone_is_the_same_hand(cast):
    """A friend in the office who has the candidate's phone on record decides nothing about him."""
    office = make.staff("near", Role.OFFICE, make.COUNTY)
    near = office.person_as_staff
    near.user, near.phone_key = cast.volunteer.person.user, cast.volunteer.person.phone_key
    near.save()
    rule = HonorRule.objects.get(code="volunteer")
    honor = nominate(cast.volunteer.person, rule=rule, deeds="好", by=cast.manager, at=make.NOW)
    with pytest.raises(RuleBroken, match="自己"):
        check(honor, by=office, at=make.NOW)


def test_who_is_not_on_the_register_when_the_notice_ends_gets_nothing(cast):
    rule = HonorRule.objects.get(code="volunteer")
    honor = nominate(cast.volunteer.person, rule=rule, deeds="好", by=cast.manager, at=make.NOW)
    check(honor, by=cast.office, at=make.NOW)
    type(cast.volunteer).objects.filter(pk=cast.volunteer.pk).update(status="suspended")
    with pytest.raises(RuleBroken, match="在册的志愿者"):
        confer(honor, by=cast.office, at=make.NOW + 9 * DAY)


def test_whoever_was_erased_is_forgotten_by_his_honours_too(cast):
    rule, who = HonorRule.objects.get(code="volunteer"), cast.volunteer
    paper = [("李志愿.pdf", b"%PDF-1.7")]
    honor = nominate(who.person, rule=rule, deeds="李志愿做的", by=cast.manager, at=make.NOW, files=paper)
    check(honor, by=cast.office, at=make.NOW)
    said = object_to_honor(honor, by=make.phone_user(make.fresh_phone()), at=make.NOW, words="李志愿没去")
    erase(who, by=who.person.user, at=make.NOW + DAY)
    forget_erased(at=make.NOW + DAY)
    for row in (honor, said):
        row.refresh_from_db()
    assert (honor.deeds, said.words, HonorFile.objects.count()) == ("", "已清空", 0)
