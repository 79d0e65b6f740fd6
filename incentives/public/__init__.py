"""05a: what service has brought: points, hours, and the entries behind them."""

from django.db.models import Q, Sum
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from civcenter.hierarchy.models import Division, Outpost
from civcenter.kit.gate import by_phone, fetch, open_view
from civcenter.kit.lists import part
from incentives.actions import APPEALS, is_official_on, next_star
from incentives.models import Entry, Star
from incentives.statement import accounts_of, pending
from volunteers.choices import RecordStatus
from volunteers.mine import volunteer_of
from volunteers.models import ServiceRecord


@by_phone
@require_safe
def points(request):
    """The balance, the hours that are final and those that wait, and where each came from."""
    volunteer = volunteer_of(request)
    if volunteer is None:
        return render(request, "incentives/public/nobody.html")
    accounts = accounts_of(volunteer.person)
    account = next((one for one in accounts if one.person_id), None)
    entries = Entry.objects.of(account) if account else Entry.objects.none()
    moved = part(request, entries.select_related("record"), "-at")
    records = ServiceRecord.objects.filter(volunteer=volunteer).select_related("kind", "passed_over")
    served = part(request, records, "-started_at")
    context = {
        "volunteer": volunteer,
        "account": account,
        "hours": _hours(records, timezone.localtime()),
        "official": is_official_on(volunteer.person, timezone.localdate()),
        "next": next_star(volunteer, day=timezone.localdate()),
        "entries": moved,
        "pending": pending(accounts),
        "shared": next((one for one in accounts if one.household_id), None),
        "records": served,
    }
    return render(request, "incentives/public/points.html", context)


def _hours(records, now):
    """Minutes in one query: final, of which this month, and waiting for somebody to vouch or for their notice."""
    final = Q(status=RecordStatus.FINAL)
    month = Q(started_at__gte=now.replace(day=1, hour=0, minute=0, second=0, microsecond=0))
    sums = records.order_by().aggregate(
        final=Sum("minutes", filter=final),
        month=Sum("minutes", filter=final & month),
        waiting=Sum("minutes", filter=Q(status=RecordStatus.NOTED)),
    )
    return {name: minutes or 0 for name, minutes in sums.items()}


@by_phone
@require_safe
def record(request, pk):
    """One service on record: how long, how well proved, who vouched for it, what came of it."""
    rows = ServiceRecord.objects.select_related(
        "kind", "division", "vouched_by", "volunteer__person", "passed_over", "overtime"
    )
    row = fetch(request.user, rows, pk=pk)
    kind, _, origin = row.source.partition(":")
    context = {"record": row, "claim": origin if kind == "claim" else "", "entries": row.entries.order_by("pk")}
    appeals = [one for one in row.suspicions.order_by("pk") if one.kind in APPEALS]
    context |= {
        "is_own": row.volunteer.person.user_id == request.user.pk,
        "appeals": appeals,
        "may_appeal": len(appeals) < len(APPEALS) and not any(one.status == "open" for one in appeals),
    }
    return render(request, "incentives/public/record.html", context)


@open_view
@require_safe
def stars(request, code):
    """Stars on public notice in a county. Names only of those who agreed to be named; the others masked."""
    place = get_object_or_404(Division.objects.current(), pk=code, tier=Division.Tier.COUNTY)
    rows = Star.objects.within([code]).on_notice().select_related("volunteer__person", "division__parent")
    found = part(request, rows, "star", "reached_at")
    office = Outpost.objects.filter(division=place).first()
    context = {"place": place, "rows": found.rows, "more_url": found.more_url, "office": office}
    return render(request, "incentives/public/stars.html", context)
