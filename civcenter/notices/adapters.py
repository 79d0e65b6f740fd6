"""How an SMS leaves the house. The setting CIV_SMS names the class, `package.module.Class`.

A county that has a contract with a carrier writes a class with one method:

    def send(self, phone, words, ref): ...

It returns when the carrier has taken the message. `ref` is unique for each attempt that staff or the relay
decided on: pass it on as the carrier's own message id. It raises

    Refused     when the message certainly did not go out (no connection, "busy"): it is tried again later;
    Hopeless    when it never will (unknown number, forbidden words): it is not tried again;
    anything else (a time-out after sending): nobody knows, so it is not tried again, and staff see it.

`delivers` is True where messages really reach a phone; the log-in page says so where they do not.

The sentence of the exception is shown to staff. It must give up after at most 60 seconds, and write neither
the number nor the words to a log.
"""

import logging

from django.conf import settings
from django.utils.module_loading import import_string

from civcenter.kit.text import mask_phone

log = logging.getLogger(__name__)


class Refused(Exception):
    """The carrier did not take the message, for certain."""


class Hopeless(Exception):
    """The carrier will never take this message."""


class Console:
    """No carrier: a line in the log that a message would have gone out, the number masked, the words left out."""

    delivers = False

    def send(self, phone, words, ref):
        log.info("SMS %s to %s, %d characters (console: nothing was sent)", ref, mask_phone(phone), len(words))


def adapter():
    """The adapter of this installation."""
    return import_string(settings.CIV_SMS)()
