"""How a round of an order ends: closed and booked, cancelled, or begun anew."""

from datetime import timedelta

from django.utils import timezone

from civcenter.accounts.models import PhoneCode
from civcenter.kit.verbs import verb
from incentives.actions import settle_record
from orders import telling
from orders.actions import clock
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
from volunteers.choices import Evidence, VouchedHow

MINUTE = timedelta(minutes=1)


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
        evidence=Evidence.LEADER if is_agreed else Evidence.SELF,
        source=claim.source,
        at=at,
    )
    Claim.objects.filter(pk=claim.pk).update(record=entry)
    if is_agreed:
        vouch(entry, at=at, how=VouchedHow.UNIT, by=claim.agreed_by)
    elif resident_vouches(claim):
        vouch(entry, at=at, how=VouchedHow.RESIDENT)
    settle_record(entry, at=at)


def resident_vouches(claim):
    """Whether a resident who confirmed this round proved a phone that is not the volunteer's.

    Nor may it be a second phone of his: the wish was neither made nor confirmed in a browser that once proved
    his own, no browser proved both, and he did not enter the wish as staff. More minutes than were planned
    wait for the station: a resident says that it was done, not for how long.
    """
    if claim.round != claim.order.round or not is_within_plan(claim):
        return False
    own = claim.volunteer.person.phone_keys
    confirmed = claim.order.wishes.filter(status="confirmed").exclude(vouching_phone="")
    others = confirmed.exclude(vouching_phone__in=own).exclude(phone_key__in=own)
    return any(not _is_in_his_hand(wish, claim.volunteer.person, own) for wish in others)


def is_within_plan(claim):
    """Whether the minutes that are stated are no more than the order planned."""
    planned = claim.order.ends_at - claim.order.starts_at
    return (claim.ended_at - claim.started_at) // MINUTE <= planned // MINUTE


def _is_in_his_hand(wish, person, own):
    if person.staff_id and wish.entered_by_id == person.staff_id:
        return True
    codes = PhoneCode.objects.all()
    browsers = (wish.browser, wish.vouching_browser)
    return any(codes.proved_in(browser, own) for browser in browsers) or codes.share_a_browser(wish.vouching_phone, own)
