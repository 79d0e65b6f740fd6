"""What Celery does for activities and bookings; each task may run twice."""

from celery import shared_task
from django.utils import timezone

from projects.activities.actions import sweep as sweep_activities
from projects.resources.actions import sweep as sweep_bookings


@shared_task(ignore_result=True)
def sweep():
    """Remind, let lapse, ask for what is owed."""
    at = timezone.now()
    sweep_activities(at)
    sweep_bookings(at)
