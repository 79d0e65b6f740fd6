from django.apps import AppConfig
from django.db.models.signals import post_migrate

from civcenter import celery  # noqa: F401  (makes @shared_task belong to our Celery)
from civcenter.kit import checks, grants  # noqa: F401  (checks register themselves)


class KitConfig(AppConfig):
    name = "civcenter.kit"
    label = "kit"
    verbose_name = "基础"

    def ready(self):
        post_migrate.connect(grants.after_migrate, sender=self)
