"""The portal as it really runs: gunicorn with several worker processes, and the long-running commands."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import requests

from tests.support import processes

ROOT = Path(__file__).parents[2]


class Command:
    """A long-running program with the given settings, such as the worker; a context manager.

    The settings are environment variables. Of the developer's own CHARTER_ settings none reach it.
    """

    def __init__(
        self, arguments: Sequence[str | Path], settings: Mapping[str, str], *, folder: Path = ROOT
    ) -> None:
        self.arguments = list(arguments)
        self.settings = dict(settings)
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._logs: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self._leave()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def _leave(self) -> None:
        self.stop()
        if self._logs is not None:
            self._logs.cleanup()
            self._logs = None

    @property
    def log(self) -> Path:
        """Where its output goes, from the first start on until the context is left."""
        assert self._logs is not None, "This has not been started."
        return Path(self._logs.name) / "output.log"

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The process while it is started."""
        assert self._process is not None, "This has not been started."
        return self._process

    def start(self) -> None:
        """Start it; it is not waited for, since only the caller knows what shows that it works."""
        self._logs = self._logs or tempfile.TemporaryDirectory(prefix="charter-log-")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CHARTER_")}
        self._process = processes.start(
            self.arguments, log=self.log, environment=kept | self.settings, folder=self.folder
        )

    def stop(self) -> None:
        """Ask it to end in good order; a second call does nothing."""
        if self._process is not None:
            processes.stop(self._process)
            self._process = None

    def kill(self) -> None:
        """Kill it and its children where they stand, as a power cut would. `start()` brings it back."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._process = None

    def wait(self, patience: float = 60) -> int:
        """Its exit code, once it has ended by itself. Raises subprocess.TimeoutExpired."""
        return self.process.wait(patience)


class Server(Command):
    """A gunicorn for one set of settings, on a free loopback port.

    CHARTER_BASE_URL becomes its own address unless the settings name another.
    """

    def __init__(
        self,
        settings: Mapping[str, str],
        *,
        workers: int = 1,
        threads: int = 1,
        application: str = "wsgi:app",
        health: str = "/healthz",
        options: Sequence[str] = (),
        folder: Path = ROOT,
    ) -> None:
        self.port = processes.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.workers = workers
        self._health = health
        command = [
            *(sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{self.port}"),
            *("--workers", str(workers), "--threads", str(threads), "--graceful-timeout", "5"),
            *("--timeout", "120", "--no-control-socket", *options),
        ]
        super().__init__(command, {"CHARTER_BASE_URL": self.url, **settings}, folder=folder)

    def start(self) -> None:
        """Start, and return when every worker process is there and the health page answers.

        Raises StartProblem, with the end of the log, when that does not come about.
        """
        super().start()
        self._wait(self._is_ready)

    def restart(self) -> None:
        """Stop and start again on the same port, as after a deployment."""
        self.stop()
        self.start()

    @property
    def pids(self) -> list[int]:
        """The worker processes, without their master."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def kill_workers(self) -> None:
        """Kill every worker process at once; return when the master has replaced them all."""
        before = set(self.pids)
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        self._wait(lambda: not before & set(self.pids) and self._is_ready())

    def memory_kib(self) -> int:
        """What master and workers hold together, shared pages counted once (PSS), in KiB."""
        return sum(_pss_of(pid) for pid in [self.process.pid, *self.pids])

    def cpu_seconds(self) -> float:
        """Processor time that the master and the living workers have used so far."""
        return sum(_cpu_of(pid) for pid in [self.process.pid, *self.pids])

    def _wait(self, ready: processes.Question) -> None:
        processes.wait_until(ready, process=self.process, log=self.log, what="The web server")

    def _is_ready(self) -> bool:
        try:
            if len(self.pids) < self.workers:
                return False
            return requests.get(self.url + self._health, timeout=10, allow_redirects=False).ok
        except (requests.RequestException, FileNotFoundError):
            return False


def _pss_of(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def _cpu_of(pid: int) -> float:
    """Seconds on a processor, exactly: the usual count in /proc goes in steps of ten milliseconds."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9
