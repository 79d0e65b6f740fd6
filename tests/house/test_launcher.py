"""`./civ`: what it promises before anything is installed, and one whole start as a person would make it."""

import ast
import os
import stat
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from types import SimpleNamespace

import pytest

from civcenter.launcher import keys, places, processes, run
from tests.house.portal import ROOT, Portal, odd_folder


def test_launcher_needs_nothing_but_the_standard_library():
    for source in [ROOT / "civ", *(ROOT / "civcenter" / "launcher").glob("*.py")]:
        for node in ast.walk(ast.parse(source.read_text())):
            if isinstance(node, ast.ImportFrom):
                top = [node.module.split(".")[0]]
            elif isinstance(node, ast.Import):
                top = [name.name.split(".")[0] for name in node.names]
            else:
                continue
            assert set(top) <= sys.stdlib_module_names | {"civcenter"}, source


def test_without_a_verb_it_says_what_there_is():
    done = subprocess.run([ROOT / "civ"], capture_output=True, text=True)
    assert done.returncode == 0
    assert all(f"./civ {verb}" in done.stdout for verb in ("run", "test", "manage", "bench", "drill"))


def test_unknown_verb_is_refused():
    assert subprocess.run([ROOT / "civ", "fly"], capture_output=True).returncode == 2


def test_secrets_are_made_once_and_read_by_their_owner_only(tmp_path, monkeypatch):
    monkeypatch.setattr(keys, "FILE", tmp_path / "secrets.env")
    first = keys.load()
    assert first == keys.load()
    assert stat.S_IMODE((tmp_path / "secrets.env").stat().st_mode) == 0o600
    assert len(set(first.values())) == len(keys.MAKERS)


def test_a_new_secret_joins_the_old_ones(tmp_path, monkeypatch):
    monkeypatch.setattr(keys, "FILE", tmp_path / "secrets.env")
    (tmp_path / "secrets.env").write_text("SECRET_KEY=kept=whole\n")
    assert keys.load()["SECRET_KEY"] == "kept=whole"
    assert set(keys.read()) == set(keys.MAKERS)


@pytest.mark.parametrize("folder", ["/srv/" + "x" * 90, "/srv/有 空格", "/srv/a,b"])
def test_sockets_of_a_long_or_odd_path_live_in_a_short_one(folder):
    place = places.socket_place(places.Path(folder))
    assert str(place).isascii()
    assert len(str(place)) < places.LONGEST_SOCKET_FOLDER


def test_sockets_of_a_plain_path_stay_inside():
    assert places.socket_place(places.Path("/srv/civ/var")) == places.Path("/srv/civ/var/run/sockets")


def test_private_folder_is_closed_to_others(tmp_path):
    me = SimpleNamespace(pw_uid=os.geteuid(), pw_gid=os.getegid())
    folder = places.private_folder(tmp_path / "sockets", me)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_private_folder_of_somebody_else_is_refused(tmp_path):
    stranger = SimpleNamespace(pw_uid=os.geteuid() + 1, pw_gid=os.getegid())
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises((places.Trouble, PermissionError)):
        places.private_folder(tmp_path / "link", stranger)


def test_a_process_is_known_by_number_and_birth():
    assert processes.birth(os.getpid()) == processes.birth(os.getpid())
    assert processes.birth(os.getpid()) != processes.birth(os.getppid())
    assert processes.birth(2**22 + 1) is None


def test_a_child_that_falls_is_started_again_after_longer_and_longer_pauses(monkeypatch, capsys):
    now = [100.0]
    monkeypatch.setattr(processes.time, "monotonic", lambda: now[0])
    child = processes.Child("web", ["false"], {})
    monkeypatch.setattr(child, "start", lambda: setattr(child, "process", SimpleNamespace(returncode=1, pid=2**22 + 1)))
    child.start()
    child.started = now[0]
    pauses = []
    for _ in range(8):
        child.mend()
        pauses.append(child.due - now[0])
        now[0] = child.due
        child.mend()
        child.started = now[0]
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    assert "web 停了（退出码 1）" in capsys.readouterr().out


class LeadsToHttps(BaseHTTPRequestHandler):
    """A portal behind TLS: whoever comes without it is led away."""

    def do_GET(self):
        self.send_response(301)
        self.send_header("Location", f"https://127.0.0.1:{self.server.server_port}/")
        self.end_headers()

    def log_message(self, *words):
        """Says nothing."""


def test_a_portal_that_leads_to_https_counts_as_answering():
    with HTTPServer(("127.0.0.1", 0), LeadsToHttps) as server:
        Thread(target=server.handle_request, daemon=True).start()
        run._await(SimpleNamespace(watch=lambda: pytest.fail("it answered")), server.server_port)


@pytest.mark.whole
def test_whole_portal_starts_in_an_odd_folder_and_leaves_nothing_behind():
    with odd_folder() as folder:
        portal = Portal(folder / "var")
        portal.start()
        try:
            assert portal.wait_until_served() == 200
            second = Portal(portal.state)
            second.start("second.txt")
            assert second.process.wait(90) == 1
            assert "已经在运行" in second.said()
        finally:
            code = portal.interrupt()
        assert code == 0
        assert portal.left() == []
        assert not (portal.state / "run" / "children.json").exists()


def test_known_or_missing_keys_are_refused_in_one_sentence():
    env = {"PATH": os.environ["PATH"], "DATABASE_URL": "postgres://a:b@/c", "SECRET_KEY": ""}
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", "check"], env=env, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode
    assert "缺少密钥 SECRET_KEY" in done.stderr


@pytest.mark.parametrize(
    ("sample", "empty", "asked", "shown"),
    [
        (True, False, None, True),
        (True, False, "0", True),
        (False, True, None, True),
        (False, True, "0", False),
        (False, False, None, False),
        (False, False, "1", False),
    ],
)
def test_a_real_county_is_never_shown_as_a_sample(sample, empty, asked, shown):
    assert run.is_sample({"sample": sample, "empty": empty}, asked) is shown
