"""Starting the demo: its settings and its folder, then gunicorn and the worker side by side."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import click

from charter_portal.cli.demo.preparing import DATABASE, DemoFolder, secret_in
from charter_portal.cli.demo.story import ACCOUNTS, PASSWORD
from charter_portal.core.settings import Settings

WEB_WORKERS = 2
PATIENCE_SECONDS = 60


class PortTaken(RuntimeError):
    """The demo's port cannot be had."""


class Demo:
    """One demo in one folder: everything it keeps lies there, and `make demo-reset` begins it anew."""

    def __init__(self, folder: Path, host: str, port: int) -> None:
        self.folder, self.host, self.port = folder, host, port
        self.address = f"http://{host}:{port}/"
        self.running: list[subprocess.Popen[bytes]] = []

    def run(self, *, fresh: bool = False) -> None:
        """Prepare, announce the accounts, serve until a signal or until one of the two processes ends.

        Raises PortTaken, or FolderInUse, before anything is changed.
        """
        self._needs_free_port()
        DemoFolder(self.folder, self._settings_for).make_ready(fresh=fresh)
        os.environ.update(self._environment(self.folder))
        for role, email in ACCOUNTS:
            click.echo(f"account {role} {email} {PASSWORD}")
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._leave)
        try:
            self._start()
            self._wait_until_it_answers()
            click.echo(f"ready {self.address}")
            sys.stdout.flush()
            while all(process.poll() is None for process in self.running):
                time.sleep(0.5)
        finally:
            self._stop()
        raise SystemExit("The demo has stopped.")

    def _needs_free_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as problem:
                why = "is in use" if problem.errno == errno.EADDRINUSE else "cannot be used here"
                another = self.port + 1 if 1024 <= self.port < 65535 else 8000
                raise PortTaken(
                    f"Port {self.port} {why}. Choose another, for example: PORT={another} make demo"
                ) from None

    def _settings_for(self, folder: Path) -> Settings:
        return Settings.from_environment({**os.environ, **self._environment(folder)})

    def _environment(self, folder: Path) -> dict[str, str]:
        return {
            "CHARTER_PROFILE": "demo",
            "CHARTER_SECRET_KEY": secret_in(folder),
            "CHARTER_DATABASE_URL": f"sqlite:///{folder / DATABASE}",
            "CHARTER_BASE_URL": self.address,
            "CHARTER_EXTRA_HOSTS": f"localhost:{self.port}",
            "CHARTER_DATA_FOLDER": str(folder),
            "CHARTER_MAIL_FROM": "Charter portal <portal@charter-portal.example>",
            "CHARTER_MAIL_FOLDER": str(folder / "mail"),
            "CHARTER_MAIL_SERVER": os.environ.get("CHARTER_MAIL_SERVER", ""),
            "CHARTER_CONTACT_EMAIL": "help@charter-portal.example",
            "CHARTER_CONTACT_PHONE": "020 7946 0000",
        }

    def _start(self) -> None:
        web = [
            *(sys.executable, "-m", "gunicorn", "--bind", f"{self.host}:{self.port}"),
            *("--workers", str(WEB_WORKERS), "--worker-class", "gthread", "--threads", "4"),
            *("--log-level", "warning", "charter_portal.cli.demo.door:app"),
        ]
        portal_worker = [sys.executable, "-m", "charter_portal.cli", "worker"]
        self.running = [subprocess.Popen(web), subprocess.Popen(portal_worker)]

    def _wait_until_it_answers(self) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until and all(process.poll() is None for process in self.running):
            try:
                with urllib.request.urlopen(self.address + "healthz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise SystemExit("The demo did not start. The lines above say why.")

    def _leave(self, *_: object) -> None:
        self._stop()
        raise SystemExit(0)

    def _stop(self) -> None:
        for process in self.running:
            if process.poll() is None:
                process.terminate()
        for process in self.running:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
