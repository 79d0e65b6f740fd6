from django.apps import AppConfig


class WorkplanConfig(AppConfig):
    name = "civcenter.workplan"
    verbose_name = "任务"
