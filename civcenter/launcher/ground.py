"""The ground a command stands on: secrets and servers, started if need be and stopped by the last who leaves."""

import contextlib
import fcntl
import os

from civcenter.launcher import keys
from civcenter.launcher.places import RUN, STATE, make_state, server_account, server_home, socket_folder, socket_place
from civcenter.launcher.postgres import Postgres
from civcenter.launcher.valkey import Valkey


@contextlib.contextmanager
def ground(*, queue=False):
    """Yield the environment for our programs. Several commands may stand on it at the same time.

    Each holds a shared lock for as long as it runs; whoever can take it alone at the end was the last.
    """
    make_state()
    secrets = keys.load()
    servers = _own_servers(secrets, queue)
    env = {**os.environ, **_for_programs(secrets), "CIV_STATE": str(STATE)}
    # Compiled modules are kept, in our own folder and not among the sources: every program starts twice as fast.
    env |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(STATE / "pycache")}
    env.setdefault("DATABASE_OWNER_URL", env.get("DATABASE_URL", ""))
    env["DJANGO_SETTINGS_MODULE"] = "civcenter.settings"
    with (RUN / "starting.lock").open("w") as starting, (RUN / "using.lock").open("w") as using:
        fcntl.flock(starting, fcntl.LOCK_EX)
        fcntl.flock(using, fcntl.LOCK_SH)
        try:
            for server in servers:
                server.start()
                env.update(server.environment())
            fcntl.flock(starting, fcntl.LOCK_UN)
            yield env, servers
        finally:
            fcntl.flock(starting, fcntl.LOCK_EX)
            if _alone(using):
                _leave(_all_own_servers(secrets))


def _leave(servers):
    for server in reversed(servers):
        server.stop()
    with contextlib.suppress(OSError):  # not empty: somebody else's file, not ours to remove
        socket_place(server_home(server_account())).rmdir()


def _own_servers(secrets, queue):
    servers = _all_own_servers(secrets)
    return servers if queue else [server for server in servers if isinstance(server, Postgres)]


def _all_own_servers(secrets):
    """The servers that no URL in the environment replaces."""
    account = server_account()
    home = server_home(account)
    sockets = socket_folder(home, account)
    servers = []
    if not os.environ.get("DATABASE_URL"):
        servers.append(Postgres(home, sockets, account, secrets))
    if not os.environ.get("REDIS_URL"):
        servers.append(Valkey(home, sockets, account))
    return servers


def _for_programs(secrets):
    """Keys that settings read; what the environment says already wins."""
    names = ("SECRET_KEY", "CIV_FIELD_KEY", "CIV_LOOKUP_KEY")
    return {name: os.environ.get(name) or secrets[name] for name in names}


def _alone(lock):
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
