"""Other programs that a test starts: they end with the test, even when the test is killed."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

Question = Callable[[], bool]


class StartProblem(RuntimeError):
    """A program that the tests need did not start; the message carries the end of its log."""


def free_port() -> int:
    """A loopback port that nobody listens on now; another program may still take it first."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(
    command: Sequence[str | Path],
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    user: str | None = None,
) -> subprocess.Popen[bytes]:
    """Start a program in a process group of its own, its output going to the log.

    The kernel ends it when the thread that started it dies, so a killed test run leaves nothing behind.
    """
    leash = [shutil.which("setpriv"), "--pdeathsig", "TERM"]
    if user:
        leash += ["--reuid", user, "--regid", user, "--init-groups"]
    if leash[0] is None:
        raise StartProblem("The tests need setpriv, which Debian and Ubuntu carry in the package util-linux.")
    with log.open("ab") as output:
        return subprocess.Popen(
            [*leash, "--", *map(str, command)],
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env=None if environment is None else dict(environment),
            cwd=folder,
            start_new_session=True,
        )


def stop(
    process: subprocess.Popen[bytes], *, with_signal: int = signal.SIGTERM, patience: float = 15
) -> None:
    """Ask a program to end, and end its whole group when it has not after that many seconds."""
    if process.poll() is None:
        process.send_signal(with_signal)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_until(
    ready: Question, *, process: subprocess.Popen[bytes], log: Path, what: str, patience: float = 60
) -> None:
    """Return once `ready` says so. Raises StartProblem when the program ends first or patience runs out."""
    end = time.monotonic() + patience
    while not ready():
        if process.poll() is not None:
            raise StartProblem(f"{what} ended with code {process.returncode}:\n{end_of(log)}")
        if time.monotonic() > end:
            raise StartProblem(f"{what} was not ready after {patience:.0f} seconds:\n{end_of(log)}")
        time.sleep(0.03)


def eventually(holds: Question, *, patience: float = 15, pause: float = 0.05) -> None:
    """Return once the answer is yes. Raises AssertionError when it never is."""
    end = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < end, f"Still not so after {patience:.0f} seconds."
        time.sleep(pause)


def end_of(log: Path, lines: int = 30) -> str:
    """The last lines of a log, for the message of a test that could not start."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
