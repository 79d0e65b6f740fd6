"""What the beat wakes every few seconds; the jobs themselves are rows."""

import time

from celery import shared_task
from django.utils import timezone

from civcenter.kit import jobs

LONGEST = 240
"""Seconds after which no further job is begun, so that the last one ends within the task's own limit."""


@shared_task(ignore_result=True)
def work():
    """Do what is due, one after another."""
    until = time.monotonic() + LONGEST
    while time.monotonic() < until and jobs.work(timezone.now):
        pass
