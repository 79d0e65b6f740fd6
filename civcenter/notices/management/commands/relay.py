"""`manage.py relay`: the process that sends the outbox."""

import signal
import threading

from django.core.management.base import BaseCommand
from django.db import OperationalError, connection
from django.utils import timezone

from civcenter.notices.adapters import adapter
from civcenter.notices.sending import give_up_lost, send_next

IDLE, BROKEN = 1, 5
"""Seconds to wait when nothing was due, and when the database did not answer."""


class Command(BaseCommand):
    help = "把该发的短信发出去；SIGTERM 或 Ctrl-C 停下，正在发的那条发完再停"

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="只发现在到期的，发完就停")

    def handle(self, *, once, **options):
        carrier = adapter()
        if once:
            while self._round(carrier):
                pass
            return
        stop = threading.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: stop.set())
        while not stop.is_set():
            stop.wait(self._pause(carrier))

    def _round(self, carrier):
        give_up_lost(at=timezone.now())
        return send_next(carrier, clock=timezone.now)

    def _pause(self, carrier):
        """Send one; returns the seconds to wait before looking again."""
        try:
            return 0 if self._round(carrier) else IDLE
        except OperationalError as error:
            self.stderr.write(f"数据库没有应答，{BROKEN} 秒后再试（{type(error).__name__}）")
            connection.close()
            return BROKEN
