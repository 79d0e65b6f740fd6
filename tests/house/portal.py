"""`./civ run` as a person starts it, in a folder of its own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
OURS = ("CIV_", "DATABASE_", "REDIS_", "DJANGO_", "PYTEST_")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def odd_folder():
    """A folder with spaces and Chinese in its path that every account may enter (pytest's own are closed)."""
    with tempfile.TemporaryDirectory(prefix="civ 有 空格 的县 ") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


class Portal:
    def __init__(self, state, port=None, **env):
        outside = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        self.env = {**outside, "CIV_STATE": str(state), "CIV_DEMO": "0", "CIV_BIND": "127.0.0.1", **env}
        self.state, self.port, self.process = state, port or free_port(), None

    def start(self, output="output.txt"):
        self.output = self.state.parent / output
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, ROOT / "civ", "run", "--port", str(self.port)],
                env=self.env, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip

    def said(self):
        return self.output.read_text()

    def wait_until_served(self, seconds=240):
        end = time.monotonic() + seconds
        while "Ctrl-C" not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < end, self.said()
            time.sleep(0.1)
        return self.health()

    def health(self):
        with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=10) as answer:
            return answer.status

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(90)

    def left(self):
        """Processes that still carry this portal's state folder in their environment."""
        mine = f"CIV_STATE={self.state}".encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if mine in (folder / "environ").read_bytes() or str(self.state).encode() in _words(folder):
                    found.append(_words(folder))
        return found


def _words(folder):
    return (folder / "cmdline").read_bytes()
