"""By night: who is to be reminded of a task, and which terms end."""

from celery import shared_task
from django.utils import timezone

from civcenter.workplan import actions


@shared_task(ignore_result=True)
def remind():
    """Tell those whose tasks are due."""
    actions.remind(at=timezone.now())
