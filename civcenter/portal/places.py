"""What a page says of an outpost: who is in charge, and which telephone answers."""

from dataclasses import dataclass

from django.conf import settings

from civcenter.accounts.models import Appointment
from civcenter.accounts.roles import Role
from civcenter.hierarchy.models import Outpost

IN_CHARGE = (Role.LEADER, Role.OFFICE, Role.BRANCH_MANAGER, Role.STATION_MANAGER, Role.LIAISON)


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


def people(outpost, day):
    """Who holds a post here on `day`; the names of officials on duty are public."""
    posts = Appointment.objects.current(day).filter(division=outpost.division_id, role__in=IN_CHARGE)
    return posts.select_related("user").order_by("pk")


def takes_wishes(outpost, day):
    """Whether the county's centre has somebody who reads wishes."""
    offices = Appointment.objects.current(day).filter(role=Role.OFFICE)
    return offices.filter(division=outpost.county).exists()
