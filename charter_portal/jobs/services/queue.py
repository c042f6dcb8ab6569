"""The queue: a job is claimed under a lease, done outside the claim, tried three times at most."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy.exc import IntegrityError

from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now
from charter_portal.core.database import RACE, db, lock, unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.jobs.enums import JobState
from charter_portal.jobs.models import Job
from charter_portal.jobs.queries import due, live_job

Handler = Callable[[Job], Any]

LEASE = timedelta(minutes=10)
MOST_ATTEMPTS = 3
PAUSES = (timedelta(seconds=10), timedelta(minutes=5))
SORRY = "We could not finish this. Please ask for it again later, or contact us. Nothing of yours is lost."

declare("jobs.job.stopped")
_handlers: dict[str, Handler] = {}
_log = logging.getLogger(__name__)


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Say which function does a kind of work, `slice.work`.

    The function gets the job and opens its own unit of work. It may run again after a crash, so a
    second run must do no harm; it may call `finish` inside its unit to make work and end one deed.
    What it returns, a stored file or None, becomes the result. A RuleBroken stops the job with its words,
    unless it is of the passing kind (a full disk), which is tried again.
    Raises ValueError for a kind that has a handler already.
    """

    def register(handler: Handler) -> Handler:
        known = _handlers.get(kind)
        if known is not None and known.__qualname__ != handler.__qualname__:
            raise ValueError(f"“{kind}” has a handler already.")
        _handlers[kind] = handler
        return handler

    return register


def enqueue(kind: str, *, about: Any, by: Any, key: str | None = None, **payload: Any) -> Job:
    """Ask for work, in the open unit of work. While a job with the key is live, that one is returned.

    Without a key the kind and the thing make one. `by` is None for the portal itself.
    """
    if about is not None and about.id is None:
        db.session.flush()
    subject_type, subject_id = getattr(about, "__tablename__", None), getattr(about, "id", None)
    key = key or f"{kind}:{subject_type}:{subject_id}"
    existing = live_job(key)
    if existing is not None:
        return existing
    job = Job(
        kind=kind,
        key=key,
        subject_type=subject_type,
        subject_id=subject_id,
        payload=payload,
        requested_by_id=getattr(by, "id", None),
    )
    try:
        with db.session.begin_nested():
            db.session.add(job)
    except IntegrityError:
        # Somebody else asked for the same work in the same moment.
        return live_job(key) or enqueue(kind, about=about, by=by, key=key, **payload)
    return job


def report_progress(job: Job, done: int, total: int) -> None:
    """Say how far the work is, and keep hold of it for another ten minutes.

    Outside a unit of work it is saved at once; inside one it is saved with the rest.
    """
    if db.session.info.get("in_unit"):
        _note_progress(job, done, total)
        return
    with unit_of_work():
        _note_progress(job, done, total)


def finish(job: Job, *, result: Any = None, message: str = "") -> None:
    """The work is done; `result` is a stored file or None. Belongs inside the unit that did it."""
    lock(job)
    if not job.is_live:
        return
    job.state = JobState.DONE
    job.result_file_id = getattr(result, "id", None)
    job.message = message
    job.progress_done = job.progress_total
    job.finished_at = now()
    job.claimed_until = job.claimed_by = None


def run_due(limit: int = 1) -> int:
    """Do up to so many jobs that are due; returns how many were taken in hand."""
    taken = 0
    while taken < limit and (job := _claim()) is not None:
        taken += 1
        if job.state is JobState.RUNNING:
            _run(job)
    return taken


def _claim() -> Job | None:
    with unit_of_work() as session:
        rows = due().limit(1)
        job = session.scalar(rows.with_for_update(skip_locked=True) if RACE.locks else rows)
        if job is None:
            return None
        # Nothing, but in a test of the race: there the gap between choosing and taking is made wide.
        time.sleep(RACE.pause_seconds)
        if job.attempts >= MOST_ATTEMPTS:
            _stop(job, SORRY, "The worker ended during each try.")
            return job
        job.attempts += 1
        job.state = JobState.RUNNING
        job.claimed_by = secrets.token_hex(8)
        job.claimed_until = now() + LEASE
        return job


def _run(job: Job) -> None:
    claim = job.claimed_by
    handler = _handlers.get(job.kind)
    try:
        if handler is None:
            raise LookupError(f"Nobody handles “{job.kind}”.")
        result = handler(job)
    except RuleBroken as problem:
        passing = getattr(problem, "passing", False)
        act = _try_later if passing else _stop
        _end(job, claim, partial(act, job, problem.message[:400], problem.message))
    except Exception as problem:
        _log.error("job id=%s kind=%s try=%s broke off", job.id, job.kind, job.attempts, exc_info=problem)
        _end(job, claim, partial(_try_later, job, SORRY, type(problem).__name__))
    else:
        _end(job, claim, partial(finish, job, result=result))


def _end(job: Job, claim: str | None, act: Callable[[], None]) -> None:
    """Close the claim, unless the lease ran out meanwhile and another worker holds the job."""
    db.session.rollback()
    with unit_of_work():
        lock(job)
        if job.state is JobState.RUNNING and job.claimed_by == claim:
            act()


def _try_later(job: Job, message: str, problem: str) -> None:
    if job.attempts >= MOST_ATTEMPTS:
        _stop(job, message, problem)
        return
    job.state = JobState.WAITING
    job.claimed_until = job.claimed_by = None
    job.next_attempt_at = now() + PAUSES[min(job.attempts, len(PAUSES)) - 1]


def _stop(job: Job, message: str, problem: str) -> None:
    job.state = JobState.STOPPED
    job.message = message
    job.finished_at = now()
    job.claimed_until = job.claimed_by = None
    record("jobs.job.stopped", about=job, by=None, note=f"{job.kind}: {problem}")


def _note_progress(job: Job, done: int, total: int) -> None:
    job.progress_done, job.progress_total = done, total
    if job.state is JobState.RUNNING:
        job.claimed_until = now() + LEASE
