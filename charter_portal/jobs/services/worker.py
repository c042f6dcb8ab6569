"""The worker's round: chores that are due (mail is one), then a job, then a short rest."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app

from charter_portal.files.services import sweep
from charter_portal.jobs.services.queue import run_due
from charter_portal.notifications.services import deliver_due

Chore = Callable[[], int | None]

_log = logging.getLogger(__name__)


@dataclass
class _Round:
    chore: Chore
    seconds: float


_rounds: dict[str, _Round] = {}


def every(seconds: float) -> Callable[[Chore], Chore]:
    """Have the worker call a function again and again, at least so many seconds apart.

    Each worker process keeps its own time, so a chore must not mind being done twice. It opens its
    own units of work. A number other than nought means that more is waiting: it is called again soon.
    """

    def register(chore: Chore) -> Chore:
        _rounds[f"{chore.__module__}.{chore.__qualname__}"] = _Round(chore, seconds)
        return chore

    return register


every(1)(deliver_due)
every(3600)(sweep)


def work_forever(stop: threading.Event, idle_seconds: float = 1) -> None:
    """Go round until `stop` is set: chores, one job, and a rest when there was nothing to do.

    A round that breaks off is logged and the next one begins; the worker itself does not end.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    due_at: dict[str, float] = {}
    while not stop.is_set():
        busy = 0
        for name, entry in list(_rounds.items()):
            if due_at.get(name, 0.0) <= time.monotonic() and not stop.is_set():
                done = _guarded(app, name, entry.chore)
                due_at[name] = time.monotonic() + (0 if done else entry.seconds)
                busy += done
        if not stop.is_set():
            busy += _guarded(app, "jobs", run_due)
        if not busy:
            stop.wait(idle_seconds)


def _guarded(app: object, name: str, act: Chore) -> int:
    """Each act has an application context of its own: a fresh session, closed whatever happens."""
    with app.app_context():  # type: ignore[attr-defined]
        try:
            return act() or 0
        except Exception as problem:
            _log.error("worker round=%s broke off", name, exc_info=problem)
            return 0
