"""32: one outpost's year, month and week; and the list of all plans one looks after."""

from datetime import date, timedelta

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from civcenter.accounts.duties import Duty
from civcenter.accounts.running import manages
from civcenter.hierarchy.models import Outpost
from civcenter.kit.gate import fetch, needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from projects.occasions import grid, regularity
from projects.occasions.actions import draft_month, draft_year, judges
from projects.occasions.choices import EDITABLE, YEAR, PlanStatus
from projects.occasions.links import plan_page
from projects.occasions.listing import FIRST_YEAR, LAST_YEAR, between, fairs_of, month_of
from projects.occasions.models import Plan, PlanItem, PlanRule

OUTPOSTS = Outpost.objects.select_related("division__parent").filter(is_open=True)
VIEWS = ("year", "month", "week")
STATES = {
    "all": ("全部", Q()),
    "waiting": ("等着审的", Q(status=PlanStatus.SUBMITTED)),
    "draft": ("还是草稿", Q(status__in=EDITABLE)),
    "approved": ("审过了", Q(status=PlanStatus.APPROVED)),
}


@needs(Duty.READ)
@require_safe
def plans(request):
    """The plans of a month (or a year) of all outposts one sees; who has one outpost only goes there at once."""
    today, codes = timezone.localdate(), request.user.codes
    if all(len(code) == 12 for code in codes) and (own := OUTPOSTS.within(codes).first()):
        return redirect("desk_occasions:plan", own.pk, today.year)
    first = grid.month_asked(request.GET.get("month", ""), today)
    state = request.GET.get("state") if request.GET.get("state") in STATES else "all"
    month = YEAR if "year" in request.GET else first.month
    mine = Plan.objects.within(codes).filter(year=first.year, month=month)
    counts = mine.aggregate(**{key: Count("pk", filter=condition) for key, (_, condition) in STATES.items()})
    found = part(request, mine.filter(STATES[state][1]).select_related("outpost__division__parent"), "division_id")
    kept = regularity.kept([plan.division_id for plan in found.rows], *_quarter(today), today)
    context = {
        "sheet": grid.month(first),
        "is_year": month == YEAR,
        "state": state,
        "tabs": [(key, words, counts[key]) for key, (words, _) in STATES.items()],
        "rows": [(plan, kept.get(plan.division_id, regularity.Kept())) for plan in found.rows],
        "more_url": found.more_url,
        "missing": OUTPOSTS.within(codes).count() - counts["all"],
        "rule": PlanRule.objects.at(today, request.user.county).first(),
        "year": first.year,
        "may_draft": bool(request.user.codes_for(Duty.MANAGE)),
    }
    return page(request, "occasions/desk/plans.html", context)


def _quarter(day):
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return first, (first + timedelta(days=92)).replace(day=1) - timedelta(days=1)


@needs(Duty.READ)
@require_safe
def plan(request, pk, year):
    """32: the timetable board of one outpost; the tab says year, month or week."""
    outpost, at = _outpost(request, pk, year), timezone.now()
    today = timezone.localdate(at)
    first = grid.month_asked(f"{year}-{request.GET.get('month', '')}", date(year, today.month, 1))
    look = request.GET.get("view") if request.GET.get("view") in VIEWS else "month"
    held = {row.month: row for row in Plan.objects.filter(outpost=outpost, year=year).order_by("month")}
    year_plan = held.get(YEAR)
    items = list(_items(year_plan))
    template, shows = LOOKS[look]
    shown = held.get(YEAR if look == "year" else first.month)
    if shown:
        shown.outpost = outpost
    context = {
        "outpost": outpost,
        "year": year,
        "look": look,
        "year_plan": year_plan,
        "plan": shown,
        "may_edit": manages(request.user, outpost, at),
        "may_judge": bool(shown and shown.status == PlanStatus.SUBMITTED and judges(request.user, shown, at)),
        "is_editable": bool(shown) and shown.status in EDITABLE,
        "stages": STEPS,
        "stage": STAGES.get(shown.status, 0) if shown else 0,
        "today": today,
        "rule": PlanRule.objects.at(today, outpost.county).first(),
        **shows(outpost, first, items, held, today),
    }
    return page(request, template, context)


