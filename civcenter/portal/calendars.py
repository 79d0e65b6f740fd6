"""31: the month on the phone and at the desk: festivals, solar terms, markets, fairs, and what is held. No log-in."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from civcenter.accounts.duties import Duty
from civcenter.hierarchy import here
from civcenter.hierarchy.models import Division
from civcenter.kit import ics
from civcenter.kit.gate import needs, open_view
from civcenter.kit.pages import page
from projects.activities.models import Activity
from projects.occasions import feed, grid
from projects.occasions.choices import GATHERINGS, OccasionKind
from projects.occasions.listing import between, days_in, fairs_of, month_of, of_rows, rows_at, year_at
from projects.occasions.models import PlanItem

TONES = dict.fromkeys(GATHERINGS, "gold") | dict.fromkeys((OccasionKind.FESTIVAL, OccasionKind.MEMORIAL), "red")
HELD = "green"
FEW = 12
"""How many of the month's other days a phone lists; the sheet above shows all."""


@open_view
@cache_control(private=True, no_cache=True)
@require_safe
def calendar(request):
    """31a: this month where this browser is at home; a tap on a day says what is on."""
    outpost = here.here(request)
    if outpost is None:
        return redirect("portal:outposts")
    today = timezone.localdate()
    first = grid.month_asked(request.GET.get("month", ""), today)
    found, held = days_of(first, outpost.division_id)
    sheet = grid.month(first, tones(found, held, *month_of(first)))
    chosen = grid.day_asked(request.GET.get("day", ""), sheet, today)
    context = {
        "outpost": outpost,
        "sheet": sheet,
        "chosen": chosen,
        "spoken": grid.spoken(chosen),
        "on": [one for one in found if one.falls_on(chosen) and one.kind != OccasionKind.TERM],
        "held": [one for one in held if timezone.localdate(one.starts_at) == chosen],
        "rest": rest(found, held, max(chosen, today))[:FEW],
        "markets": [row for row in rows_at(outpost.division_id, sheet.first, sheet.last) if row.kind in GATHERINGS],
    }
    return render(request, "portal/calendar.html", context)


def days_of(first, code):
    """What touches the month at a place, and the activities of its township (a county's: of all of it)."""
    sheet_first, sheet_last = month_of(first)
    begin = timezone.make_aware(timezone.datetime.combine(sheet_first, timezone.datetime.min.time()))
    end = timezone.make_aware(timezone.datetime.combine(sheet_last + timedelta(days=1), timezone.datetime.min.time()))
    held = Activity.objects.shown().within([code[:9]]).filter(starts_at__gte=begin, starts_at__lt=end)
    return between(sheet_first, sheet_last, code), list(held.select_related("unit").order_by("starts_at", "pk")[:200])


def tones(found, held, first, last):
    """{date: the colours of its dots}, each once a day: green held, gold market, red festival."""
    marks = defaultdict(dict)
    for one in held:
        marks[timezone.localdate(one.starts_at)][HELD] = "有活动"
    for one in found:
        if one.kind in TONES:
            for day in days_in(one, first, last):
                marks[day][TONES[one.kind]] = one.kind.label
    return {day: tuple(named.items()) for day, named in marks.items()}


def rest(found, held, after):
    """What the month still brings, in order of days: no markets (the sheet shows them) and no solar terms."""
    quiet = (OccasionKind.MARKET, OccasionKind.TERM, OccasionKind.HOLIDAY, OccasionKind.WORKDAY)
    rows = [(one.date, one, None) for one in found if one.date > after and one.kind not in quiet]
    rows += [
        (timezone.localdate(one.starts_at), None, one) for one in held if timezone.localdate(one.starts_at) > after
    ]
    return sorted(rows, key=lambda row: row[0])


@open_view
@cache_control(public=True, max_age=3600)
@require_safe
def calendar_feed(request, code):
    """What a phone's calendar follows: this year and the next, every date written out."""
    place, year = get_object_or_404(Division, pk=code), timezone.localdate().year
    found = [one for one in (*year_at(year, code), *year_at(year + 1, code)) if one.kind != OccasionKind.TERM]
    return HttpResponse(feed.calendar(found, f"{place.name}的节日、集和会", timezone.now()), content_type=ics.KIND)


@needs(Duty.READ)
@require_safe
def desk_calendar(request):
    """31b: a county's or a township's month, how its markets are counted, and what to prepare next."""
    today, codes = timezone.localdate(), request.user.codes
    place = _place(request, codes)
    first = grid.month_asked(request.GET.get("month", ""), today)
    found, held = days_of(first, place.code)
    edges = month_of(first)
    only = request.GET.get("only") if request.GET.get("only") in ("days", "held") else ""
    shown = {"days": (found, []), "held": ([], held)}.get(only, (found, held))
    meant = [] if only == "days" else _meant(place.code, *edges)
    rows = rows_at(place.code, *edges)
    context = {
        "place": place,
        "sheet": grid.month(first, _things(*shown, meant, *edges), fairs_of(found, *edges)),
        "today": today,
        "only": only,
        "townships": Division.objects.current().within(codes).filter(tier="township")[:60],
        "gatherings": [(row, len(of_rows([row], *edges))) for row in rows if row.kind in GATHERINGS],
        "own": request.user.codes_for(Duty.MANAGE),
        "seasons": [one for one in found if one.kind == OccasionKind.SEASON and one.occasion.advice],
        "terms": [one for one in found if one.kind == OccasionKind.TERM],
        "ahead": _ahead(place.code, today),
        "manages": request.user.holds(Duty.MANAGE, place.code),
    }
    return page(request, "portal/desk/calendar.html", context)


def _place(request, codes):
    """The place asked for, where it is one of one's own; else where the first post reaches."""
    mine = Division.objects.within(codes)
    asked = request.GET.get("place", "")
    found = mine.filter(pk=asked).first() if asked.isascii() and asked.isdigit() else None
    return found or get_object_or_404(mine, pk=min(codes, key=len))


def _meant(code, first, last):
    """What the plans of a place mean to do, the same thing of many outposts as one line: (day, title, outposts)."""
    rows = PlanItem.objects.within([code]).live().filter(day__range=(first, last)).values("day", "title")
    return rows.annotate(many=Count("pk")).order_by("day", "-many", "title").values_list("day", "title", "many")[:400]


def _things(found, held, meant, first, last):
    """{date: lines of (tone, words)}; markets stand in the corner of their day, terms beside its number."""
    days = defaultdict(list)
    for one in found:
        if one.kind not in (OccasionKind.MARKET, OccasionKind.FAIR, OccasionKind.TERM):
            day = max(one.date, first)
            days[day].append(("r" if one.kind in TONES else "", one.name))
    for one in held:
        days[timezone.localdate(one.starts_at)].append(("g", one.title))
    for day, title, many in meant:
        days[day].append(("dr", f"{title}{f' · {many} 个站所' if many > 1 else ''}"))
    return days


def _ahead(code, today):
    """The next of 我们的节日 within ten weeks, and how many outposts have it on their plan already."""
    last = today + timedelta(weeks=10)
    festivals = [one for one in between(today, last, code, begun=True) if one.occasion and one.occasion.is_ours]
    planned = PlanItem.objects.within([code]).filter(occasion__in=[one.occasion.pk for one in festivals])
    planned = planned.filter(day__range=(today, last)).live().values("occasion")
    many = dict(planned.annotate(many=Count("division", distinct=True)).values_list("occasion", "many"))
    return [(one, many.get(one.occasion.pk, 0)) for one in festivals]
