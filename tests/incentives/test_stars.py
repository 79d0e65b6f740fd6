"""Stars: by final hours alone, after their notice, by a person at the right level, and never silently gone."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse

from civcenter.accounts.roles import Role
from civcenter.kit.errors import OutOfTurn, RuleBroken
from civcenter.notices.models import Notice
from incentives.actions import announce, find_reached, give, next_star, revoke, unearned, withhold
from incentives.choices import StarBasis, StarStatus
from incentives.models import Star, StarRule
from tests import factories as make
from tests.orders.phones import text
from volunteers.actions import finalize, note_record, vouch
from volunteers.models import ServiceKind, ServiceRecord

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
AFTER = make.NOW + 10 * DAY


@pytest.fixture
def cast():
    return make.cast()


def serve(volunteer, hours, *, final=True, at=make.NOW):
    """So many hours on record, eight a day, on the days before `at`."""
    kind = ServiceKind.objects.get(code="care")
    for number in range(-(-hours // 8)):
        end = at - (number + 1) * DAY
        part = min(8, hours - 8 * number)
        record = note_record(
            volunteer=volunteer,
            division=volunteer.division,
            kind=kind,
            title="照料",
            started_at=end - timedelta(hours=part),
            ended_at=end,
            evidence="B",
            source=f"test:{volunteer.pk}:{next(make.numbers)}",
            at=end,
        )
        vouch(record, at=end, how="unit")
        if final:
            finalize(record, at=end)
    return record


def told(cast):
    return " ".join(notice.text for notice in Notice.objects.filter(user_id=cast.volunteer.person.user_id))


def reached(cast, hours=100, **details):
    serve(cast.volunteer, hours, **details)
    find_reached(county=make.COUNTY, at=make.NOW)
    return Star.objects.filter(volunteer=cast.volunteer).order_by("star").first()


def test_at_the_hour_itself_and_not_a_minute_before(cast):
    record = serve(cast.volunteer, 99)
    assert find_reached(county=make.COUNTY, at=make.NOW) == 0
    serve(cast.volunteer, 1, at=record.started_at - DAY)
    assert find_reached(county=make.COUNTY, at=make.NOW) == 1
    assert find_reached(county=make.COUNTY, at=make.NOW) == 0


def test_hours_that_are_not_final_count_nothing(cast):
    assert reached(cast, final=False) is None


def test_given_by_the_office_after_its_notice(cast):
    star = reached(cast)
    assert star.status == StarStatus.NOTICE and star.notice_until == make.NOW + 7 * DAY  # five working days
    with pytest.raises(RuleBroken, match="还在公示"):
        give(star, by=cast.office, at=make.NOW + 6 * DAY)
    with pytest.raises(RuleBroken, match="县一级授予"):
        give(star, by=cast.manager, at=AFTER)
    give(star, by=cast.office, at=AFTER)
    cast.volunteer.refresh_from_db()
    assert cast.volunteer.stars == 1
    assert "评上了 1 星" in told(cast)
    with pytest.raises(OutOfTurn):
        give(star, by=cast.office, at=AFTER)


def test_the_database_gives_no_star_before_its_notice(cast):
    star = reached(cast)
    row = Star.objects.filter(pk=star.pk)
    for change in (
        {"status": "given", "decided_by": cast.office, "decided_at": make.NOW},
        {"status": "given"},
        {"status": "revoked", "decided_by": cast.office, "decided_at": AFTER},
    ):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            row.update(**change)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        Star.objects.create(
            volunteer=cast.volunteer, star=2, rule=star.rule, minutes=1, division=star.division,
            reached_at=make.NOW, status="given", notice_until=make.NOW, decided_by=cast.office, decided_at=AFTER,
        )  # fmt: skip


def test_the_fourth_star_waits_for_a_judgement(cast):
    StarRule.objects.filter(star=1).update(needs_judgement=True)
    star = reached(cast)
    assert star.status == StarStatus.REACHED
    with pytest.raises(RuleBroken, match="县一级"):
        announce(star, at=make.NOW, by=cast.chief)
    announce(star, at=make.NOW, by=cast.office)
    assert star.status == StarStatus.NOTICE


def test_nobody_gives_himself_a_star(cast):
    star = reached(cast)
    own = make.staff("self", Role.OFFICE, make.COUNTY)
    make.holds_a_post(cast.volunteer.person, own)
    with pytest.raises(RuleBroken, match="自己的星级"):
        give(Star.objects.get(pk=star.pk), by=own, at=AFTER)


def test_annulled_hours_show_and_taking_back_is_said(cast):
    star = reached(cast)
    give(star, by=cast.office, at=AFTER)
    assert not unearned(Star.objects.all())
    lost = ServiceRecord.objects.filter(volunteer=cast.volunteer).first()
    ServiceRecord.objects.filter(pk=lost.pk).update(status="annulled")
    assert [row.pk for row in unearned(Star.objects.all())] == [star.pk]
    with pytest.raises(RuleBroken, match="要写一句原因"):
        revoke(star, by=cast.office, at=AFTER, reason="")
    revoke(star, by=cast.office, at=AFTER, reason="时长不实")
    cast.volunteer.refresh_from_db()
    assert cast.volunteer.stars == 0
    assert "收回了：时长不实" in told(cast)
    assert Star.objects.filter(pk=star.pk, status="revoked").exists()


def test_a_no_stands_for_a_year(cast):
    star = reached(cast)
    withhold(star, by=cast.office, at=make.NOW, reason="查实有虚报")
    assert find_reached(county=make.COUNTY, at=make.NOW + 360 * DAY) == 0
    assert find_reached(county=make.COUNTY, at=make.NOW + 370 * DAY) == 1


def test_a_county_may_count_within_the_year(cast):
    StarRule.objects.filter(star=1).update(basis=StarBasis.YEAR)
    serve(cast.volunteer, 96, at=make.NOW - 365 * DAY)
    serve(cast.volunteer, 8)
    assert find_reached(county=make.COUNTY, at=make.NOW) == 0
    serve(cast.volunteer, 96, at=make.NOW - 20 * DAY)
    assert find_reached(county=make.COUNTY, at=make.NOW) == 1


def test_the_next_star_says_what_is_missing(cast):
    serve(cast.volunteer, 80)
    ahead = next_star(cast.volunteer, day=make.NOW.date())
    assert (ahead["rule"].star, ahead["missing"]) == (1, 20 * 60)


def test_names_on_the_notice_only_by_consent(client, cast):
    reached(cast)
    address = reverse("incentives:stars", args=[make.COUNTY])
    assert "李*愿" in text(client.get(address)) and "李志愿" not in text(client.get(address))
    type(cast.volunteer).objects.update(may_be_named=True)
    assert "李志愿" in text(client.get(address))


def test_the_office_gives_all_that_are_due_at_once(client, cast, time_machine):
    star = reached(cast)
    time_machine.move_to(AFTER)
    client.force_login(cast.office)
    assert "公示期满" in text(client.get(reverse("desk_incentives:stars")))
    for _ in range(2):
        client.post(reverse("desk_incentives:give_due"))
    star.refresh_from_db()
    assert star.status == StarStatus.GIVEN
