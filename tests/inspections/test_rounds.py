"""One round a period, from figures that never change to what nobody can change; killed anywhere, it is the same."""

import os
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.utils import ProgrammingError

from civcenter.hierarchy.models import Population
from civcenter.inspections import lot, tasks
from civcenter.inspections.actions import calling, gathering, moving, scoring
from civcenter.inspections.actions.opening import correct, open_round
from civcenter.inspections.models import Figure, Gathered, Mark, Objection, Result, Round, Score, Subject, Visit
from civcenter.kit.errors import NotYours, RuleBroken
from civcenter.kit.models import Job
from civcenter.measures import MEASURES, Span
from orders.models import Wish
from tests import factories as make
from tests.inspections import course

pytestmark = pytest.mark.django_db
JULY = datetime(2026, 6, 30, 16, 0, tzinfo=UTC)


@pytest.fixture
def cast():
    return course.cast()


def asked(cast, at):
    """A wish made at that very moment."""
    return make.wish(cast.station, at=at)


def test_the_clock_begins_one_round_a_period_however_often(cast):
    for at in (
        course.OPEN_AT - timedelta(seconds=1),
        course.OPEN_AT,
        course.OPEN_AT,
        course.OPEN_AT + timedelta(days=9),
    ):
        calling.open_due(make.COUNTY, at=at)
    assert [(one.period, one.version) for one in Round.objects.all()] == [("2026H1", 1)]
    assert Job.objects.filter(kind="inspections.gather").count() == 1
    calling.open_due(make.COUNTY, at=datetime(2027, 1, 1, 2, 0, tzinfo=make.CHINA))
    assert sorted(Round.objects.values_list("period", flat=True)) == ["2026", "2026H1", "2026H2"]
    with pytest.raises(RuleBroken, match="还没过完"):
        open_round(make.COUNTY, "2027H1", at=datetime(2027, 6, 30, 23, 59, tzinfo=make.CHINA))


def test_every_place_in_use_is_in_it_with_the_figures_and_rows_of_the_time(cast):
    wish = asked(cast, JULY - timedelta(microseconds=1))
    Population.objects.create(division_id=make.TOWNSHIP, year=2026, residents=1000)
    round = course.gathered()
    assert sorted(round.subjects.values_list("division", flat=True)) == [
        make.TOWNSHIP, make.VILLAGE, make.NEXT_TOWNSHIP, make.NEXT_VILLAGE,
    ]  # fmt: skip
    figures = {one.measure: one for one in Figure.objects.filter(subject=course.subject(round))}
    assert (figures["wishes"].numerator, figures["wishes"].good) == (1, [wish.pk])
    assert (figures["registered_share"].numerator, figures["registered_share"].denominator) == (1, 1000)
    assert figures["villages_served"].numerator == figures["villages_served"].denominator == 1
    sheet = {one.indicator.code: one for one in Score.objects.filter(subject=course.subject(round))}
    assert str(sheet["C1"].points) == "0.05" and sheet["B3"].points == 3 and sheet["B1"].is_waiting
    assert sheet["E4"].points is None and sheet["E4"].parts[0]["why_not"]
    assert round.phase == "checking" and len(round.digest) == 64


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Shanghai"])
def test_the_half_year_ends_at_the_countys_midnight_on_any_host(cast, zone, monkeypatch):
    monkeypatch.setitem(os.environ, "TZ", zone)
    time.tzset()
    for edge, before, after in (
        (JULY, (2026, 1), (2026, 2)),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), (2026, 2), (2027, 1)),
    ):
        last, first = asked(cast, edge - timedelta(microseconds=1)), asked(cast, edge)
        halves = [Span.half(*half, county=make.COUNTY, at=edge) for half in (before, after)]
        rows = [set(MEASURES["wishes"].rows(span, [make.COUNTY]).values_list("pk", flat=True)) for span in halves]
        assert last.pk in rows[0] - rows[1] and first.pk in rows[1] - rows[0]
    row = Round(division_id=make.COUNTY, period="2026H1", kind="inspection")
    assert row.span.end == JULY and row.span.start == datetime(2025, 12, 31, 16, 0, tzinfo=UTC)
    monkeypatch.undo()
    time.tzset()


