"""Where things are kept, and under which account the servers run."""

import hashlib
import os
import pwd
import stat
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STATE = Path(os.environ.get("CIV_STATE") or ROOT / "var").absolute()
LOGS = STATE / "log"
RUN = STATE / "run"

LONGEST_SOCKET_FOLDER = 80  # a socket's whole path must stay under 104 bytes


class Trouble(Exception):
    """Something the person at the keyboard can mend; its text is the sentence to print."""


def say(text):
    print(text, flush=True)


def make_state():
    for folder in (STATE, LOGS, RUN):
        folder.mkdir(parents=True, exist_ok=True)
    (STATE / "media").mkdir(mode=0o700, exist_ok=True)


def server_account():
    """The account for the servers: PostgreSQL refuses root, so root hands over to postgres or nobody."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Trouble("PostgreSQL 不能以 root 运行，而本机既无 postgres 也无 nobody 账号；请换普通用户运行 ./civ。")


def as_account(account):
    """The words for `subprocess` that hand over to the account; none are needed for oneself."""
    if account.pw_uid == os.geteuid():
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def reachable(path, account):
    """Whether the account can enter the folder. Nobody else's permissions are ever widened."""
    if account.pw_uid == os.geteuid():
        return True
    return all(_may_enter(folder, account) for folder in (path, *path.parents))


def _may_enter(folder, account):
    facts = folder.stat()
    if facts.st_uid == account.pw_uid:
        return bool(facts.st_mode & stat.S_IXUSR)
    if facts.st_gid == account.pw_gid:
        return bool(facts.st_mode & stat.S_IXGRP)
    return bool(facts.st_mode & stat.S_IXOTH)


def mark():
    """Ten letters that belong to this state folder."""
    return hashlib.sha256(os.fsencode(STATE)).hexdigest()[:10]


def server_home(account):
    """Where the servers keep their data: the state folder, or one under /var/lib if they cannot enter it."""
    if reachable(STATE, account):
        return STATE
    home = Path("/var/lib/civcenter") / mark()
    home.mkdir(parents=True, exist_ok=True)
    return home


def private_folder(path, account):
    """A folder of 0700 that belongs to the account, made if missing and refused if somebody else's."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    facts = path.lstat()
    if facts.st_uid == os.geteuid() != account.pw_uid:
        os.chown(path, account.pw_uid, account.pw_gid)
        facts = path.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != account.pw_uid:
        raise Trouble(f"{path} 属于别的账号，不能用；请换回原来的账号运行，或用 CIV_STATE 另指一个文件夹。")
    path.chmod(0o700)
    return path


def socket_place(home):
    """A short, plain path for the sockets: inside the state folder if that is short enough."""
    inside = str(home / "run" / "sockets")
    if inside.isascii() and not set(inside) & set(" ,%") and len(inside) < LONGEST_SOCKET_FOLDER:
        return Path(inside)
    return Path(tempfile.gettempdir()) / f"civ-{os.geteuid()}-{mark()}"


def socket_folder(home, account):
    return private_folder(socket_place(home), account)


def site_packages():
    return VENV / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
