from django.apps import AppConfig
from django.db.models.signals import post_migrate

from civcenter import celery
from civcenter.kit import checks, grants

# Imported for what importing does: @shared_task then belongs to our Celery, and the checks register themselves.
__all__ = ["KitConfig", "celery", "checks"]


class KitConfig(AppConfig):
    name = "civcenter.kit"
    label = "kit"
    verbose_name = "基础"

    def ready(self):
        post_migrate.connect(grants.after_migrate, sender=self)
