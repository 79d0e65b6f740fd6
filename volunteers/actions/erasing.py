"""Everything that says who a volunteer was goes; the books stay, on an opaque number."""

from django.utils import timezone

from civcenter.accounts.models import Appointment
from civcenter.kit.errors import OutOfTurn, RuleBroken
from civcenter.kit.verbs import verb
from civcenter.notices.actions import blank
from civcenter.notices.models import Notice
from civcenter.residents.actions import forget
from volunteers.actions.noting import note
from volunteers.actions.standing import leave_teams, promised_nothing
from volunteers.choices import Happened, VolunteerStatus
from volunteers.models import (
    Availability,
    CalendarFeed,
    Conflict,
    Engagement,
    Guardian,
    GuardianWord,
    ImportRow,
    Membership,
    RegisterEvent,
    RosterEntry,
    Volunteer,
    VolunteerSkill,
)


@verb
def erase(volunteer, *, by, at):
    """注销 (PIPL art. 47). Records, entries and events keep the volunteer's number and nothing else of him.

    Raises RuleBroken naming what he still promised, or his post: first give it back. There is no way back; the
    same person may register anew as somebody the register has never met.
    """
    promised_nothing(volunteer, at=at)
    _holds_no_post(volunteer.person, at)
    rows = Volunteer.objects.filter(pk=volunteer.pk).exclude(status=VolunteerStatus.ERASED)
    if not rows.update(status=VolunteerStatus.ERASED, **BLANK):
        raise OutOfTurn("注销")
    leave_teams(volunteer, at=at)
    _forget_what_hangs_on(volunteer)
    blank(notices_about(volunteer), at=at)
    forget(volunteer.person, at=at)
    note(volunteer, Happened.ERASED, by=by, at=at)
    volunteer.refresh_from_db()


BLANK = {
    "political": "",
    "education": "",
    "email": "",
    "national_no": None,
    "brought_by": "",
    "refusal": "",
    "may_be_named": False,
}


def _holds_no_post(person, at):
    if Appointment.objects.current(timezone.localdate(at)).filter(user=person.staff_id).exists():
        raise RuleBroken("您现在还任着职，工作账号上有您的名字。离任以后再注销；想先不做志愿者，可以退出。")


def _forget_what_hangs_on(volunteer):
    """Every table of this room that knows something of the person. Whoever adds such a table adds a line here."""
    for model in (VolunteerSkill, Availability, Guardian, CalendarFeed):
        model.objects.filter(volunteer=volunteer).delete()
    volunteer.talents.clear()
    volunteer.kinds.clear()
    RosterEntry.objects.filter(person=volunteer.person).delete()
    Conflict.objects.filter(volunteer=volunteer).delete()
    if volunteer.person.document_key:
        ImportRow.objects.filter(document_key=volunteer.person.document_key).delete()
    Engagement.objects.filter(volunteer=volunteer).update(is_live=False, label="")
    Membership.objects.filter(volunteer=volunteer).update(reason="")
    for model in (RegisterEvent, GuardianWord):
        model.objects.filter(volunteer=volunteer).update(words="")


def notices_about(volunteer):
    """What was said to him under his own number; a phone that a family shares keeps the rest."""
    mine = Notice.objects.filter(source__startswith=f"volunteer:{volunteer.pk}:")
    return mine | Notice.objects.filter(source__startswith=f"review:{volunteer.pk}:")
