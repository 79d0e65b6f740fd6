"""The demo county's units: what they say of their size, who is on their lists, and what cannot be computed."""

from random import Random

from civcenter.portal.demo.words import GIVEN, SURNAMES
from volunteers.actions import add_unit, fill_roster, report_headcount
from volunteers.models import RosterGroup
from volunteers.rosterfile import Row

SAMPLE = "示例数据，不是统计数字"
# name after the township's, kind, group, how many of ten are missing
UNITS = [
    ("政府机关", "office", "staff", 0),
    ("中学", "school", "senior", 2),
    ("初级中学", "school", "league", 3),
    ("社区联合支部", "village", "party", 1),
    ("志愿者协会", "body", "bodies", 0),
]


def rosters(people, at):
    """A unit of each group in each township; one told no number, and strangers stand for those who are missing."""
    dice, groups = Random(f"{people.county} rosters"), RosterGroup.objects.in_bulk()
    for number, branch in enumerate(people.branches):
        near = [one for one in people.active_at(at) if one.township == branch.division_id]
        for turn, (name, kind, group, missing) in enumerate(UNITS):
            unit = add_unit(name=f"{branch.division.name}{name}", kind=kind, division=branch.division)
            rows = [Row(one.person.name, "", one.person.phone) for one in near[turn :: len(UNITS)]]
            rows += [_stranger(dice) for _ in range(dice.randrange(missing + 1))]
            if rows:
                fill_roster(unit, group=groups[group], rows=rows, is_whole=True, at=at)
            if rows and (number, turn) != (0, 2):
                told = {"number": len(rows) + dice.randrange(missing + 1), "source": SAMPLE, "as_of": at.date()}
                report_headcount(unit, group=groups[group], at=at, **told)


def _stranger(dice):
    return Row(dice.choice(SURNAMES) + dice.choice(GIVEN), "", f"19009{dice.randrange(1_000_000):06d}")
