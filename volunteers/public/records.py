"""我的服务记录: one's own service by month, what counts and what was struck."""

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from civcenter.kit.gate import by_phone
from civcenter.kit.lists import part
from volunteers.choices import RecordStatus
from volunteers.mine import volunteer_of

MOST = 36
"""So many months with service are offered to choose from: three years."""


@by_phone
@require_safe
def records(request):
    """One month's records, and the months that have some; the latest unless told."""
    volunteer = volunteer_of(request)
    if volunteer is None:
        return redirect("volunteers:join")
    months = _months(volunteer)
    chosen = _chosen(request.GET.get("month", ""), months)
    rows = volunteer.records.select_related("kind", "division")
    rows = rows.filter(started_at__year=chosen.year, started_at__month=chosen.month)
    context = {
        "volunteer": volunteer,
        "months": months,
        "chosen": chosen,
        "figures": next((row for row in months if row["month"].date() == chosen), None),
        "found": part(request, rows, "-started_at"),
    }
    return render(request, "volunteers/public/records.html", context)


def _months(volunteer):
    """Each month with service: how often, how many minutes count, how many of these are final. One query."""
    counts = ~Q(status=RecordStatus.ANNULLED)
    rows = volunteer.records.order_by().annotate(month=TruncMonth("started_at")).values("month")
    sums = rows.annotate(
        times=Count("pk", filter=counts),
        counted=Sum("minutes", filter=counts, default=0),
        final=Sum("minutes", filter=Q(status=RecordStatus.FINAL), default=0),
    )
    return list(sums.order_by("-month")[:MOST])


def _chosen(text, months):
    """The first day of the month that was asked for, if it has service; else of the latest that has, or of this."""
    offered = {f"{row['month']:%Y-%m}": row["month"].date() for row in months}
    latest = next(iter(offered.values()), timezone.localdate().replace(day=1))
    return offered.get(text, latest)
