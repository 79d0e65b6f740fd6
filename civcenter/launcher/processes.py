"""Children of `./civ run`: started, watched, started again with patience, and stopped to the last one."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from civcenter.launcher.places import LOGS, ROOT, RUN, say

RECORD = RUN / "children.json"
LONGEST_PAUSE = 60
LARGEST_LOG = 20_000_000  # bytes; the one before is kept as .old
PR_SET_PDEATHSIG = 1


class Child:
    def __init__(self, name, command, env):
        self.name, self.command, self.env = name, command, env
        self.process, self.started, self.pause, self.due = None, 0.0, 1, 0.0

    def start(self):
        with (LOGS / f"{self.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(word) for word in self.command], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                cwd=ROOT, env=self.env, start_new_session=True, preexec_fn=_die_with_parent,
            )  # fmt: skip
        self.started = time.monotonic()

    def is_alive(self):
        return self.process is not None and self.process.poll() is None

    def mend(self):
        """Start again after 1, 2, 4 … 60 seconds; a child that lived a minute begins anew at 1."""
        now = time.monotonic()
        if self.process:
            if now - self.started > LONGEST_PAUSE:
                self.pause = 1
            say(
                f"{self.name} 停了（退出码 {self.process.returncode}），{self.pause} 秒后重开；"
                f"原因见 {LOGS / self.name}.log"
            )
            _signal(os.killpg, self.process.pid, signal.SIGKILL)  # what it left would keep the port
            self.process, self.due = None, now + self.pause
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
        elif now >= self.due:
            self.start()


class Crew:
    def __init__(self, children):
        self.children = children

    def start(self):
        for child in self.children:
            child.start()
        self._note()

    def watch(self):
        """One look round; called again and again."""
        down = [child for child in self.children if not child.is_alive()]
        for child in down:
            child.mend()
        if down:
            self._note()

    def stop(self):
        stop_groups([child.process.pid for child in self.children if child.process])
        RECORD.unlink(missing_ok=True)

    def _note(self):
        """Write down who runs, so that the next start can stop what a kill -9 orphaned."""
        pids = [child.process.pid for child in self.children if child.process]
        RECORD.write_text(json.dumps({pid: birth(pid) for pid in pids}))


def turn_logs():
    """At a start nobody writes yet: put logs aside that have grown large."""
    for log in LOGS.glob("*.log"):
        if log.stat().st_size > LARGEST_LOG:
            log.replace(log.with_suffix(".old"))


def stop_orphans():
    """Stop what a killed run left behind: only the very processes we wrote down, and their groups.

    Where a leader is gone its group may live on; as long as it does, the system gives its number to nobody else.
    """
    try:
        noted = json.loads(RECORD.read_text())
    except (OSError, ValueError):
        return
    stop_groups([int(pid) for pid, born in noted.items() if born and birth(int(pid)) in (born, None)])
    RECORD.unlink(missing_ok=True)


def stop_groups(leaders, patience=10):
    """Ask each leader to end in order, then end whatever is left of its group."""
    for pid in leaders:
        _signal(os.kill, pid, signal.SIGTERM)
    end = time.monotonic() + patience
    while time.monotonic() < end and any(_lives(pid) for pid in leaders):
        time.sleep(0.05)
    for pid in leaders:
        _signal(os.killpg, pid, signal.SIGKILL)
        _collect(pid)


def birth(pid):
    """What tells a process from a later one with the same number, or None if there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        pass
    if sys.platform == "linux":
        return None
    asked = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True)
    return asked.stdout.strip() or None


def _lives(pid):
    _collect(pid)
    return _signal(os.kill, pid, 0)


def _collect(pid):
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        pass  # not ours, or collected already


def _signal(send, pid, number):
    try:
        send(pid, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _die_with_parent():
    """On Linux a child gets TERM when `./civ` is killed; elsewhere the next start stops it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
