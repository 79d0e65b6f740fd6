"""What happens to a volunteer's place: offered or taken, given back, come, done, absent."""

from django.db import connection
from django.db.models import F
from django.utils import timezone

from civcenter.kit.errors import NotYours, RuleBroken
from civcenter.kit.rows import insert_unless_taken
from civcenter.kit.verbs import verb
from orders import telling
from orders.actions import clock
from orders.actions.fitness import all_fit, all_insured, fits
from orders.actions.moving import advance, lock, lock_claim, record
from orders.flow import CLAIM_FLOW, JOINABLE_ORDERS, PLACED_CLAIMS, ClaimStatus, Clock, OrderStatus
from orders.hands import SYSTEM
from orders.models import Claim, Order
from orders.policies import is_unit, may
from volunteers.actions import OWN, bar, check_in, engage, free, how_said
from volunteers.choices import CheckKind, VolunteerStatus

FULL = "这单刚被别人接满了。看看附近别的单？"
HELD = (ClaimStatus.OFFERED, *PLACED_CLAIMS)
TAKE = """
WITH won AS (UPDATE orders_order SET taken = taken + 1
              WHERE id = %s AND status = ANY(%s) AND taken < needed RETURNING id)
SELECT EXISTS (SELECT FROM won), o.status,
       (SELECT c.id FROM orders_claim c
         WHERE c.order_id = o.id AND c.round = o.round AND c.volunteer_id = %s AND c.status = ANY(%s))
  FROM orders_order o WHERE o.id = %s"""
ONE_PHONE = "这部手机上已有一位接了这单。两位都要去，请站里发邀请。"
GONE = "这单已经收回或开始了。看看附近别的单？"


@verb
def claim(order, *, volunteer, at, by):
    """接单 from the hall: exactly as many places as needed, whoever comes first; a second time answers as the first.

    The conditional UPDATE comes first, so that those who come too late cost one statement; whatever the winner
    may not do undoes it with the transaction.
    """
    won, status, mine = _ask_for_place(order, volunteer, [OrderStatus.OPEN])
    if mine:
        _give_back_if(won, order)
        return Claim.objects.get(pk=mine)
    if not won:
        raise RuleBroken(FULL if status == OrderStatus.OPEN else GONE)
    order.refresh_from_db()
    _may_serve(order, volunteer, by)
    taken = _born(order, volunteer, ClaimStatus.ACCEPTED, at, phone=volunteer.person.user)
    if taken is None:
        _give_place_back(order)
        return _live_claim(order, volunteer)
    _promise_time(taken)
    _next_promise(order, at)
    event = record(taken, step="claim", by=by, at=at)
    telling.unit_told(order, event)
    return taken


def _ask_for_place(order, volunteer, statuses):
    """One conditional UPDATE: never more taken than needed, whatever runs beside it.

    The same statement tells what the loser wants to know: returns whether a place was taken, the order's
    status, and the key of a live claim that the volunteer has already.
    """
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [order.pk, list(statuses), volunteer.pk, [*HELD], order.pk])
        return cursor.fetchone() or (False, "", None)


def _live_claim(order, volunteer):
    mine = Claim.objects.filter(order=order, round=order.round, volunteer=volunteer, status__in=HELD).first()
    if mine is None:
        raise RuleBroken(ONE_PHONE)
    return mine


def _give_back_if(won, order):
    if won:
        _give_place_back(order)


def _may_serve(order, volunteer, by):
    """Only an active volunteer of the county, by his own hand, and never for a wish of his own."""
    person = volunteer.person
    if by.pk not in (person.user_id, person.staff_id):
        raise NotYours("接单要本人来点。")
    if volunteer.status != VolunteerStatus.ACTIVE:
        raise RuleBroken("您的志愿者报名还没有通过审核，通过后就能接单。")
    if volunteer.county != order.county:
        raise RuleBroken("这单是别的县的，请接本县的单。")
    _not_his_own(order, volunteer)
    fits(order, volunteer)


def _not_his_own(order, volunteer):
    own = volunteer.person.phone_keys
    if own and order.wishes.filter(phone_key__in=own).exists():
        raise RuleBroken("这是您自己点的单，要请别人来办。")


def _next_promise(order, at):
    """Once every place is taken nobody is awaited any more: what is owed now is the service itself."""
    if order.taken == order.needed:
        Order.objects.filter(pk=order.pk).update(**clock.serving(order, at))


def _give_place_back(order):
    Order.objects.filter(pk=order.pk, taken__gt=0).update(taken=F("taken") - 1)


def _born(order, volunteer, status, at, **more):
    """A new claim of the order's round, or None where the volunteer has a live one, or his phone a place."""
    born = Claim(order=order, round=order.round, volunteer=volunteer, status=status, created_at=at, **more)
    return born if insert_unless_taken(born) else None


