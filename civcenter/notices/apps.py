from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "civcenter.notices"
    label = "notices"
    verbose_name = "通知"
