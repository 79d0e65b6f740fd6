"""Pages of points by hand, lists, rules and the statement: what people do there, what they read, what they do not."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from civcenter.residents.actions import found_household
from civcenter.residents.models import RevealLog
from incentives import actions, ledger
from incentives.models import Account, ManualEntry, ManualRule, Objection, PointRule, Posting, Shortfall
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = make.NOW + timedelta(hours=1)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture
def cast(time_machine):
    time_machine.move_to(NOW, tick=False)
    cast = make.cast()
    person = cast.volunteer.person
    person.household = cast.home = found_household(name="李志愿", division_id=make.VILLAGE, at=make.NOW)
    person.save()
    cast.own = ledger.account_of(person, make.COUNTY)
    return cast


def at(name, *args):
    return reverse(f"desk_incentives:{name}", args=args)


def give(account, points, source="t:1", **more):
    issue = ledger.house(make.COUNTY, "issue")
    ledger.post(debit=issue, credit=account, points=points, source=source, words="理发", at=NOW, **more)


def test_from_a_proposal_with_its_paper_to_the_phone(cast, client_of, settings):
    manager, chief = client_of(cast.manager), client_of(cast.chief)
    found = manager.post(at("find_holder"), {"q": "李志"}).content.decode()
    assert at("propose", cast.volunteer.person_id, "person") in found and "李志愿一家" in found
    rule = ManualRule.objects.get(code="blood")
    typed = {"rule": rule.pk, "happened_on": "2026-11-03", "points": "10", "reason": "献血 1 次", "proof": "证 7 号"}
    here = at("propose", cast.volunteer.person_id, "person")
    bad = manager.post(here, typed | {"file": SimpleUploadedFile("a.png", b"GIF89a")})
    assert bad.status_code == 422 and "不是 PDF 或照片" in bad.content.decode()
    manager.post(here, typed | {"file": SimpleUploadedFile("a.png", PNG)})
    row = ManualEntry.objects.get()
    assert b"GIF" not in bytes(row.file.body) and PNG not in bytes(row.file.body)
    shown = chief.post(at("proof", row.pk), {"reason": "核对献血证"})
    assert shown.content == PNG and RevealLog.objects.get().what == "证明材料"
    assert manager.post(at("manual_step", row.pk, "decide"), {"accept": "yes"}).status_code == 403
    chief.post(at("manual_step", row.pk, "decide"), {"accept": "yes"})
    assert Account.objects.get(pk=cast.own.pk).balance == 10


def test_a_list_from_the_desk_to_the_village_and_back(cast, client_of):
    give_line = {"rule": ManualRule.objects.get(code="home-clean").pk, "happened_on": "2026-11-01", "points": "5"}
    manager, chief = client_of(cast.manager), client_of(cast.chief)
    manager.post(at("propose", cast.home.pk, "household"), give_line | {"reason": "院子干净", "proof": "看过"})
    minus = {"rule": ManualRule.objects.get(code="home-litter").pk, "happened_on": "2026-11-01", "points": "3"}
    manager.post(at("propose", cast.home.pk, "household"), minus | {"reason": "门前堆粪", "proof": "当面说过"})
    manager.post(at("postings"), {"title": "11 月张榜", "division": make.VILLAGE})
    posting, line = Posting.objects.get(), ManualEntry.objects.get(takes=False)
    draft = manager.get(at("posting", posting.pk)).content.decode()
    assert "院子干净" in draft and "门前堆粪" not in draft and "这个月 1 户" in draft
    assert client_of().get(reverse("incentives:posting", args=[posting.pk])).status_code == 404
    manager.post(at("posting_step", posting.pk, "lines"), {"entries": [line.pk]})
    typed = {"met_on": "2026-11-23", "who_met": "到 7 人"}
    assert manager.post(at("posting_step", posting.pk, "hang"), typed).status_code == 409
    chief.post(at("posting_step", posting.pk, "hang"), typed)
    posting.refresh_from_db()
    for name in ("posting", "posting_paper"):
        seen = client_of().get(reverse(f"incentives:{name}", args=[posting.pk])).content.decode()
        assert "李*愿一家" in seen and "李志愿" not in seen and posting.code in seen and "门前堆粪" not in seen
    type(cast.volunteer).objects.update(may_be_named=True)
    assert "李志愿一家" in client_of().get(reverse("incentives:posting", args=[posting.pk])).content.decode()
    neighbour = client_of(make.phone_user(make.fresh_phone()))
    neighbour.post(reverse("incentives:object_to_line", args=[line.pk]), {"words": "我家更干净，我是老王"})
    said = Objection.objects.get()
    public = client_of().get(reverse("incentives:posting", args=[posting.pk])).content.decode()
    assert "有意见" in public and "老王" not in public
    chief.post(at("objection", said.pk), {"keep": "yes", "words": "照片在", "shown": "别家更干净"})
    public = client_of().get(reverse("incentives:posting", args=[posting.pk])).content.decode()
    assert "别家更干净" in public and "照片在" in public and "老王" not in public


def test_points_to_come_are_told_as_such(cast, client_of):
    line = actions.propose(
        account=cast.own, rule=ManualRule.objects.get(code="blood"), points=Decimal(10), reason="献血", proof="证",
        by=cast.manager, at=NOW,
    )  # fmt: skip
    phone = client_of(cast.volunteer.person.user)
    assert "公示中" not in phone.get("/my/points/").content.decode()
    posting = actions.draft_posting(division=cast.station.division, title="榜", by=cast.manager, at=NOW)
    actions.put_on(posting, entries=[line], by=cast.manager, at=NOW)
    actions.hang_out(posting, met_on=date(2026, 11, 22), who_met="七人", by=cast.chief, at=NOW)
    page = phone.get("/my/points/").content.decode()
    assert "公示中" in page and "+10" in page and Account.objects.get(pk=cast.own.pk).balance == 0


def test_the_statement_on_the_phone_on_paper_and_as_a_table(cast, client_of):
    give(cast.own, 36, expires_on=date(2026, 12, 24))
    ledger.post(
        debit=cast.own, credit=ledger.house(make.COUNTY, "issue"), points=6, source="t:2", words="=换皂", at=NOW
    )
    actions.seal(at=NOW)
    give(ledger.account_of_household(cast.home), 7, source="t:3")
    phone, where = client_of(cast.volunteer.person.user), reverse("incentives:statement")
    page = phone.get(where).content.decode()
    assert "30 分 12 月 24 日到期" in page and "11 月 23 日封存校验码" in page and "−6" in page
    assert "家里的" in phone.get(f"{where}?whose=home").content.decode()
    assert "月初结余" in phone.get(reverse("incentives:statement_sheet")).content.decode()
    table = phone.get(reverse("incentives:statement_table")).content.decode("utf-8-sig").splitlines()
    assert table[1:3] == ["2026-11-23,理发,36.00,36.00,2026-12-24", "2026-11-23,'=换皂,-6.00,30.00,"]
    assert "封存校验码" in table[3]
    stranger = client_of(make.phone_user(make.fresh_phone()))
    assert stranger.get(reverse("incentives:statement_table")).headers["Location"] == reverse("incentives:statement")
    assert "理发" not in stranger.get(where).content.decode()


def test_staff_read_a_statement_masked_and_on_record(cast, client_of):
    give(cast.own, 36)
    manager, here = client_of(cast.manager), at("statement", cast.volunteer.person_id, "person")
    asked = manager.get(here).content.decode()
    assert "理发" not in asked and "李志愿" not in asked
    seen = manager.post(here, {"reason": "本人来问"}).content.decode()
    assert "理发" in seen and "李*愿" in seen and "李志愿" not in seen
    log = RevealLog.objects.get()
    assert (log.user, log.what, log.reason) == (cast.manager, "积分对账单", "本人来问")
    assert client_of(cast.neighbour).get(here).status_code == 404


def test_a_shortfall_is_taken_back_by_two_or_let_go_by_the_office(cast, client_of):
    give(cast.own, 10)
    entry = cast.own.credits.get()
    issue = ledger.house(make.COUNTY, "issue")
    ledger.post(debit=cast.own, credit=issue, points=8, source="t:2", words="皂", at=NOW)
    ledger.reverse(entry, at=NOW, words="作废")
    row = Shortfall.objects.get()
    manager, office = client_of(cast.manager), client_of(cast.office)
    assert "差几分" in manager.get(at("shortfalls")).content.decode()
    assert manager.post(at("shortfall", row.pk, "waive"), {"reason": "免"}).status_code == 403
    manager.post(at("shortfall", row.pk, "offset"), {"points": "2", "reason": "以后扣"})
    assert ManualEntry.objects.get().takes
    office.post(at("shortfall", row.pk, "waive"), {"reason": "老人家不容易"})
    row.refresh_from_db()
    assert row.status == "waived"
    late = office.post(at("manual_step", ManualEntry.objects.get().pk, "decide"), {"accept": "yes"})
    assert late.status_code == 409 and Account.objects.get(pk=cast.own.pk).balance == 0


HOUR = {
    "kind": "", "per_hour": "2", "coefficient": "1", "cap_day": "", "cap_month": "", "valid_months": "24",
    "rounding": "ROUND_DOWN", "no": "宁文 8 号", "document": "积分办法", "issuer": "县文明办",
    "starts_on": "2026-11-24",
}  # fmt: skip


def test_a_rule_is_tried_before_it_is_set(cast, client_of):
    office = client_of(cast.office)
    tried = office.post(at("new_rule", "points"), HOUR | {"try": "1"})
    assert "过去半年要多发 0 分" in tried.content.decode() and not PointRule.objects.filter(county=make.COUNTY).exists()
    early = office.post(at("new_rule", "points"), HOUR | {"starts_on": "2026-11-23", "go": "1"})
    assert early.status_code == 409 and "从明天起" in early.content.decode()
    office.post(at("new_rule", "points"), HOUR | {"go": "1"})
    rule = PointRule.objects.get(county=make.COUNTY)
    listed = office.get(at("rules")).content.decode()
    assert "2026.11.24 起" in listed and "宁文 8 号" in listed
    assert client_of(cast.manager).get(at("new_rule", "points")).status_code == 403
    assert rule.per_hour == 2


def test_a_rule_about_what_is_due_by_law_is_refused_with_its_source(cast, client_of):
    event = {name: HOUR[name] for name in ("no", "document", "issuer", "starts_on")}
    event |= {"code": "medical", "name": "按时交医保", "holder": "person", "most": "5", "proof": "缴费单"}
    for button in ("try", "go"):
        answer = client_of(cast.office).post(at("new_rule", "events"), event | {button: "1"})
        assert answer.status_code == 409 and "《社会保险法》" in answer.content.decode()
    assert "基本医疗保险" in client_of().get(reverse("incentives:rules", args=[make.COUNTY])).content.decode()


def _queries(client, path):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_lists_cost_the_same_at_one_row_and_at_three(cast, client_of):
    manager, neighbour = client_of(cast.manager), client_of(make.phone_user(make.fresh_phone()))
    posting = _one_more(cast, None)
    desk = [at("manual_entries"), at("postings"), at("posting", posting.pk), at("shortfalls")]
    phone = [reverse("incentives:postings", args=[make.VILLAGE]), reverse("incentives:posting", args=[posting.pk])]
    _queries(manager, desk[0]), _queries(neighbour, phone[0])

    def counts():
        hung = [(manager, path) for path in desk] + [(neighbour, path) for path in phone[:1]]
        return [_queries(client, path) for client, path in hung]

    one = counts()
    for _ in range(2):
        _one_more(cast, posting)
    assert counts() == one == [10, 9, 17, 7, 5]
    actions.hang_out(posting, met_on=date(2026, 11, 22), who_met="七人", by=cast.office, at=NOW)
    assert posting.entries.count() == 3 and _queries(neighbour, phone[1]) == 10


def _one_more(cast, posting):
    """One more proposal, shortfall and list, and a line more on the first list."""
    account, day = ledger.account_of(make.volunteer(name="张三").person, make.COUNTY), date(2026, 11, 20)
    given = {"points": Decimal(2), "reason": "学", "proof": "签到", "by": cast.chief, "at": NOW}
    rule = ManualRule.objects.get(code="training")
    for ago in (0, 1):
        actions.propose(account=account, rule=rule, happened_on=day - timedelta(days=ago), **given)
    fresh = actions.draft_posting(division=cast.station.division, title="榜", by=cast.manager, at=NOW)
    posting = posting or fresh
    actions.put_on(posting, entries=ManualEntry.objects.filter(happened_on__lt=day), by=cast.manager, at=NOW)
    give(account, 5, source=f"t:{account.pk}")
    issue, entry = ledger.house(make.COUNTY, "issue"), account.credits.get()
    ledger.post(debit=account, credit=issue, points=5, source=f"s:{account.pk}", words="皂", at=NOW)
    ledger.reverse(entry, at=NOW, words="作废")
    return posting
