"""The doors of 督查 and 考核, and a county's rows behind them: a year's round that is being checked."""

from datetime import timedelta

from django.utils import timezone

from civcenter.accounts.roles import Role
from civcenter.inspections.actions import moving
from civcenter.inspections.actions.opening import open_round
from civcenter.inspections.actions.templates import copy
from civcenter.inspections.models import Amendment, Figure, Honour, Mark, Objection, Report, Template, Visit
from tests import factories as make
from tests.trust.roles import (
    AUDITOR,
    DESK,
    ELSEWHERE,
    EVERYBODY,
    HERE,
    LEADER,
    NOBODY,
    OFFICE,
    OPEN,
    PERSONAL,
    RUNS,
    STAFF,
    Door,
    to,
)

COUNTYWIDE, MINE, OFFICES = to(OFFICE, LEADER, AUDITOR), to(OFFICE), to(OFFICE, ELSEWHERE)
YEARS = "2025"


def rows(c):
    """The station's sheet in a round of last year, with a word, a changed figure, a mark and a file."""
    at = c.at - timedelta(days=20)
    round = open_round(c.code, YEARS, at=at)
    subject = round.subjects.get(division=c.station.division_id)
    Figure.objects.create(subject=subject, measure="on_time", numerator=1, denominator=2)
    round = moving.settle(round, at=at)
    lines = {line.code: line for line in subject.template.indicators.prefetch_related("parts")}
    said = {"subject": subject, "words": c.text.note[:200], "by": c.manager, "at": c.at}
    first, second, third = (lines[code].parts.all()[0] for code in ("a2", "a3", "b2"))
    by_hand = {"subject": subject, "by": c.auditor, "at": c.at}
    draft = copy(Template.objects.get(county="", level="station"), by=c.office, at=c.at)
    report = Report.objects.create(round=round, kind="pdf", phase="checking", by=c.office, asked_at=c.at)
    Report.objects.filter(pk=report.pk).update(body=b"%PDF", made_at=c.at)
    drawn = make.staff(f"inspector-{c.code}", Role.INSPECTOR, c.code)
    return {
        "round": round,
        "subject": subject,
        "objection": Objection.objects.create(indicator=lines["a1"], kind="comment", **said),
        "amendment": Amendment.objects.create(part=third, numerator=1, denominator=2, reason="少数一人", **by_hand),
        "mark": Mark.objects.create(part=first, numerator=1, words=c.text.note[:200], **by_hand),
        "honour": Honour.objects.create(event=c.text.title[:60], level="city", proof="文件", **by_hand),
        "visit": Visit.objects.create(subject=subject, inspector=drawn, number=1, drawn_at=c.at),
        "template": Template.objects.get(county="", level="branch"),
        "template:draft": draft,
        "line": draft.indicators.get(code="b2"),
        "report": report,
        "part": second,
    }


def _line(c):
    line = c.rows["line"]
    typed = {"title": line.title, "weight": line.weight, "how": line.how}
    for part in line.parts.all():
        typed |= {f"{name}_{part.pk}": getattr(part, name) for name in ("points", "low", "high", "each")}
    return typed


def _mended(c):
    return {"part": c.rows["part"].pk, "numerator": 1, "reply": "看过纪要"}


def _honoured(c):
    return {"event": f"省里表扬 {timezone.localdate(c.at)}", "level": "province", "proof": "省文明办〔2025〕9号"}


def says(**typed):
    return lambda c: dict(typed)


VERIFY = {"inspections:verify": Door(OPEN, "report", get=EVERYBODY, by="word", is_public=True)}
INSPECTION_DESKS = {
    "desk_inspections:rounds": Door(DESK, get=STAFF, post=OFFICES, says=says(period="2026H1")),
    "desk_inspections:round": Door(DESK, "round", get=COUNTYWIDE),
    "desk_inspections:step/begin": Door(DESK, "round", MINE, MINE, step="begin"),
    "desk_inspections:ask_paper": Door(PERSONAL, "round", post=COUNTYWIDE, says=says(kind="xlsx")),
    "desk_inspections:paper": Door(DESK, "report", get=COUNTYWIDE),
    "desk_inspections:paper_file": Door(DESK, "report", get=COUNTYWIDE),
    "desk_inspections:ties": Door(DESK, get=OFFICES, post=NOBODY),
    "desk_inspections:replace": Door(DESK, "visit", get=MINE, says=says(words="病了")),
    "desk_inspections:sheet": Door(DESK, "subject", get=HERE),
    "desk_inspections:confirm": Door(DESK, "subject", post=RUNS),
    "desk_inspections:rows": Door(DESK, "subject", get=HERE, step="on_time"),
    "desk_inspections:say": Door(DESK, "subject", RUNS, RUNS, step="b3", says=says(words="少算了两人")),
    "desk_inspections:amend": Door(DESK, "subject", MINE, MINE, step="a3", says=_mended),
    "desk_inspections:honour": Door(DESK, "subject", RUNS, RUNS, says=_honoured),
    "desk_inspections:agree_honour": Door(DESK, "honour", post=MINE),
    "desk_inspections:ruling": Door(DESK, "objection", MINE, MINE, says=says(part="", reply="材料不够")),
    "desk_inspections:decide": Door(DESK, "amendment", post=MINE, says=says(agree="yes")),
    "desk_inspections:templates": Door(DESK, get=OFFICES),
    "desk_inspections:template": Door(DESK, "template:draft", MINE, MINE, says=says(since="2027-01-01")),
    "desk_inspections:copy": Door(DESK, "template", post=OFFICES, is_public=True),
    "desk_inspections:line": Door(DESK, "line", MINE, MINE, says=_line),
    # Nobody of the walk's people was drawn or inspects.
    "desk_inspections:checks": Door(DESK),
    "desk_inspections:check": Door(DESK, "subject"),
    "desk_inspections:second": Door(DESK, "mark", says=says(agree="yes")),
}
