"""Two hundred certificates through the real worker: how fast for one processor, and whether memory stays."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.sides import PortalSide
from charter_portal.awards.models import Award
from charter_portal.awards.services.documents import CERTIFICATE_JOB
from charter_portal.core.database import db, unit_of_work
from charter_portal.jobs.services import enqueue
from tests.support.servers import Command

CERTIFICATES = 200
WARM_AFTER = 10
BATCH = (CERTIFICATES - WARM_AFTER) // 5
PATIENCE_SECONDS = 180


@dataclass(frozen=True)
class Printed:
    """What it took: the best of five batches, and the growth over all of them."""

    per_second: float
    memory_growth_mb: float
    memory_mb: float


def print_certificates(side: PortalSide) -> Printed:
    """Ask for them, start one worker, and watch it. Raises TimeoutError when it does not get there."""
    with side.app.app_context():
        with unit_of_work():
            for award in db.session.scalars(select(Award).order_by(Award.id).limit(CERTIFICATES)):
                enqueue(CERTIFICATE_JOB, about=award, by=None)
        db.session.close()
    worker = Command([sys.executable, "-m", "charter_portal.cli", "worker"], side.environment)
    with worker:
        _wait_for(side, WARM_AFTER)
        warm = _family(worker) / 1024
        rates = [
            _batch(side, worker, wanted) for wanted in range(WARM_AFTER + BATCH, CERTIFICATES + 1, BATCH)
        ]
        _wait_for(side, CERTIFICATES)
        full = _family(worker) / 1024
    return Printed(max(rates), full - warm, full)


def _batch(side: PortalSide, worker: Command, wanted: int) -> float:
    """Certificates for a second of processor time, from now until so many are made."""
    spent, done = _seconds(worker), _made(side)
    _wait_for(side, wanted)
    return (_made(side) - done) / (_seconds(worker) - spent)


def _wait_for(side: PortalSide, wanted: int) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while _made(side) < wanted:
        if time.monotonic() > end:
            raise TimeoutError(f"Only {_made(side)} of {wanted} certificates were made.")
        time.sleep(0.05)


def _made(side: PortalSide) -> int:
    with side.app.app_context():
        found = db.session.scalar(select(func.count(Award.certificate_file_id))) or 0
        db.session.close()
    return found


def _pids(worker: Command) -> list[int]:
    """The worker and the press it started."""
    own = worker.process.pid
    children = Path(f"/proc/{own}/task/{own}/children").read_text().split()
    return [own, *map(int, children)]


def _seconds(worker: Command) -> float:
    """Processor time so far. A process's name may hold spaces, so fields count from behind its bracket."""
    ticks = 0
    for pid in _pids(worker):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _family(worker: Command) -> int:
    """What both hold, shared pages counted once, in KiB."""
    lines = "".join(Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in _pids(worker)).splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
