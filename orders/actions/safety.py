"""Who forgot to check out is asked; who served by night, in winter or in the mountains says that he is home."""

from datetime import timedelta

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from civcenter.kit.errors import NotYours, RuleBroken
from civcenter.kit.verbs import verb
from orders import telling
from orders.actions.moving import lock_claim, record_once
from orders.flow import ClaimStatus
from orders.hands import SYSTEM
from orders.models import Claim, Event
from volunteers.actions import check_in
from volunteers.choices import CheckHow, CheckKind
from volunteers.models import CheckIn, CheckRule

BATCH = 500
WATCHED = timedelta(days=2)
"""So long a desk shows who has not said that he is home; by then somebody has called."""

MORNING = 5
"""Before this hour of the day a service that is over was night duty."""


def rule_of(county, at):
    return CheckRule.objects.at(timezone.localdate(at), county).get()


def ends_by_night(county, ends_at):
    """Whether the way home is in the dark: the service ends at or after the county's hour, or past midnight."""
    rule, over = rule_of(county, ends_at), timezone.localtime(ends_at)
    return over.time() >= rule.night_from or over.hour < MORNING


@verb
def home(claim, *, by, at, browser=""):
    """到家了: one tap; a second one is the first."""
    claim = lock_claim(claim)
    person = claim.volunteer.person
    if by.pk not in (person.user_id, person.staff_id):
        raise NotYours("报平安要本人来点。")
    if claim.status != ClaimStatus.DONE:
        raise RuleBroken("先点“做完了”，到家再报平安。")
    said = {"source": claim.source, "volunteer": claim.volunteer, "kind": CheckKind.HOME, "how": CheckHow.SELF}
    check_in(**said, by=by, at=at, browser=browser)
    return claim


def asks_home(claim):
    """Whether the volunteer is still to say that he is home."""
    if claim.status != ClaimStatus.DONE or not claim.order.needs_home_safe:
        return False
    return not CheckIn.objects.filter(source=claim.source, kind=CheckKind.HOME).exists()


def not_home(at):
    """Done claims whose volunteer was asked to say that he is home, and has not; of the last two days."""
    done = Claim.objects.filter(status=ClaimStatus.DONE, order__needs_home_safe=True, ended_at__gt=at - WATCHED)
    key = Concat(Value("claim:"), Cast("pk", CharField()))
    said = CheckIn.objects.filter(source=OuterRef("key"), kind=CheckKind.HOME)
    return done.annotate(key=key).filter(~Exists(said))


def look_after(at):
    """Ask who did not check out, and tell the units who is not home; each once. Returns how many were new."""
    forgot = Claim.objects.filter(status=ClaimStatus.ARRIVED, order__ends_at__lt=at)
    return _each(forgot, _ask_who_forgot, "forgot", at) + _each(not_home(at), _tell_not_home, "not_home", at)


def _each(rows, tell, step, at):
    told = Event.objects.filter(claim=OuterRef("pk"), step=step)
    untold = rows.filter(~Exists(told)).select_related("order__unit__division", "volunteer__person__user")
    rules, count = {}, 0
    for claim in untold.order_by("pk")[:BATCH]:
        county = claim.order.county
        rules[county] = rules.get(county) or rule_of(county, at)
        count += tell(claim, rules[county], at)
    return count


@verb
def _ask_who_forgot(claim, rule, at):
    if claim.order.ends_at + timedelta(minutes=rule.forgotten_minutes) > at:
        return 0
    if not record_once(claim, source=f"forgot:claim:{claim.pk}", step="forgot", by=SYSTEM, at=at):
        return 0
    telling.asked_to_check_out(claim, at=at)
    return 1


@verb
def _tell_not_home(claim, rule, at):
    if claim.ended_at + timedelta(minutes=rule.home_minutes) > at:
        return 0
    if not record_once(claim, source=f"not_home:claim:{claim.pk}", step="not_home", by=SYSTEM, at=at):
        return 0
    telling.not_home(claim, at=at)
    return 1
