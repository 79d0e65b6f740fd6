"""The rotating code that proves somebody stands before a screen now: signed, new every half minute.

A photograph that is forwarded is worth nothing a minute later. The code is bound to what is served (`order:5:1`,
with its round), to whose screen shows it, and to the screen's browser (as a keyed hash, so it names nobody).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from civcenter.accounts.models import PhoneCode
from civcenter.kit.secrets import lookup, sign, unsign

STEP = 30
"""Seconds; the present step and the one before are good, so a code lives half a minute at least."""

PURPOSE = "check-in"


@dataclass(frozen=True)
class Shown:
    """What a code says: for what, who showed it (`wish:12:0`, `staff:7`), in which browser, in which step."""

    subject: str
    shown_by: str
    mark: str
    step: int

    def is_good(self, at):
        return 0 <= step_of(at) - self.step <= 1


def step_of(at):
    return int(at.timestamp()) // STEP


def renews_at(at):
    """When the next code comes."""
    return datetime.fromtimestamp((step_of(at) + 1) * STEP, UTC)


def left(at):
    """Whole seconds until the next code, at least one."""
    return max(1, -(-(renews_at(at) - at) // timedelta(seconds=1)))


def renewing(response, at):
    """The answer that shows a code, told to load itself again while the code is still good, script or not."""
    response["Refresh"] = str(left(at) + STEP // 2)
    response["Cache-Control"] = "no-store"
    return response


def mark(browser):
    """How a code names a browser: by a short keyed hash."""
    return lookup(browser)[:12]


def code(subject, *, shown_by, browser, at):
    return sign(PURPOSE, [subject, shown_by, mark(browser), step_of(at)])


def read(word):
    """What a code says, whatever its age; None for one that was not made here."""
    said = unsign(PURPOSE, word)
    return Shown(*said) if said else None


def own_marks(person):
    """The marks of the browsers in which the person proved a phone of his: their screens are his own."""
    browsers = PhoneCode.objects.all().used().filter(phone_key__in=person.phone_keys).exclude(browser="")
    return {mark(browser) for browser in browsers.values_list("browser", flat=True).distinct()}
