"""Ranks, grades and a fairer look beside them. Pure; the raw total is what counts."""

from decimal import Decimal
from fractions import Fraction

from civcenter.inspections import methods
from civcenter.inspections.choices import Grade

BANDS = 3
"""Big, middling, small."""
FEWEST = 2
"""A band of fewer says nothing of its like."""


def grades(totals, vetoed, waiting, rule):
    """{key: grade}: by the county's thresholds; 优秀 for the best only, at most its share; a veto fails."""
    ranks = methods.ranked(totals)
    best = methods.within_quota(ranks, rule.excellent_share)
    return {
        key: _grade(total, key in best, rule) if key not in vetoed else Grade.FAIL
        for key, total in totals.items()
        if total is not None and key not in waiting
    }


def _grade(total, is_best, rule):
    if total >= rule.excellent and is_best:
        return Grade.EXCELLENT
    if total >= rule.good:
        return Grade.GOOD
    return Grade.PASS if total >= rule.passing else Grade.FAIL


def normal(totals, facts):
    """{key: total beside those of like size}: the total less what its like have more or less than all on average.

    `facts` are {key: {name: number or None}} (residents, staff). For each fact the places are cut into three
    bands of like size; the mean of a band less the mean of all is what the fact is worth there.
    """
    known = {key: total for key, total in totals.items() if total is not None}
    if not known:
        return {}
    mean = _mean(known.values())
    worth = {key: [] for key in known}
    for name in sorted({name for fact in facts.values() for name in fact}):
        for band in _bands({key: facts[key].get(name) for key in known}):
            if len(band) >= FEWEST and len(band) < len(known):
                of_band = _mean([known[key] for key in band]) - mean
                for key in band:
                    worth[key].append(of_band)
    return {key: methods.rounded(Fraction(known[key]) - _mean(worth[key] or [0])) for key in known}


def _bands(numbers):
    """Keys in three bands by their number; equal numbers stay together, unknown ones are in none."""
    told = sorted((number, key) for key, number in numbers.items() if number is not None)
    bands = {}
    for place, (number, key) in enumerate(told):
        first = next(at for at, (other, _) in enumerate(told) if other == number) if place else 0
        bands.setdefault(first * BANDS // len(told), []).append(key)
    return list(bands.values())


def _mean(numbers):
    numbers = [Fraction(number) for number in numbers]
    return sum(numbers) / len(numbers)


def year_of(first, second, stations, rule):
    """A branch's year: the halves by their weights, and its own stations' mean; what is not there weighs nothing."""
    share = Fraction(rule.first_half) / 100
    own = _weighed([(first, share), (second, 1 - share)])
    known = [total for total in stations if total is not None]
    of_stations = Fraction(rule.stations_share) / 100 if known else Fraction(0)
    if own is None:
        return None
    return methods.rounded(own * (1 - of_stations) + (_mean(known) * of_stations if known else 0))


def _weighed(parts):
    known = [(Fraction(value), weight) for value, weight in parts if value is not None]
    whole = sum(weight for _, weight in known)
    return sum(value * weight for value, weight in known) / whole if whole else None


def most_improved(gains):
    """The key that gained most since the time before, if any gained at all; ties go to the first."""
    best = max(((gain, key) for key, gain in gains.items() if gain is not None), default=(Decimal(0), None))
    return best[1] if best[0] > 0 else None
