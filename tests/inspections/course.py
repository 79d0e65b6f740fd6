"""A county with everybody whom a round needs, and short ways through it."""

from datetime import datetime, timedelta
from decimal import Decimal

from civcenter.accounts.models import Appointment
from civcenter.accounts.roles import Role
from civcenter.inspections import tasks
from civcenter.inspections.actions import marking, moving, scoring
from civcenter.inspections.actions.opening import open_round, rule_of
from civcenter.inspections.choices import Method
from civcenter.inspections.models import Mark, Round, Subject
from tests import factories as make

OPEN_AT = datetime(2026, 7, 1, 2, 0, tzinfo=make.CHINA)
LATER = OPEN_AT + timedelta(days=1)


def cast():
    """Two offices' people, a leader, inspectors one of whom holds a post in the next township."""
    c = make.cast()
    c.second = make.staff("second", Role.OFFICE, make.COUNTY, "郑干事")
    c.inspectors = [make.staff(f"inspector{n}", Role.INSPECTOR, make.COUNTY, f"督查员{n}") for n in range(3)]
    Appointment.objects.create(
        user=c.inspectors[0], role=Role.BRANCH_MANAGER, division_id=make.NEXT_TOWNSHIP, starts_on=OPEN_AT.date()
    )
    return c


def run(round, at=OPEN_AT):
    tasks.run(round, tell=lambda done, total: None, clock=lambda: at)
    round.refresh_from_db()
    return round


def gathered(name="2026H1", at=OPEN_AT):
    return run(open_round(make.COUNTY, name, at=at), at)


def subject(round, code=make.TOWNSHIP):
    return Subject.objects.select_related("round", "template").get(round=round, division=code)


def part(subject, code, place=0):
    return subject.template.indicators.get(code=code).parts.select_related("indicator").all()[place]


def seen(round, numerator=1):
    """Everything that must be looked at is marked by the first inspector drawn and agreed by the second."""
    rows = []
    for one in round.subjects.filter(template__isnull=False).select_related("template", "round"):
        first, second = marking.seats(one).order_by("number").values_list("inspector", flat=True)
        rows += [_mark(one, part, numerator, first, second) for part in marking.unmarked(one)]
    Mark.objects.bulk_create(rows)
    scoring.score(list(round.subjects.select_related("template", "round")), rule_of(round))
    scoring.rank(round)


def _mark(subject, part, numerator, first, second):
    divided = part.method in (Method.LINEAR, Method.SHARE, Method.GAPS)
    return Mark(
        subject=subject,
        part=part,
        numerator=Decimal(numerator),
        denominator=Decimal(1) if divided else None,
        words="看过",
        by_id=first,
        at=LATER,
        agreed_by_id=second,
        agreed_at=LATER,
    )


def step(round, name, by, at=LATER, words=""):
    return moving.advance(Round.objects.get(pk=round.pk), name, by=by, at=at, words=words)


def shown(c, round):
    """A round as it hangs out for appeals."""
    seen(round)
    at = round.check_until
    step(round, "begin", c.office, at)
    step(round, "pass_first", c.office, at)
    return step(round, "publish", c.second, at)


def final(c, round):
    shown(c, round)
    round.refresh_from_db()
    at = round.notice_until
    step(round, "submit", c.office, at)
    return step(round, "sign", c.leader, at)
