"""What happens to an order: prepared, dispatched, published, served, sent back, reopened, cancelled."""

from django.utils import timezone

from civcenter.hierarchy.models import Outpost
from civcenter.kit.errors import NotYours, RuleBroken
from civcenter.kit.verbs import verb
from civcenter.residents.models import Person
from orders import telling
from orders.actions import clock
from orders.actions.claims import begin, finish_for_unit, invite, mark_absent
from orders.actions.fitness import fit_members
from orders.actions.moving import advance, lock, record, record_once
from orders.actions.rounds import conclude, end_round, new_round, release_claims, reopen_for
from orders.actions.safety import ends_by_night
from orders.flow import ORDER_FLOW, PLACED_CLAIMS, ClaimStatus, Clock, WishStatus
from orders.hands import SYSTEM
from orders.models import Order, Wish
from orders.policies import is_unit, may, may_urge, units_within_reach


@verb
def prepare_order(
    *,
    wishes,
    by,
    at,
    title,
    kind,
    starts_at,
    ends_at,
    needed=1,
    details="",
    place_text="",
    risks="",
    is_risky=False,
    needs_home_safe=False,
    urgency=None,
):
    """制单: one order from one or many wishes of one county, held by the centre until it is dispatched."""
    wishes = list(
        Wish.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=[wish.pk for wish in wishes])
        .select_related("outpost", "kind")
        .order_by("pk")
    )
    if not wishes:
        raise RuleBroken("还没有选心愿。勾选一个或几个再制单。", field="wishes")
    if len({wish.county for wish in wishes}) > 1:
        raise RuleBroken("选的心愿不在同一个县，不能合成一单。")
    if is_risky and not risks:
        raise RuleBroken("勾了“有人身危险”，就要写清有什么风险，志愿者接单前要看到。", field="risks")
    _time_is_sound(starts_at, ends_at, at)
    first = wishes[0]
    order = Order(
        division_id=first.division_id,
        title=title,
        kind=kind,
        details=details,
        place_text=place_text,
        risks=risks,
        is_risky=is_risky,
        needs_home_safe=needs_home_safe or ends_by_night(first.county, ends_at),
        urgency=urgency or ("urgent" if any(wish.urgency == "urgent" for wish in wishes) else "normal"),
        unit=Outpost.objects.get_for(first.county),
        starts_at=starts_at,
        ends_at=ends_at,
        needed=needed,
        created_at=at,
    )
    order.county = first.county
    for field, value in clock.running(order, Clock.DISPATCH, at).items():
        setattr(order, field, value)
    if not may(ORDER_FLOW["prepare"], by, order, at):
        raise NotYours("制单由县中心办公室来做。")
    order.save()
    record(order, step="prepare", by=by, at=at)
    for wish in wishes:
        event = advance(wish, "prepare", by=by, at=at, order=order, **clock.STOPPED)
        telling.wish_moved(wish, event)
    return order


def _time_is_sound(starts_at, ends_at, at):
    if ends_at <= starts_at:
        raise RuleBroken("结束时间要在开始时间之后。", field="ends_at")
    if ends_at <= at:
        raise RuleBroken("这个时间已经过了，请另选一个。", field="starts_at")
    if (ends_at - starts_at).days >= 1:
        raise RuleBroken("一单最长一天；几天的事请分成几单。", field="ends_at")


def _new_time(order, starts_at, ends_at, at):
    """The changed time fields, which only an order that nobody has taken yet may have."""
    if starts_at is None or (starts_at, ends_at) == (order.starts_at, order.ends_at):
        return {}
    if order.claims.filter(round=order.round, status__in=PLACED_CLAIMS).exists():
        raise RuleBroken("已经有人接了这单，时间不能改。要改请先退回再派。", field="starts_at")
    _time_is_sound(starts_at, ends_at, at)
    return {"starts_at": starts_at, "ends_at": ends_at}


@verb
def dispatch(order, *, unit, by, at, volunteers=(), team=None, starts_at=None, ends_at=None, words=""):
    """派单: the office to any unit of the county, a branch to its stations.

    Chosen volunteers, or the members of a team, are invited at once; each may decline.
    """
    order = lock(order)
    if not units_within_reach(by, order, at).filter(pk=unit.pk).exists():
        raise RuleBroken("只能派给自己管的所站。", field="unit")
    fresh = clock.running(order, Clock.TAKE, at) | _new_time(order, starts_at, ends_at, at)
    event = advance(order, "dispatch", by=by, at=at, words=words, unit=unit, **fresh)
    telling.unit_told(order, event)
    members = _invited(order, team, at)
    invite(order, [*volunteers, *members], by=by, at=at)
    return order


def _invited(order, team, at):
    """The members of a team that may be given an order today: one whose organisation was verified, if it has one."""
    if team is None:
        return []
    refusal = team.refusal(timezone.localdate(at))
    if refusal:
        raise RuleBroken(refusal, field="team")
    return fit_members(order, team.active_members())


