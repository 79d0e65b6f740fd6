"""红榜: praise counted from three rooms. Nothing here is written; `incentives.actions.freeze` keeps what was counted.

Hours are final, written down at the time and under no open question. A thank-you is a resident who proved a phone
and gave the rule's stars; he counts once a period for each volunteer or station, however often he asks, and never
where the phone, the browser or the household is the volunteer's own. People in office stand on no list unless the
county says so; nobody is on a list who is not active on the register.
"""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from django.db.models import F, Sum
from django.utils import timezone

from civcenter.accounts.models import Appointment
from civcenter.hierarchy.choices import Tier
from civcenter.residents.models import Person
from incentives.actions import Place, freeze
from incentives.flow import Board, Span
from incentives.models import RedList, RedRule
from orders.actions.evidence import is_in_his_hand
from orders.flow import ClaimStatus, WishStatus
from orders.models import Claim, Wish
from volunteers.choices import RecordStatus, VolunteerStatus
from volunteers.models import ServiceRecord

LEVELS = (12, 9, 6)


def period_before(day, span):
    """The first and last day of the month or half-year that ended before the one `day` lies in."""
    first = date(day.year, day.month, 1) if span == Span.MONTH else date(day.year, 1 if day.month <= 6 else 7, 1)
    last = first - timedelta(days=1)
    return period_of(last, span)


def period_of(day, span):
    """The first and last day of the month or half-year that `day` lies in."""
    if span == Span.MONTH:
        after = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        return date(day.year, day.month, 1), after - timedelta(days=1)
    half = day.month > 6
    return date(day.year, 7 if half else 1, 1), date(day.year, 12 if half else 6, 31 if half else 30)


def count(county, begins_on, ends_on, rule):
    """{(division, board): places, the most first} of a county and its places."""
    begin, end = _moments(begins_on, ends_on)
    barred = set() if rule.with_staff else _in_office(ends_on)
    lists = defaultdict(list)
    for person, home, minutes in _hours(county, begin, end):
        if person not in barred:
            _put(lists, Board.HOURS, LEVELS, Place("person", person, home, minutes))
    people, stations = _thanks(county, begin, end, rule)
    for (person, home), phones in people.items():
        if person not in barred:
            _put(lists, Board.THANKED, LEVELS, Place("person", person, home, len(phones)))
    for (outpost, home), phones in stations.items():
        _put(lists, Board.OUTPOSTS, (9, 6), Place("outpost", outpost, home, len(phones)))
    return {key: sorted(places, key=lambda place: (-place.figure, place.key)) for key, places in lists.items()}


def _put(lists, board, levels, place):
    for digits in levels:
        lists[place.division[:digits], board].append(place)


def _moments(begins_on, ends_on):
    zone = timezone.get_current_timezone()
    return (datetime.combine(day, time(), zone) for day in (begins_on, ends_on + timedelta(days=1)))


def _in_office(day):
    """The people who held a post at the end of the period."""
    held = Appointment.objects.current(day).values("user")
    return set(Person.objects.filter(staff__in=held).values_list("pk", flat=True))


def _hours(county, begin, end):
    """(person, home, minutes) of active volunteers of the county."""
    rows = ServiceRecord.objects.earning().filter(started_at__gte=begin, started_at__lt=end, minutes__gt=0)
    rows = rows.filter(volunteer__county=county, volunteer__status=VolunteerStatus.ACTIVE)
    rows = rows.exclude(suspicions__status="open").order_by()
    return rows.values_list("volunteer__person", "volunteer__division").annotate(total=Sum("minutes"))


def _thanks(county, begin, end, rule):
    """Phones that thanked: {(person, home): phones} and {(station, place): phones}."""
    people, stations = defaultdict(set), defaultdict(set)
    desks = _phones_at_desks(county)
    for wish, claims in _confirmed(county, begin, end, rule):
        strangers = [claim.volunteer for claim in claims if _is_strange(wish, claim.volunteer.person)]
        for volunteer in strangers:
            if volunteer.status == VolunteerStatus.ACTIVE and volunteer.county == county:
                people[volunteer.person_id, volunteer.division_id].add(wish.vouching_phone)
        unit = wish.order.unit
        is_own = {wish.vouching_phone, wish.phone_key} & desks[unit.division_id]
        if unit.tier == Tier.STATION and not is_own and (strangers or not claims):
            stations[unit.pk, unit.division_id].add(wish.vouching_phone)
    return people, stations


def _confirmed(county, begin, end, rule):
    """Wishes that were confirmed by a proved phone with enough stars, with those who served in the last round."""
    wishes = Wish.objects.filter(status=WishStatus.CONFIRMED, answered_at__gte=begin, answered_at__lt=end)
    wishes = wishes.filter(order__county=county, review__stars__gte=rule.content).exclude(vouching_phone="")
    wishes = list(wishes.select_related("order__unit").order_by("pk"))
    served = Claim.objects.filter(order__in={wish.order_id for wish in wishes}, status=ClaimStatus.DONE)
    served = served.filter(round=F("order__round"), record__status=RecordStatus.FINAL, record__minutes__gt=0)
    by_order = defaultdict(list)
    for claim in served.select_related("volunteer__person__user", "volunteer__person__staff"):
        by_order[claim.order_id].append(claim)
    return [(wish, by_order[wish.order_id]) for wish in wishes]


def _phones_at_desks(county):
    """{place: phones} of those who hold a post there: nobody praises his own station."""
    phones = defaultdict(set)
    people = Person.objects.filter(staff__appointments__division__code__startswith=county).distinct()
    for person in people.select_related("user", "staff").prefetch_related("staff__appointments"):
        for post in person.staff.appointments.all():
            phones[post.division_id] |= person.phone_keys
    return phones


def _is_strange(wish, person):
    """Whether who confirmed is neither the volunteer nor of his house, by phone or by browser."""
    own = person.phone_keys
    if {wish.vouching_phone, wish.phone_key} & own:
        return False
    if person.household_id and _lives_with(person, wish):
        return False
    browsers = (wish.browser, wish.vouching_browser)
    return not is_in_his_hand(wish, person, own, phone_key=wish.vouching_phone, browsers=browsers)


def _lives_with(person, wish):
    house = Person.objects.filter(household=person.household_id).select_related("user", "staff")
    return any({wish.vouching_phone, wish.phone_key} & member.phone_keys for member in house)


def freeze_due(county, at):
    """The nightly task: the month and the half-year that ended, once their days of waiting are over.

    Later records change nothing: what is frozen stays. Returns how many lists were written.
    """
    day, written = timezone.localdate(at), 0
    for span in Span:
        begins_on, ends_on = period_before(day, span)
        rule = RedRule.objects.at(day, county).get()
        due = day >= ends_on + timedelta(days=1 + rule.after_days)
        if due and not RedList.objects.filter(division=county, span=span, begins_on=begins_on).exists():
            lists = count(county, begins_on, ends_on, rule)
            period = {"span": span, "begins_on": begins_on, "ends_on": ends_on}
            written += freeze(county=county, lists=lists, rule=rule, at=at, **period)
    return written
