"""Put the demo county together: places and people at once, then half a year of wishes, one story a transaction.

Stopped half-way it goes on where it was. (One transaction for all was tried: the database's own upkeep then
believes the new tables empty, and plans by that until the end.)
"""

from datetime import timedelta
from importlib.resources import files

from django.db import transaction
from django.db.models import Q

from civcenter.accounts.models import Appointment
from civcenter.hierarchy.actions import load_divisions
from civcenter.hierarchy.divisions import read
from civcenter.hierarchy.models import Division
from civcenter.notices.models import Notice
from civcenter.portal.demo.events import events
from civcenter.portal.demo.people import People
from civcenter.portal.demo.postings import postings
from civcenter.portal.demo.proof import prove
from civcenter.portal.demo.rosters import rosters
from civcenter.portal.demo.seasons import seasons
from civcenter.portal.demo.stories import ENDED, RUNNING, Story
from civcenter.portal.demo.teams import teams
from civcenter.rules.models import RuleDocument
from civcenter.rules.seed import seed
from orders.models import Wish

HALF_YEAR = timedelta(days=182)
WISHES, RECENT, VOLUNTEERS = 400, 70, 600
"""Wishes in all, those of the last days that are still running, and volunteers."""


class RealData(Exception):
    """The database holds something that is not the demo's."""


def mark(county):
    """The document that says: what is in this database is sample data."""
    return f"示例数据 {county}"


def is_built(county):
    return RuleDocument.objects.filter(no=mark(county)).exists() and Wish.objects.count() >= WISHES


def build(county, password, now, say):
    """Build the county as of `now`, or go on building it; `say(done, of, what)` reports progress.

    Raises RealData where people or wishes are in the database that are not the demo's, FileNotFoundError
    where the county's divisions are not known.
    """
    begun = RuleDocument.objects.filter(no=mark(county)).exists()
    if not begun and (Wish.objects.exists() or Appointment.objects.exists()):
        raise RealData
    say(0, WISHES, "所站和人员")
    if not begun:
        _places_and_people(county, password, now)
    _wishes(People(county), now, say)
    with transaction.atomic():
        prove(People(county), now)
        events(People(county), now)
        postings(People(county), now)
    with transaction.atomic():
        seasons(People(county), now)
    _all_told(now)


@transaction.atomic
def _places_and_people(county, password, now):
    RuleDocument.objects.create(no=mark(county), title="示例数据，不是真人真事", issuer="系统")
    seed()
    if not Division.objects.filter(code=county).exists():
        source = files("civcenter.hierarchy") / "data" / f"divisions-{county}.csv"
        rows, _ = read(source.read_bytes())
        load_divisions(rows, on=(now - HALF_YEAR).date())
    people = People(county)
    people.furnish()
    people.settle([now.year - 1, now.year])
    people.appoint_all(password, now - HALF_YEAR - timedelta(days=30))
    people.volunteers(VOLUNTEERS, now - HALF_YEAR - timedelta(days=20), now - timedelta(hours=20))
    rosters(people, now - timedelta(days=25))
    teams(people, now - timedelta(days=150), now)


def _wishes(people, now, say):
    first = now - HALF_YEAR
    span = (now - timedelta(days=16) - first).total_seconds()
    made = Wish.objects.within([people.county]).count()
    while made < WISHES:
        people.begin(f"story {made}", VOLUNTEERS + made)
        is_old = made < WISHES - RECENT
        at = first + timedelta(seconds=span * made / (WISHES - RECENT)) if is_old else None
        with transaction.atomic():
            made += Story(people, now, at).tell(_pick(people.dice, ENDED if is_old else RUNNING))
        say(made, WISHES, "心愿和单")


def _pick(dice, shares):
    return dice.choices(list(shares), list(shares.values()))[0]


def _all_told(now):
    """Nothing of the past goes out again: texts count as sent, inbox lines older than two days as read."""
    Notice.objects.filter(~Q(state="sent"), channel="sms").update(state="sent", sent_at=now)
    Notice.objects.filter(channel="inbox", created_at__lt=now - timedelta(days=2)).update(read_at=now)