@verb
def publish(order, *, by, at, needed=None, starts_at=None, ends_at=None):
    """To the open hall, where any active volunteer of the county may take it."""
    order = lock(order)
    fresh = clock.running(order, Clock.TAKE, at) | _new_time(order, starts_at, ends_at, at)
    if needed is not None:
        fresh["needed"] = max(needed, order.taken)
    advance(order, "publish", by=by, at=at, **fresh)
    return order


@verb
def start(order, *, by, at):
    """Service begins; offers still unanswered lapse."""
    order = lock(order)
    begin(order, by=by, at=at)
    return order


@verb
def serve(order, *, by, at, done=(), absent=(), words=""):
    """办结. The unit says of each live claim: done, with start and end, or absent; a claimant only his own.

    `done` is `[(claim, started_at, ended_at)]`, `absent` claims. Whoever runs the unit thereby agrees the
    minutes of those already done in this round, but of nobody for whom he may not vouch: these wait for somebody else.
    """
    order = lock(order)
    is_unit_speaking = is_unit(by, order, at)
    for claim, started_at, ended_at in sorted(done, key=lambda row: row[0].pk):
        finish_for_unit(order, claim, by=by, at=at, started_at=started_at, ended_at=ended_at)
    for claim in absent:
        mark_absent(order, claim, by=by, at=at)
    left = order.claims.filter(round=order.round, status__in=[ClaimStatus.ACCEPTED, ClaimStatus.ARRIVED]).count()
    if left:
        raise RuleBroken(f"还有 {left} 位没说清做了没有：请填上起止时间，或记“没有来”。", field="done")
    if is_unit_speaking:
        _agree(order, by)
    event = advance(order, "serve", by=by, at=at, words=words, served_at=at, **clock.STOPPED)
    for wish in order.wishes.select_for_update(of=("self",), no_key=True).order_by("pk"):
        if wish.status in (WishStatus.PLANNED, WishStatus.DISSATISFIED):
            wish.order = order
            advance(wish, "serve", by=SYSTEM, at=at, **clock.running(wish, Clock.RATE, at))
            telling.wish_served(wish, event)
    conclude(order, at=at)
    return order


def _agree(order, by):
    """The unit agrees what this round's volunteers said, but of those for whom it may not vouch."""
    if not Person.objects.own_phones(by):
        return
    said = order.claims.filter(round=order.round, status=ClaimStatus.DONE, agreed_by=None)
    said.exclude(volunteer__person__in=Person.objects.near(by)).update(agreed_by=by)


@verb
def send_back(order, *, by, at, words):
    """退回: with a reason; the level above becomes its unit, a new round begins, places and hours are free again."""
    order = lock(order)
    above = order.unit.above
    release = order.unit
    fresh = clock.running(order, Clock.DISPATCH, at)
    event = advance(order, "send_back", by=by, at=at, words=words, **fresh)
    release_claims(order, at=at)
    end_round(order)
    Order.objects.filter(pk=order.pk).update(unit=above, **new_round(order, at=at))
    order.refresh_from_db()
    telling.sent_back(order, release, event)
    return order


@verb
def reopen(order, *, by, at, words):
    """After a second dispute the level above lets the same unit try again."""
    order = lock(order)
    wish = order.wishes.filter(status=WishStatus.DISSATISFIED).order_by("pk").first()
    if wish is None:
        raise RuleBroken("没有人说不满意，不用重办。")
    wish.order = order
    return reopen_for(wish, at=at, by=by, words=words)


@verb
def cancel(order, *, by, at, words):
    """Given up before anything was done; its wishes are new again."""
    order = lock(order)
    event = advance(order, "cancel", by=by, at=at, words=words, **clock.STOPPED)
    release_claims(order, at=at)
    for wish in (
        order.wishes.select_for_update(of=("self",), no_key=True).filter(status=WishStatus.PLANNED).order_by("pk")
    ):
        wish.order = order
        fresh = clock.running(wish, Clock.ANSWER, at)
        advance(wish, "unmerge", by=SYSTEM, at=at, order=None, **fresh)
    telling.unit_told(order, event)
    return order


@verb
def urge(order, *, by, at, words=""):
    """催办: whoever runs a level above the unit asks it to hurry; once a day, and on the order's history."""
    order = lock(order)
    if order.due_at is None:
        raise RuleBroken("这单现在没有人欠着时间，不用催。")
    if not may_urge(by, order, at):
        raise NotYours("催办由上一级或县中心来做。")
    source = f"urge:{order.pk}:{at:%Y%m%d}"
    if not record_once(order, source=source, step="urge", by=by, at=at, due_at=order.due_at, words=words):
        raise RuleBroken("今天已经催过一次了，明天还没动再催。")
    telling.unit_urged(order, at=at)
    return order