STEPS = ("排草稿", "送上一级审", "照着办")
STAGES = {PlanStatus.DRAFT: 0, PlanStatus.SENT_BACK: 0, PlanStatus.SUBMITTED: 1, PlanStatus.APPROVED: 2}


def _outpost(request, pk, year):
    if not FIRST_YEAR < year < LAST_YEAR:
        raise Http404
    return fetch(request.user, OUTPOSTS, pk=pk)


def _items(year_plan):
    if year_plan is None:
        return []
    rows = PlanItem.objects.filter(plan=year_plan).select_related("kind", "occasion")
    return rows.order_by("month", "day", "begins", "pk")[:600]


def _year(outpost, first, items, held, today):
    """Twelve boxes: what is planned in each month, and how far its plan is."""
    live = [item for item in items if item.state != "dropped"]
    months = [(number, held.get(number), [item for item in live if item.month == number]) for number in range(1, 13)]
    return {"months": months, "count": len(live), "dropped": [item for item in items if item.state == "dropped"]}


def _month(outpost, first, items, held, today):
    """The sheet with what is planned on its days, what has none yet, and what the calendar still offers."""
    mine = [item for item in items if item.month == first.month]
    live = [item for item in mine if item.state != "dropped"]
    marks = {}
    for item in live:
        marks.setdefault(item.day, []).append(item)
    edges = month_of(first)
    found = between(*edges, outpost.division_id)
    sheet = grid.month(first, marks, fairs_of(found, *edges))
    full = {item.day for item in live if item.day}
    return {
        "sheet": sheet,
        "undated": marks.get(None, []),
        "count": len(live),
        "full": len(full),
        "empty": (sheet.last - sheet.first).days + 1 - len(full),
        "offers": _offers(found, mine),
        "held_count": sum(item.state == "held" for item in live),
        "dropped": [item for item in mine if item.state == "dropped"],
        "week": max(first, min(today, sheet.last)),
    }


def _offers(found, mine):
    """Occasions with a piece of advice that nothing on the list answers; a market once a month."""
    known, offers = {item.occasion_id for item in mine}, {}
    for one in found:
        if one.occasion and one.occasion.advice and one.occasion.pk not in known:
            offers.setdefault(one.occasion.pk, one)
    return list(offers.values())[:7]


def _week(outpost, first, items, held, today):
    """Seven days: what is on, when, where, who leads, what is to be ready."""
    anchor = today if (today.year, today.month) == (first.year, first.month) else first
    monday = anchor - timedelta(days=anchor.weekday())
    days = [monday + timedelta(days=ahead) for ahead in range(7)]
    live = [item for item in items if item.state != "dropped"]
    rows = [(day, grid.spoken(day), [item for item in live if item.day == day]) for day in days]
    return {"days": rows, "monday": monday, "sunday": days[-1], "sheet": grid.month(first)}


LOOKS = {
    "year": ("occasions/desk/plan_year.html", _year),
    "month": ("occasions/desk/plan_month.html", _month),
    "week": ("occasions/desk/plan_week.html", _week),
}


@needs(Duty.MANAGE)
@require_POST
def draft(request, pk, year):
    """The year of one outpost, and where a month is named, that month's days as well."""
    outpost, at = _outpost(request, pk, year), timezone.now()
    made = draft_year(OUTPOSTS.filter(pk=pk), year=year, by=request.user, at=at)
    first = grid.month_asked(f"{year}-{request.POST.get('month', '')}", date(year, 1, 1))
    if request.POST.get("month"):
        year_plan = Plan.objects.select_related("outpost__division").get(outpost=outpost, year=year, month=YEAR)
        draft_month(year_plan, first.month, by=request.user, at=at)
    messages.success(request, f"照节令和去年排了 {made} 件。" if made else "节令和去年的都已经在上面了。")
    return redirect(plan_page(outpost.pk, year, first.month if request.POST.get("month") else YEAR))


@needs(Duty.MANAGE)
@require_POST
def draft_all(request):
    """The year of every outpost one looks after, by few statements."""
    year = timezone.localdate().year + (request.POST.get("which") == "next")
    made = draft_year(Outpost.objects.all(), year=year, by=request.user, at=timezone.now())
    messages.success(request, f"{year} 年排出 {made} 件草稿，各站可以改。" if made else f"{year} 年的都已经排过了。")
    return redirect("desk_occasions:plans")
