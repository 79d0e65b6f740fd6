"""08, how a place does: the desk's cockpit, every number, and the rows behind each."""

from django.http import Http404
from django.views.decorators.http import require_safe

from civcenter.accounts import scope
from civcenter.accounts.duties import Duty
from civcenter.kit.gate import needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from civcenter.measures import MEASURES, Kind
from civcenter.portal.cockpit import parts
from civcenter.portal.cockpit.lines import lines, with_parts
from civcenter.portal.cockpit.looks import look
from civcenter.portal.cockpit.tiles import numbers, tiles

PARTS = {"all": "全部", "good": "算数的", "bad": "差的"}


def above(request, place):
    """The place one level up, where the reader may look at it too."""
    return place.parent if place.parent and scope.covers(request.user.codes, place.parent_id) else None


@needs(Duty.READ)
@require_safe
def cockpit(request):
    """The tiles, the year, the slowest step, the places below, the five groups."""
    seen = look(request)
    places, higher = parts.places(seen), above(request, seen.place)
    cells, missing = parts.groups(seen)
    context = {
        "look": seen,
        "above": higher,
        "above_url": seen.query(place=higher.pk) if higher else "",
        "tiles": tiles(seen),
        "trend": parts.trend(seen),
        "steps": parts.steps(seen),
        "places": places,
        "ranked": parts.ranked(places),
        "cells": cells,
        "missing": missing,
        "at": seen.at,
    }
    return page(request, "portal/desk/cockpit.html", context)


@needs(Duty.READ)
@require_safe
def every(request):
    """Every number there is of the place, with how it is counted."""
    seen = look(request)
    context = {"look": seen, "numbers": numbers(seen), "at": seen.at}
    return page(request, "portal/desk/numbers.html", context)


@needs(Duty.READ)
@require_safe
def rows(request, name):
    """The rows of which a number is made: as many as it says."""
    if name not in MEASURES:
        raise Http404
    seen, measure = look(request), MEASURES[name]
    chosen = request.GET.get("part") if request.GET.get("part") in PARTS and measure.good else "all"
    found = _own(request, measure.rows(seen.span, seen.codes, chosen), measure, seen)
    listed = part(request, with_parts(found), "-pk")
    own = request.GET.get("only", "")
    context = {
        "look": seen,
        "measure": measure,
        "figure": measure.figure(seen.span, seen.codes) if not own else None,
        "is_share": measure.kind is Kind.SHARE and measure.good,
        "tabs": [(words, seen.rows_url(name, part=key, only=own), key == chosen) for key, words in PARTS.items()],
        "count": found.count(),
        "lines": lines(listed.rows),
        "more_url": listed.more_url,
        "at": seen.at,
    }
    return page(request, "portal/desk/figure_rows.html", context)


def _own(request, found, measure, seen):
    """Only what lies at the place itself and not below it, where that is asked for."""
    if request.GET.get("only") == "own":
        return found.filter(**{f"{measure.path}division": seen.place.pk})
    return found
