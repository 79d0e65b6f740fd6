"""Who inspects whom: drawn by lot from a seed that nobody chooses, so that anybody can draw again and get the same.

Never an own place (a post at it, under it or over it below the county), never a place somebody is tied to, and two
inspectors never look at each other's places in the same round. Pure.
"""

import hashlib
from collections import Counter

COUNTY = 6


def is_own(codes, place):
    """Whether one of the posts below the county is the place's, under it or over it."""
    below = [code for code in codes if len(code) > COUNTY]
    return any(code.startswith(place) or place.startswith(code) for code in below)


def ticket(seed, key, candidate):
    """The place of a candidate in the lot of one subject."""
    return hashlib.sha256(f"{seed}|{key}|{candidate}".encode()).hexdigest()


def draw(seed, subjects, candidates, ties, seats, drawn=()):
    """[(key, candidate)] for subjects {key: place} and candidates {id: codes of their posts}.

    `ties` are {id: places}; `drawn` what was drawn before, [(key, candidate)], with which a seat is filled up.
    Whoever has fewest so far goes first, the lot decides among equals.
    """
    taken = list(drawn)
    load = Counter(candidate for _, candidate in taken)
    for key in sorted(subjects):
        place = subjects[key]
        fit = {who for who, codes in candidates.items() if not is_own(codes, place) and place not in ties.get(who, ())}
        fit -= {who for at, who in taken if at == key}
        while fit and sum(at == key for at, _ in taken) < seats:
            who = min(fit, key=lambda one: (load[one], ticket(seed, key, one)))
            fit.discard(who)
            if not _mutual(who, place, candidates, subjects, taken):
                taken.append((key, who))
                load[who] += 1
    return taken[len(drawn) :]


def _mutual(who, place, candidates, subjects, taken):
    """Whether somebody of this place already looks at a place of his."""
    theirs = [one for one, codes in candidates.items() if one != who and is_own(codes, place)]
    return any(other in theirs and is_own(candidates[who], subjects[key]) for key, other in taken)
