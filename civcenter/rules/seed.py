"""The one way reference data comes in: every app that has `seeds.py` puts its own in place. May run again."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from civcenter.kit.verbs import verb


@verb
def seed():
    """Run `seed()` of each installed app's `seeds` module, in the order the apps are listed."""
    for app in apps.get_app_configs():
        if find_spec(f"{app.name}.seeds"):
            import_module(f"{app.name}.seeds").seed()
