"""How well a claim's hours are proved, from who came to see it; and whether a resident's word vouches for them."""

from datetime import timedelta

from django.db.models import Q

from civcenter.accounts.models import PhoneCode, User
from orders.models import Wish
from volunteers import rotating
from volunteers.actions import bar
from volunteers.choices import CheckHow, CheckKind, Evidence
from volunteers.models import CheckIn

MINUTE = timedelta(minutes=1)
SEEN = (CheckHow.RESIDENT, CheckHow.STATION, CheckHow.ROLL_CALL)


def grade(claim, is_agreed):
    """A, B or C; `is_agreed` says that the unit agreed the hours.

    A: the resident's phone saw him come and go, or resident and unit both say so. B: the unit. C: he himself.

    A check-in proves only what lies between it and its other end: hours stated beyond them are his own word.
    """
    if seen_by_resident(claim) or (is_agreed and resident_vouches(claim)):
        return Evidence.TWO_SIDED
    if is_agreed or _seen(claim, SEEN):
        return Evidence.LEADER
    return Evidence.SELF


def seen_by_resident(claim):
    """Whether he came and went before a resident's phone that is still not known to be his own."""
    rows = _seen(claim, (CheckHow.RESIDENT,))
    return bool(rows) and all(is_anothers(row.shown_by, claim.volunteer.person) for row in rows)


def _seen(claim, hows):
    """The check-ins that enclose the stated hours; none where one end is missing."""
    if claim.started_at is None or claim.ended_at is None:
        return []
    rows = CheckIn.objects.filter(source=claim.source, volunteer=claim.volunteer_id, how__in=hows).order_by("at")
    came = [row for row in rows if row.kind == CheckKind.IN and _minute(row.at) <= claim.started_at]
    went = [row for row in rows if row.kind == CheckKind.OUT and row.at >= _minute(claim.ended_at)]
    return [came[0], went[-1]] if came and went else []


def _minute(moment):
    return moment.replace(second=0, microsecond=0)


def witness(shown, person, browser):
    """What a scanned code proves: another's screen, or no more than the volunteer's own word.

    A resident's screen counts where a phone was proved on it that is not the volunteer's; a station's where
    another person opened it. The device that scans is never the one that shows.
    """
    if shown.mark == rotating.mark(browser) or shown.mark in rotating.own_marks(person):
        return CheckHow.SELF
    if not is_anothers(shown.shown_by, person):
        return CheckHow.SELF
    return CheckHow.STATION if shown.shown_by.startswith("staff:") else CheckHow.RESIDENT


def is_anothers(shown_by, person):
    """Whether the screen was in somebody else's hand, by all that is known today."""
    kind, _, rest = shown_by.partition(":")
    if kind == "staff":
        return not bar(User.objects.get(pk=rest), person)
    if kind != "wish":
        return False
    pk, _, user = rest.partition(":")
    wish = Wish.objects.filter(pk=pk).first()
    own = {str(pk) for pk in (person.user_id, person.staff_id) if pk}
    return user not in own and wish is not None and _is_anothers_wish(wish, person)


def _is_anothers_wish(wish, person):
    own = person.phone_keys
    if not wish.phone_key or wish.phone_key in own:
        return False
    return not is_in_his_hand(wish, person, own, phone_key=wish.phone_key, browsers=(wish.browser,))


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
    return any(not _confirmed_in_his_hand(wish, claim.volunteer.person, own) for wish in others)


def witness_answers(claim):
    """Whether a resident before whose phone he came and went said himself that it was done; silence is no answer."""
    rows = _seen(claim, (CheckHow.RESIDENT,))
    wishes = {row.shown_by.split(":")[1] for row in rows}
    return claim.order.wishes.filter(pk__in=wishes, status="confirmed").exists()


def shares_a_phone(claim):
    """Whether somebody else who was there has his phone: then one resident's word is not enough for both."""
    person = claim.volunteer.person
    same = Q(volunteer__person__phone_key__in=person.phone_keys)
    same |= Q(volunteer__person__user__phone_key__in=person.phone_keys)
    others = claim.order.claims.done().filter(same, round=claim.round)
    return bool(person.phone_keys) and others.exclude(volunteer=claim.volunteer_id).exists()


def is_within_plan(claim):
    """Whether the minutes that are stated are no more than the order planned."""
    planned = claim.order.ends_at - claim.order.starts_at
    return (claim.ended_at - claim.started_at) // MINUTE <= planned // MINUTE


def _confirmed_in_his_hand(wish, person, own):
    browsers = (wish.browser, wish.vouching_browser)
    return is_in_his_hand(wish, person, own, phone_key=wish.vouching_phone, browsers=browsers)


def is_in_his_hand(wish, person, own, *, phone_key, browsers):
    """Whether the phone or the browsers that speak for a wish are the volunteer's too, or he entered it as staff."""
    if person.staff_id and wish.entered_by_id == person.staff_id:
        return True
    codes = PhoneCode.objects.all()
    return any(codes.proved_in(browser, own) for browser in browsers) or codes.share_a_browser(phone_key, own)
