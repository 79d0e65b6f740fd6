"""Personal data at rest: sealed with AES-GCM, found again by a keyed hash; and signed tokens.

A plain hash of a phone or an identity number can be guessed in minutes, so look-ups use HMAC with a
key of their own. Sealed text starts with the version of its key, so keys can be changed one by one.
"""

import base64
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core import signing
from django.db import models

VERSION = "1"


def _sealer():
    return AESGCM(base64.b64decode(settings.CIV_FIELD_KEY))


def seal(text):
    """Encrypt text; the result is ASCII and different each time."""
    nonce = os.urandom(12)
    sealed = _sealer().encrypt(nonce, text.encode(), VERSION.encode())
    return f"{VERSION}:{base64.b64encode(nonce + sealed).decode()}"


def unseal(text):
    """Decrypt what `seal` made; a changed byte raises `cryptography.exceptions.InvalidTag`."""
    version, _, body = text.partition(":")
    raw = base64.b64decode(body)
    return _sealer().decrypt(raw[:12], raw[12:], version.encode()).decode()


def lookup(text):
    """The keyed hash by which an encrypted value is found again: 32 hex digits, empty for empty."""
    if not text:
        return ""
    return hmac.new(settings.CIV_LOOKUP_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()[:32]


class EncryptedField(models.TextField):
    """A text column that the database holds sealed and Python sees clear. Empty stays empty."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return seal(value) if value else value

    def from_db_value(self, value, expression, connection):
        return unseal(value) if value else value


def sign(purpose, value):
    """A link token that says: whoever holds this may do `purpose` with `value`."""
    return signing.dumps(value, salt=f"civ.{purpose}", compress=False)


def unsign(purpose, token, max_age=None):
    """The value of a token made by `sign`, or None if it is forged, of another purpose or too old (seconds)."""
    try:
        return signing.loads(token, salt=f"civ.{purpose}", max_age=max_age)
    except signing.BadSignature:
        return None
