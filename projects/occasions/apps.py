from django.apps import AppConfig


class OccasionsConfig(AppConfig):
    name = "projects.occasions"
    verbose_name = "节令和计划"
