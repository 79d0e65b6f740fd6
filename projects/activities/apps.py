from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "projects.activities"
    verbose_name = "活动"
