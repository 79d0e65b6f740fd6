"""Whom somebody brought in counts nowhere until he says so himself; who entered him cannot say it for him."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from civcenter.accounts.roles import Role
from civcenter.kit.errors import OutOfTurn, RuleBroken
from civcenter.notices.models import Notice
from civcenter.residents.actions import identify, new_person
from civcenter.residents.models import Consent
from tests import factories as make
from volunteers import actions
from volunteers.choices import Confirmed, Happened, VolunteerStatus
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db
CITIZEN, OTHER = "990101199003070015", "990101195511030038"
LATER = make.NOW + timedelta(hours=1)


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def brought(cast):
    return make.brought(cast.station.division, entered_by=cast.manager, number=CITIZEN)


def test_brought_in_he_counts_nowhere_and_the_database_holds_to_it(brought):
    assert brought not in Volunteer.objects.active() and brought in Volunteer.objects.pending()
    with pytest.raises(IntegrityError, match="nobody_counts_unconfirmed"), transaction.atomic():
        Volunteer.objects.filter(pk=brought.pk).update(status=VolunteerStatus.ACTIVE)


def test_he_is_asked_once_by_a_link_that_the_phone_on_record_got(cast, brought):
    assert actions.ask_to_confirm([brought], by=cast.manager, at=make.NOW) == 1
    assert actions.ask_to_confirm([brought], by=cast.manager, at=LATER) == 0
    sms = Notice.objects.get(source=f"volunteer:{brought.pk}:confirm:sms")
    assert "县供电公司替您登记了志愿者" in sms.text and sms.phone == brought.person.phone
    assert actions.of_link(sms.link.split("/")[3]) == brought
    assert actions.of_link("forged") is None
    actions.correct(brought, by=cast.office, at=LATER, reason="换了号", phone=make.fresh_phone())
    assert actions.of_link(sms.link.split("/")[3]) is None


def test_the_link_runs_out(brought, time_machine):
    time_machine.move_to(make.NOW)
    token = actions.confirm_link(brought).split("/")[3]
    time_machine.move_to(make.NOW + timedelta(days=14, seconds=-1))
    assert actions.of_link(token) == brought
    time_machine.move_to(make.NOW + timedelta(days=14, seconds=2))
    assert actions.of_link(token) is None


def test_said_by_himself_he_counts_and_has_agreed(brought):
    actions.confirm(brought, how=Confirmed.LINK, at=LATER, consent_version="2")
    assert (brought.status, brought.confirmed_at) == (VolunteerStatus.ACTIVE, LATER)
    assert Consent.objects.get(person=brought.person).version == "2"
    assert list(brought.history.values_list("what", flat=True)) == [Happened.CONFIRMED]
    with pytest.raises(OutOfTurn):
        actions.confirm(brought, how=Confirmed.LINK, at=LATER, consent_version="2")
    with pytest.raises(OutOfTurn):
        actions.disown(brought, at=LATER)


def test_not_me_counts_nowhere_and_may_ask_himself_later(cast, brought):
    actions.disown(brought, at=LATER)
    assert brought.status == VolunteerStatus.DISOWNED
    again = actions.apply_again(brought, at=LATER, division=cast.station.division, kinds=[])
    assert (again.status, again.confirmed_how) == (VolunteerStatus.APPLIED, Confirmed.SELF)


def test_who_entered_him_does_not_confirm_him(cast, brought):
    with pytest.raises(RuleBroken, match="您录入的"):
        actions.confirm_at_station(brought, by=cast.manager, at=LATER, consent_version="2")
    actions.confirm_at_station(brought, by=cast.chief, at=LATER, consent_version="2")
    assert (brought.confirmed_by, brought.confirmed_how) == (cast.chief, Confirmed.STATION)
    with pytest.raises(IntegrityError, match="who_entered_does_not_confirm"), transaction.atomic():
        Volunteer.objects.filter(pk=brought.pk).update(confirmed_by=cast.manager)


def test_nobody_confirms_himself_at_the_desk_nor_without_a_paper(cast):
    bare = make.brought(cast.station.division, entered_by=cast.manager)
    with pytest.raises(RuleBroken, match="证件还没有填"):
        actions.confirm_at_station(bare, by=cast.office, at=LATER, consent_version="2")
    himself = make.staff("himself", Role.STATION_MANAGER, make.VILLAGE)
    make.holds_a_post(bare.person, himself)
    bare.refresh_from_db()
    with pytest.raises(RuleBroken, match="请别的同事"):
        actions.confirm_at_station(bare, by=himself, at=LATER, consent_version="2")


def test_an_unknown_move_is_refused_by_the_database(brought):
    for status in ("applied", "suspended", "left"):
        with pytest.raises(Exception, match="Invalid transition"), transaction.atomic():
            Volunteer.objects.filter(pk=brought.pk).update(status=status, confirmed_at=LATER)


def test_what_happened_stays_as_it_was_only_its_words_may_go(brought):
    actions.disown(brought, at=LATER)
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE volunteers_registerevent SET what = 'confirmed'")


def test_one_document_is_one_person(cast, brought):
    second = new_person(name="另一位", at=LATER)
    with pytest.raises(RuleBroken, match="另一位名下"):
        identify(second, kind="citizen", number="990101 19900307 0015", at=LATER)
    identify(second, kind="citizen", number=OTHER, at=LATER)
    assert (second.born_on.isoformat(), second.sex) == ("1955-11-03", "1")


@pytest.mark.parametrize(
    ("kind", "number", "sentence"),
    [
        ("citizen", "99010119900307001", "这里是 17 位"),
        ("citizen", "990101199003070016", "最后一位对不上"),
        ("residence", "990101199013070015", "不是一个日期"),
        ("passport", "E1", "5 到 18 位"),
    ],
)
def test_a_number_that_cannot_be_is_refused(brought, kind, number, sentence):
    with pytest.raises(RuleBroken, match=sentence):
        identify(brought.person, kind=kind, number=number, at=LATER)
