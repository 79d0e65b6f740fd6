"""A unit with a number and a list, for the tests of coverage."""

from datetime import date

from tests import factories as make
from volunteers import rosterfile
from volunteers.actions import add_unit, fill_roster, report_headcount
from volunteers.models import RosterGroup

DAY = date(2026, 11, 1)


def group(code="senior"):
    return RosterGroup.objects.get(code=code)


def unit(cast, name="早胜中学", place=None, kind="school"):
    return add_unit(name=name, kind=kind, division=(place or cast.station).division)


def told(at_unit, number, code="senior", as_of=DAY):
    report_headcount(at_unit, group=group(code), number=number, source="学籍册", as_of=as_of, at=make.NOW)


def listed(at_unit, *volunteers, strangers=0, code="senior", is_whole=True):
    """Put these volunteers on the unit's list, and some whom nobody knows."""
    rows = [rosterfile.Row(who.person.name, "", who.person.phone) for who in volunteers]
    rows += [rosterfile.Row(f"生人{n}", "", make.fresh_phone()) for n in range(strangers)]
    return fill_roster(at_unit, group=group(code), rows=rows, is_whole=is_whole, at=make.NOW)
