"""Who may take a step: one function for each hand of the flow tables, and `may` that asks them."""

from django.utils import timezone

from civcenter.accounts.duties import Duty
from civcenter.accounts.models import User
from civcenter.accounts.running import manages
from civcenter.kit.errors import NotYours
from projects.activities.flow import Hand
from projects.activities.models import Activity, ActivityRule, Attendance, Helper


def may(step, by, row, at):
    """Whether `by` may take `step` on `row`, whatever its state: one of the step's hands is his."""
    return any(HANDS[hand](by, row, at) for hand in step.hands)


def require(step, by, row, at):
    """Raise whose step it is where it is not his."""
    if not may(step, by, row, at):
        names = "、".join(hand.value for hand in step.hands if hand is not Hand.SYSTEM)
        raise NotYours(f"“{step.label}”不由您来办。" + (f"这一步归{names}。" if names else ""))


def steps_for(by, row, at):
    """The steps whose button `by` sees on `row` now, in table order."""
    ready = [step for step in row.FLOW.values() if row.status in step.sources and step.has_button]
    return [step for step in ready if may(step, by, row, at)]


def activity_of(row):
    return row if isinstance(row, Activity) else row.activity


def rule_of(activity, at):
    """The county's figures of the day."""
    return ActivityRule.objects.at(timezone.localdate(at), activity.county).get()


def is_unit(by, row, at):
    """Who runs the outpost that holds it; its level above while it has nobody."""
    return manages(by, activity_of(row).unit, at)


def is_office(by, row, at):
    return isinstance(by, User) and by.is_official and by.holds(Duty.PREPARE, row.place)


def is_staff(by, row, at):
    """Staff who act for residents at this place on request."""
    return isinstance(by, User) and by.is_official and by.holds(Duty.ENTER, row.place)


def is_resident(by, row, at):
    """The phone that signed up, or the person's own."""
    return isinstance(by, User) and isinstance(row, Attendance) and by.pk in (row.user_id, row.person.user_id)


def is_volunteer(by, row, at):
    """The helper himself, by phone log-in or as the person behind a staff log-in."""
    if not (isinstance(by, User) and isinstance(row, Helper)):
        return False
    return by.pk in (row.volunteer.person.user_id, row.volunteer.person.staff_id)


def is_system(by, row, at):
    return by is Hand.SYSTEM


HANDS = {
    Hand.UNIT: is_unit,
    Hand.OFFICE: is_office,
    Hand.STAFF: is_staff,
    Hand.RESIDENT: is_resident,
    Hand.VOLUNTEER: is_volunteer,
    Hand.SYSTEM: is_system,
}
