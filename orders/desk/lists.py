"""Lists of wishes and orders: found by number or words, narrowed by links, in parts."""

from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from django.views.decorators.http import require_safe

from civcenter.accounts.duties import Duty
from civcenter.kit.gate import needs
from civcenter.kit.lists import part
from civcenter.kit.pages import page
from orders.desk.cards import cards, with_parts
from orders.desk.chips import work_calendar
from orders.desk.columns import COLUMNS
from orders.desk.narrow import narrowed
from orders.forms.filters import OrderFilter, WishFilter
from orders.models import Order, Wish


@needs(Duty.READ)
@require_safe
def column(request, key):
    """All rows of one column of the board, the most urgent first."""
    if key not in COLUMNS:
        raise Http404
    shown, at = COLUMNS[key], timezone.now()
    form = (WishFilter if shown.model is Wish else OrderFilter)(request.GET, request.user.codes)
    rows = shown.model.objects.within(request.user.codes).filter(shown.where)
    return _answer(request, rows, form, at, order=["due"], title=shown.name, board=True)


@needs(Duty.READ)
@require_safe
def wishes(request):
    at = timezone.now()
    form = WishFilter(request.GET, request.user.codes)
    rows = Wish.objects.visible_to(request.user, at)
    if form.chosen.get("q"):
        rows = rows.filter(Q(number=form.chosen["q"]) | Q(words__icontains=form.chosen["q"]))
    return _answer(request, rows, form, at, order=["-created_at"], title="心愿")


@needs(Duty.READ)
@require_safe
def orders(request):
    at = timezone.now()
    form = OrderFilter(request.GET, request.user.codes)
    rows = Order.objects.visible_to(request.user, at)
    words = form.chosen.get("q", "")
    if words:
        numbered = Q(pk=int(words)) if _is_number(words) else Q(pk__in=[])
        wished = Wish.objects.filter(number=words).values("order")
        rows = rows.filter(Q(title__icontains=words) | numbered | Q(pk__in=wished))
    return _answer(request, rows, form, at, order=["-created_at"], title="单子")


def _answer(request, rows, form, at, *, order, title, board=False):
    found = part(request, with_parts(narrowed(rows, form.chosen, at)), *order)
    context = {
        "title": title,
        "board": board,
        "cards": cards(found.rows, at, work_calendar(at)),
        "more_url": found.more_url,
        "form": form,
        "narrowed": bool(form.chosen),
        "at": at,
    }
    return page(request, "orders/desk/rows.html", context)


def _is_number(words):
    """Whether the words can be an order's own number."""
    return words.isascii() and words.isdigit() and len(words) < 18
