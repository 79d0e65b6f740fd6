"""04: the open hall, where volunteers take orders. Anybody may read it."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db.models import Case, F, Q, Value, When
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from civcenter.hierarchy import here, lines
from civcenter.kit.forms import Form, act
from civcenter.kit.gate import PHONE_LOGIN, by_phone, open_view
from civcenter.kit.lists import part
from incentives.actions import expected, is_official_on, rules_on
from orders.actions import claims, orders
from orders.actions.fitness import why_not
from orders.actions.safety import asks_home
from orders.flow import LIVE_CLAIMS, ClaimStatus, OrderStatus
from orders.forms.public import ServeForm
from orders.models import Claim, Order
from orders.policies import steps_for, volunteer_steps
from volunteers.choices import VolunteerStatus
from volunteers.mine import volunteer_of
from volunteers.models import Engagement

SHOWN = [*LIVE_CLAIMS, ClaimStatus.DONE]


@dataclass(frozen=True)
class Row:
    """One order as this volunteer meets it: points it may bring, what it clashes with, his own claim."""

    order: Order
    points: object
    clash: str = ""
    claim: Claim | None = None


@open_view
@require_safe
def hall(request):
    """Near me, this weekend, my kinds, all; a constant number of queries."""
    at, volunteer, outpost = timezone.now(), volunteer_of(request), here.here(request)
    county = volunteer.county if volunteer else outpost.county if outpost else ""
    if not county:
        return redirect("portal:outposts")
    home = volunteer.division_id if volunteer else outpost.division_id
    every = Order.objects.in_hall(at).filter(county=county)
    tabs = _tabs(every, home, volunteer, at)
    show = request.GET.get("show", "")
    show = show if show in tabs else next(iter(tabs))
    listed = tabs[show].select_related("kind__parent", "division__parent", "unit")
    shown = part(request, listed, "distance", "starts_at")
    promised = _promised(volunteer, at)
    context = {
        "at": at,
        "volunteer": volunteer,
        "tabs": list(tabs),
        "show": show,
        "total": every.count(),
        "rows": _rows(shown.rows, volunteer, county, promised, at),
        "more_url": shown.more_url,
        "next": _next(volunteer, at),
    }
    return render(request, "orders/public/hall.html", context)


def _tabs(every, home, volunteer, at):
    """The lists that make sense for this reader, by name; the first is shown first."""
    here_first = Case(When(division=home, then=Value(0)), default=Value(1))
    every = every.annotate(distance=Value(0))
    tabs = {}
    if len(home) > 6:
        tabs["near"] = every.filter(township=home[:9]).annotate(distance=here_first)
    saturday = _saturday(at)
    tabs["weekend"] = every.filter(starts_at__gte=saturday, starts_at__lt=saturday + timedelta(days=2))
    if volunteer:
        kinds = volunteer.kinds.values("pk")
        tabs["kinds"] = every.filter(Q(kind__in=kinds) | Q(kind__parent__in=kinds))
    tabs["all"] = every
    return tabs if len(home) > 6 else {"all": tabs.pop("all"), **tabs}


def _saturday(at):
    """Midnight of this week's Saturday, by local days."""
    today = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=5 - today.weekday())


def _promised(volunteer, at):
    """What the volunteer has already promised from now on; one query."""
    if volunteer is None:
        return []
    held = Engagement.objects.filter(volunteer=volunteer, is_live=True, period__endswith__gt=at)
    return list(held.order_by("period")[:200])


def _rows(found, volunteer, county, promised, at):
    rules = rules_on(county, timezone.localdate(at))
    own = {}
    if volunteer:
        mine = Claim.objects.filter(volunteer=volunteer, order__in=found, status__in=SHOWN)
        own = {claim.order_id: claim for claim in mine.filter(round=F("order__round"))}
    return [
        Row(order, expected(order.kind, _minutes(order), rules), _clash(order, promised), own.get(order.pk))
        for order in found
    ]


