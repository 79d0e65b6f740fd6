"""07b: one order from the wishes that were chosen, or into one that is there already."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from civcenter.accounts.duties import Duty
from civcenter.kit.forms import act
from civcenter.kit.gate import needs
from civcenter.kit.pages import page
from orders.actions import orders, wishes
from orders.flow import WishStatus
from orders.forms.making import Join, Prepare
from orders.models import Wish

MOST = 50
"""Wishes that one order takes at once; more are merged in afterwards."""


@needs(Duty.PREPARE)
@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request):
    """制单. `?how=each` makes an order of the first wish and comes back for the next."""
    at, chosen = timezone.now(), _chosen(request)
    each = request.GET.get("how") == "each" and len(chosen) > 1
    mine, rest = (chosen[:1], chosen[1:]) if each else (chosen, [])
    form = Prepare(request.POST if request.method == "POST" else None, mine, at)
    if form.is_valid():
        make = partial(orders.prepare_order, wishes=mine)
        made = act(form, make, by=request.user, at=at, **form.said())
        if made:
            return _after(request, made, rest, len(_numbers(request)) - len(chosen))
    return _page(request, form, Join(None, _county(chosen)), mine, rest, at)


@needs(Duty.PREPARE)
@require_http_methods(["POST"])
def join(request):
    """Put the chosen wishes into an order that nobody has begun."""
    at, chosen = timezone.now(), _chosen(request)
    form = Join(request.POST, _county(chosen))
    if form.is_valid():
        merge = partial(wishes.merge_all, chosen)
        if act(form, merge, by=request.user, at=at, **form.cleaned_data):
            return redirect("desk_orders:order", form.cleaned_data["order"].pk)
    return _page(request, Prepare(None, chosen, at), form, chosen, [], at)


def _chosen(request):
    """The new wishes named in the address, as `?wishes=1,2` or `?wishes=1&wishes=2`, as far as they are ours."""
    ours = Wish.objects.within(request.user.codes_for(Duty.PREPARE))
    new = ours.filter(pk__in=_numbers(request)[:MOST], status=WishStatus.NEW)
    return list(new.select_related("kind", "outpost", "division__parent").order_by("pk"))


def _numbers(request):
    words = ",".join(request.GET.getlist("wishes")).split(",")
    return list({int(word) for word in words if word.isascii() and word.isdigit() and len(word) < 18})


def _county(chosen):
    return chosen[0].county if chosen else ""


def _after(request, made, rest, gone):
    messages.success(request, f"“{made.title}”制好了。")
    if gone:
        messages.warning(request, f"有 {gone} 个心愿刚被别人办了，没有合进来。")
    if not rest:
        return redirect("desk_orders:order", made.pk)
    left = urlencode({"wishes": ",".join(str(wish.pk) for wish in rest), "how": "each"})
    return redirect(f"{request.path}?{left}")


def _page(request, form, joining, mine, rest, at):
    context = {
        "form": form,
        "join": joining,
        "wishes": [(wish, ",".join(str(other.pk) for other in mine if other != wish)) for wish in mine],
        "rest": rest,
        "query": request.GET.urlencode(),
        "at": at,
    }
    status = 200 if request.method != "POST" else max(form.status, joining.status)
    return page(request, "orders/desk/prepare.html", context, status=status)
