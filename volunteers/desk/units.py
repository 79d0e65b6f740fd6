"""Units: how many people each says it has, who is on its list, who is missing, and the reminder."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from civcenter.accounts.duties import Duty
from civcenter.kit.forms import act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from civcenter.kit.text import clean
from volunteers import actions, coverage
from volunteers.choices import VolunteerStatus
from volunteers.desk.coverage import place_of
from volunteers.forms.coverage import HeadcountForm, RosterConfirm, RosterForm, UnitEdit, UnitForm, groups
from volunteers.models import RosterEntry, Unit

UNITS = Unit.objects.current().select_related("division__parent")
SHOWS = [("missing", "还缺的"), ("done", "已确认的"), ("all", "名册上的")]


@needs(Duty.READ)
@require_safe
def units(request):
    """The units of a place, of one group or of all, each with its number and who of it counts."""
    place, day = place_of(request), timezone.localdate()
    known = list(groups())
    group = next((group for group in known if group.pk == request.GET.get("group")), None)
    words = clean(request.GET.get("q", ""))[:30]
    rows = UNITS.within([place.pk])
    if group:
        listed = RosterEntry.objects.filter(group=group).values("unit")
        rows = rows.filter(pk__in=listed) | rows.filter(headcounts__group=group, headcounts__as_of__lte=day)
    rows = rows.filter(name__icontains=words) if words else rows
    found = part(request, rows.distinct(), "name")
    figures = coverage.of_units([unit.pk for unit in found.rows], day)
    context = {
        "place": place,
        "group": group,
        "groups": known,
        "words": words,
        "rows": [(unit, _cells(figures[unit.pk], [group] if group else known)) for unit in found.rows],
        "more_url": found.more_url,
        "may_add": bool(request.user.codes_for(Duty.MANAGE)),
    }
    return page(request, "volunteers/desk/units.html", context)


def _cells(figures, known):
    return [(group, figures[group.pk]) for group in known if group.pk in figures]


@needs(Duty.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new_unit(request):
    """A unit in a place one runs."""
    form = UnitForm(request.POST if request.method == "POST" else None, codes=request.user.codes_for(Duty.MANAGE))
    if form.is_valid() and (made := act(form, actions.add_unit, **form.cleaned_data)):
        messages.success(request, "单位建好了。接着报人数、导名册。")
        return redirect("desk_volunteers:unit", made.pk)
    context = {"form": form, "title": "加一个单位", "back": "desk_volunteers:units", "button": "建好"}
    return page(request, "volunteers/desk/new.html", context, status=form.status)


@needs(Duty.READ)
@require_safe
def unit(request, pk):
    """One unit: a line a group; of the chosen group who is missing, by masked names."""
    row, day = fetch(request.user, UNITS, pk=pk), timezone.localdate()
    cells = _cells(coverage.of_units([row.pk], day)[row.pk], groups())
    chosen = request.GET.get("group")
    group = next((group for group, _ in cells if group.pk == chosen), cells[0][0] if cells else None)
    show = request.GET.get("show") if request.GET.get("show") in dict(SHOWS) else SHOWS[0][0]
    found = part(request, _entries(row, group, show), "added_at")
    context = {
        "unit": row,
        "cells": cells,
        "group": group,
        "show": show,
        "shows": SHOWS,
        "entries": [(entry, _state(entry)) for entry in found.rows],
        "more_url": found.more_url,
        "missing": sum(cell.missing or 0 for _, cell in cells),
        "may_manage": request.user.holds(Duty.MANAGE, row.place),
        "at": timezone.now(),
    }
    return page(request, "volunteers/desk/unit.html", context)


def _entries(row, group, show):
    entries = RosterEntry.objects.filter(unit=row, group=group).select_related("person__volunteer")
    counted = {"person__volunteer__status": VolunteerStatus.ACTIVE}
    if show == "missing":
        return entries.exclude(**counted)
    return entries.filter(**counted) if show == "done" else entries


def _state(entry):
    """What keeps somebody from counting, as a neighbour says it."""
    volunteer = getattr(entry.person, "volunteer", None)
    if volunteer is None:
        return "没注册"
    return "导入了，没确认" if volunteer.status == VolunteerStatus.PENDING else volunteer.get_status_display()


@needs(Duty.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_unit(request, pk):
    """Name, kind and contact."""
    row = fetch(request.user, UNITS, Duty.MANAGE, pk=pk)
    known = {name: getattr(row, name) for name in ("name", "kind", "contact_name", "contact_phone")}
    form = UnitEdit(request.POST if request.method == "POST" else None, initial=known)
    return _done(request, row, form, actions.edit_unit, "改单位", "改好了。")


@needs(Duty.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def headcount(request, pk):
    """The number that coverage is divided by."""
    row = fetch(request.user, UNITS, Duty.MANAGE, pk=pk)
    form = HeadcountForm(request.POST if request.method == "POST" else None, initial=request.GET.dict())
    verb = partial(actions.report_headcount, at=timezone.now())
    return _done(request, row, form, verb, "报人数", "记下了，覆盖率按这个数算。")


def _done(request, row, form, verb, title, said):
    """One form on one unit: act and go back to it, or show the form (again)."""
    if form.is_valid():
        act(form, verb, unit=row, **form.cleaned_data)
        if not form.errors:
            messages.success(request, said)
            return redirect("desk_volunteers:unit", row.pk)
    context = {"form": form, "unit": row, "title": title}
    return page(request, "volunteers/desk/unit_form.html", context, status=form.status)


@needs(Duty.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def roster(request, pk):
    """A list: chosen, checked and shown; written only when the second page says so."""
    row = fetch(request.user, UNITS, Duty.MANAGE, pk=pk)
    if "token" in request.POST:
        return _confirmed(request, row)
    form = RosterForm(request.POST or None, request.FILES or None, initial=request.GET.dict())
    context = {"form": form, "unit": row, "title": "导名册"}
    if form.is_valid():
        context |= {"rows": form.rows, "faults": form.faults, "token": "" if form.faults else form.token(row)}
        form.status = 422 if form.faults else 200
    return page(request, "volunteers/desk/roster.html", context, status=form.status)


def _confirmed(request, row):
    form = RosterConfirm(request.POST, unit=row)
    if form.is_valid():
        done = act(form, actions.fill_roster, unit=row, at=timezone.now(), **form.cleaned_data)
        if done:
            added, gone = done
            messages.success(request, f"名册导好了：新加 {added} 人，拿掉 {gone} 人，别的没动。")
            return redirect("desk_volunteers:unit", row.pk)
    context = {"form": form, "unit": row, "title": "导名册"}
    return page(request, "volunteers/desk/roster.html", context, status=form.status)


@needs(Duty.MANAGE)
@require_POST
def remind(request, pk):
    """Tell the unit how many it lacks."""
    row, at = fetch(request.user, UNITS, Duty.MANAGE, pk=pk), timezone.now()
    cells = coverage.of_units([row.pk], timezone.localdate(at))[row.pk]
    actions.remind(row, at=at, missing=sum(cell.missing or 0 for cell in cells.values()))
    messages.success(request, "提醒发出去了。")
    return redirect("desk_volunteers:unit", row.pk)
