"""Whether volunteers may take an order: what its kind asks, their age on the day, insurance where it is risky."""

from civcenter.kit.errors import NotYours, RuleBroken
from civcenter.kit.verbs import verb
from orders.actions.moving import lock, record_once
from orders.models import Event
from orders.policies import is_unit
from volunteers.eligibility import refusals, refusals_of, uninsured
from volunteers.models import Volunteer


def is_waived(order):
    """Whether the unit's manager answered for this round to go on without insurance."""
    return order.is_risky and Event.objects.filter(source=_waiver(order)).exists()


def _waiver(order):
    return f"waive:{order.pk}:{order.round}"


def _asked(order):
    return {
        "kind": order.kind,
        "period": order.period,
        "risky": order.is_risky,
        "is_waived": is_waived(order),
    }


def why_not(order, volunteer):
    """Why this volunteer may not take the order, a sentence each."""
    return refusals(volunteer, **_asked(order))


def fits(order, volunteer):
    """Raise the first reason for which this volunteer may not take the order."""
    said = why_not(order, volunteer)
    if said:
        raise RuleBroken(said[0])


def all_fit(order, volunteers):
    """Raise where one of those who are to be invited could not take the order."""
    said = refusals_of(volunteers, **_asked(order)) if volunteers else {}
    for volunteer in volunteers:
        if said[volunteer.pk]:
            raise RuleBroken(f"{volunteer.person.name}现在不能请：{said[volunteer.pk][0]}", field="volunteers")


def fit_members(order, members):
    """Those of a team who could take the order; the others are not asked."""
    members = list(members)
    said = refusals_of(members, **_asked(order))
    return [member for member in members if not said[member.pk]]


def all_insured(order, claims):
    """Raise where a participant of a risky order is without insurance then; the order's lock is held."""
    if not order.is_risky or is_waived(order):
        return
    people = Volunteer.objects.filter(claims__in=claims).select_related("person")
    missing = uninsured(people, order.period)
    names = "、".join(one.person.name for one in people if one.pk in missing)
    if missing:
        raise RuleBroken(f"这单有风险，{names}那天没有保险，还不能开始。先上保险；实在来不及，由站长写明原因再开始。")


@verb
def waive(order, *, by, at, words):
    """The unit's manager answers, with his reason, for going on without insurance in this round; it stays on record."""
    order = lock(order)
    if not order.is_risky:
        raise RuleBroken("这单没有标“有人身危险”，不用这一步。")
    if not is_unit(by, order, at):
        raise NotYours("没有保险就开始，只能由承办的所长、站长写明原因来定。")
    record_once(order, source=_waiver(order), step="waive", by=by, at=at, words=words)
    return order
