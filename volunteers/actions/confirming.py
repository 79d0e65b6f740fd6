"""Whom somebody else brought in says himself: me, not me, or all of it away. Until then he counts nowhere."""

from civcenter.kit.errors import OutOfTurn, RuleBroken
from civcenter.kit.secrets import sign, unsign
from civcenter.kit.verbs import verb
from civcenter.notices.actions import tell
from civcenter.residents.actions import come_in, give_consent
from volunteers.actions.minors import answer_for
from volunteers.actions.noting import note
from volunteers.actions.standing import not_himself
from volunteers.choices import Confirmed, Happened, VolunteerStatus
from volunteers.models import RegisterEvent, Volunteer

PURPOSE = "volunteer-confirm"
LINK_LIVES = 14 * 24 * 3600
"""Seconds; afterwards the phone log-in leads to the same page."""


def confirm_link(volunteer):
    """The signed path in the SMS; it opens only while the phone on record is the one it was sent to."""
    return f"/volunteer/confirm/{sign(PURPOSE, [volunteer.pk, volunteer.person.phone_key[:12]])}/"


def of_link(token):
    """The volunteer a link is about, or None where it is forged, too old, or its phone is no longer on record."""
    value = unsign(PURPOSE, token, max_age=LINK_LIVES)
    if value is None:
        return None
    pk, phone = value
    rows = Volunteer.objects.select_related("person__user", "division__parent")
    return rows.filter(pk=pk, person__phone_key__startswith=phone).first() if phone else None


@verb
def ask_to_confirm(volunteers, *, by, at):
    """Send each pending one a link, once for ever; who has no phone on record confirms at the station. How many new.

    The relay keeps the limits of SMS: so many a phone and a day.
    """
    waiting = [one for one in volunteers if one.status == VolunteerStatus.PENDING and one.person.phone]
    before = RegisterEvent.objects.filter(volunteer__in=waiting, what=Happened.ASKED)
    asked = set(before.values_list("volunteer", flat=True))
    fresh = [one for one in waiting if one.pk not in asked]
    for volunteer in fresh:
        _ask(volunteer, by, at)
    return len(fresh)


def _ask(volunteer, by, at):
    who = volunteer.brought_by or "有人"
    tell(
        phone=volunteer.person.phone,
        text=f"{who}替您登记了志愿者，要您自己点头才算数。是您、不是您，都请点链接说一声：",
        link=confirm_link(volunteer),
        kind="receipt",
        source=f"volunteer:{volunteer.pk}:confirm",
        at=at,
        verified=False,
        place=volunteer.division_id,
    )
    note(volunteer, Happened.ASKED, by=by, at=at)


@verb
def confirm(volunteer, *, how, at, consent_version, browser="", user=None, guardian=None):
    """The person himself, by the link or by the phone on record: that is me. From now on he counts."""
    if user is not None:
        come_in(volunteer.person, user=user)
    _count(volunteer, how, at)
    give_consent(person=volunteer.person, purpose="volunteer", version=consent_version, browser=browser, at=at)
    answer_for(volunteer, guardian, browser=browser, at=at)
    note(volunteer, Happened.CONFIRMED, by=user, at=at, words=Confirmed(how).label)


@verb
def confirm_at_station(volunteer, *, by, at, consent_version, guardian=None):
    """A manager has the person and the paper before him. Who entered the person cannot be the one who saw him."""
    not_himself(volunteer, by)
    if volunteer.entered_by_id == by.pk:
        raise RuleBroken("这位是您录入的，要请别的同事看证件、替他点确认。")
    if not volunteer.person.document_key:
        raise RuleBroken("证件还没有填。请先照证件补上，再点确认。")
    _count(volunteer, Confirmed.STATION, at, confirmed_by=by)
    give_consent(person=volunteer.person, purpose="volunteer", version=consent_version, browser="", at=at)
    answer_for(volunteer, guardian, browser="", at=at)
    note(volunteer, Happened.CONFIRMED, by=by, at=at, words=Confirmed.STATION.label)


def _count(volunteer, how, at, **more):
    pending = Volunteer.objects.pending().filter(pk=volunteer.pk)
    if not pending.update(status=VolunteerStatus.ACTIVE, confirmed_at=at, confirmed_how=how, **more):
        raise OutOfTurn("确认")
    volunteer.refresh_from_db()


@verb
def disown(volunteer, *, at, by=None):
    """That is not me, or I do not want it: it counts nowhere; the person may ask to join himself later."""
    pending = Volunteer.objects.pending().filter(pk=volunteer.pk)
    if not pending.update(status=VolunteerStatus.DISOWNED):
        raise OutOfTurn("不认")
    note(volunteer, Happened.DISOWNED, by=by, at=at)
    volunteer.refresh_from_db()
