"""What a phone code is made of; no database."""

import hashlib
import hmac
import secrets

from django.conf import settings

DIGITS = 6
"""ASVS 5.0, 6.5: at least 20 bits where tries are few."""


def new_code():
    """Six digits, each number as likely as any other."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def new_salt():
    return secrets.token_hex(8)


def hashed(code, salt):
    """What is kept of a code. Keyed: six digits alone are guessed from a plain hash in no time."""
    return hmac.new(settings.CIV_LOOKUP_KEY.encode(), f"phone-code:{salt}:{code}".encode(), hashlib.sha256).hexdigest()


def is_right(code, row):
    """Whether these digits are the row's, compared in constant time."""
    return hmac.compare_digest(hashed(code, row.salt), row.code_hash)