def _promise_time(claim):
    order = claim.order
    hours = {"start": order.starts_at, "end": order.ends_at}
    engage(claim.volunteer, **hours, source=claim.source, label=order.title, division=order.division_id)


@verb
def offer(order, *, volunteers, by, at):
    """Invite chosen volunteers to a dispatched or open order; an offer holds no place and may be declined freely."""
    order = lock(order)
    if not may(CLAIM_FLOW["offer"], by, Claim(order=order, round=order.round), at):
        raise NotYours("邀请志愿者由县中心或承办的所站来做。")
    if order.status not in JOINABLE_ORDERS:
        raise RuleBroken(GONE)
    return invite(order, volunteers, by=by, at=at)


def invite(order, volunteers, *, by, at):
    """Make the offers; the order's lock is held. Those who have a live claim are left as they are."""
    answer_by = clock.running(order, Clock.OFFER, at)["due_at"]
    all_fit(order, volunteers)
    born = [_offer_one(order, volunteer, answer_by, by, at) for volunteer in volunteers]
    return [claim for claim in born if claim]


def _offer_one(order, volunteer, answer_by, by, at):
    if volunteer.status != VolunteerStatus.ACTIVE or volunteer.county != order.county:
        raise RuleBroken("只能邀请本县在册的志愿者。", field="volunteers")
    born = _born(order, volunteer, ClaimStatus.OFFERED, at, answer_by=answer_by)
    if born:
        event = record(born, step="offer", by=by, at=at, due_at=answer_by)
        telling.volunteer_told(born, event)
    return born


@verb
def accept(claim, *, by, at):
    """应邀: takes a place and the time; refused when both are gone meanwhile."""
    claim = lock_claim(claim)
    _may_serve(claim.order, claim.volunteer, by)
    event = advance(claim, "accept", by=by, at=at, phone=_free_phone(claim))
    if not _ask_for_place(claim.order, claim.volunteer, JOINABLE_ORDERS)[0]:
        raise RuleBroken(FULL)
    _promise_time(claim)
    claim.order.refresh_from_db()
    _next_promise(claim.order, at)
    telling.unit_told(claim.order, event)
    return claim


def _free_phone(claim):
    """The phone that takes the place; none where it has one already: then the unit asked for both who share it."""
    phone = claim.volunteer.person.user
    here = claim.order.claims.placed().filter(round=claim.round, phone=phone)
    return None if phone is None or here.exists() else phone


@verb
def decline(claim, *, by, at):
    """婉拒, free and without a reason (条例 art. 25)."""
    claim = lock_claim(claim)
    event = advance(claim, "decline", by=by, at=at)
    telling.unit_told(claim.order, event)
    return claim


@verb
def lapse(claim, *, by, at):
    """An offer nobody answered in time, or whose order is no longer to be had."""
    claim = lock_claim(claim)
    if claim.answer_by and claim.answer_by > at and claim.order.status in JOINABLE_ORDERS:
        return claim
    advance(claim, "lapse", by=by, at=at)
    return claim


@verb
def leave(claim, *, by, at, words):
    """退出: place and time are free again, and the unit is told why (条例 art. 22)."""
    claim = lock_claim(claim)
    event = advance(claim, "leave", by=by, at=at, words=words)
    _free(claim, at)
    telling.unit_told(claim.order, event)
    return claim


@verb
def arrive(claim, *, by, at, browser=""):
    """到了: the first arrival starts the order."""
    claim = lock_claim(claim)
    come(claim, by=by, at=at)
    _checked(claim, CheckKind.IN, by, at, browser)
    return claim


def come(claim, *, by, at):
    """Move a locked claim to arrived, and its order to serving."""
    all_insured(claim.order, [claim])
    advance(claim, "arrive", by=by, at=at, started_at=at)
    if claim.order.status in JOINABLE_ORDERS:
        begin(claim.order, by=by, at=at)


def _checked(claim, kind, by, at, browser):
    how = how_said(by, claim.volunteer)
    check_in(source=claim.source, volunteer=claim.volunteer, kind=kind, how=how, by=by, at=at, browser=browser)


def begin(order, *, by, at):
    """Move a locked order to serving; offers still unanswered lapse. Who takes part in a risky one is insured."""
    here = order.claims.filter(round=order.round, status__in=PLACED_CLAIMS) if order.is_risky else []
    all_insured(order, here)
    advance(order, "start", by=by, at=at, **clock.serving(order, at))
    for offered in order.claims.filter(status=ClaimStatus.OFFERED).order_by("pk"):
        offered.order = order
        advance(offered, "lapse", by=SYSTEM, at=at)


@verb
def finish(claim, *, by, at, started_at, ended_at, browser=""):
    """做完了, with the actual start and end; travel is not counted."""
    claim = lock_claim(claim)
    go(claim, by=by, at=at, started_at=started_at, ended_at=ended_at)
    _checked(claim, CheckKind.OUT, by, at, browser)
    return claim


