"""红榜 as pages: the frozen lists of a place for everybody, and at the desk what the running month would say."""

from datetime import timedelta

from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from civcenter.hierarchy.models import Division, Outpost
from civcenter.kit.pages import page
from civcenter.portal import redlist
from incentives.actions import named, period_words
from incentives.flow import Board, Span
from incentives.models import Honor, RedList, RedRule
from volunteers.models import Volunteer

PERIODS = 8
UNITS = {Board.HOURS: "小时", Board.THANKED: "人点赞", Board.OUTPOSTS: "人点赞"}


def shown(request, code):
    """The lists of one place and period; `?of=month-2026-11-01` names another period than the last."""
    place = get_object_or_404(Division.objects.current().select_related("parent__parent"), pk=code)
    periods = _periods(code)
    wanted = request.GET.get("of", "")
    chosen = next((row for row in periods if _mark(row) == wanted), periods[0] if periods else None)
    context = {
        "place": place,
        "above": place.parent,
        "county": code[:6],
        "period": chosen and period_words(chosen),
        "others": [(_mark(row), period_words(row), row is chosen) for row in periods],
        "lists": _lists(code, chosen) if chosen else [],
    }
    return render(request, "portal/red.html", context)


def _periods(code):
    """One row for each frozen period of the place, months first, the newest on top."""
    rows = RedList.objects.filter(division=code, kind=Board.HOURS).order_by("-span", "-begins_on")
    return sorted(rows[: 2 * PERIODS], key=lambda row: (row.span != Span.MONTH, -row.begins_on.toordinal()))[:PERIODS]


def _mark(row):
    return f"{row.span}-{row.begins_on:%Y-%m-%d}"


def _lists(code, period):
    """(title, unit, places) of the lists that name somebody."""
    boards = RedList.objects.filter(division=code, span=period.span, begins_on=period.begins_on)
    lists = []
    for board in boards.order_by("pk"):
        places = Honor.objects.on_board(board).shown().select_related("person__volunteer", "outpost", "division")
        rows = [(place, _figure(board.kind, place.figure)) for place in places]
        if rows:
            lists.append((board.get_kind_display(), UNITS[board.kind], rows))
    return lists


def _figure(kind, figure):
    """Hours with one decimal where they are not whole; thanks as they are."""
    return f"{figure / 60:.1f}".removesuffix(".0") if kind == Board.HOURS else str(figure)


def preview(request):
    """The running month of the first post's place, as it would be frozen today; only for the desk."""
    place, day = request.user.appointments_now[0].division, timezone.localdate()
    rule = RedRule.objects.at(day, place.pk[:6]).get()
    begins_on, ends_on = redlist.period_of(day, Span.MONTH)
    counted = redlist.count(place.pk[:6], begins_on, ends_on, rule)
    context = {
        "place": place,
        "begins_on": begins_on,
        "frozen_on": ends_on + timedelta(days=1 + rule.after_days),
        "rule": rule,
        "lists": [_running(counted.get((place.pk, board), []), board, rule) for board in Board],
    }
    return page(request, "portal/desk/red.html", context)


def _running(places, board, rule):
    """What a list would be: how many candidates there are, and the named ones."""
    chosen = named(places, len(places), rule)
    keys = [place.key for place in chosen]
    if board == Board.OUTPOSTS:
        names = dict(Outpost.objects.filter(pk__in=keys).values_list("pk", "name"))
    else:
        people = Volunteer.objects.filter(person__in=keys).select_related("person")
        names = {row.person_id: row.board_name for row in people}
    rows = [(names[place.key], _figure(board, place.figure)) for place in chosen]
    return {"title": board.label, "unit": UNITS[board], "size": len(places), "rows": rows}
