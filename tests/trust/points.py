"""Points by hand in every state that has a button, and the lines of the table for them."""

from datetime import timedelta
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from civcenter.accounts.roles import Role
from civcenter.residents.actions import found_household
from incentives import actions, ledger
from incentives.models import Account, Entry, ManualRule, PostingRule, Shortfall
from tests import factories as make
from tests.trust.roles import (
    DESK,
    ELSEWHERE,
    EVERYBODY,
    KNOWN,
    MANAGER,
    NOBODY,
    OFFICE,
    OPEN,
    PERSONAL,
    RUNS,
    STAFF,
    WORKING,
    Door,
    to,
)

OFFICES, OFFICE_ONLY = to(OFFICE, ELSEWHERE), to(OFFICE)


def rows(c):
    """What the branch's manager proposed, so that station and office may both decide; a list in each state."""
    chief, second = (make.staff(f"{who}-{c.code}", Role.OFFICE, c.code) for who in ("a", "b"))
    earner = make.volunteer(code=c.station.division_id, reviewer=c.manager, name=c.text.name)
    home = found_household(name=c.text.name, division_id=c.station.division_id, at=c.at)
    own, shared = ledger.account_of(earner.person, c.code), ledger.account_of_household(home)
    booked = _line(c, own, "blood", 3, chief)
    actions.decide(booked, accept=True, by=second, at=c.at)
    decided = [_line(c, shared, "home-clean", day, chief) for day in (1, 2)]
    hanging = _list(c, decided[:1])
    actions.hang_out(hanging, met_on=timezone.localdate(c.at), who_met=c.text.note, by=second, at=c.at)
    said = actions.object_to_line(decided[0], words=c.text.note, by=c.resident, at=c.at)
    return {
        "manual": _line(c, own, "training", 3, chief),
        "manual:booked": booked,
        "manual:proved": _line(c, own, "training", 4, chief, file=("image/png", b"png")),
        "points of": earner.person,
        "home": home,
        "posting:draft": _list(c, decided[1:]),
        "posting:hanging": hanging,
        "posting:line": decided[0],
        "doubt": said,
        "shortfall": _shortfall(c, own),
        "rule": _own_rule(c),
    }


def _line(c, account, code, day, by, file=None):
    given = {"points": Decimal(2), "reason": c.text.title, "proof": c.text.note, "by": by, "at": c.at, "file": file}
    happened_on = timezone.localdate(c.at) - timedelta(days=day)
    rule = ManualRule.objects.get(county="", code=code)
    return actions.propose(account=account, rule=rule, happened_on=happened_on, **given)


def _list(c, lines):
    posting = actions.draft_posting(division=c.station.division, title=c.text.title, by=c.manager, at=c.at)
    actions.put_on(posting, entries=lines, by=c.manager, at=c.at)
    return posting


def _shortfall(c, own):
    """Given by mistake and spent before anybody saw."""
    issue = ledger.house(c.code, "issue")
    post = {"points": 5, "words": c.text.title, "at": c.at}
    ledger.post(debit=issue, credit=own, source=f"wrong:{c.code}", **post)
    ledger.post(debit=own, credit=issue, source=f"spent:{c.code}", **post)
    wrong = Entry.objects.get(source=f"wrong:{c.code}")
    ledger.post(debit=Account.objects.get(pk=own.pk), credit=issue, source=f"rest:{c.code}", **post | {"points": 2})
    ledger.reverse(wrong, at=c.at, words=c.text.title)
    return Shortfall.objects.get(entry=wrong)


def _own_rule(c):
    general = PostingRule.objects.get(county="")
    since = timezone.localdate(c.at) - timedelta(days=9)
    return PostingRule.objects.create(document=general.document, county=c.code, effective=DateRange(since, None))


def says(**typed):
    return lambda c: dict(typed)


def on(**typed):
    return lambda c: {**typed, "met_on": f"{timezone.localdate(c.at):%Y-%m-%d}"}


