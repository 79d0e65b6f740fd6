"""Opening a wish by its number and the last four digits of its phone: five wrong tails a day lock the number.

A number nobody has takes the same work and gets the same answer as a wrong tail.
"""

import hmac
from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone

from civcenter.kit.secrets import lookup, seal, unseal
from civcenter.kit.verbs import verb
from orders.models import TailGuess, Wish

WRONG_A_DAY = 5
NOBODY = "-" * 11


@dataclass(frozen=True)
class Guess:
    """What came of a try: `is_locked` means that it was not even looked at."""

    is_right: bool
    is_locked: bool = False


@verb
def guess(*, number, tail, at):
    """Whether `tail` is how the phone of wish `number` ends. Each try is counted first and given back when right."""
    day = timezone.localdate(at)
    TailGuess.objects.bulk_create([TailGuess(number_key=lookup(number), day=day)], ignore_conflicts=True)
    tries = TailGuess.objects.filter(number_key=lookup(number), day=day)
    if not tries.filter(wrong__lt=WRONG_A_DAY).update(wrong=F("wrong") + 1):
        return Guess(is_right=False, is_locked=True)
    phone = Wish.objects.filter(number=number).values_list("phone", flat=True).first()
    known = phone or unseal(seal(NOBODY))
    is_right = hmac.compare_digest(known[-4:].encode(), tail.encode())
    if is_right:
        tries.update(wrong=F("wrong") - 1)
    return Guess(is_right=is_right)
