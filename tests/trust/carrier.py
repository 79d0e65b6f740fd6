"""Carriers for the relay's tests: they write each message into the file that CARRIER_BOOK names."""

import os
import time
from pathlib import Path


class Booking:
    """Takes every message."""

    delivers = True

    def send(self, phone, words, ref):
        with Path(os.environ["CARRIER_BOOK"]).open("a", encoding="utf-8") as book:
            book.write(f"{phone} {ref}\n")


class Hanging(Booking):
    """Takes the message and never answers."""

    def send(self, phone, words, ref):
        super().send(phone, words, ref)
        time.sleep(600)