class Killed(Exception):
    """The worker died."""


def test_killed_between_two_steps_it_goes_on_and_is_the_same(cast, monkeypatch):
    """What one attempt gathered the next leaves alone; the digest is that of an undisturbed run."""
    asked(cast, JULY - timedelta(days=3))
    whole = course.gathered()
    undisturbed = {
        (one.subject.key, one.measure): (one.numerator, one.denominator, one.good)
        for one in Figure.objects.select_related("subject")
    }
    other = open_round(make.COUNTY, "2025H2", at=course.OPEN_AT)
    Round.objects.filter(pk=other.pk)
    steps = []

    def dying(done, total):
        steps.append(done)
        if len(steps) in (3, 7):
            raise Killed

    for _ in range(2):
        with pytest.raises(Killed):
            tasks.run(other, tell=dying, clock=lambda: course.OPEN_AT)
    course.run(other)
    assert Gathered.objects.filter(round=other).count() == len(gathering.needed(other))
    assert not gathering.gather(other, "wishes", at=course.OPEN_AT), "asked again it does nothing"
    assert gathering.digest(whole) == whole.digest and moving.replay(whole)
    assert len(undisturbed) == Figure.objects.filter(subject__round=other).count()
    assert moving.settle(other, at=course.LATER).digest == other.digest


def test_the_same_figures_give_the_same_digest_whatever_the_rows_numbers(cast):
    whole = course.gathered()
    fixed = course.final(cast, whole)
    again = course.run(correct(fixed, reason="改正测试", by=cast.office, at=fixed.signed_at), fixed.signed_at)
    assert again.digest == whole.digest and again.version == 2
    assert [one.total for one in _results(again)] == [one.total for one in _results(whole)]
    assert Mark.objects.filter(subject__round=again).count() == Mark.objects.filter(subject__round=whole).count()


def _results(round):
    return list(Result.objects.filter(subject__round=round).order_by("subject__level", "subject__division"))


def test_the_lot_is_recorded_repeatable_and_never_falls_on_ones_own(cast):
    round = course.gathered()
    drawn = [(one.subject.key, one.inspector_id) for one in Visit.objects.order_by("number").select_related("subject")]
    assert len(drawn) == 4
    own = {key for key, who in drawn if who == cast.inspectors[0].pk}
    assert own <= {f"branch:{make.TOWNSHIP}"}, "he holds a post in the other township"
    codes = {one.pk: [make.COUNTY] for one in cast.inspectors}
    codes[cast.inspectors[0].pk].append(make.NEXT_TOWNSHIP)
    places = {f"branch:{code}": code for code in (make.TOWNSHIP, make.NEXT_TOWNSHIP)}
    assert lot.draw(round.digest, places, codes, {}, 2) == drawn, "anybody may draw again"
    assert all(who != 1 for _, who in lot.draw("x", {"a": "621026100"}, {1: [], 2: []}, {1: {"621026100"}}, 2))
    mutual = {1: ["621026100"], 2: ["621026101"]}
    both = lot.draw("x", {"a": "621026100", "b": "621026101"}, mutual, {}, 1)
    assert len(both) == 1, "two never look at each other's places"


def test_three_people_pass_a_round_and_it_waits_for_what_is_open(cast):
    round = course.gathered()
    with pytest.raises(NotYours):
        course.step(round, "begin", cast.chief)
    with pytest.raises(RuleBroken, match="还有单位没核对完"):
        course.step(round, "begin", cast.office, round.check_until - timedelta(minutes=1))
    course.step(round, "begin", cast.office, round.check_until)
    with pytest.raises(RuleBroken, match="现场分没打完"):
        course.step(round, "pass_first", cast.office)
    course.seen(round)
    course.step(round, "pass_first", cast.office)
    with pytest.raises(RuleBroken, match="两个人"):
        course.step(round, "publish", cast.office)
    last = Mark.objects.filter(subject__round=round).first()
    Mark.objects.filter(pk=last.pk).update(agreed_by=None, agreed_at=None)
    scoring.rescore(last.subject)
    with pytest.raises(RuleBroken, match="没有第二人同意"):
        course.step(round, "publish", cast.second)
    Mark.objects.filter(pk=last.pk).update(agreed_by=last.agreed_by, agreed_at=course.LATER)
    scoring.rescore(last.subject)
    shown = course.step(round, "publish", cast.second, course.LATER)
    assert shown.notice_until == datetime(2026, 7, 10, 0, 0, tzinfo=make.CHINA), "five whole working days"
    with pytest.raises(RuleBroken, match="还没满"):
        course.step(round, "submit", cast.office, shown.notice_until - timedelta(seconds=1))
    course.step(round, "submit", cast.office, shown.notice_until)
    with pytest.raises(NotYours):
        course.step(round, "sign", cast.office)
    signed = course.step(round, "sign", cast.leader)
    assert signed.is_final and len(signed.results_digest) == 64


