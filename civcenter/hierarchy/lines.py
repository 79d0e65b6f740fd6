"""Which telephone answers for an outpost."""

from dataclasses import dataclass

from django.conf import settings

from civcenter.hierarchy.models import Outpost


@dataclass(frozen=True)
class Line:
    """A telephone and the outpost whose it is. Numbers of the demo are shown but never dialled."""

    number: str
    outpost: Outpost
    dials: bool


def line(outpost):
    """The outpost's own telephone, else that of the level above, up to the centre; None where there is none."""
    while outpost is not None:
        if outpost.phone:
            return Line(outpost.phone, outpost, not settings.CIV_DEMO)
        outpost = outpost.above
    return None
