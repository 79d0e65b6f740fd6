"""What Celery does for this room; each task may run twice."""

from celery import shared_task
from django.utils import timezone

from orders.actions.radar import listen
from orders.actions.sweep import sweep as sweep_now


@shared_task(ignore_result=True)
def sweep():
    """Remind, escalate, lapse, expire and settle what is due now."""
    sweep_now(timezone.now())


@shared_task(ignore_result=True)
def radar():
    """Find what many ask for, once a night."""
    listen(timezone.now())
