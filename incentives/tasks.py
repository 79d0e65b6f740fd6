"""What Celery does for points; each task may run twice."""

from celery import shared_task
from django.utils import timezone

from civcenter.hierarchy.models import Division
from incentives.actions import (
    find_reached,
    forget_erased,
    forget_proxies,
    lapse_due,
    lapse_reservations,
    lapse_vouchers,
    seal,
    settle_due_postings,
    tidy_tries,
    warn_of_agreements,
    warn_of_lapsing,
)
from volunteers.actions import watch


@shared_task(ignore_result=True)
def night():
    """Find hours that look odd; book lists whose days are over, give back what was not collected; then let points go.

    In this order: points given back past their last day go the same night. Then warn, seal the day, find stars.
    """
    at = timezone.now()
    watch(at=at)
    settle_due_postings(at=at)
    lapse_reservations(at=at)
    forget_proxies(at=at)
    tidy_tries(at=at)
    lapse_due(at=at)
    warn_of_lapsing(at=at)
    lapse_vouchers(at=at)
    forget_erased(at=at)
    warn_of_agreements(at=at)
    seal(at=at)
    for county in Division.objects.current().filter(tier=Division.Tier.COUNTY):
        find_reached(county=county.code, at=at)
