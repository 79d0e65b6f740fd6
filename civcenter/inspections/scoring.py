"""From what is known of a subject to its sheet: each indicator's arithmetic, groups, total. No writing."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from civcenter.inspections import methods
from civcenter.inspections.choices import DIVIDED, Method, Role, Source

AUTO, MARKED, AMENDED = "auto", "marked", "amended"
NO_DENOMINATOR = "算不出：没有分母"
NOT_APPLICABLE = "不适用"


@dataclass
class Known:
    """What is known of one subject: figures by measure, agreed marks and amendments by part, honours by level."""

    figures: dict = field(default_factory=dict)
    marks: dict = field(default_factory=dict)
    amendments: dict = field(default_factory=dict)
    honours: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """The figure a part is scored by, and whose it is. `why_not` says why there is none."""

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    origin: str = AUTO
    is_waiting: bool = False
    why_not: str = ""


@dataclass
class Line:
    """The score of one indicator: `points` None where nothing applies; waiting where people have yet to agree."""

    indicator: object
    points: Decimal | None
    is_waiting: bool
    parts: list


@dataclass
class Sheet:
    """A subject's whole score. `groups` are dicts for the page: code, title, weight, got, left out."""

    lines: list
    groups: list
    total: Decimal | None
    bonus: Decimal
    is_vetoed: bool
    is_waiting: bool


def found(part, indicator, known):
    """What a part is scored by: what two people put right, what two people saw, or what was gathered."""
    if part.pk in known.amendments:
        change = known.amendments[part.pk]
        return Found(change.numerator, change.denominator, AMENDED)
    mark = known.marks.get(part.pk)
    if mark is not None:
        if mark.is_not_applicable:
            return Found(origin=MARKED, why_not=NOT_APPLICABLE)
        return Found(mark.numerator, mark.denominator, MARKED)
    if not part.measure or indicator.source == Source.MANUAL:
        return Found(origin=MARKED, is_waiting=True)
    figure = known.figures.get(part.measure)
    if figure is None or figure.numerator is None:
        return Found(why_not=NO_DENOMINATOR)
    return Found(figure.numerator, figure.denominator)


def line(indicator, parts, known):
    """One indicator of one subject."""
    shown, scored, waiting = [], [], False
    for part in parts:
        here = found(part, indicator, known)
        got = None if here.is_waiting else methods.part_points(part.formula, here.numerator, here.denominator)
        waiting |= here.is_waiting
        scored.append((part.points, got))
        shown.append(_shown(part, here, got))
    points = None if waiting else methods.indicator_score(indicator.weight, scored)
    return Line(indicator, points, waiting, shown)


def _shown(part, here, got):
    """A part as the sheet keeps it: plain values, so that it reads the same for ever."""
    why = here.why_not or (NO_DENOMINATOR if got is None and not here.is_waiting else "")
    more = methods.need(part.formula, here.numerator, here.denominator)
    return {
        "part": part.pk,
        "label": part.label,
        "measure": part.measure,
        "unit": part.unit,
        "method": part.method,
        "numerator": _plain(here.numerator),
        "denominator": _plain(here.denominator) if part.method in DIVIDED else None,
        "points": str(part.points),
        "got": None if got is None else str(methods.rounded(got)),
        "origin": here.origin,
        "waiting": here.is_waiting,
        "why_not": why,
        "more": more,
    }


def _plain(value):
    return (
        None
        if value is None
        else f"{Decimal(value):f}".rstrip("0").rstrip(".")
        if "." in f"{value:f}"
        else f"{value:f}"
    )


def bonus_of(indicator, parts, known):
    """What honours bring, at most the indicator's weight. Reads and clicks are nowhere counted."""
    earned = sum(Fraction(part.each) * known.honours.get(part.measure, 0) for part in parts)
    return methods.rounded(min(Fraction(indicator.weight), earned))


def vetoed(parts, known):
    """Whether two people found one of the things that fail a place whatever its points."""
    return any((mark := known.marks.get(part.pk)) and mark.numerator for part in parts)


def sheet(template, known):
    """The sheet of one subject by a template: [(indicator, parts)]."""
    lines, bonus, veto = [], Decimal("0.00"), False
    for indicator, parts in template:
        if indicator.role == Role.BONUS:
            bonus += bonus_of(indicator, parts, known)
        elif indicator.role == Role.VETO:
            veto |= vetoed(parts, known)
        else:
            lines.append(line(indicator, parts, known))
    groups = _groups(lines)
    got = methods.total(
        [(Decimal(g["weight"]), None if g["got"] is None else Decimal(g["got"])) for g in groups], bonus
    )
    return Sheet(lines, groups, got, bonus, veto, any(one.is_waiting for one in lines))


def _groups(lines):
    by = defaultdict(list)
    for one in lines:
        by[one.indicator.group, one.indicator.group_title].append(one)
    return [_group(code, title, rows) for (code, title), rows in by.items()]


def _group(code, title, rows):
    weight, got = methods.shared([(row.indicator.weight, row.points) for row in rows])
    return {
        "code": code,
        "title": title,
        "weight": str(methods.rounded(weight)),
        "got": None if got is None else str(got),
        "left_out": [row.indicator.code for row in rows if row.points is None],
    }


def lines_of(template):
    """A template as [(indicator, parts)]; three queries however long it is."""
    rows = template.indicators.prefetch_related("parts")
    return [(indicator, list(indicator.parts.all())) for indicator in rows]


def advice(lines, most=3):
    """What would raise the score most: (indicator, what is missing, points to win), the biggest gain first."""
    gains = []
    for one in lines:
        if one.points is None:
            continue
        gain = Decimal(one.indicator.weight) - one.points
        if gain > 0:
            gains.append((one.indicator, _missing(one.parts), gain))
    return sorted(gains, key=lambda row: (-row[2], row[0].rank))[:most]


def _missing(parts):
    """The part with most to win and how many are lacking: (label, how many, unit)."""
    open_parts = [p for p in parts if p["got"] is not None and Decimal(p["got"]) < Decimal(p["points"])]
    if not open_parts:
        return None
    part = max(open_parts, key=lambda p: Decimal(p["points"]) - Decimal(p["got"]))
    return part["label"], part["more"] if part["method"] != Method.STATE else None, part["unit"]


def small(lines, least):
    """Whether a rate stands on few cases, so that one more or less moves it far."""
    return any(
        part["denominator"] is not None and part["measure"] and 0 < Decimal(part["denominator"]) < least
        for one in lines
        for part in one.parts
    )
