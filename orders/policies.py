"""Who may take a step: one function for each hand of the flow tables, and `may` that asks them."""

from django.db.models import Q

from civcenter.accounts.duties import Duty
from civcenter.accounts.models import Appointment, PhoneCode, User
from civcenter.accounts.roles import MANAGING
from civcenter.accounts.running import manages
from civcenter.hierarchy.models import Outpost, Tier
from civcenter.kit.errors import NotYours, RuleBroken
from orders.flow import LIVE_CLAIMS, PLACED_CLAIMS, ClaimStatus, Hand, OrderStatus
from orders.hands import SYSTEM, Bearer
from orders.models import Claim, Order, Wish


def may(step, by, row, at):
    """Whether `by` may take `step` on `row` now, whatever its state: one of the step's hands is his."""
    return _is_a_hand(step, by, row, at)


def _is_a_hand(step, by, row, at, but=None):
    return any(HANDS[hand](by, row, at, step.name) for hand in step.hands if hand is not but)


def steps_for(by, row, at):
    """The steps whose button `by` sees on `row` now, in table order. A captain calls the roll on a page of its own."""
    ready = [s for s in row.FLOW.values() if row.status in s.sources and s.has_button and not awaits(s.name, row)]
    return [step for step in ready if _is_a_hand(step, by, row, at, but=Hand.CAPTAIN)]


def volunteer_steps(user, claim, at):
    """The buttons of a volunteer on his own claim, the way out last."""
    own = [step for step in steps_for(user, claim, at) if Hand.VOLUNTEER in step.hands]
    return sorted(own, key=lambda step: step.name in ("leave", "decline"))


def awaits(name, row):
    """Whether a step must wait for something beside the row's own state; empty when it need not."""
    return CONDITIONS[type(row), name](row) if (type(row), name) in CONDITIONS else ""


def require(step, by, row, at):
    """Raise the sentence of what stands in the way of `by` taking `step`."""
    if not may(step, by, row, at):
        raise NotYours(f"“{step.label}”不由您来办。{_whose(step)}")
    waiting = "" if by is SYSTEM else awaits(step.name, row)
    if waiting:
        raise RuleBroken(waiting)


def _whose(step):
    names = "、".join(hand.value for hand in step.hands if hand is not Hand.SYSTEM)
    return f"这一步归{names}。" if names else ""


# Units and the levels above them


def order_of(row):
    return row if isinstance(row, Order) else row.order


def is_office(by, row, at, name=""):
    return isinstance(by, User) and by.is_official and by.holds(Duty.PREPARE, row.place)


def is_unit(by, row, at, name=""):
    """The manager of the unit that holds the order. To dispatch, only a branch: to its stations."""
    order = order_of(row)
    if order is None or not manages(by, order.unit, at):
        return False
    return name != "dispatch" or order.unit.tier == Tier.BRANCH


def is_upper(by, row, at, name=""):
    """Who runs the level above the unit, but never one who served the order himself.

    Where all who run that level served it (a branch standing in for a station without manager), the level
    above them; above the centre, another person of its office.
    """
    order = order_of(row)
    if order is None or not isinstance(by, User):
        return False
    servers = set(order.events.filter(step="serve").values_list("actor", flat=True))
    level = order.unit.above or order.unit
    while level.above and not _is_run_by_others(level, servers, at):
        level = level.above
    return by.pk not in servers and manages(by, level, at)


def _is_run_by_others(outpost, servers, at):
    posts = Appointment.objects.current(at.date()).filter(division=outpost.division_id, role__in=MANAGING)
    return posts.exclude(user__in=servers).exists()


def may_urge(by, order, at):
    """Who may ask a unit to hurry: whoever runs the level above it, and the centre."""
    return is_office(by, order, at) or manages(by, order.unit.above, at)


def is_caller(by, row, at, name=""):
    """A recorded call-back: by the level above, never by who has a claim on the order or stated its minutes."""
    if not is_upper(by, row, at) or not by.holds(Duty.CALL_BACK, row.place):
        return False
    return not has_claim(by, row.order) and not row.order.claims.filter(agreed_by=by).exists()


def has_claim(user, order):
    """Whether the person behind this log-in, staff or phone, has a live or done claim on the order."""
    mine = Q(volunteer__person__staff=user) | Q(volunteer__person__user=user)
    return order.claims.filter(mine, status__in=[*LIVE_CLAIMS, ClaimStatus.DONE]).exists()


def is_staff(by, row, at, name=""):
    """Staff who enter wishes for people at this place act for them on request."""
    return isinstance(by, User) and by.is_official and by.holds(Duty.ENTER, row.place)


def is_resident(by, row, at, name=""):
    if not isinstance(by, Bearer) or by.wish_id != row.pk:
        return False
    return name != "confirm" or not (serves_himself(by, row) or praises_himself(by, row, at))