def test_after_it_is_final_nothing_changes_a_score(cast):
    """Neither a verb nor SQL as the role that works; a correction is a new version with its reason."""
    round = course.final(cast, course.gathered())
    subject = course.subject(round)
    part = course.part(subject, "B1")
    with connection.cursor() as cursor:
        for statement in (
            "UPDATE inspections_score SET points = 5",
            "DELETE FROM inspections_score",
            "UPDATE inspections_result SET total = 99",
            "UPDATE inspections_mark SET numerator = 0",
            "DELETE FROM inspections_mark",
            "UPDATE inspections_figure SET numerator = 9",
            "UPDATE inspections_subject SET name = 'x'",
            "UPDATE inspections_round SET phase = 'signing'",
            "UPDATE inspections_round SET results_digest = 'x'",
            "DELETE FROM inspections_round",
            "DELETE FROM inspections_roundevent",
            "ALTER TABLE inspections_score DISABLE TRIGGER ALL",
        ):
            with pytest.raises((DatabaseError, ProgrammingError)), transaction.atomic():
                cursor.execute(statement)
    for write in (
        lambda: Mark.objects.create(subject=subject, part=part, numerator=1, by=cast.office, at=course.LATER),
        lambda: Objection.objects.create(
            subject=subject, indicator=part.indicator, kind="appeal", words="x", by=cast.chief, at=course.LATER
        ),
        lambda: Figure.objects.create(subject=subject, measure="x"),
        lambda: scoring.rescore(subject),
        lambda: Subject.objects.create(
            round=round, level="branch", outpost=cast.center, division_id=make.COUNTY, name="x"
        ),
        lambda: Score.objects.filter(subject=subject).update(points=1),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    with pytest.raises(DatabaseError), transaction.atomic():
        Round.objects.create(
            division_id=make.COUNTY, period="2026H1", kind="inspection", version=2, corrects=round,
            cutoff_at=JULY, opened_at=course.LATER,
        )  # fmt: skip
    assert moving.replay(round)


def test_a_year_waits_for_its_halves_and_is_made_of_them(cast):
    first = course.final(cast, course.gathered())
    new_year = datetime(2027, 1, 1, 2, 0, tzinfo=make.CHINA)
    second, year = (course.gathered(name, new_year) for name in ("2026H2", "2026"))
    assert set(year.subjects.values_list("level", flat=True)) == {"branch", "station"}
    course.seen(year)
    at = year.check_until
    course.step(year, "begin", cast.office, at)
    course.step(year, "pass_first", cast.office, at)
    with pytest.raises(RuleBroken, match="2026 年下半年督查还没定稿"):
        course.step(year, "publish", cast.second, at)
    course.final(cast, second)
    course.step(year, "publish", cast.second, at)
    code = make.TOWNSHIP
    halves = [Result.objects.get(subject__round=one, subject__division=code).total for one in (first, second)]
    station = Result.objects.get(subject__round=year, subject__division=make.VILLAGE).total
    result = Result.objects.get(subject__round=year, subject__division=code)
    assert result.total == scoring.ranking.year_of(*halves, [station], scoring.rule_of(year))
    assert Result.objects.get(subject__round=second, subject__division=code).before == halves[0]
    assert Wish.objects.count() == 0