def _minutes(order):
    return int((order.ends_at - order.starts_at).total_seconds() // 60)


def _clash(order, promised):
    """What the volunteer has promised at that time, in a few words; empty for none or for this order itself."""
    for held in promised:
        if held.period.lower < order.ends_at and held.period.upper > order.starts_at:
            begin = timezone.localtime(held.period.lower)
            return f"和您 {begin:%H:%M} 的事撞了"
    return ""


def _next(volunteer, at):
    """The next order the volunteer goes to."""
    if volunteer is None:
        return None
    going = Claim.objects.filter(volunteer=volunteer, status__in=["accepted", "arrived"], order__ends_at__gt=at)
    return going.select_related("order__division").order_by("order__starts_at").first()


def _order(request, pk):
    """An order that anybody may read now, or in which this phone has a part; else 404."""
    readable = Q(status=OrderStatus.OPEN)
    if request.user.is_authenticated:
        own = Claim.objects.filter(Q(volunteer__person__user=request.user) | Q(volunteer__person__staff=request.user))
        readable |= Q(pk__in=own.values("order"))
    rows = Order.objects.select_related("kind__parent", "division__parent", "unit__division")
    order = rows.filter(readable, pk=pk).first()
    if order is None:
        raise Http404
    return order


@open_view
@require_safe
def order(request, pk):
    """04b: what to do, when, where, for how many points, with what risk, and how many are still needed."""
    return _show(request, _order(request, pk), Form())


def _show(request, order, form):
    at, volunteer = timezone.now(), volunteer_of(request)
    claim = None
    if volunteer:
        own = Claim.objects.filter(order=order, round=order.round, volunteer=volunteer)
        claim = own.order_by("-pk").first()
        if claim:
            claim.order = order
    rules = rules_on(order.county, timezone.localdate(order.starts_at))
    context = {
        "at": at,
        "order": order,
        "form": form,
        "minutes": _minutes(order),
        "points": expected(order.kind, _minutes(order), rules),
        "is_official": bool(volunteer) and is_official_on(volunteer.person, timezone.localdate(order.starts_at)),
        "volunteer": volunteer,
        "is_active": bool(volunteer) and volunteer.status == VolunteerStatus.ACTIVE,
        "claim": claim,
        "claim_steps": volunteer_steps(request.user, claim, at) if claim else [],
        "asks_home": bool(claim) and asks_home(claim),
        "order_steps": _own_steps(request, order, claim, at),
        "clash": "" if claim and claim.status in SHOWN else _clash(order, _promised(volunteer, at)),
        "refusals": why_not(order, volunteer) if volunteer and not (claim and claim.status in SHOWN) else [],
        "is_in_hall": order.status == OrderStatus.OPEN and order.ends_at > at,
        "line": lines.line(order.unit) if claim and claim.status in SHOWN else None,
    }
    return render(request, "orders/public/order.html", context, status=form.status)


def _own_steps(request, order, claim, at):
    """办结 by a claimant, once everybody of the round has said how long he was there."""
    if claim is None or claim.status != ClaimStatus.DONE:
        return []
    waiting = order.claims.filter(round=order.round, status__in=["accepted", "arrived"]).exists()
    return [] if waiting else [step for step in steps_for(request.user, order, at) if step.name == "serve"]


@open_view
@require_POST
def claim(request, pk):
    """接单. Who is not logged in is asked first, and comes back to the order."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("orders:order", args=[pk]), PHONE_LOGIN)
    taken, volunteer, form = _order(request, pk), volunteer_of(request), Form({})
    if volunteer is None:
        return redirect("volunteers:join")
    if act(form, claims.claim, order=taken, volunteer=volunteer, by=request.user, at=timezone.now()):
        messages.success(request, "接下了。去不了请早点退出，站里好另找人。")
        return redirect("orders:order", pk)
    return _show(request, taken, form)


@by_phone
def serve(request, pk):
    """办结 by a claimant: the whole order is done, and its resident is asked what he thinks."""
    served, form = _order(request, pk), ServeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        if act(form, orders.serve, order=served, by=request.user, at=timezone.now(), words=words):
            messages.success(request, "办结了，已请点单的人评一评。")
            return redirect("orders:order", pk)
    return render(request, "orders/public/serve.html", {"order": served, "form": form}, status=form.status)
