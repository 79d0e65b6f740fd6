"""张榜评议: two people, some days, objections with answers, booked once by the clock; each rule by itself."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from civcenter.accounts.roles import Role
from civcenter.kit.errors import OutOfTurn, RuleBroken
from civcenter.notices.models import Notice
from civcenter.residents.actions import found_household
from civcenter.residents.models import Person
from incentives import actions, ledger
from incentives.actions import postings
from incentives.choices import ManualStatus, PostingStatus
from incentives.models import Account, Entry, ManualEntry, ManualRule, Objection, Posting
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MET = date(2026, 11, 22)
AFTER = make.NOW + 4 * DAY


@pytest.fixture
def cast():
    cast = make.cast()
    person = cast.volunteer.person
    person.household = found_household(name="李志愿", division_id=make.VILLAGE, at=make.NOW)
    person.save()
    cast.own, cast.shared = ledger.account_of(person, make.COUNTY), ledger.account_of_household(person.household)
    return cast


def line(cast, code="home-clean", points=5, by=None, account=None, day=None):
    """One proposal by the station's manager; for the household unless told."""
    rule = ManualRule.objects.get(code=code)
    account = account or (cast.shared if rule.holder == "household" else cast.own)
    return actions.propose(
        account=account, rule=rule, points=Decimal(points), reason="看过", proof="两人签字", by=by or cast.manager,
        at=make.NOW, happened_on=day,
    )  # fmt: skip


def drafted(cast, *lines):
    posting = actions.draft_posting(division=cast.station.division, title="11 月张榜", by=cast.manager, at=make.NOW)
    actions.put_on(posting, entries=lines, by=cast.manager, at=make.NOW)
    return posting


def hung(cast, *lines, by=None):
    return hang(drafted(cast, *lines), by or cast.chief)


def hang(posting, by):
    return actions.hang_out(posting, met_on=MET, who_met="七人", by=by, at=make.NOW)


def held(account):
    return Account.objects.get(pk=account.pk).balance


def test_a_list_hangs_its_days_and_is_booked_once(cast):
    posting = hung(cast, line(cast), line(cast, "blood", 10))
    assert posting.notice_until.date() == date(2026, 11, 26)
    actions.settle_due_postings(at=posting.notice_until - timedelta(seconds=1))
    assert Entry.objects.count() == 0
    assert actions.settle_due_postings(at=AFTER) == 2
    assert actions.settle_due_postings(at=AFTER) == 0
    posting.refresh_from_db()
    assert (held(cast.shared), held(cast.own), posting.status) == (5, 10, PostingStatus.SETTLED)
    told = Notice.objects.filter(source__startswith="manual:", user_id=cast.volunteer.person.user_id)
    assert {"院落整洁：+5 分，记好了。", "无偿献血：+10 分，记好了。"} == set(told.values_list("text", flat=True))


