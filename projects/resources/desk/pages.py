"""34: what there is and how well it is used; one thing's week, its terms, and what waits for the owner."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.accounts.duties import Duty
from civcenter.hierarchy.models import Outpost
from civcenter.kit.forms import act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from projects.resources import actions, week
from projects.resources.actions.resources import runs
from projects.resources.choices import ASKED, Sort
from projects.resources.forms import AddResource, Book, Week
from projects.resources.models import Resource
from projects.resources.terms import span
from projects.resources.use import utilisation

ROWS = Resource.objects.select_related("used_by__division", "division")
MONTH = timedelta(days=29)
NEAR = 8


@needs(Duty.READ)
@require_safe
def venues(request):
    """Each with how much of what could be used was used in the last thirty days."""
    at = timezone.now()
    sort = request.GET.get("sort") if request.GET.get("sort") in Sort.values else ""
    rows = ROWS.visible_to(request.user, at).active()
    if request.GET.get("idle"):
        rows = actions.idle(rows, request.user.county, at)
    found = part(request, rows.filter(sort=sort) if sort else rows, "division_id")
    today = timezone.localdate(at)
    used = utilisation(found.rows, today - MONTH, today)
    context = {
        "rows": [(row, used[row.pk]) for row in found.rows],
        "more_url": found.more_url,
        "sorts": Sort.choices,
        "sort": sort,
        "idle": bool(request.GET.get("idle")),
        "may_add": bool(request.user.codes_for(Duty.MANAGE)),
    }
    return page(request, "resources/desk/venues.html", context)


def units_of(user):
    return Outpost.objects.within(user.codes_for(Duty.MANAGE)).filter(is_open=True).order_by("division")


def _own(user, units):
    """The outpost of the first post, which is meant where nothing else is said."""
    place = next((post.division_id for post in user.appointments_now), None)
    return units.filter(division=place).first() or units.first()


@needs(Duty.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request):
    units = units_of(request.user)
    known = {"unit": _own(request.user, units)}
    form = AddResource(request.POST if request.method == "POST" else None, units=units, initial=known)
    if form.is_valid():
        made = act(form, actions.add_resource, by=request.user, at=timezone.now(), **form.cleaned_data)
        if made:
            messages.success(request, "登记好了。把和主人的约定写上，就能订了。")
            return redirect("desk_resources:venue", made.pk)
    return page(request, "resources/desk/add.html", {"form": form}, status=form.status)


def _week_of(text, at):
    """The Monday of the day in the address, or of today where no day stands there."""
    form = Week({"week": text or timezone.localdate(at)})
    return week.monday(form.cleaned_data["week"] if form.is_valid() else timezone.localdate(at))


@needs(Duty.READ)
@require_safe
def venue(request, pk):
    row, at = fetch(request.user, ROWS, pk=pk), timezone.now()
    first = _week_of(request.GET.get("week"), at)
    cells = week.grid(row, first)
    today = timezone.localdate(at)
    usable, booked = week.told(cells)
    agreements = [(one, span(one.days)) for one in row.agreements.order_by("days")]
    bookings = row.bookings.select_related("unit", "asked_by")
    context = {
        "resource": row,
        "at": at,
        "cells": cells,
        "days": [first + timedelta(days=number) for number in range(7)],
        "before": first - timedelta(days=7),
        "after": first + timedelta(days=7),
        "usable": usable,
        "booked": booked,
        "asked": bookings.filter(status=ASKED).order_by("period")[:20],
        "refused": bookings.filter(status="vetoed").order_by("-answered_at").first(),
        "agreements": agreements,
        "protected": row.protected.order_by("weekday", "starts"),
        "opening": row.opening.order_by("weekday", "starts"),
        "used": utilisation([row], today - MONTH, today)[row.pk],
        "near": ROWS.visible_to(request.user, at).active().filter(township=row.township).order_by("pk")[:NEAR],
        "runs": runs(request.user, row, at),
        "may_book": bool(request.user.codes_for(Duty.MANAGE)),
        "may_move": request.user.holds(Duty.PREPARE, row.place),
    }
    return page(request, "resources/desk/venue.html", context)


@needs(Duty.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def book(request, pk):
    """订场地; a refusal says the owner's terms, and where else it can be done."""
    row, at = fetch(request.user, ROWS, pk=pk), timezone.now()
    units = units_of(request.user)
    known = {"unit": _own(request.user, units), "day": request.GET.get("day")}
    form = Book(request.POST if request.method == "POST" else None, units=units, initial=known)
    if form.is_valid():
        made = act(form, actions.book, resource=row, by=request.user, at=at, **form.said())
        if made:
            messages.success(request, "等主人点头，同意了会告诉您。" if made.status == ASKED else "订好了。")
            return redirect("desk_resources:venue", pk)
    context = {"form": form, "resource": row, "title": "订场地", "button": "订下"}
    return page(request, "resources/desk/step.html", context, status=form.status)
