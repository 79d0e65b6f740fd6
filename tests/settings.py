"""Settings for the suite: the owner makes the test database, the session works as the app role."""

import os

from civcenter import settings
from civcenter.environment import database
from civcenter.settings import APP_LIMITS, OWNER_URL, STORAGES

globals().update({name: getattr(settings, name) for name in dir(settings) if name.isupper()})

DATABASES = {"default": database(OWNER_URL, {**APP_LIMITS, "synchronous_commit": "off"})}
DATABASES["default"]["ENGINE"] = "tests.backend"
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("CIV_TEST_DATABASE", "test_civ")}

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CIV_STAFF_TOTP = False  # its own tests switch it on
CIV_DEMO = False  # whatever the environment says; tests of the sample switch it on
