"""Two web servers, ours and the bare one, each gunicorn with one sync worker; a client that asks one after another."""

import signal
import socket
import time
from contextlib import contextmanager

from django.core.wsgi import get_wsgi_application
from django.db import connection
from gunicorn.app.base import BaseApplication

from tests.bench.ground import FORK


class Server(BaseApplication):
    """gunicorn around one application; forked, so that it works on the bench's own database."""

    def __init__(self, make, port):
        self.make, self.port = make, port
        super().__init__()

    def load_config(self):
        told = {"bind": f"127.0.0.1:{self.port}", "workers": 1, "loglevel": "error", "control_socket_disable": True}
        for name, value in told.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self):
        return self.make()


@contextmanager
def served(bare):
    """The ports of ours and of `bare()`, a function that makes a WSGI application."""
    connection.close()
    started = [_start(make) for make in (get_wsgi_application, bare)]
    try:
        yield [port for _, port in started]
    finally:
        for process, _ in started:
            process.terminate()
            process.join()


def _start(make):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = FORK.Process(target=_serve, args=(make, port))
    process.start()
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return process, port
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def _serve(make, port):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Server(make, port).run()


def ask(port, method, path, headers, body=b""):
    """One request on a connection of its own, as a sync worker serves it; the status and the body."""
    head = {"Host": "127.0.0.1", "Connection": "close", "Content-Length": str(len(body)), **headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    with socket.create_connection(("127.0.0.1", port), 30) as wire:
        wire.sendall(f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body)
        parts = []
        while part := wire.recv(65536):
            parts.append(part)
    answer = b"".join(parts)
    head, _, content = answer.partition(b"\r\n\r\n")
    return int(head.split(None, 2)[1]), content


def rate(port, requests, status):
    """Answers a second; each must have the status."""
    started = time.perf_counter()
    for request in requests:
        got, content = ask(port, *request)
        assert got == status, (got, content[:300])
    return len(requests) / (time.perf_counter() - started)
