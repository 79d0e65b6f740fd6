"""Secrets of this installation: made on the first run, kept in a file only its owner reads, never printed."""

import base64
import os
import secrets

from civcenter.launcher.places import STATE

FILE = STATE / "secrets.env"
MAKERS = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(50),
    "CIV_FIELD_KEY": lambda: base64.b64encode(secrets.token_bytes(32)).decode(),
    "CIV_LOOKUP_KEY": lambda: secrets.token_urlsafe(32),
    "POSTGRES_PASSWORD": lambda: secrets.token_hex(24),
    "CIV_OWNER_PASSWORD": lambda: secrets.token_hex(24),
    "CIV_APP_PASSWORD": lambda: secrets.token_hex(24),
}


def load():
    """The secrets; missing ones are made and written first."""
    kept = read()
    fresh = {name: make() for name, make in MAKERS.items() if name not in kept}
    if fresh:
        kept.update(fresh)
        _write(kept)
    return kept


def read():
    if not FILE.exists():
        return {}
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def _write(values):
    """Write beside, then rename: a kill half-way never loses the keys that open the data."""
    beside = FILE.with_suffix(".new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(handle, "w", encoding="utf-8") as file:
        file.write("# Keys of this installation. Without them the encrypted data cannot be read: back them up.\n")
        file.writelines(f"{name}={value}\n" for name, value in values.items())
        file.flush()
        os.fsync(file.fileno())
    beside.rename(FILE)
