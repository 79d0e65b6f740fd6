"""schemathesis against a running portal: every check, both modes, as anybody would run it from outside."""

import subprocess
import sys
from datetime import timedelta

from django.utils import timezone

from civcenter.accounts.actions import cut_key
from orders.models import Wish
from tests import factories as make

SEED = 42
CALLERS = ("office", "resident", "volunteer")
REAL = """
[parameters]
"path.number" = {{ dictionary = "numbers", probability = 0.7 }}
"path.id" = {{ dictionary = "ids", probability = 0.7 }}
"body.kind" = {{ dictionary = "kinds", probability = 0.7 }}
"body.outpost" = {{ dictionary = "ids", probability = 0.7 }}
"body.unit" = {{ dictionary = "ids", probability = 0.7 }}
"body.order" = {{ dictionary = "ids", probability = 0.7 }}

[dictionaries]
numbers.values = [{numbers}]
ids.values = [1, 2, 3, 4, 5]
kinds.values = ["care"]
"""
"""Most requests name rows that exist, so that the verbs are reached; the rest are drawn from the schema alone."""


def county():
    """A county with wishes, orders and a claim in several states, made yesterday; keys of the three callers."""
    cast = make.cast()
    at = timezone.now() - timedelta(days=1)
    phone = make.fresh_phone()
    make.wish(cast.station, at=at, phone=phone)
    make.order(cast, at=at)
    make.in_hall(cast, at=at, needed=3)
    make.taken(cast, make.in_hall(cast, at=at + timedelta(hours=6)), at=at)
    users = (cast.office, make.phone_user(phone), cast.volunteer.person.user)
    return {name: cut_key(user, days=1, at=timezone.now()) for name, user in zip(CALLERS, users, strict=True)}


def fuzz(folder, url, key, examples, *more):
    """Run the whole schema with one key. Returns the exit code and what was printed."""
    numbers = ", ".join(f'"{number}"' for number in Wish.objects.values_list("number", flat=True))
    config = folder / "schemathesis.toml"
    config.write_text(REAL.format(numbers=numbers))
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run", f"{url}/api/schema/"]
    command += ["--mode", "all", "--max-examples", str(examples), "--seed", str(SEED)]
    command += ["--header", f"Authorization: Token {key}", "--no-color", *more]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    return ran.returncode, ran.stdout + ran.stderr
