"""Settings for the suite: the owner makes the test database, the session works as the app role."""

import os

from civcenter.settings import *  # noqa: F403
from civcenter.settings import APP_LIMITS, OWNER_URL, STORAGES, database

DATABASES = {"default": database(OWNER_URL, {**APP_LIMITS, "synchronous_commit": "off"})}
DATABASES["default"]["ENGINE"] = "tests.backend"
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("CIV_TEST_DATABASE", "test_civ")}

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