def finish_for_unit(order, claim, *, by, at, started_at, ended_at):
    """At 办结: the unit states a claim's minutes; the order's lock is held. What earlier rounds did stays as it is."""
    claim = Claim.objects.select_related("volunteer__person").get(pk=claim.pk, order=order)
    if claim.round != order.round:
        raise RuleBroken("那是上一轮的时长，这一轮不能改。要核请到“待核时长”里核。", field="done")
    claim.order = order
    if claim.status == ClaimStatus.DONE:
        _correct(claim, by, at, started_at, ended_at)
    else:
        go(claim, by=by, at=at, started_at=started_at, ended_at=ended_at)


def _correct(claim, by, at, started_at, ended_at):
    """The unit puts right what a volunteer said himself, before anything is booked; it stays on the history."""
    if (started_at, ended_at) == (claim.started_at, claim.ended_at):
        return
    if not is_unit(by, claim.order, at) or claim.record_id:
        raise NotYours("起止时间由承办的所站来改，自己的请别人改。")
    why = bar(by, claim.volunteer.person)
    if why:
        raise NotYours(why)
    _hours_are_sound(claim, at, started_at, ended_at)
    Claim.objects.filter(pk=claim.pk).update(started_at=started_at, ended_at=ended_at, agreed_by=by)
    begin, end = (timezone.localtime(moment) for moment in (claim.started_at, claim.ended_at))
    record(claim, step="correct", by=by, at=at, words=f"原来记的是 {begin:%H:%M} 到 {end:%H:%M}")


def _hours_are_sound(claim, at, started_at, ended_at):
    if ended_at <= started_at:
        raise RuleBroken("结束时间要在开始时间之后。", field="ended_at")
    if ended_at > at:
        raise RuleBroken("结束时间还没到，做完再记。", field="ended_at")
    begun = _round_began(claim.order)
    if begun and started_at < begun:
        raise RuleBroken("开始时间早于派单，请改成到现场的时间。", field="started_at")
    _nowhere_else(claim, started_at, ended_at)


def _round_began(order):
    """When the order's present round was first given to somebody; None before that."""
    given = order.events.filter(step__in=["dispatch", "publish", "reopen", "send_back"]).order_by("pk")
    steps = list(given.values_list("step", "at"))
    ends = [place for place, (step, _) in enumerate(steps) if step in ("reopen", "send_back")]
    return steps[ends[-1] if ends else 0][1] if steps else None


def _nowhere_else(claim, started_at, ended_at):
    """Nobody works in two places at once: the same hours are on record once."""
    others = Claim.objects.filter(volunteer=claim.volunteer, status=ClaimStatus.DONE).exclude(pk=claim.pk)
    other = others.filter(started_at__lt=ended_at, ended_at__gt=started_at).select_related("order").first()
    if other:
        begin, end = (timezone.localtime(moment) for moment in (other.started_at, other.ended_at))
        raise RuleBroken(f"{begin:%H:%M} 到 {end:%H:%M} 已经记在“{other.order.title}”上了。", field="started_at")


def go(claim, *, by, at, started_at, ended_at):
    """Move a locked claim to done; whoever runs the unit agrees the minutes by stating them."""
    _hours_are_sound(claim, at, started_at, ended_at)
    times = {"started_at": started_at, "ended_at": ended_at}
    why = bar(by, claim.volunteer.person) if is_unit(by, claim.order, at) else OWN
    if not why:
        times["agreed_by"] = by
    elif started_at < claim.created_at.replace(second=0, microsecond=0):
        ask = "更早就去了的，请站里来记。" if why == OWN else why
        raise RuleBroken(f"开始时间早于您接单的时间。{ask}", field="started_at")
    advance(claim, "finish", by=by, at=at, **times)


@verb
def absent(claim, *, by, at, words):
    """没有来: said by the unit with its reason; place and time are free again."""
    claim = lock_claim(claim)
    event = advance(claim, "absent", by=by, at=at, words=words)
    _free(claim, at)
    telling.volunteer_told(claim, event)
    return claim


def mark_absent(order, claim, *, by, at):
    """At 办结: the unit says that somebody did not come; the order's lock is held."""
    claim = Claim.objects.select_related("volunteer__person__user").get(pk=claim.pk, order=order)
    claim.order = order
    event = advance(claim, "absent", by=by, at=at, words="办结时记没有来")
    _free(claim, at)
    telling.volunteer_told(claim, event)


def _free(claim, at):
    """Place and hours are free again; where the order was full, somebody is awaited anew."""
    order = claim.order
    if order.taken == order.needed and order.status in JOINABLE_ORDERS:
        Order.objects.filter(pk=order.pk).update(**clock.running(order, Clock.TAKE, at))
    _give_place_back(order)
    free([claim.source])