def test_what_must_hang_is_not_booked_at_a_desk(cast):
    asked = line(cast)
    with pytest.raises(RuleBroken, match="先张榜"):
        actions.decide(asked, accept=True, by=cast.chief, at=make.NOW)
    entry = _transfer(cast)
    booked = {"status": ManualStatus.POSTED, "entry": entry, "decided_by": cast.chief, "decided_at": make.NOW}
    rows = ManualEntry.objects.filter(pk=asked.pk)
    with pytest.raises(DatabaseError, match="hangs first"), transaction.atomic():
        rows.update(**booked)
    posting = hung(cast, asked)
    with pytest.raises(DatabaseError, match="hangs first"), transaction.atomic():
        rows.update(**booked)
    with pytest.raises(OutOfTurn):
        actions.decide(asked, accept=True, by=cast.chief, at=make.NOW)
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        rows.update(posting=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Posting.objects.filter(pk=posting.pk).update(digest="别的")
    with pytest.raises(DatabaseError), transaction.atomic():
        Posting.objects.filter(pk=posting.pk).update(status=PostingStatus.SETTLED, settled_at=make.NOW)


def _transfer(cast):
    issue = ledger.house(make.COUNTY, "issue")
    ledger.post(debit=issue, credit=cast.own, points=1, source="test:1", words="", at=make.NOW)
    return Entry.objects.get(source="test:1")


def test_who_hangs_it_out_proposed_none_of_it_and_is_none_of_it(cast):
    with pytest.raises(RuleBroken, match="另一位同事"):
        hung(cast, line(cast), by=cast.manager)
    relative = make.staff("relative", Role.BRANCH_MANAGER, make.TOWNSHIP)
    Person.objects.filter(staff=relative).update(household=cast.volunteer.person.household)
    posting = drafted(cast, line(cast, day=MET))
    twin = make.staff("twin", Role.BRANCH_MANAGER, make.TOWNSHIP)
    phone = Person.objects.get(staff=cast.manager).phone_key
    Person.objects.filter(staff=twin).update(phone_key=phone)
    hanging = [(relative, "自己家的分"), (cast.neighbour, "不归您管"), (twin, "另一位同事")]
    for by, words in [*hanging, (make.unknown(cast.chief), "没认本人")]:
        with pytest.raises(RuleBroken, match=words):
            hang(posting, by)
    with pytest.raises(RuleBroken, match="自己家的分"):
        line(cast, "home-elders", by=relative)


def test_an_objection_holds_its_line_until_another_person_answers(cast):
    doubted, other = line(cast), line(cast, "blood", 10)
    posting = hung(cast, doubted, other)
    neighbour = make.phone_user(make.fresh_phone())
    said = actions.object_to_line(doubted, words="没看见", by=neighbour, at=make.NOW)
    with pytest.raises(RuleBroken, match="已经提过"):
        actions.object_to_line(doubted, words="再说", by=neighbour, at=make.NOW)
    told = Notice.objects.filter(source__startswith=f"objection:{said.pk}:")
    assert list(told.values_list("user_id", flat=True)) == [cast.chief.pk], "nobody else of the village may answer"
    actions.settle_due_postings(at=AFTER)
    assert (held(cast.own), held(cast.shared)) == (10, 0)
    assert told.filter(source__contains=":late:").get().user_id == cast.chief.pk
    for by, words in ((cast.manager, "另一位"), (cast.neighbour, "不归您管")):
        with pytest.raises(RuleBroken, match=words):
            actions.answer(said, keep=True, words="看过", by=by, at=AFTER)
    actions.answer(said, keep=True, words="照片在", by=cast.chief, at=AFTER)
    posting.refresh_from_db()
    assert (held(cast.shared), posting.status) == (5, PostingStatus.SETTLED)
    with pytest.raises(OutOfTurn):
        actions.answer(said, keep=False, words="改", by=cast.chief, at=AFTER)


def test_a_line_that_was_not_right_is_not_booked(cast):
    doubted = line(cast)
    posting = hung(cast, doubted)
    said = [
        actions.object_to_line(doubted, words="不对", by=make.phone_user(make.fresh_phone()), at=make.NOW)
        for _ in range(2)
    ]
    actions.answer(said[0], keep=False, words="查了，不属实", by=cast.chief, at=make.NOW)
    assert Objection.objects.open().count() == 0
    actions.settle_due_postings(at=AFTER)
    posting.refresh_from_db()
    assert (held(cast.shared), posting.status) == (0, PostingStatus.SETTLED)


def test_objections_end_with_the_days_and_are_not_for_who_runs_the_list(cast):
    asked = line(cast)
    posting = hung(cast, asked)
    neighbour = make.phone_user(make.fresh_phone())
    with pytest.raises(RuleBroken, match="公示期过了"):
        actions.object_to_line(asked, words="晚了", by=neighbour, at=posting.notice_until)
    with pytest.raises(RuleBroken, match="归您管"):
        actions.object_to_line(asked, words="我", by=cast.chief, at=make.NOW)
    said = actions.object_to_line(asked, words="不对", by=neighbour, at=make.NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.filter(pk=said.pk).update(
            status="kept", answered_by=neighbour, answered_at=make.NOW, answer="好"
        )


def test_a_list_taken_down_books_nothing_and_its_lines_may_hang_again(cast):
    asked = line(cast)
    posting = hung(cast, asked)
    actions.object_to_line(asked, words="不对", by=make.phone_user(make.fresh_phone()), at=make.NOW)
    actions.withdraw_posting(posting, by=cast.chief, at=make.NOW, reason="日子写错了")
    actions.settle_due_postings(at=AFTER)
    assert held(cast.shared) == 0
    hung(cast, ManualEntry.objects.get(pk=asked.pk))
    actions.settle_due_postings(at=AFTER)
    assert held(cast.shared) == 5


def test_one_line_over_the_cap_does_not_hold_the_others_up(cast):
    cap = [line(cast, points=5, day=date(2026, 11, day)) for day in range(1, 6)]
    posting = hung(cast, *cap, line(cast, "blood", 10))
    actions.settle_due_postings(at=AFTER)
    posting.refresh_from_db()
    assert (held(cast.shared), held(cast.own), posting.status) == (20, 10, PostingStatus.SETTLED)
    assert ManualEntry.objects.get(status=ManualStatus.REFUSED).refusal.startswith("“院落整洁”一户一月最多 20 分")


def test_who_took_a_post_meanwhile_gets_nothing(cast):
    hung(cast, line(cast, "blood", 10))
    make.holds_a_post(cast.volunteer.person, make.staff("new", Role.LIAISON, make.VILLAGE))
    actions.settle_due_postings(at=AFTER)
    assert held(cast.own) == 0


def test_a_minus_is_the_households_own_matter(cast):
    asked = line(cast, "home-litter", 5)
    posting = drafted(cast, asked, line(cast))
    assert list(postings.lines_of(posting).values_list("code", flat=True)) == ["home-clean"]
    with pytest.raises(IntegrityError), transaction.atomic():
        ManualEntry.objects.filter(pk=asked.pk).update(posting=posting)
    actions.decide(asked, accept=True, by=cast.chief, at=make.NOW)
    asked.refresh_from_db()
    assert (asked.status, held(cast.shared)) == (ManualStatus.KEPT, 0)
    _give(cast.shared, 3)
    second = line(cast, "home-litter", 5, day=MET)
    actions.decide(second, accept=True, by=cast.chief, at=make.NOW)
    second.refresh_from_db()
    assert (second.status, second.entry.points, held(cast.shared)) == (ManualStatus.POSTED, 3, 0)
    assert not ManualEntry.objects.visible_to(cast.leader, make.NOW).exists()


def _give(account, points):
    issue = ledger.house(make.COUNTY, "issue")
    ledger.post(debit=issue, credit=account, points=points, source="test:give", words="", at=make.NOW)


def test_giving_a_minus_back_takes_a_third_person(cast):
    _give(cast.shared, 9)
    asked = line(cast, "home-litter", 5)
    actions.decide(asked, accept=True, by=cast.chief, at=make.NOW)
    asked = ManualEntry.objects.get(pk=asked.pk)
    for by in (cast.manager, cast.chief):
        with pytest.raises(RuleBroken):
            actions.take_back(asked, by=by, at=make.NOW, reason="冤枉")
    actions.take_back(asked, by=cast.office, at=make.NOW, reason="冤枉")
    assert held(cast.shared) == 9
    with pytest.raises(OutOfTurn):
        actions.take_back(asked, by=cast.office, at=make.NOW, reason="再来")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"code": "home-clean", "who": "own"}, "记给家庭"),
        ({"code": "home-clean", "points": 0}, "大于 0"),
        ({"code": "blood", "points": 11}, "最多 10 分"),
        ({"code": "blood", "day": date(2026, 11, 24)}, "还没到"),
        ({"code": "blood", "day": date(2026, 1, 1)}, "180 天"),
    ],
)
def test_what_no_rule_gives_cannot_be_asked_for(cast, changes, words):
    account = cast.own if changes.pop("who", "") else None
    with pytest.raises(RuleBroken, match=words):
        line(cast, account=account, **changes)


def test_the_database_knows_the_rules_figures_too(cast):
    rule = ManualRule.objects.get(code="blood")
    row = {"rule": rule, "code": "blood", "reason": "献血", "proof": "证", "proposed_by": cast.manager}
    for wrong in ({"points": 11}, {"points": 5, "takes": True}, {"points": 5, "account": cast.shared}):
        with pytest.raises(DatabaseError, match="follow their rule"), transaction.atomic():
            ManualEntry.objects.create(**{"account": cast.own, "proposed_at": make.NOW, **row, **wrong})


def test_another_countys_rule_pays_nothing_here(cast):
    rule = ManualRule.objects.get(code="blood")
    make.place(make.OTHER_COUNTY, "滕州")
    strange = ManualRule.objects.create(
        document=rule.document, county=make.OTHER_COUNTY, effective=rule.effective, code="gift", name="送分", most=99,
        proof="无",
    )  # fmt: skip
    with pytest.raises(RuleBroken, match="不在本县"):
        actions.propose(
            account=cast.own, rule=strange, points=Decimal(99), reason="送", proof="无", by=cast.manager, at=make.NOW
        )
