"""Who runs an outpost today, and how those who hold its posts are told."""

from django.utils import timezone

from civcenter.accounts.duties import Duty
from civcenter.accounts.models import Appointment, User
from civcenter.accounts.roles import MANAGING, Role
from civcenter.notices.actions import tell


def manages(user, outpost, at):
    """Whether the user runs this outpost: its own manager; while it has none, whoever runs the level above."""
    if not isinstance(user, User) or outpost is None or not user.is_official:
        return False
    while outpost is not None:
        if outpost.division_id in user.codes_for(Duty.MANAGE):
            return True
        if has_manager(outpost, at):
            return False
        outpost = outpost.above
    return False


def has_manager(outpost, at):
    """Whether somebody holds the post of this outpost's manager today."""
    return Appointment.objects.current(at.date()).filter(division=outpost.division_id, role__in=MANAGING).exists()


def has_office(county, at):
    """Whether the county's centre has a current office Appointment: without one a place takes no wishes."""
    return Appointment.objects.current(at.date()).filter(division=county, role=Role.OFFICE).exists()


def runners_told(outpost, *, text, link, source, at):
    """Say something to those who run an outpost; the same source is said to each once."""
    appointed_told(outpost.division_id, MANAGING, text=text, link=link, source=source, at=at)


def appointed_told(code, roles, *, text, link, source, at):
    """Say something to whoever holds one of these posts at a division today."""
    posts = Appointment.objects.current(timezone.localdate(at)).filter(division=code, role__in=roles)
    for user_id in posts.values_list("user", flat=True).distinct():
        tell(user=User(pk=user_id), text=text, link=link, source=f"{source}:{user_id}", at=at)