def a_proposal(c):
    rule = ManualRule.objects.get(county="", code="training")
    return {
        "rule": rule.pk,
        "happened_on": f"{timezone.localdate(c.at):%Y-%m-%d}",
        "points": 1,
        "reason": "学",
        "proof": "签",
    }


def a_rule(c):
    days = {"notice_days": 3, "answer_days": 3, "days_back": 90}
    paper = {"no": "文 1", "document": "办法", "issuer": "县里", "go": 1}
    return {**days, **paper, "starts_on": f"{timezone.localdate(c.at) + timedelta(days=1):%Y-%m-%d}"}


def last_day(c):
    return {"last_on": f"{timezone.localdate(c.at):%Y-%m-%d}"}


def a_list(c):
    return {"title": "榜", "division": c.station.division_id}


def work(row, post=RUNS, step="", says=None, get=RUNS):
    return Door(DESK, row, get, post, step=step, says=says)


WHY = says(reason="问清楚了")
PHONES = {
    "incentives:statement": Door(PERSONAL, get=KNOWN),
    "incentives:statement_sheet": Door(PERSONAL, get=KNOWN),
    "incentives:statement_table": Door(PERSONAL, get=KNOWN),
    "incentives:postings": Door(OPEN, "division", get=EVERYBODY, is_public=True),
    "incentives:posting": Door(OPEN, "posting:hanging", get=EVERYBODY, is_public=True),
    "incentives:posting_paper": Door(OPEN, "posting:hanging", get=EVERYBODY, is_public=True),
    "incentives:object_to_line": Door(
        PERSONAL, "posting:line", get=KNOWN, post=KNOWN - RUNS - {"resident"}, says=says(words="不对"), is_public=True
    ),
    "incentives:rules": Door(OPEN, "county", get=EVERYBODY, by="code", is_public=True),
}
DESKS = {
    "desk_incentives:manual_entries": Door(DESK, get=WORKING),
    "desk_incentives:find_holder": Door(DESK, get=WORKING, post=WORKING, says=says(q="李")),
    "desk_incentives:propose/person": work("points of", step="person", says=a_proposal),
    "desk_incentives:propose/household": work("home", NOBODY, step="household"),
    "desk_incentives:manual_entry": work("manual", NOBODY),
    "desk_incentives:proof": work("manual:proved", says=WHY),
    "desk_incentives:manual_step/decide": work("manual", step="decide", says=says(accept="yes")),
    "desk_incentives:manual_step/take_back": work("manual:booked", step="take_back", says=WHY),
    "desk_incentives:shortfalls": Door(DESK, get=WORKING),
    "desk_incentives:shortfall/waive": work("shortfall", OFFICE_ONLY, "waive", WHY, OFFICE_ONLY),
    "desk_incentives:shortfall/offset": work("shortfall", step="offset", says=says(points=1, reason="扣")),
    "desk_incentives:statement/person": work("points of", step="person", says=WHY),
    "desk_incentives:rules": Door(DESK, get=STAFF),
    "desk_incentives:new_rule": Door(DESK, "word", OFFICES, OFFICES, by="postings", says=a_rule, is_public=True),
    "desk_incentives:new_rule/points": Door(DESK, "word", OFFICES, by="points", is_public=True),
    "desk_incentives:new_rule/events": Door(DESK, "word", OFFICES, by="events", is_public=True),
    "desk_incentives:end_rule": work("rule", OFFICE_ONLY, "postings", last_day, OFFICE_ONLY),
    "desk_incentives:postings": Door(DESK, get=WORKING, post=to(MANAGER), says=a_list),
    "desk_incentives:posting": work("posting:draft", NOBODY),
    "desk_incentives:posting/hanging": work("posting:hanging", NOBODY),
    "desk_incentives:posting_step/lines": work("posting:draft", step="lines"),
    "desk_incentives:posting_step/hang": work("posting:draft", step="hang", says=on(who_met="七人")),
    "desk_incentives:posting_step/withdraw": work("posting:hanging", step="withdraw", says=WHY),
    "desk_incentives:objection": work("doubt", says=says(keep="yes", words="查过了", shown="不公道")),
}
