"""The Python environment: made once, from the hash lock, and again only when the lock changes."""

import fcntl
import hashlib
import subprocess
import sys
import venv

from civcenter.launcher.places import PYTHON, ROOT, VENV, Trouble, say

LOCKS = {"runtime": ROOT / "requirements.lock", "tests": ROOT / "requirements-dev.lock"}


def ensure(kind="runtime"):
    """Install the lock of this kind. The tests' lock holds the runtime's as well, so it serves both."""
    VENV.mkdir(exist_ok=True)
    with (VENV / "civ.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if any(_stamp(serving).exists() for serving in {kind, "tests"}):
            return
        say("正在准备 Python 环境（首次约半分钟）……")
        _make()
        _install(LOCKS[kind])
        for old in VENV.glob("installed-*"):
            old.unlink()
        _stamp(kind).touch()


def _stamp(kind):
    digest = hashlib.sha256(LOCKS[kind].read_bytes() + sys.version.encode())
    return VENV / f"installed-{kind}-{digest.hexdigest()[:16]}"


def _make():
    try:
        venv.EnvBuilder(with_pip=True, clear=False, symlinks=True, upgrade_deps=False).create(VENV)
    except (subprocess.CalledProcessError, ImportError) as error:
        raise Trouble(
            "建不了 Python 虚拟环境，多半缺 venv 组件；Debian/Ubuntu 请先运行：apt install python3-venv"
        ) from error


def _install(lock):
    _call(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv")
    _call(PYTHON, "-m", "uv", "pip", "sync", "--quiet", "--require-hashes", "--python", PYTHON, lock)


def _call(*command):
    done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise Trouble(f"安装依赖没有成功：\n{done.stderr.strip()}\n请检查网络或软件源后重试 ./civ。")
