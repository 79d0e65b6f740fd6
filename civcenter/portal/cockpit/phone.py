"""44, the leader's phone: how the county does today, whom to ring, and what residents said."""

from django.db.models import F
from django.utils import timezone
from django.views.decorators.http import require_safe

from civcenter.accounts.duties import Duty
from civcenter.hierarchy.models import Outpost, Tier
from civcenter.kit.gate import needs
from civcenter.kit.pages import page
from civcenter.measures import MEASURES
from civcenter.measures.measure import at_places
from civcenter.portal.cockpit import tiles
from civcenter.portal.cockpit.looks import BELOW, look
from orders.desk.cards import cards, with_parts
from orders.desk.chips import work_calendar
from orders.desk.columns import UNANSWERED
from orders.models import Event, Review, Wish

SHOWN = 3
"""Overdue orders on the first page; the rest behind 看全部."""
VOICES = 2


@needs(Duty.READ)
@require_safe
def leader(request):
    seen = look(request)
    overdue = MEASURES["late_orders"].rows(seen.span, seen.codes)
    first = cards(with_parts(overdue).order_by("due", "pk")[:SHOWN], seen.at, work_calendar(seen.at))
    skip = _number(request.GET.get("more", ""))
    context = {
        "look": seen,
        "late": tiles.late(seen),
        "cards": first,
        "tiles": [
            tiles.tile(seen, "wishes"),
            tiles.tile(seen, "confirmed"),
            tiles.satisfied(seen),
            tiles.registered(seen),
        ],
        "outposts": _outposts(seen),
        "undecided": Wish.objects.within(seen.codes).filter(UNANSWERED).count(),
        "praise": _praise(seen)[skip : skip + VOICES],
        "blame": _blame(seen)[skip : skip + 1],
        "more_url": seen.query(more=skip + VOICES),
        "slowest": _slowest(seen),
        "at": seen.at,
        "today": timezone.localdate(seen.at),
    }
    return page(request, "portal/desk/leader.html", context)


def _number(text):
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _outposts(seen):
    """How many branches and stations stand there."""
    tiers = Outpost.objects.within(seen.codes).filter(is_open=True).values_list("tier", flat=True)
    found = list(tiers)
    return {"branches": found.count(Tier.BRANCH), "stations": found.count(Tier.STATION)}


def _praise(seen):
    """What residents wrote with their stars, the newest first; only of wishes that may be public."""
    said = Review.objects.exclude(words="").filter(wish__is_public=True, at__gte=seen.span.start, at__lt=seen.span.end)
    return _here(said, seen, "wish__").select_related("wish__division__parent").order_by("-at", "-pk")


def _blame(seen):
    """What residents said when it was not done well."""
    said = Event.objects.filter(step="dispute", note__isnull=False, wish__is_public=True).exclude(note__text="")
    said = said.filter(at__gte=seen.span.start, at__lt=seen.span.end)
    found = _here(said, seen, "wish__").annotate(words=F("note__text"))
    return found.select_related("wish__division__parent").order_by("-at", "-pk")


def _here(rows, seen, path):
    return at_places(rows, seen.codes, path)


def _slowest(seen):
    """The outpost one level down with most overdue orders, if it has a telephone."""
    level = BELOW.get(len(seen.place.pk))
    late = MEASURES["late_orders"].figures(seen.span, level) if level else {}
    late = {code: f.value for code, f in late.items() if code.startswith(seen.place.pk) and code != seen.place.pk}
    worst = max(late, key=lambda code: (late[code], code), default=None)
    return Outpost.objects.filter(division=worst, is_open=True).exclude(phone="").first() if worst else None
