"""What Celery does for points; each task may run twice."""

from celery import shared_task
from django.utils import timezone

from incentives.actions import lapse_due, seal, warn_of_lapsing


@shared_task(ignore_result=True)
def night():
    """Let go what was not spent in time, warn of what will go, and seal the day's transfers."""
    at = timezone.now()
    lapse_due(at=at)
    warn_of_lapsing(at=at)
    seal(at=at)