def praises_himself(bearer, wish, at):
    """Whether the link or cookie is in the hand of who runs the unit: nobody rates his own outpost's service.

    A proved phone is its owner's, whatever else he is.
    """
    return not bearer.vouches and wish.order is not None and manages(bearer.user, wish.order.unit, at)


def serves_himself(bearer, wish):
    """Whether the asker, or the phone or log-in in his hand, is one of those who serve the wish's order."""
    if wish.order is None:
        return False
    same = Q()
    if wish.phone_key:
        same |= Q(volunteer__person__phone_key=wish.phone_key) | Q(volunteer__person__user__phone_key=wish.phone_key)
    if bearer.phone_key:
        same |= Q(volunteer__person__phone_key=bearer.phone_key)
    if bearer.user:
        same |= Q(volunteer__person__user=bearer.user) | Q(volunteer__person__staff=bearer.user)
    claims = wish.order.claims.filter(status__in=[*LIVE_CLAIMS, ClaimStatus.DONE])
    return (bool(same) and claims.filter(same).exists()) or _holds_their_phone(bearer, claims)


def _holds_their_phone(bearer, claims):
    """Whether a mere cookie or slip is shown in a browser in which one of those who serve proved his phone."""
    if bearer.vouches:
        return False
    rows = claims.select_related("volunteer__person__user", "volunteer__person__staff")
    own = set().union(*(claim.volunteer.person.phone_keys for claim in rows))
    return PhoneCode.objects.all().proved_in(bearer.browser, own)


def is_volunteer(by, row, at, name=""):
    """The claim's own volunteer, by phone log-in or as the person behind a staff log-in."""
    return isinstance(by, User) and isinstance(row, Claim) and _is_person(by, row.volunteer.person)


def _is_person(user, person):
    return user.pk in (person.user_id, person.staff_id)


def is_claimant(by, row, at, name=""):
    if not isinstance(by, User):
        return False
    order = order_of(row)
    mine = Q(volunteer__person__user=by) | Q(volunteer__person__staff=by)
    return order.claims.filter(mine, round=order.round, status__in=PLACED_CLAIMS).exists()


def is_captain(by, row, at, name=""):
    """Captain or deputy of a team whose member this place is (of an order: one of its places); never for himself."""
    if not isinstance(by, User):
        return False
    places = row.claims.all() if isinstance(row, Order) else Claim.objects.filter(pk=row.pk)
    return places.led_by(by, at).exists()


def is_system(by, row, at, name=""):
    return by is SYSTEM


HANDS = {
    Hand.OFFICE: is_office,
    Hand.UNIT: is_unit,
    Hand.UPPER: is_upper,
    Hand.CALLER: is_caller,
    Hand.STAFF: is_staff,
    Hand.VOLUNTEER: is_volunteer,
    Hand.CLAIMANT: is_claimant,
    Hand.CAPTAIN: is_captain,
    Hand.RESIDENT: is_resident,
    Hand.SYSTEM: is_system,
}


# What a step waits for beside its own row's state


def _until_serving(wish):
    if wish.status == "planned" and not wish.order.is_unserved:
        return "已经有人在办这件事了，现在不能取出来。办完后可以说满意或没办好。"
    return ""


def _while_unserved(order):
    if order.wishes.been_served().exists():
        return "这单里已有办过的心愿，不能整单取消。请办完它，或请上一级了结。"
    return ""


def _above(order):
    return "" if order.unit.above else "这单在县中心手里，上面没有可退的。可以派给别的所站，或取消。"


def _second_dispute(order):
    return "" if order.wishes.filter(status="dissatisfied").exists() else "没有人说不满意，不用重办。"


def _reopened_once(wish):
    return "" if wish.order.status == OrderStatus.SERVED else "这件事正在重办，等办结后再了结。"


def _order_serving(claim):
    return "" if claim.order.status == OrderStatus.SERVING else "还没有开始服务。到了现场先点“到了”。"


def _order_joinable(claim):
    return "" if claim.order.status in (OrderStatus.DISPATCHED, OrderStatus.OPEN) else "这单已经开始或收回了。"


def _order_active(claim):
    active = (OrderStatus.DISPATCHED, OrderStatus.OPEN, OrderStatus.SERVING)
    return "" if claim.order.status in active else "这单已经收回了。"


CONDITIONS = {
    (Wish, "withdraw"): _until_serving,
    (Wish, "unmerge"): _until_serving,
    (Wish, "settle"): _reopened_once,
    (Order, "cancel"): _while_unserved,
    (Order, "send_back"): _above,
    (Order, "reopen"): _second_dispute,
    (Claim, "finish"): _order_serving,
    (Claim, "accept"): _order_joinable,
    (Claim, "arrive"): _order_active,
}


def units_within_reach(by, order, at):
    """The outposts to which this person may dispatch the order: the office anywhere, a branch to its stations."""
    units = Outpost.objects.filter(county=order.county, is_open=True)
    if is_office(by, order, at):
        return units
    return units.filter(township=order.unit.township, tier=Tier.STATION)
