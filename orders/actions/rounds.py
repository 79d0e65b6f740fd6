"""How a round of an order ends: closed and booked, cancelled, or begun anew."""

from datetime import timedelta

from django.utils import timezone

from civcenter.kit.verbs import verb
from incentives.actions import settle_record
from orders import telling
from orders.actions import clock
from orders.actions.evidence import (
    grade,
    is_within_plan,
    resident_vouches,
    seen_by_resident,
    shares_a_phone,
    witness_answers,
)
from orders.actions.moving import advance
from orders.flow import (
    FINAL_ORDERS,
    LIVE_CLAIMS,
    PENDING_WISHES,
    ClaimStatus,
    Clock,
)
from orders.hands import SYSTEM
from orders.models import Claim
from volunteers.actions import bar, free, note_record, vouch
from volunteers.choices import VouchedHow


@verb
def conclude(order, *, at):
    """Close or cancel the order if its last pending wish has been answered or taken out. The caller holds its lock."""
    if order.status in FINAL_ORDERS or order.wishes.filter(status__in=PENDING_WISHES).exists():
        return
    if order.wishes.been_served().exists():
        advance(order, "close", by=SYSTEM, at=at, closed_at=at, **clock.STOPPED)
        release_claims(order, at=at)
        book(order, at=at)
    elif order.is_unserved:
        event = advance(order, "cancel", by=SYSTEM, at=at, **clock.STOPPED)
        release_claims(order, at=at)
        telling.unit_told(order, event)


@verb
def release_claims(order, *, at):
    """Give every place and hour of the running round back; what is done stays done."""
    live = order.claims.select_for_update(of=("self",), no_key=True).filter(status__in=LIVE_CLAIMS).order_by("pk")
    for claim in live.select_related("volunteer__person__user"):
        claim.order = order
        event = advance(claim, "release", by=SYSTEM, at=at)
        free([claim.source])
        telling.volunteer_told(claim, event)


def end_round(order):
    """What was done in the round stays done, but its hours are promised no longer: who did it may come and mend it."""
    done = order.claims.filter(round=order.round, status=ClaimStatus.DONE)
    free([claim.source for claim in done])


def new_round(order, *, at):
    """The next round's fields: nobody has a place yet, and a time that has passed moves to the next day it can be."""
    late = max(0, (timezone.localdate(at) - timezone.localdate(order.starts_at)).days + 1)
    shift = timedelta(days=late if order.starts_at <= at else 0)
    return {
        "round": order.round + 1,
        "taken": 0,
        "starts_at": order.starts_at + shift,
        "ends_at": order.ends_at + shift,
    }


@verb
def reopen_for(wish, *, at, by=SYSTEM, words=""):
    """Back to the same unit, a new round, the unit's clock anew; the resident's total clock runs on."""
    order = wish.order
    end_round(order)
    fresh = new_round(order, at=at) | clock.running(order, Clock.MEND, at)
    event = advance(order, "reopen", by=by, at=at, words=words, served_at=None, **fresh)
    telling.unit_told(order, event)
    return order


@verb
def book(order, *, at):
    """Put every done claim of every round on record, once; the vouched ones become final and are paid at once."""
    done = order.claims.select_for_update(of=("self",), no_key=True).filter(status=ClaimStatus.DONE, record=None)
    for claim in done.select_related("volunteer__person__user", "volunteer__person__staff", "agreed_by").order_by(
        "volunteer_id", "pk"
    ):
        claim.order = order
        _book_one(claim, at)


def _book_one(claim, at):
    order = claim.order
    is_agreed = bool(claim.agreed_by) and not bar(claim.agreed_by, claim.volunteer.person)
    entry = note_record(
        volunteer=claim.volunteer,
        division=order.division,
        organiser=order.unit,
        kind=order.kind,
        title=order.title,
        started_at=claim.started_at,
        ended_at=claim.ended_at,
        evidence=grade(claim, is_agreed),
        source=claim.source,
        at=at,
    )
    Claim.objects.filter(pk=claim.pk).update(record=entry)
    if is_agreed:
        vouch(entry, at=at, how=VouchedHow.UNIT, by=claim.agreed_by)
    elif _has_a_residents_word(claim) and not shares_a_phone(claim):
        vouch(entry, at=at, how=VouchedHow.RESIDENT)
    settle_record(entry, at=at)


def _has_a_residents_word(claim):
    """By a proved phone that confirmed, or one that saw him come and go and whose owner answered afterwards."""
    if resident_vouches(claim):
        return True
    return seen_by_resident(claim) and is_within_plan(claim) and witness_answers(claim)
