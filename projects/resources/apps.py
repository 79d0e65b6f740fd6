from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "projects.resources"
    verbose_name = "场地和资源"
