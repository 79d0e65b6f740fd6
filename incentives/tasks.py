"""What Celery does for points; each task may run twice."""

from celery import shared_task
from django.utils import timezone

from civcenter.hierarchy.models import Division
from incentives.actions import (
    find_reached,
    lapse_due,
    lapse_vouchers,
    seal,
    settle_due_postings,
    warn_of_agreements,
    warn_of_lapsing,
)
from volunteers.actions import watch


@shared_task(ignore_result=True)
def night():
    """Find hours that look odd; book the lists whose days are over; let go what was not spent in time, warn of what
    will go, seal the day, find stars."""
    at = timezone.now()
    watch(at=at)
    settle_due_postings(at=at)
    lapse_due(at=at)
    warn_of_lapsing(at=at)
    lapse_vouchers(at=at)
    warn_of_agreements(at=at)
    seal(at=at)
    for county in Division.objects.current().filter(tier=Division.Tier.COUNTY):
        find_reached(county=county.code, at=at)
