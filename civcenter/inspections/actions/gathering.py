"""The figures of a round: one measure for everybody in one transaction, so that it may be killed anywhere and goes on.

A measure is one or two set-based queries for the whole county. What was gathered stays; a step done is not done
again; the figures of a correction are those of the version it corrects.
"""

import hashlib
import json
from collections import defaultdict

from django.db.models import F

from civcenter.inspections.actions.opening import span_of
from civcenter.inspections.choices import Level
from civcenter.inspections.models import Figure, Gathered, Part
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.verbs import verb
from civcenter.measures import MEASURES

FACTS = ("wishes", "done", "on_time", "confirmed", "content", "rated", "registered_share", "active", "hours")
"""What a report tells of every place, whether or not its template scores it."""
COLUMN = {Level.BRANCH: "township", Level.STATION: "division"}
BATCH = 500


def needed(round):
    """The names of the measures to gather, sorted: those of the templates, and what every report tells."""
    parts = Part.objects.filter(indicator__template__rounds=round, indicator__role="normal")
    named = parts.exclude(measure="").values_list("measure", flat=True)
    return sorted({name for name in named if name in MEASURES} | set(FACTS))


def left(round):
    """What is still to be gathered."""
    done = set(round.gathered.values_list("measure", flat=True))
    return [name for name in needed(round) if name not in done]


@verb
def gather(round, name, *, at):
    """One step: a measure of every subject, with the rows behind it. Done once, whoever is asked twice."""
    step = Gathered(round=round, measure=name, rows=0, at=at)
    subjects = list(round.subjects.exclude(level=Level.TEAM).order_by("pk"))
    figures = _copied(round, name) if round.corrects_id else _counted(round, name, subjects)
    step.rows = len(figures)
    if not insert_unless_taken(step):
        return False
    Figure.objects.bulk_create(figures, batch_size=BATCH)
    return True


def _counted(round, name, subjects):
    measure, span = MEASURES[name], span_of(round)
    made = []
    for level, column in COLUMN.items():
        mine = [subject for subject in subjects if subject.level == level]
        if mine:
            numbers = measure.figures(span, column)
            good, rest = _rows(measure, span, column)
            made += [_figure(subject, measure, numbers, good, rest) for subject in mine]
    return made


def _rows(measure, span, column):
    """{code: row numbers} of the numerator and of what is only in the denominator; two queries for the county."""
    path = f"{measure.path}{column}"
    found = []
    for part in ("good", "bad") if measure.good else ("all",):
        by = defaultdict(list)
        rows = measure.rows(span, [span.county], part).order_by().annotate(of_place=F(path))
        for code, pk in rows.values_list("of_place", "pk"):
            by[code].append(pk)
        found.append(by)
    return found if len(found) > 1 else (found[0], {})


def _figure(subject, measure, numbers, good, rest):
    code = subject.division_id
    number = numbers.get(code) or measure.of()
    return Figure(
        subject=subject,
        measure=measure.name,
        numerator=_scaled(number, measure),
        denominator=number.denominator,
        good=sorted(_numbers(good.get(code, ()))),
        rest=sorted(_numbers(rest.get(code, ()))),
    )


def _scaled(number, measure):
    """Sums in the unit people read: hours, not minutes."""
    return (
        None
        if number.numerator is None
        else number.numerator / measure.scale
        if measure.scale > 1
        else number.numerator
    )


def _numbers(keys):
    """Row numbers; places are known by their codes, which are numbers too."""
    return [int(key) for key in keys]


def _copied(round, name):
    by = {subject.key: subject for subject in round.subjects.select_related("round")}
    old = Figure.objects.filter(subject__round=round.corrects_id, measure=name).select_related("subject")
    return [
        Figure(
            subject=by[one.subject.key],
            measure=name,
            numerator=one.numerator,
            denominator=one.denominator,
            good=one.good,
            rest=one.rest,
        )
        for one in old
    ]


def digest(round):
    """SHA-256 of every figure in a fixed order and spelling: the same figures, the same digest, on any machine."""
    total = hashlib.sha256(f"{round.division_id} {round.period} {round.cutoff_at.timestamp():.6f}\n".encode())
    rows = (
        Figure.objects.filter(subject__round=round)
        .select_related("subject")
        .order_by("subject__level", "subject__division_id", "subject__team_id", "measure")
    )
    for one in rows.iterator(2000):
        said = [one.subject.key, one.measure, _said(one.numerator), _said(one.denominator), one.good, one.rest]
        total.update((json.dumps(said, separators=(",", ":")) + "\n").encode())
    return total.hexdigest()


def _said(value):
    return None if value is None else f"{value:.2f}"
