"""One wish at the desk: its words, its contact behind a reason, its history, what may be done; and new wishes."""

from functools import partial

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from civcenter.accounts import again
from civcenter.accounts.duties import Duty
from civcenter.kit import elder
from civcenter.kit.errors import RuleBroken
from civcenter.kit.forms import act
from civcenter.kit.gate import fetch, needs
from civcenter.kit.idempotency import once
from civcenter.kit.pages import page
from orders import telling
from orders.actions import wishes as verbs
from orders.desk.chips import chip_of, state_of, work_calendar
from orders.desk.history import lines
from orders.desk.moves import wish_steps
from orders.forms.desk import Reveal
from orders.forms.making import Enter
from orders.models import Event, Wish

ROWS = Wish.objects.select_related(
    "kind", "outpost", "division__parent", "order__unit__division", "entered_by", "follows"
)


@needs(Duty.READ)
@require_safe
def wish(request, pk):
    return _show(request, fetch(request.user, ROWS, pk=pk))


@needs(Duty.READ)
@require_http_methods(["POST"])
def reveal(request, pk):
    """Show the contact once, after a reason; who looked stays on the wish's history."""
    row, at = fetch(request.user, ROWS, Duty.REVEAL, pk=pk), timezone.now()
    form = Reveal(request.POST, row=row, by=request.user, at=at)
    asked = again.ask(request) if form.is_valid() else None
    if asked:
        return asked
    shown = form.is_valid() and act(form, partial(verbs.reveal, row), by=request.user, at=at, **form.said())
    return _show(request, row, reveal=form, shown=bool(shown))


def _show(request, row, reveal=None, shown=False):
    at = timezone.now()
    calendar = work_calendar(at)
    context = {
        "wish": row,
        "state": state_of(row),
        "chip": chip_of(row, at, calendar),
        "steps": wish_steps(request.user, row, at),
        "lines": lines(Event.objects.of_wish(row)),
        "review": getattr(row, "review", None),
        "may_print": row.may_have_slip and request.user.holds(Duty.ENTER, row.place),
        "may_reveal": request.user.holds(Duty.REVEAL, row.place),
        "reveal": reveal or Reveal(row=row, by=request.user, at=at),
        "shown": shown,
        "at": at,
        "work_calendar": calendar,
    }
    return page(request, "orders/desk/wish.html", context, status=context["reveal"].status)


@needs(Duty.ENTER)
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request):
    """代群众点单."""
    at = timezone.now()
    form = Enter(request.POST if request.method == "POST" else None, request.user.codes_for(Duty.ENTER))
    if form.is_valid():
        body = {name: str(value) for name, value in form.cleaned_data.items()}
        do = partial(_make, form, request.user, at)
        made = act(form, once, owner=f"user:{request.user.pk}", key=body["key"], body=body, do=do)
        if made:
            return redirect("desk_orders:slip", int(made[1]))
    if form.is_bound:
        form.renew()
    context = {"form": form, "at": at, "nav_exact": True}
    return page(request, "orders/desk/enter.html", context, status=form.status)


def _make(form, user, at):
    """Write the wish down; the answer is its key. Sent twice, it is answered as the first."""
    return 303, str(verbs.make_wish(at=at, entered_by=user, **form.said()).pk)


@needs(Duty.ENTER)
@require_safe
def slip(request, pk):
    """The slip (回执单) of a wish that staff entered: its code is the hand of somebody without a phone.

    Whoever made the wish himself has its hand already; and once it is served, a slip printed by those who
    serve would let them answer for the resident.
    """
    row = fetch(request.user, ROWS, Duty.ENTER, pk=pk)
    if not row.may_have_slip:
        raise RuleBroken("这件心愿不能再打回执单：点单人自己有手机上的链接，或者已经办完了。要问他，请打电话回访。")
    context = {
        "wish": row,
        "link": request.build_absolute_uri(telling.slip_link(row)),
        "elder_link": request.build_absolute_uri(f"{reverse('portal:elder_on')}?t={elder.token()}"),
        "at": timezone.now(),
    }
    return page(request, "orders/desk/slip.html", context)
