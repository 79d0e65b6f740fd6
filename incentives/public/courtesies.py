"""我的礼遇: what one's stars bring, one's vouchers, and each voucher as the shop scans it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from civcenter.kit.gate import by_phone, fetch
from incentives import actions
from incentives.actions.courtesies import period_of
from incentives.models import Courtesy, Share, Voucher
from volunteers.mine import volunteer_of

MOST = 60
VOUCHERS = Voucher.objects.select_related("share__courtesy__merchant", "volunteer__person")


@by_phone
@require_safe
def courtesies(request):
    """Vouchers in hand first, then what may be taken, then what a further star would bring."""
    volunteer, at = volunteer_of(request), timezone.now()
    if volunteer is None:
        return render(request, "incentives/public/nobody.html")
    mine = VOUCHERS.filter(volunteer=volunteer)
    context = {
        "volunteer": volunteer,
        "live": mine.usable(at).order_by("expires_at"),
        "past": mine.exclude(pk__in=mine.usable(at).values("pk")).order_by("-taken_at")[:20],
        "offers": _offers(volunteer, timezone.localdate(at)),
    }
    return render(request, "incentives/public/courtesies.html", context)


def _offers(volunteer, day):
    """(courtesy, how many are left in its round, whether his star is enough, whether he had his of the round)."""
    rows = Courtesy.objects.current(day).in_county(volunteer.county).select_related("merchant")
    rows = list(rows.order_by("min_star", "pk")[:MOST])
    shares = {(share.courtesy_id, share.period): share for share in Share.objects.filter(courtesy__in=rows)}
    taken = Voucher.objects.filter(volunteer=volunteer, share__in=shares.values()).exclude(status="cancelled")
    had = list(taken.values_list("share_id", flat=True))
    offers = []
    for row in rows:
        share = shares.get((row.pk, period_of(row.every, day)))
        left = share.quota - share.taken if share else row.quota
        used_up = share is not None and had.count(share.pk) >= row.each
        offers.append({"row": row, "left": left, "able": volunteer.stars >= row.min_star, "had": used_up})
    return offers


@by_phone
@require_POST
def take(request, pk):
    """Take a voucher; the page that shows it is next."""
    volunteer = volunteer_of(request)
    if volunteer is None:
        return redirect("volunteers:join")
    row = get_object_or_404(Courtesy.objects.in_county(volunteer.county).select_related("merchant"), pk=pk)
    voucher = actions.take(row, volunteer=volunteer, by=request.user, at=timezone.now())
    return redirect("incentives:voucher", voucher.pk)


@by_phone
@require_safe
def voucher(request, pk):
    """One voucher, large: the code to scan and its ten digits."""
    row, at = fetch(request.user, VOUCHERS, pk=pk), timezone.now()
    scan = request.build_absolute_uri(f"{reverse('incentives:redeem')}?{urlencode({'v': row.code})}")
    context = {"row": row, "scan": scan, "usable": row.status == "issued" and row.expires_at > at}
    return render(request, "incentives/public/voucher.html", context)


@by_phone
@require_POST
def give_back(request, pk):
    """Not wanted: somebody else may have it."""
    row = fetch(request.user, VOUCHERS, pk=pk)
    actions.give_back(row, by=request.user, at=timezone.now())
    messages.success(request, "退回去了，想用再领。")
    return redirect("incentives:courtesies")
