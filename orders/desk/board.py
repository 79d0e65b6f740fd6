"""07, the county's board: five columns, what is stuck where, and what to put into one order."""

from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.db.models import Count
from django.utils import timezone
from django.views.decorators.http import require_safe

from civcenter.accounts.duties import Duty
from civcenter.kit.gate import needs
from civcenter.kit.pages import page
from orders.desk.cards import cards, with_parts
from orders.desk.chips import work_calendar
from orders.desk.columns import columns
from orders.desk.narrow import due_today, late, narrowed
from orders.forms.filters import Filter
from orders.models import Order, Wish

SHOWN = 6
"""Cards in a column; the rest are a list behind its number."""


@needs(Duty.READ)
@require_safe
def board(request):
    at = timezone.now()
    form = Filter(request.GET, request.user.codes)
    chosen = {name: value for name, value in form.chosen.items() if name in ("township", "kind", "only")}
    calendar = work_calendar(at)
    shown = columns()
    for model in (Wish, Order):
        _count(model, [c for c in shown if c.model is model], request.user, chosen, at)
    for column in shown:
        column.found = getattr(column, chosen.get("only", "count"))
        rows = narrowed(with_parts(column.model.objects.within(request.user.codes).filter(column.where)), chosen, at)
        column.cards = cards(rows.order_by("due", "pk")[:SHOWN], at, calendar)
    sums = {name: sum(getattr(column, name) for column in shown) for name in ("count", "late", "today")}
    links = _links(request, form, sums)
    context = {
        "columns": shown,
        "total": sums["count"],
        "late": sums["late"],
        "today": sums["today"],
        "stuck": max(shown, key=lambda column: column.late),
        "form": form,
        "chosen": chosen,
        "links": links,
        "filters": [links["all"], links["late"], links["today"]],
        "query": _query(request),
        "query_late": _query(request, only="late"),
        "may_prepare": bool(request.user.codes_for(Duty.PREPARE)),
        "at": at,
    }
    return page(request, "orders/desk/board.html", context)


def _count(model, parts, user, chosen, at):
    """Fill in the three numbers of each column of one model, with one query."""
    wanted = {name: value for name, value in chosen.items() if name != "only"}
    here = reduce(or_, (part.where for part in parts))
    rows = narrowed(model.objects.within(user.codes).filter(here), wanted, at)
    counts = {}
    for part in parts:
        counts[f"{part.key}_count"] = Count("pk", filter=part.where)
        counts[f"{part.key}_late"] = Count("pk", filter=part.where & late(at))
        counts[f"{part.key}_today"] = Count("pk", filter=part.where & due_today(at))
    found = rows.aggregate(**counts)
    for part in parts:
        part.count, part.late, part.today = (found[f"{part.key}_{name}"] for name in ("count", "late", "today"))


def _query(request, **change):
    """The address' own filters, with what changes."""
    kept = {name: request.GET.get(name, "") for name in ("township", "kind", "only")} | change
    kept = {name: value for name, value in kept.items() if value}
    return f"?{urlencode(kept)}" if kept else ""


def _links(request, form, sums):
    """The filters as links: (words, address, is it on)."""

    def link(words, **change):
        on = all(request.GET.get(name, "") == value for name, value in change.items())
        return words, _query(request, **change) or "?", on

    return {
        "all": link("全部", only=""),
        "late": link(f"只看超时 {sums['late']}", only="late"),
        "today": link(f"今天到期 {sums['today']}", only="today"),
        "townships": [link("全部乡镇", township="")]
        + [link(place.name, township=place.pk) for place in form.fields["township"].queryset],
        "kinds": [link("全部类别", kind="")]
        + [link(kind.name, kind=kind.pk) for kind in form.fields["kind"].queryset if not kind.parent_id],
    }
