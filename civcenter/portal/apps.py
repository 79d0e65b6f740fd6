from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Pages that compose several apps; it has no tables."""

    name = "civcenter.portal"
    label = "portal"
    verbose_name = "门户页面"
