"""积分规则: what holds, what will hold, what would it have cost; a new row by a document, never an edit."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.accounts.duties import Duty
from civcenter.kit.forms import act
from civcenter.kit.gate import needs
from civcenter.kit.pages import page
from incentives import simulation
from incentives.actions import end_rule, keep_floor, set_rule
from incentives.forms import End, EventForm, HourForm, PostingForm
from incentives.models import ManualRule, PointRule, PostingRule, StatutoryBenefit

FORMS = {"points": HourForm, "events": EventForm, "postings": PostingForm}
TITLES = {"points": "服务每小时几分", "events": "记分事项", "postings": "张榜几天"}
TYPED_OR_SHOWN = require_http_methods(["GET", "HEAD", "POST"])


@needs(Duty.READ)
@require_safe
def rules(request):
    """All that holds today and what is set for later, each with its paper."""
    county, day = request.user.county, timezone.localdate()
    context = {
        "hours": _held(PointRule, county, day).select_related("kind"),
        "events": _held(ManualRule, county, day),
        "postings": _held(PostingRule, county, day),
        "floor": StatutoryBenefit.objects.at(day, county).order_by("pk"),
        "may_set": request.user.holds(Duty.SET_RULES, county),
        "county": county,
        "day": day,
    }
    return page(request, "incentives/desk/rules.html", context)


def _held(model, county, day):
    """Rows of today for the county, then its own that are to come."""
    today = model.objects.at(day, county)
    to_come = model.objects.filter(county=county, effective__startswith__gt=day)
    return (today | to_come).select_related("document").order_by("effective", "pk")


@needs(Duty.SET_RULES)
@TYPED_OR_SHOWN
def new(request, model):
    """A new row: first what it would have cost, then it is set."""
    county, at = request.user.county, timezone.now()
    form = _form_of(model)(request.POST if request.method == "POST" else None)
    cost = None
    if form.is_valid():
        if "go" in request.POST:
            made = act(form, partial(set_rule, form.model), county=county, by=request.user, at=at, **form.told())
            if made:
                messages.success(request, "定好了。从那天起按新的算，以前的不变。")
                return redirect("desk_incentives:rules")
        else:
            cost = act(form, partial(_cost, form, county), at=at)
    context = {"form": form, "cost": cost, "model": model, "title": TITLES[model]}
    return page(request, "incentives/desk/new_rule.html", context, status=form.status)


def _form_of(model):
    if model not in FORMS:
        raise Http404
    return FORMS[model]


def _cost(form, county, *, at):
    """What the last half-year would have looked like; empty for what costs nothing."""
    figures = form.told()
    del figures["document"], figures["starts_on"]
    if form.model is PointRule:
        return simulation.cost_of_points(county, PointRule(**figures), at=at)
    if form.model is ManualRule:
        keep_floor(county, timezone.localdate(at), figures["name"], figures["proof"])
        return simulation.cost_of_event(county, ManualRule(**figures), at=at)
    return {}


@needs(Duty.SET_RULES)
@TYPED_OR_SHOWN
def end(request, pk, model):
    """停用 one of the county's own rows from a day on."""
    county, at = request.user.county, timezone.now()
    row = _form_of(model).model.objects.filter(county=county, pk=pk).select_related("document").first()
    if row is None:
        raise Http404
    if not request.user.holds(Duty.SET_RULES, county):
        raise PermissionDenied("规则由县办定。")
    form = End(request.POST if request.method == "POST" else None, initial={"last_on": timezone.localdate(at)})
    if form.is_valid():
        act(form, partial(end_rule, row), by=request.user, at=at, **form.cleaned_data)
        if form.status == 200:
            messages.success(request, "停到那一天。")
            return redirect("desk_incentives:rules")
    context = {"row": row, "form": form, "title": TITLES[model]}
    return page(request, "incentives/desk/end_rule.html", context, status=form.status)
