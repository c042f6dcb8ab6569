"""A worker in a process of its own, with two kinds of work that the tests ask for."""

from __future__ import annotations

import signal
import sys
import threading
import time
from pathlib import Path

from charter_portal.core.database import RACE, unit_of_work
from charter_portal.files.services import store_bytes
from charter_portal.jobs.models import Job
from charter_portal.jobs.services import finish, handles, work_forever
from charter_portal.jobs.services.queue import run_due
from tests.core_outside.ground import build_app


@handles("tests.print")
def print_it(job: Job) -> None:
    """Make a small file and end the job in the same unit."""
    name = job.payload["name"]
    print(f"printing {name}", flush=True)
    with unit_of_work():
        stored = store_bytes(f"{name}.pdf", name.encode(), "application/pdf", by=None)
        finish(job, result=stored)


@handles("tests.hang")
def hang(job: Job) -> None:
    """Never come back; the test kills this process."""
    print("hanging", flush=True)
    time.sleep(60)


def main(database_url: str, folder: str, locks: str, mode: str) -> None:
    """Do what is due (`once`), or work until told to stop (`forever`)."""
    RACE.locks = locks == "locks"
    RACE.pause_seconds = 0.05
    app = build_app(database_url, Path(folder))
    with app.app_context():
        if mode == "once":
            run_due(1000)
            return
        stop = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        print("working", flush=True)
        work_forever(stop, idle_seconds=0.05)


if __name__ == "__main__":
    main(*sys.argv[1:])
