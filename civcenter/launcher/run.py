"""`./civ run`: prepare, start the four programs, watch them, stop everything."""

import fcntl
import hashlib
import http.client
import json
import os
import signal
import socket
import subprocess
import time
from urllib.parse import urlsplit

from civcenter.launcher.ground import ground
from civcenter.launcher.install import LOCKS
from civcenter.launcher.places import LOGS, PYTHON, ROOT, RUN, STATE, Trouble, make_state, say
from civcenter.launcher.processes import Child, Crew, stop_orphans, turn_logs

# One visit to Django (each costs a second or two) does what every start needs and tells what is there.
PREPARE = """
import json, sys, django; django.setup()
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
if "collect" in sys.argv:
    call_command("collectstatic", interactive=False, verbosity=0)
call_command("seed", stdout=sys.stderr)
print(json.dumps({
    "empty": not apps.get_model("hierarchy", "Division").objects.exists(),
    "sample": apps.get_model("rules", "RuleDocument").objects.filter(no__startswith="示例数据").exists(),
    "missing": settings.GUARDS_MISSING,
    "hosts": settings.ALLOWED_HOSTS,
}))
"""


def run(port):
    make_state()
    with (RUN / "civ.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(f"这里的平台已经在运行（{STATE}）；要再开一份，请用 CIV_STATE 另指一个文件夹。") from None
        stop_orphans()
        turn_logs()
        _refuse_taken(port)
        for number in (signal.SIGINT, signal.SIGTERM):  # a shell that starts us with & had INT ignored
            signal.signal(number, _interrupt)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup asks to outlive the terminal
            signal.signal(signal.SIGHUP, _interrupt)
        try:
            with ground(queue=True) as (env, _servers):
                _serve(env, port)
        except KeyboardInterrupt:
            say("已停止。")
        return 0


def _serve(env, port):
    facts = _prepare(env)
    env["CIV_DEMO"] = "1" if is_sample(facts, env.get("CIV_DEMO")) else "0"
    if env["CIV_DEMO"] == "1":
        _manage(env, "demo")
    crew = Crew(_children(_without_owner(env), port))
    try:
        crew.start()
        _await(crew, port)
        _announce(port, facts)
        while True:
            time.sleep(0.5)
            crew.watch()
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # stopping is not to be interrupted
        say("正在停止……")
        crew.stop()


def is_sample(facts, asked):
    """Whether this is the sample county: the database says so, or it is empty and nobody asked for an empty one.

    A real county is never shown as a sample, whatever the environment says: codes would stand on its pages.
    """
    return facts["sample"] or (facts["empty"] and asked != "0")


def _prepare(env):
    say("正在准备数据库……")
    _manage({**env, "CIV_AS_OWNER": "1"}, "migrate", "--noinput", "-v", "0")
    stamp, version = STATE / "static" / ".version", _static_version()
    collected = stamp.exists() and stamp.read_text() == version
    facts = json.loads(_output(env, PREPARE, *([] if collected else ["collect"])))
    stamp.write_text(version)
    return facts


def _static_version():
    """Changes whenever the lock or a static file does; collecting and compressing takes seconds."""
    files = sorted((ROOT / "civcenter" / "static").rglob("*"))
    facts = [f"{file} {file.stat().st_mtime_ns}" for file in files] + [str(ROOT)]
    return hashlib.sha256("\n".join(facts).encode() + LOCKS["runtime"].read_bytes()).hexdigest()[:16]


def _children(env, port):
    """The programs, each with its log."""
    address = f"{env.get('CIV_BIND', '0.0.0.0')}:{port}"
    gunicorn = ("gunicorn", "civcenter.wsgi", "--bind", address, "--workers", "2", "--access-logfile", "-")
    celery = ("celery", "-A", "civcenter.celery")
    (STATE / "beat").mkdir(exist_ok=True)
    programs = {
        "web": (*gunicorn, "--access-logformat", "%(t)s %(m)s %(s)s %(B)s %(M)sms", "--no-control-socket"),
        "worker": (*celery, "worker", "--concurrency", "1", "--loglevel", "WARNING", "--without-mingle"),
        "beat": (*celery, "beat", "--loglevel", "WARNING", "--pidfile", "", "--schedule", STATE / "beat" / "schedule"),
    }
    children = [Child(name, (PYTHON, "-m", *words), env) for name, words in programs.items()]
    return [*children, Child("relay", (PYTHON, ROOT / "manage.py", "relay"), env)]


def _without_owner(env):
    """The programs that work never see the owner's password, only that there is an owner apart."""
    owner = urlsplit(env["DATABASE_OWNER_URL"]).username or ""
    return {**{name: value for name, value in env.items() if name != "DATABASE_OWNER_URL"}, "CIV_OWNER_ROLE": owner}


def _manage(env, *words):
    _finished(_python(env, ROOT / "manage.py", *words), words[0])


def _output(env, program, *words):
    done = _python(env, "-c", program, *words, stdout=subprocess.PIPE)
    _finished(done, "seed")
    return done.stdout.splitlines()[-1]


def _python(env, *words, stdout=None):
    """Run Python apart from the terminal's Ctrl-C: we end it ourselves, without its complaints."""
    return subprocess.run(
        [PYTHON, *words], cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=stdout, text=True, start_new_session=True
    )


def _finished(done, name):
    if done.returncode:
        raise Trouble(f"“{name}”这一步没有成功，原因在上面。")


def _refuse_taken(port, patience=3):
    """Say so if the port is somebody else's; one that was just given back is free within a moment."""
    end = time.monotonic() + patience
    while not _is_free(port):
        if time.monotonic() > end:
            raise Trouble(f"端口 {port} 被占用或无权使用；请换一个，例如 ./civ run --port {port + 1}")
        time.sleep(0.1)


def _is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((os.environ.get("CIV_BIND", "0.0.0.0"), port))
        except OSError:
            return False
    return True


def _await(crew, port):
    """Wait until the web answers something, whatever it is: behind TLS it only leads to https, where nobody is yet."""
    bound = os.environ.get("CIV_BIND", "0.0.0.0")
    end = time.monotonic() + 180
    while time.monotonic() < end:
        try:
            probe = http.client.HTTPConnection("127.0.0.1" if bound == "0.0.0.0" else bound, port, timeout=10)
            probe.request("GET", "/healthz")
            probe.getresponse().close()
            return
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
            crew.watch()
    raise Trouble(f"网站三分钟内没有应答，原因见 {LOGS / 'web.log'}")


def _announce(port, facts):
    hosts = [host for host in facts["hosts"] if host[0].isdigit() and not host.startswith("127.")]
    say(f"\n平台已启动：http://127.0.0.1:{port}/")
    for host in hosts:
        say(f"局域网内：  http://{host}:{port}/")
    for sentence in facts["missing"]:
        say(f"注意：{sentence}")
    say(f"日志：{LOGS}\n按 Ctrl-C 停止。")


def _interrupt(_number, _frame):
    raise KeyboardInterrupt
