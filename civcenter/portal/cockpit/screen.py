"""11, the screen on the wall: by log-in, or by a signed address that the office can take back. No personal data."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from civcenter.accounts.duties import Duty
from civcenter.kit.forms import act
from civcenter.kit.gate import fetch, needs, open_view
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from civcenter.kit.secrets import sign, unsign
from civcenter.measures.flow import STANDING
from civcenter.portal import actions
from civcenter.portal.cockpit import parts, tiles
from civcenter.portal.cockpit.forms import ScreenForm
from civcenter.portal.cockpit.looks import Look, look
from civcenter.portal.models import ScreenLink
from orders.desk.columns import COLUMNS
from orders.flow import WishStatus
from orders.models import Wish

PURPOSE = "screen"
SHOWN = 3
STARS = {5: "很满意", 4: "满意", 3: "一般", 2: "不太满意", 1: "不满意"}
SECONDS = 60
"""How often the wall asks anew."""


@open_view
@require_safe
def wall(request, token):
    """What the address that somebody opened shows; 404 once it was taken back."""
    link = ScreenLink.objects.valid().select_related("division").filter(pk=unsign(PURPOSE, token)).first()
    if link is None:
        raise Http404
    at = timezone.now()
    return _shown(request, Look(link.division, "month", timezone.localdate(at), at))


@needs(Duty.READ)
@require_safe
def screen(request):
    """The same for whoever is logged in."""
    return _shown(request, replace(look(request), period="month"))


def _shown(request, seen):
    context = {
        "look": seen,
        "tiles": [
            tiles.tile(seen, "wishes", compared=False),
            tiles.tile(seen, "answered", compared=False),
            tiles.tile(seen, "confirmed", compared=False),
            tiles.late(seen),
            tiles.tile(seen, "content", compared=False),
            tiles.registered(seen),
        ],
        "steps": _steps(seen),
        "trend": parts.trend(seen),
        "places": parts.places(seen),
        "done": _done(seen),
        "seconds": SECONDS,
        "at": seen.at,
    }
    return page(request, "portal/desk/wall.html", context, fragment="portal/desk/_wall.html")


def _steps(seen):
    """The five steps of the road: how many stand there, how many are late, which is the most stuck."""
    found = [(column.name, measure.figure(seen.span, seen.codes)) for column, measure in _columns()]
    most = max(figure.lacking or 0 for _, figure in found)
    return [
        {"name": name, "count": figure.denominator, "late": figure.lacking or 0, "stuck": figure.lacking == most > 0}
        for name, figure in found
    ]


def _columns():
    return zip(COLUMNS.values(), STANDING, strict=True)


def _done(seen):
    """The last orders whose residents said yes: the order's public title, the village, the stars."""
    wishes = Wish.objects.within(seen.codes).filter(status=WishStatus.CONFIRMED, is_public=True)
    newest = wishes.select_related("order", "division__parent", "review").order_by("-answered_at", "-pk")
    return [
        {
            "title": wish.order.title,
            "where": f"{wish.division.parent.name} {wish.division.name}" if wish.division.parent else "",
            "at": wish.answered_at,
            "said": STARS[wish.review.stars] if hasattr(wish, "review") else "",
        }
        for wish in newest[:SHOWN]
    ]


@needs(Duty.PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
def screens(request):
    """The addresses of screens: a new one, and those there are."""
    form = ScreenForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        opened = act(form, actions.open_screen, by=request.user, at=timezone.now(), **form.cleaned_data)
        if opened:
            messages.success(request, "开好了。把地址抄到大屏的浏览器里。")
            return redirect("desk_portal:screens")
    rows = ScreenLink.objects.visible_to(request.user, timezone.now()).select_related("division", "made_by")
    found = part(request, rows, "-made_at")
    for row in found.rows:
        row.token = sign(PURPOSE, row.pk)
    context = {"form": form, "rows": found.rows, "more_url": found.more_url}
    return page(request, "portal/desk/screens.html", context, status=form.status)


@require_POST
def revoke(request, pk):
    row = fetch(request.user, ScreenLink, Duty.PREPARE, pk=pk)
    actions.revoke_screen(row, by=request.user, at=timezone.now())
    messages.success(request, "收回了，那个地址再也看不到数。")
    return redirect("desk_portal:screens")
