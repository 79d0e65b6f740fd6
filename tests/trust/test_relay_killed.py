"""The relay as real processes: two of them send once, a kill in mid-send never sends twice, SIGTERM ends it."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from civcenter.notices import sending
from civcenter.notices.actions import tell
from civcenter.notices.models import Notice
from tests import factories as make
from tests.trust import carrier

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(settings.BASE_DIR)
PATIENCE = 60


@pytest.fixture
def book(tmp_path, monkeypatch):
    monkeypatch.setenv("CARRIER_BOOK", str(tmp_path / "book"))
    return tmp_path / "book"


@pytest.fixture
def relay(book):
    """Start relays on the test's database; whatever still runs at the end is killed."""
    started = []

    def start(adapter="Booking"):
        parts = urlsplit(settings.DATABASE_URL)
        url = urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
        env = {**os.environ, "DATABASE_URL": url, "CIV_SMS": f"tests.trust.carrier.{adapter}"}
        env.update(DJANGO_SETTINGS_MODULE="civcenter.settings", CIV_AS_OWNER="0", CIV_DEBUG="1")
        process = subprocess.Popen([sys.executable, "manage.py", "relay"], cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_for(done):
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, "the relay did not get there"
        time.sleep(0.1)


def lines(book):
    return book.read_text(encoding="utf-8").splitlines() if book.exists() else []


def say(number):
    tell(source=f"say:{number}", text="您点的单收到了", phone=make.fresh_phone(), kind="receipt", at=timezone.now())


def lease_over():
    Notice.objects.filter(leased_until__isnull=False).update(leased_until=timezone.now() - timedelta(seconds=1))


def test_two_relays_send_each_message_once(relay, book):
    for number in range(30):
        say(number)
    relay(), relay()
    wait_for(lambda: not Notice.objects.exclude(state="sent").exists())
    assert len(lines(book)) == len({line.split()[0] for line in lines(book)}) == 30


def test_killed_in_mid_send_it_is_not_sent_again_but_shown(relay, book):
    say(1)
    hanging = relay("Hanging")
    wait_for(lambda: lines(book))
    hanging.send_signal(signal.SIGKILL)
    hanging.wait()
    lease_over()
    sending.give_up_lost(at=timezone.now())
    assert not sending.send_next(carrier.Booking(), clock=timezone.now)
    assert len(lines(book)) == 1
    assert Notice.objects.stranded().get().state == "unsure"


def test_killed_in_mid_send_it_would_be_sent_twice_if_lost_rows_were_put_back(relay, book):
    """The control: a relay that takes a lost lease for a message that never went out rings twice."""
    say(1)
    hanging = relay("Hanging")
    wait_for(lambda: lines(book))
    hanging.kill()
    hanging.wait()
    Notice.objects.update(state="pending", leased_until=None, attempted_at=None)
    assert sending.send_next(carrier.Booking(), clock=timezone.now)
    assert len(lines(book)) == 2


def test_sigterm_ends_it_cleanly(relay, book):
    say(1)
    running = relay()
    wait_for(lambda: lines(book))
    running.send_signal(signal.SIGTERM)
    assert running.wait(timeout=20) == 0
    wait_for(lambda: Notice.objects.get().state == "sent")
