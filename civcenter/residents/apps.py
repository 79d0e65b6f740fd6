from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    name = "civcenter.residents"
    label = "residents"
    verbose_name = "居民"
