"""Celery: files, reports, sweeps and rounds. Views never publish here; the database is the truth."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civcenter.settings")

app = Celery("civcenter")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
