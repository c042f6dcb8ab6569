"""A real PostgreSQL for the tests: TEST_DATABASE_URL when it is set, else a private server of one's own."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from tests.support import processes

ROOT = Path(__file__).parents[2]
DRIVER = "postgresql+psycopg"
STARTS_TRIED = 5


class PostgresMissing(RuntimeError):
    """No PostgreSQL can be had; the message says how to get one. Never a reason to skip a test."""


class PostgresServer:
    """One PostgreSQL server and the databases that a test run made in it.

    Use it as a context manager: what it made is gone afterwards. Several test workers may each have
    one; on a shared TEST_DATABASE_URL their databases carry a random prefix and never meet.
    `durable=False` gives up crash safety for speed, which only crash tests would notice.
    """

    def __init__(self, *, durable: bool = True) -> None:
        self.durable = durable
        self.process: subprocess.Popen[bytes] | None = None
        self._prefix = f"charter_{secrets.token_hex(4)}_"
        self._databases: set[str] = set()
        self._folder: Path | None = None
        self._admin: URL | None = None

    def __enter__(self) -> Self:
        given = os.environ.get("TEST_DATABASE_URL")
        self._admin = make_url(given).set(drivername=DRIVER) if given else self._start_private()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process is None:
            for name in list(self._databases):
                self.drop_database(name)
        self._stop_private()

    def create_database(self, name: str, *, template: str | None = None) -> str:
        """Make an empty database, or a copy of one made here before, and return its URL.

        A template must have no open connections while it is copied. Raises psycopg.Error when it
        has some, or when the name is taken.
        """
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(self._prefix + name),
            sql.Identifier(self._prefix + template if template else "template0"),
        )
        self._run(statement)
        self._databases.add(name)
        return self.url_of(name)

    def drop_database(self, name: str) -> None:
        """Remove a database that was made here, closing whatever is still connected to it."""
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        self._run(statement.format(sql.Identifier(self._prefix + name)))
        self._databases.discard(name)

    def url_of(self, name: str) -> str:
        """The SQLAlchemy URL of a database that was made here."""
        assert self._admin is not None, "The server has not been started."
        return self._admin.set(database=self._prefix + name).render_as_string(hide_password=False)

    def _run(self, statement: sql.Composed) -> None:
        with self._connect() as connection:
            connection.execute(statement)

    def _connect(self) -> psycopg.Connection:
        assert self._admin is not None, "The server has not been started."
        plain = self._admin.set(drivername="postgresql").render_as_string(hide_password=False)
        return psycopg.connect(plain, autocommit=True, connect_timeout=10)

    def _start_private(self) -> URL:
        programs = find_programs()
        # PostgreSQL refuses to run as root, so there the package's own user runs it.
        user = "postgres" if os.geteuid() == 0 else None
        self._folder = folder = Path(tempfile.mkdtemp(prefix="charter-pg-"))
        password = secrets.token_urlsafe(16)
        secret = folder / "password"
        secret.write_text(password)
        if user:
            shutil.chown(folder, user)
            shutil.chown(secret, user)
        try:
            self._make_cluster(programs, user, secret)
            for attempt in range(1, STARTS_TRIED + 1):
                self._admin = URL.create(
                    DRIVER, "charter", password, "127.0.0.1", processes.free_port(), "postgres"
                )
                try:
                    self._start_on_port(programs, user)
                except processes.StartProblem:
                    # Somebody else may have taken the port in between; another one will do.
                    if attempt == STARTS_TRIED:
                        raise
                else:
                    return self._admin
        except BaseException:
            self._stop_private()
            raise
        raise AssertionError("unreachable")

    def _make_cluster(self, programs: Path, user: str | None, secret: Path) -> None:
        assert self._folder is not None
        made = subprocess.run(
            [
                *(programs / "initdb", "--pgdata", self._folder / "data", "--username", "charter"),
                *("--pwfile", secret, "--auth", "scram-sha-256", "--encoding", "UTF8"),
                *("--locale", "C.UTF-8", "--no-sync", "--no-instructions"),
            ],
            user=user,
            group=user,
            extra_groups=[] if user else None,
            cwd=self._folder,
            capture_output=True,
            text=True,
        )
        if made.returncode:
            raise processes.StartProblem(f"initdb could not make a database cluster:\n{made.stderr}")

    def _start_on_port(self, programs: Path, user: str | None) -> None:
        assert self._folder is not None
        assert self._admin is not None
        safety = [] if self.durable else ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        settings = [
            *("listen_addresses=127.0.0.1", f"unix_socket_directories={self._folder}", "max_connections=200"),
            *("shared_buffers=64MB", "timezone=UTC", *safety),
        ]
        command = [programs / "postgres", "-D", self._folder / "data", "-p", str(self._admin.port)]
        command += [part for setting in settings for part in ("-c", setting)]
        log = self._folder / "server.log"
        self.process = processes.start(command, log=log, user=user, folder=self._folder)
        processes.wait_until(self._answers, process=self.process, log=log, what="PostgreSQL")

    def _answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _stop_private(self) -> None:
        if self.process is not None:
            # SIGINT is PostgreSQL's fast shutdown: it closes open connections and does not wait for them.
            processes.stop(self.process, with_signal=signal.SIGINT)
            self.process = None
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None


def find_programs() -> Path:
    """The folder of the newest installed server programs. Raises PostgresMissing when there is none."""
    found = subprocess.run([ROOT / "bin" / "find-postgresql"], capture_output=True, text=True)
    if found.returncode:
        raise PostgresMissing(found.stderr.strip())
    return Path(found.stdout.strip())
