from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "civcenter.inspections"
    verbose_name = "督查考核"
