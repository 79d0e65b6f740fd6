"""What a page says of an outpost: who is in charge, and whether somebody reads wishes there."""

from civcenter.accounts.models import Appointment
from civcenter.accounts.roles import Role

IN_CHARGE = (Role.LEADER, Role.OFFICE, Role.BRANCH_MANAGER, Role.STATION_MANAGER, Role.LIAISON)


def people(outpost, day):
    """Who holds a post here on `day`; the names of officials on duty are public."""
    posts = Appointment.objects.current(day).filter(division=outpost.division_id, role__in=IN_CHARGE)
    return posts.select_related("user").order_by("pk")


def takes_wishes(outpost, day):
    """Whether the county's centre has somebody who reads wishes."""
    offices = Appointment.objects.current(day).filter(role=Role.OFFICE)
    return offices.filter(division=outpost.county).exists()
