"""What Celery does for log-ins; it may run twice."""

from celery import shared_task
from django.utils import timezone

from civcenter.accounts.actions import tidy as tidy_now


@shared_task(ignore_result=True)
def tidy():
    """Let go of old sessions, codes and answers."""
    tidy_now(at=timezone.now())
