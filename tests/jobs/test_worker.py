"""The worker's round: chores when they are due, a rest when there is nothing, and no fault that ends it."""

from __future__ import annotations

import threading
import time

import pytest

from charter_portal.core.database import db, unit_of_work
from charter_portal.files.services import sweep
from charter_portal.jobs.models import Job
from charter_portal.jobs.services import enqueue, every, handles, queue, work_forever, worker
from charter_portal.notifications.services import deliver_due, notify


@pytest.fixture(autouse=True)
def _own_rounds(monkeypatch):
    monkeypatch.setattr(worker, "_rounds", {})
    monkeypatch.setattr(queue, "_handlers", {})


def work_until(app, enough, seconds: float = 5) -> None:
    """Let the worker go round in a thread until something has happened."""
    stop = threading.Event()

    def run() -> None:
        with app.app_context():
            work_forever(stop, idle_seconds=0.01)

    thread = threading.Thread(target=run)
    thread.start()
    end = time.monotonic() + seconds
    while not enough() and time.monotonic() < end:
        time.sleep(0.01)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    assert enough()


def test_mail_and_sweeping_belong_to_every_workers_round(monkeypatch):
    monkeypatch.undo()
    assert {entry.chore for entry in worker._rounds.values()} >= {deliver_due, sweep}


def test_chores_come_round_again_and_a_broken_one_ends_nothing(app):
    calls: list[str] = []

    @every(0.02)
    def tidy() -> None:
        calls.append("tidy")

    @every(0.02)
    def trip() -> None:
        calls.append("trip")
        raise ValueError

    work_until(app, lambda: calls.count("tidy") >= 3 and calls.count("trip") >= 3)


def test_a_chore_waits_for_its_time(app):
    calls: list[float] = []
    every(60)(lambda: calls.append(time.monotonic()))
    start = time.monotonic()
    work_until(app, lambda: time.monotonic() > start + 0.3)
    assert len(calls) == 1


def test_mail_goes_out_and_jobs_are_done_in_one_round(app, tmp_path):
    done: list[int] = []
    every(0.01)(deliver_due)

    @handles("tests.work")
    def work(job: Job) -> None:
        with unit_of_work():
            notify("kay@example.org", "test/greeting", about=None, event="a.b.c", name="Kay", words="x")
        done.append(job.id)

    with app.app_context():
        with unit_of_work():
            enqueue("tests.work", about=None, by=None)
        db.session.rollback()
    work_until(app, lambda: done and list((tmp_path / "mail").glob("*.eml")))


def test_a_fault_in_the_queue_itself_ends_nothing(app, monkeypatch):
    calls: list[int] = []

    def broken() -> int:
        calls.append(1)
        raise ConnectionError("the database is away")

    monkeypatch.setattr(worker, "run_due", broken)
    work_until(app, lambda: len(calls) > 2)
