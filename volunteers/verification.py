"""Whether a certificate is real: by number and check word, ten wrong words a day for each number; and what may be told.

An unknown number takes the same work and gets the same answer as a wrong word.
"""

import hmac
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.utils import timezone

from civcenter.kit.secrets import lookup
from civcenter.kit.text import hours, mask_name
from civcenter.kit.verbs import verb
from volunteers.actions.certificates import digest
from volunteers.choices import CertificateStatus, RecordStatus
from volunteers.models import Certificate, ServiceRecord, WordGuess

WRONG_A_DAY = 10
NOBODY = "-" * 8


@dataclass(frozen=True)
class Answer:
    """What a stranger is told: whether it stands, who issued it, how many hours, a masked name, the date."""

    state: str
    number: str
    issuer: str
    hours: str
    name: str
    issued_on: date
    now: str = ""

    @property
    def is_valid(self):
        return self.state == "valid"


@dataclass(frozen=True)
class Tried:
    """What came of a try; `is_locked`: it was not even looked at."""

    answer: Answer | None
    is_locked: bool = False


@verb
def check(*, number, word, at):
    """The answer for a number and its check word. Each try is counted first and given back when right."""
    day, key = timezone.localdate(at), lookup(f"certificate {number}")
    WordGuess.objects.bulk_create([WordGuess(number_key=key, day=day)], ignore_conflicts=True)
    tries = WordGuess.objects.filter(number_key=key, day=day)
    if not tries.filter(wrong__lt=WRONG_A_DAY).update(wrong=F("wrong") + 1):
        return Tried(None, is_locked=True)
    found = Certificate.objects.on_register().filter(number=number).first()
    known = found.word if found else NOBODY
    if not hmac.compare_digest(known.encode(), word.encode()):
        return Tried(None)
    tries.update(wrong=F("wrong") - 1)
    return Tried(_answer(found))


def _answer(certificate):
    content, identity = certificate.content, certificate.who
    minutes = standing_minutes(certificate)
    is_whole = minutes == content["minutes"] and digest(content, identity) == certificate.digest
    revoked = certificate.status == CertificateStatus.REVOKED
    return Answer(
        state="revoked" if revoked else "valid" if is_whole else "corrected",
        number=certificate.number,
        issuer=content["issuer"],
        hours=hours(content["minutes"]),
        name=mask_name(identity["name"]),
        issued_on=timezone.localdate(certificate.decided_at),
        now="" if is_whole else hours(minutes),
    )


def standing_minutes(certificate):
    """How many of the frozen minutes are still on record as they were."""
    frozen = {pk: minutes for pk, _, minutes in certificate.content["rows"]}
    final = ServiceRecord.objects.filter(pk__in=frozen, status=RecordStatus.FINAL).values_list("pk", "minutes")
    return sum(minutes for pk, minutes in final if frozen[pk] == minutes)
