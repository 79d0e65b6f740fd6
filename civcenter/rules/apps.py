from django.apps import AppConfig


class RulesConfig(AppConfig):
    name = "civcenter.rules"
    label = "rules"
    verbose_name = "规则"
