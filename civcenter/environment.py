"""What the environment says, read once, for settings: flags, secrets, database URLs, own addresses."""

import os
import socket
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SAMPLE_KEY = "Y2l2Y2VudGVyLXNhbXBsZS1rZXktZG8tbm90LXVzZSE="
SAMPLES = {
    "SECRET_KEY": "civcenter-sample-key-for-debugging-only",
    "CIV_FIELD_KEY": SAMPLE_KEY,
    "CIV_LOOKUP_KEY": "civcenter-sample-key-for-debugging-only",
}


def flag(name, default=False):
    """A switch: 1, true, yes or on; empty is the default, anything else is off."""
    return (os.environ.get(name, "").strip() or str(int(default))).lower() in {"1", "true", "yes", "on"}


def words(name):
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def number(name, default):
    """A whole number."""
    text = os.environ.get(name, "").strip()
    if text and not (text.isascii() and text.isdigit()):
        raise ImproperlyConfigured(f"{name} 要写成整数，现在写的是“{text}”。")
    return int(text) if text else default


def site(tls):
    """The address people reach the portal by, for links in SMS: CIV_SITE, else the first of CIV_HOSTS."""
    named = [f"{'https' if tls else 'http'}://{host}" for host in words("CIV_HOSTS")[:1]]
    return (os.environ.get("CIV_SITE") or "".join(named)).rstrip("/")


def secret(name, debug):
    """A key of this installation. Only DEBUG may work with the sample that everybody knows."""
    value = os.environ.get(name, "")
    if debug:
        return value or SAMPLES[name]
    if not value or value in SAMPLES.values():
        raise ImproperlyConfigured(
            f"缺少密钥 {name}，或用的是公开的示例值；请用 ./civ 启动（首次运行自动生成），或在环境变量里设好。"
        )
    return value


def user_of(url):
    return unquote(urlsplit(url).username or "")


def database(url, limits):
    """Django's connection settings for a URL; `?host=/folder` is a socket, any other query word is an option.

    `limits` are server settings for each session, such as {"lock_timeout": "3s"}.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            "DATABASE_URL 应写成 postgres://用户:密码@主机:端口/库名；请用 ./civ 启动，或设好它。"
        )
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    host = options.pop("host", "") or unquote(parts.hostname or "")
    if limits:
        options["options"] = " ".join(f"-c {name}={value}" for name, value in limits.items())
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": user_of(url),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }


def own_hosts():
    """This machine's name and addresses, so that a county's LAN works without naming them.

    Connecting a UDP socket sends nothing; it only asks the kernel which address it would send from.
    """
    name = socket.gethostname()
    hosts = {"localhost", "127.0.0.1", "[::1]", name}
    try:
        hosts.update(socket.gethostbyname_ex(name)[2])
    except OSError:
        pass  # a machine that does not know its own name still has the others
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            hosts.add(probe.getsockname()[0])
        except OSError:
            pass  # no network: only this machine will ask
    return sorted(hosts)
