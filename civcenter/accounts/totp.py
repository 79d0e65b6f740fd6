"""What a staff member's one-time codes are made of; no database. The phone shows six new digits every half minute."""

import base64
import secrets
from urllib.parse import quote

from django_otp.oath import TOTP

STEP, DIGITS = 30, 6
TOLERANCE = 1
"""Codes of the half minute before and after are right too: phones' clocks differ, and typing takes time."""

ISSUER = "文明实践"
SECRET_BYTES = 20
"""RFC 4226, 4: the length of the hash's own output."""


def new_secret():
    """A fresh secret as people type it: base32, without padding."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def step_of(code, secret, at, after=-1):
    """The half minute for which the code is right at `at`, if it is later than `after`; else None.

    Whoever remembers the step as the next `after` lets no code be used twice.
    """
    clock = TOTP(base64.b32decode(secret), step=STEP, digits=DIGITS)
    clock.time = at.timestamp()
    if not clock.verify(int(code), tolerance=TOLERANCE, min_t=after + 1):
        return None
    return clock.t()


def address(secret, username):
    """What the QR says to the phone's app."""
    label = quote(f"{ISSUER}:{username}")
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(ISSUER)}&period={STEP}&digits={DIGITS}"


def spaced(secret):
    """The secret in groups of four, as it is read aloud and typed."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
