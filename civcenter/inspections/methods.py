"""From a figure to points: pure arithmetic, exact until it is rounded half up to two decimals.

Sources: standards 2.2 and 2.4. Every figure in it comes from the template's rows. A denominator that is
missing or 0 makes a part *not applicable* (算不出): its points go to the parts beside it, an indicator's weight to the
indicators of its group, a group's to the other groups. Nothing is ever full marks for want of data.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from civcenter.inspections.choices import DIVIDED, Method

CENT = Decimal("0.01")
FULL = 100


@dataclass(frozen=True)
class Formula:
    """How one part of an indicator is scored. `low`, `high` in per cent where `is_share`, else in the figure's unit."""

    method: str
    points: Decimal
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(100)
    each: Decimal = Decimal(0)
    is_share: bool = True
    steps: tuple = (0, 33, 66, 100)
    """Per cent of the points for the states C#, C, B, A: the numerator is the place in this row."""


def rounded(value):
    """Two decimals, half up; the only place where a score is rounded."""
    exact = Fraction(value)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(CENT, ROUND_HALF_UP)


def part_points(formula, numerator, denominator=None):
    """The exact points of one part, or None where nothing can be computed."""
    if numerator is None or (formula.method in DIVIDED and not denominator):
        return None
    points = Fraction(formula.points)
    return max(Fraction(0), min(points, METHODS[formula.method](formula, points, Fraction(numerator), denominator)))


def _linear(formula, points, numerator, denominator):
    """0 at `low` and below, full at `high` and above, linear between."""
    value = numerator / Fraction(denominator) * (FULL if formula.is_share else 1)
    low, high = Fraction(formula.low), Fraction(formula.high)
    return points * max(Fraction(0), value - low) / (high - low)


def _share(formula, points, numerator, denominator):
    return points * numerator / Fraction(denominator)


def _gaps(formula, points, numerator, denominator):
    return points - Fraction(formula.each) * max(Fraction(0), Fraction(denominator) - numerator)


def _each(formula, points, numerator, denominator):
    return Fraction(formula.each) * numerator


def _reach(formula, points, numerator, denominator):
    return points if numerator >= Fraction(formula.high) else Fraction(0)


def _whole(formula, points, numerator, denominator):
    return points if numerator >= Fraction(denominator) else Fraction(0)


def _deduct(formula, points, numerator, denominator):
    return points - Fraction(formula.each) * numerator


def _state(formula, points, numerator, denominator):
    place = min(max(int(numerator), 0), len(formula.steps) - 1)
    return points * Fraction(formula.steps[place]) / FULL


METHODS = {
    Method.LINEAR: _linear,
    Method.SHARE: _share,
    Method.GAPS: _gaps,
    Method.EACH: _each,
    Method.REACH: _reach,
    Method.WHOLE: _whole,
    Method.DEDUCT: _deduct,
    Method.STATE: _state,
}


def indicator_score(weight, parts):
    """The score of an indicator out of its weight, rounded; None where none of its parts applies.

    `parts` are (points, got) with `got` None where a part does not apply; its points go to the others.
    """
    known = [(Fraction(points), got) for points, got in parts if got is not None]
    whole = sum(points for points, _ in known)
    if not whole:
        return None
    return rounded(Fraction(weight) * sum(got for _, got in known) / whole)


def shared(rows):
    """(possible, got) of a group: `rows` are (weight, score) of its indicators, score None where it does not apply.

    What does not apply is shared among the others by their weights; None where none applies.
    """
    weight = sum(Fraction(w) for w, _ in rows)
    known = [(Fraction(w), Fraction(score)) for w, score in rows if score is not None]
    applicable = sum(w for w, _ in known)
    if not applicable:
        return weight, None
    return weight, rounded(weight * sum(score for _, score in known) / applicable)


def total(groups, bonus=0):
    """The total out of 100 and the bonus on top; None where no group applies."""
    whole, got = shared(groups)
    if got is None:
        return None
    return rounded(Fraction(got) * FULL / whole + Fraction(bonus))


def need(formula, numerator, denominator):
    """How many more the numerator must grow for all of the points, or None where that cannot be said."""
    if numerator is None or part_points(formula, numerator, denominator) is None:
        return None
    goal = NEEDED.get(formula.method, lambda *_: None)(formula, denominator)
    if goal is None:
        return None
    missing = goal - Fraction(numerator)
    return max(0, -(-missing.numerator // missing.denominator))


def _linear_goal(formula, denominator):
    goal = Fraction(formula.high) * Fraction(denominator) / (FULL if formula.is_share else 1)
    return min(goal, Fraction(denominator)) if formula.is_share and formula.high <= FULL else goal


NEEDED = {
    Method.LINEAR: _linear_goal,
    Method.SHARE: lambda formula, denominator: Fraction(denominator),
    Method.GAPS: lambda formula, denominator: Fraction(denominator),
    Method.WHOLE: lambda formula, denominator: Fraction(denominator),
    Method.REACH: lambda formula, denominator: Fraction(formula.high),
    Method.EACH: lambda formula, denominator: Fraction(formula.points) / Fraction(formula.each),
}


def ranked(totals):
    """{key: rank} of {key: total}: equal totals share a rank, the next one counts on from them; None has no rank."""
    known = sorted((total for total in totals.values() if total is not None), reverse=True)
    return {key: known.index(total) + 1 for key, total in totals.items() if total is not None}


def within_quota(ranks, share):
    """The keys that may be excellent: at most `share` per cent of all; a tie that would go over is left out."""
    places = len(ranks) * Fraction(share) // FULL
    return {key for key, rank in ranks.items() if sum(other <= rank for other in ranks.values()) <= places}
