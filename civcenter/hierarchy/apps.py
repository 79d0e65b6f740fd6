from django.apps import AppConfig


class HierarchyConfig(AppConfig):
    name = "civcenter.hierarchy"
    label = "hierarchy"
    verbose_name = "区划和阵地"
