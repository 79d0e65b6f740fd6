"""The three tables of standards 2.4 as rows: a realistic start; a county copies one and changes it.

`auto` where an app of the portal holds the data; what none holds yet is `manual`, and `wants` says what is missing.
A part: (what is looked at, method, points, measure or "", further figures).
"""

from dataclasses import dataclass, field

from civcenter.inspections.choices import Method, Role, Source

LINEAR, SHARE, GAPS, EACH = Method.LINEAR, Method.SHARE, Method.GAPS, Method.EACH
REACH, WHOLE, DEDUCT, STATE = Method.REACH, Method.WHOLE, Method.DEDUCT, Method.STATE
AUTO, MANUAL, MIXED = Source.AUTO, Source.MANUAL, Source.MIXED
STATES = (0, 33, 66, 100)
DECIDED = ("认定文件",)


@dataclass(frozen=True)
class Row:
    """One indicator of a table."""

    code: str
    title: str
    weight: object
    source: str
    parts: list
    how: str = ""
    evidence: tuple = ()
    wants: str = ""
    role: str = Role.NORMAL
    tags: tuple = field(default=())


def tick(label, points):
    """Seen or not."""
    return (label, REACH, points, "", {"high": 1})


def rate(label, points, low, high, measure="", unit="件", **more):
    """L(low→high)."""
    return (label, LINEAR, points, measure, {"low": low, "high": high, "unit": unit, **more})


def times(label, points, each, measure="", unit="次"):
    return (label, EACH, points, measure, {"each": each, "unit": unit})
