"""`./civ drill launcher`: the portal is killed in every way a machine room knows, and comes back."""

import json
import os
import signal
import time

import pytest

from tests.house.portal import Portal, odd_folder


@pytest.fixture
def portal():
    with odd_folder() as folder:
        portal = Portal(folder / "var")
        portal.start()
        portal.wait_until_served()
        yield portal
        if portal.process.poll() is None:
            portal.interrupt()
        assert portal.left() == []


def children(portal):
    return [int(pid) for pid in json.loads((portal.state / "run" / "children.json").read_text())]


def test_survives_its_own_kill(portal):
    for _ in range(3):
        portal.process.kill()
        portal.process.wait()
        portal.start()
        assert portal.wait_until_served() == 200


def test_starts_again_what_fell(portal):
    for pid in children(portal):
        os.kill(pid, signal.SIGKILL)
    time.sleep(1)
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            assert portal.health() == 200
            break
        except OSError:
            time.sleep(0.2)
    assert portal.health() == 200
    assert "秒后重开" in portal.said()


def test_everything_killed_at_once_as_by_a_power_cut(portal):
    postmaster = int((portal.state / "pg" / "postmaster.pid").read_text().split()[0])
    for pid in [portal.process.pid, postmaster, *children(portal)]:
        os.kill(pid, signal.SIGKILL)
    portal.process.wait()
    portal.start()
    assert portal.wait_until_served() == 200
