"""补录: two people, a month's cap, in the open, and nothing earned by it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction

from civcenter.kit.errors import OutOfTurn, RuleBroken
from incentives import ledger
from incentives.actions import decide_late, propose_late
from incentives.choices import AccountKind, Passed
from incentives.models import Entry, PassedOver
from tests import factories as make
from tests.orders.phones import text
from volunteers.models import LateEntry, RecordRule, ServiceKind, ServiceRecord

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def cast():
    return make.cast()


def asked(cast, *, hours=2, back=3 * DAY, by=None, **changes):
    start = make.NOW - back
    details = {"kind": ServiceKind.objects.get(code="care"), "title": "照料老人", "why": "手机没电"}
    details |= {"started_at": start, "ended_at": start + hours * HOUR, **changes}
    return propose_late(cast.volunteer, by=by or cast.manager, at=make.NOW, **details)


def test_two_people_put_it_on_record_and_it_pays_nothing(cast):
    late = asked(cast)
    assert not ServiceRecord.objects.exists()
    with pytest.raises(RuleBroken, match="另一位同事"):
        decide_late(late, accept=True, by=cast.manager, at=make.NOW)
    decide_late(late, accept=True, by=cast.chief, at=make.NOW)
    record = ServiceRecord.objects.get()
    assert (record.status, record.evidence, record.minutes) == ("final", "D", 120)
    assert not Entry.objects.exists() and PassedOver.objects.get(record=record).why == Passed.LATE
    assert not ServiceRecord.objects.earning().exists()
    with pytest.raises(OutOfTurn):
        decide_late(late, accept=True, by=cast.chief, at=make.NOW)


def test_the_database_wants_two_people_and_pays_nothing(cast):
    late = asked(cast)
    row = LateEntry.objects.filter(pk=late.pk)
    for change in ({"decided_by": cast.manager}, {"status": "agreed", "decided_by": cast.chief}, {"title": "补录"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**change)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        row.delete()
    decide_late(late, accept=True, by=cast.chief, at=make.NOW)
    account = ledger.account_of(cast.volunteer.person, make.COUNTY)
    issue = ledger.house(make.COUNTY, AccountKind.ISSUE)
    with pytest.raises(IntegrityError), transaction.atomic():
        ledger.post(
            debit=issue, credit=account, points=1, source="x", words="", at=make.NOW, record=ServiceRecord.objects.get()
        )


def test_nobody_of_elsewhere_and_not_the_volunteer_himself(cast):
    with pytest.raises(RuleBroken, match="不归您管"):
        asked(cast, by=cast.neighbour)
    late = asked(cast)
    with pytest.raises(RuleBroken, match="不归您管"):
        decide_late(late, accept=True, by=cast.neighbour, at=make.NOW)
    make.holds_a_post(cast.volunteer.person, cast.chief)
    with pytest.raises(RuleBroken, match="自己的时长"):
        decide_late(LateEntry.objects.get(pk=late.pk), accept=True, by=cast.chief, at=make.NOW)


def test_within_the_rules_days_and_the_months_minutes(cast):
    with pytest.raises(RuleBroken, match="30 天以内"):
        asked(cast, back=31 * DAY)
    with pytest.raises(RuleBroken, match="已经过去"):
        asked(cast, back=HOUR)
    with pytest.raises(RuleBroken, match="不要写"):
        asked(cast, title="补录一次")
    RecordRule.objects.update(late_minutes_month=180)
    decide_late(asked(cast), accept=True, by=cast.chief, at=make.NOW)
    over = asked(cast, back=4 * DAY)
    with pytest.raises(RuleBroken, match="最多补 180 分钟"), transaction.atomic():
        decide_late(over, accept=True, by=cast.chief, at=make.NOW)
    decide_late(asked(cast, back=5 * DAY, hours=1), accept=True, by=cast.chief, at=make.NOW)
    assert ServiceRecord.objects.count() == 2


def test_a_no_has_a_reason(cast):
    late = asked(cast)
    with pytest.raises(RuleBroken, match="写一句原因"):
        decide_late(late, accept=False, by=cast.chief, at=make.NOW)
    decide_late(late, accept=False, by=cast.chief, at=make.NOW, reason="那天没有人来")
    assert not ServiceRecord.objects.exists()


def test_everybody_may_read_it_with_the_name_masked(client, cast):
    decide_late(asked(cast), accept=True, by=cast.chief, at=make.NOW)
    client.post(f"/outposts/{cast.station.pk}/stay/")
    page = text(client.get("/hours/"))
    assert "照料老人" in page and "手机没电" in page and "李*愿" in page and "李志愿" not in page
