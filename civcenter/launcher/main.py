"""The verbs of `./civ`."""

import argparse
import os
import shutil
import signal
import subprocess
import sys

from civcenter.launcher import install
from civcenter.launcher.ground import ground
from civcenter.launcher.places import PYTHON, ROOT, Trouble, say
from civcenter.launcher.run import run

USAGE = """\
./civ run [--port N]     启动整个平台（首次自动装好环境、建库、载入示例县）；Ctrl-C 停止
./civ test [参数…]       运行全部测试（参数交给 pytest）
./civ manage 命令 [参数…] 运行 manage.py 的命令，如 ./civ manage createsuperuser
./civ bench 名称         运行 tests/bench/名称.py（测速）
./civ drill 名称         运行 tests/drill/test_名称.py（全量演练）
"""
OWNER_COMMANDS = {"migrate", "makemigrations"}
# The whole suite runs in two processes, each with a database of its own; a part runs in one.
SPREAD = ("-n", "2", "--dist", "worksteal")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main(arguments):
    verbs = {"run": _run, "test": test, "manage": manage, "bench": bench, "drill": drill}
    verb = verbs.get(arguments[0] if arguments else "")
    if not verb:
        say(USAGE)
        return 0 if arguments[:1] in ([], ["help"], ["--help"], ["-h"]) else 2
    try:
        return verb(arguments[1:])
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except PermissionError as error:
        print(f"{error.filename} 属于别的账号；请换回原来的账号，或用 CIV_STATE 另指一个文件夹。", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run(arguments):
    parser = argparse.ArgumentParser(prog="./civ run")
    parser.add_argument("--port", type=int, default=8000)
    asked = parser.parse_args(arguments)
    install.ensure()
    return run(asked.port)


def manage(arguments):
    install.ensure()
    with ground() as (env, _servers):
        if arguments and arguments[0] in OWNER_COMMANDS:
            env["CIV_AS_OWNER"] = "1"
        return _call(env, ROOT / "manage.py", *arguments)


def test(arguments):
    install.ensure("tests")
    with ground() as (env, servers):
        _as_suite(env, servers, keep="--reuse-db" in arguments)
        return _call(env, "-m", "pytest", *_browser(env), *(arguments or SPREAD))


def bench(arguments):
    name, *rest = arguments or _named("bench")
    install.ensure("tests")
    with ground() as (env, _servers):
        return _call({**env, "CIV_AS_OWNER": "1"}, "-m", f"tests.bench.{name}", *rest)


def drill(arguments):
    name, *rest = arguments or _named("drill")
    install.ensure("tests")
    with ground(queue=True) as (env, servers):
        _as_suite(env, servers, keep=False)
        return _call(env, "-m", "pytest", *_browser(env), ROOT / "tests" / "drill" / f"test_{name}.py", *rest)


def _named(kind):
    known = sorted(path.stem.removeprefix("test_") for path in (ROOT / "tests" / kind).glob("*.py"))
    raise Trouble(f"用法：./civ {kind} 名称；现有：{'、'.join(known) or '（无）'}")


def _as_suite(env, servers, keep):
    """Each run of the suite has a database of its own; a kept one (--reuse-db) always has the same name."""
    env["CIV_AS_OWNER"] = "1"
    env["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    env["CIV_TEST_DATABASE"] = "test_civ" if keep else f"test_civ_{os.getpid()}"
    for server in servers:
        if server.name == "PostgreSQL":
            server.drop_abandoned_test_databases()


def _browser(env):
    """Tell the suite its browser; without one leave those tests out, say so, or fail where it must be there."""
    found = env.get("CIV_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found:
        env["CIV_CHROMIUM"] = found
        return []
    if env.get("CIV_REQUIRE_BROWSER") == "1":
        raise Trouble("没有找到 Chromium，而 CIV_REQUIRE_BROWSER=1 要求浏览器测试必须运行。")
    say("没有找到 Chromium，跳过浏览器测试；安装：apt install chromium fonts-wqy-zenhei（或用 CIV_CHROMIUM 指明路径）")
    return ["-m", "not browser"]


def _call(env, *words):
    """Run Python to its end. Ctrl-C reaches it directly, TERM is passed on; we wait until it has cleaned up."""
    child = subprocess.Popen([str(PYTHON), *map(str, words)], env=env, cwd=ROOT)
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            continue
