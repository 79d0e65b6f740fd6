"""Coming and going by phone: the resident's code, the volunteer's scan of it, and the word that he is home."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from civcenter.kit.forms import Form, act
from civcenter.kit.gate import by_phone, fetch, open_view
from orders.actions import checkins, safety
from orders.actions.evidence import witness
from orders.models import Claim
from orders.public import held
from orders.public.track import checking_in, find_wish
from volunteers import rotating
from volunteers.choices import CheckHow, CheckKind
from volunteers.mine import volunteer_of

SCANNED = "scanned"
KEPT = timedelta(minutes=15)
"""So long a scan may wait for its button: time to log in, not to go elsewhere."""


@open_view
@require_safe
def scan(request, token):
    """What WeChat's own scanner opens. A good code is kept with the moment of the scan; then who scans is asked."""
    shown, at = rotating.read(token), timezone.now()
    if shown is None:
        raise Http404
    if not shown.is_good(at):
        return render(request, "orders/public/scan.html", {"stale": True})
    request.session[SCANNED] = [[shown.subject, shown.shown_by, shown.mark, shown.step], at.isoformat()]
    return redirect("orders:scanned")


def _scanned(request):
    """The kept scan and its moment, or two Nones."""
    said, moment = request.session.get(SCANNED, [None, None])
    at = moment and datetime.fromisoformat(moment)
    return (rotating.Shown(*said), at) if at and timezone.now() - at <= KEPT else (None, None)


@by_phone
@require_http_methods(["GET", "HEAD", "POST"])
def scanned(request):
    """One button: 到了, or 做完了 where he has come already."""
    volunteer, (shown, at) = volunteer_of(request), _scanned(request)
    if volunteer is None:
        return redirect("volunteers:join")
    form = Form(request.POST if request.method == "POST" else None)
    claim = shown and act(form, checkins.claim_for, shown=shown, volunteer=volunteer)
    if claim and request.method == "POST":
        kind = CheckKind.OUT if request.POST.get("kind") == CheckKind.OUT else CheckKind.IN
        said = {"volunteer": volunteer, "kind": kind, "by": request.user, "at": at, "browser": request.browser}
        row = act(form, checkins.scan, shown=shown, **said)
        if row:
            messages.success(request, _said(row))
            return redirect("orders:order", claim.order_id)
    weak = claim and witness(shown, volunteer.person, request.browser) == CheckHow.SELF
    context = {"stale": shown is None, "form": form, "claim": claim, "at": at, "weak": weak}
    return render(request, "orders/public/scan.html", context, status=form.status)


def _said(row):
    moment = timezone.localtime(row.at)
    return f"{moment:%H:%M} {row.get_kind_display()}，记下了。" + ("谢谢您！" if row.kind == CheckKind.OUT else "")


@open_view
@require_safe
def code(request, number):
    """让志愿者扫一扫: the code of the wish's order, to the resident's hand only."""
    wish = find_wish(number)
    hand = wish and held.bearer(request, wish)
    if not hand:
        raise Http404
    if not checking_in(wish):
        messages.info(request, "现在没有要签到的志愿者。")
        return redirect("orders:track", number)
    at = timezone.now()
    word = checkins.code_of_wish(wish, hand, at)
    context = {
        "wish": wish,
        "link": request.build_absolute_uri(f"/in/{word}/"),
        "left": rotating.left(at),
        "vouches": hand.vouches,
    }
    template = "orders/public/_code.html" if request.htmx else "orders/public/code.html"
    return rotating.renewing(render(request, template, context), at)


@by_phone
@require_POST
def home(request, pk):
    """到家了."""
    row = fetch(request.user, Claim.objects.select_related("order__unit", "volunteer__person"), pk=pk)
    safety.home(row, by=request.user, at=timezone.now(), browser=request.browser)
    messages.success(request, "平安到家，站里放心了。")
    return redirect("orders:order", row.order_id)
