"""Work is asked for once, done once, tried again after a crash, and given up kindly."""

from __future__ import annotations

import signal
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import now, pretending
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import RuleBroken
from charter_portal.core.storage import StorageFull
from charter_portal.files.models import StoredFile
from charter_portal.files.services import store_bytes
from charter_portal.jobs import queries
from charter_portal.jobs.enums import JobState
from charter_portal.jobs.models import Job
from charter_portal.jobs.services import enqueue, finish, handles, report_progress, run_due
from charter_portal.jobs.services import queue as module
from charter_portal.jobs.services.queue import LEASE
from tests.core_outside.ground import BrokenOff, break_off
from tests.support import processes

both_engines = pytest.mark.both_engines
ROOT = Path(__file__).parents[2]
BY = SimpleNamespace(id=7)


@pytest.fixture(autouse=True)
def _own_handlers(monkeypatch):
    """What a test registers is forgotten when it ends."""
    monkeypatch.setattr(module, "_handlers", {})


def ask(kind: str = "tests.work", key: str | None = None, **payload: object) -> Job:
    with unit_of_work():
        return enqueue(kind, about=None, by=BY, key=key, **payload)


def count() -> int:
    return db.session.scalar(select(func.count(Job.id))) or 0


@both_engines
def test_work_that_is_asked_for_is_done(session):
    done: list[object] = []

    @handles("tests.work")
    def work(job: Job) -> StoredFile:
        done.append((job.payload, job.requested_by_id, job.state))
        report_progress(job, 1, 2)
        with unit_of_work():
            return store_bytes("report.pdf", b"%PDF", "application/pdf", by=None)

    job = ask(words="hello")
    assert run_due() == 1
    assert done == [({"words": "hello"}, 7, JobState.RUNNING)]
    assert job.state is JobState.DONE
    assert (job.progress_done, job.progress_total) == (2, 2)
    assert db.session.get(StoredFile, job.result_file_id).name == "report.pdf"
    assert not job.is_live
    assert run_due() == 0


@both_engines
def test_asking_twice_gives_one_job_while_it_is_live(session):
    handles("tests.work")(lambda job: None)
    first = ask(key="report of application 4")
    assert ask(key="report of application 4") is first
    assert ask(key="report of application 5") is not first
    run_due(10)
    assert ask(key="report of application 4").id != first.id
    assert count() == 3


def test_the_thing_makes_the_key(session):
    with unit_of_work():
        stored = StoredFile(name="a", media_type="b", size=1, sha256="0" * 64, key="0" * 64)
        db.session.add(stored)
        job = enqueue("tests.work", about=stored, by=None)
        assert enqueue("tests.work", about=stored, by=BY) is job
    assert (job.subject_type, job.subject_id, job.requested_by_id) == ("stored_file", stored.id, None)
    assert queries.latest_job(stored, "tests.work") is job


@both_engines
def test_work_asked_for_in_a_deed_that_fails_is_never_done(session):
    with pytest.raises(BrokenOff):
        break_off(lambda: enqueue("tests.work", about=None, by=BY))
    assert count() == 0


def test_a_rule_stops_a_job_with_its_own_words(session):
    @handles("tests.work")
    def work(job: Job) -> None:
        raise RuleBroken("The round is closed, so there is no report.")

    job = ask()
    run_due()
    assert job.state is JobState.STOPPED
    assert job.message == "The round is closed, so there is no report."


def test_a_full_disk_passes_so_the_job_is_tried_again(session):
    full = [True]

    @handles("tests.work")
    def work(job: Job) -> None:
        if full and full.pop():
            raise StorageFull

    job = ask()
    run_due()
    assert job.state is JobState.WAITING
    with pretending(now() + timedelta(minutes=5)):
        run_due()
    assert job.state is JobState.DONE


@both_engines
def test_a_fault_is_tried_three_times_then_given_up_kindly(session):
    tries: list[int] = []

    @handles("tests.work")
    def work(job: Job) -> None:
        tries.append(job.attempts)
        with unit_of_work():
            store_bytes("half.pdf", b"half", "application/pdf", by=None)
            raise ValueError("canary-3")

    job = ask()
    moment = now()
    for _ in range(5):
        with pretending(moment):
            run_due()
        moment += timedelta(minutes=6)
    assert tries == [1, 2, 3]
    assert job.state is JobState.STOPPED
    assert "Nothing of yours is lost" in job.message
    assert "canary-3" not in job.message
    entry = db.session.scalars(select(Entry)).one()
    assert (entry.event, entry.subject_id) == ("jobs.job.stopped", job.id)
    assert [stopped.id for stopped in db.session.scalars(queries.stopped_jobs())] == [job.id]
    assert db.session.scalar(select(func.count(StoredFile.id))) == 0


def test_a_fault_is_not_tried_again_at_once(session):
    @handles("tests.work")
    def work(job: Job) -> None:
        raise ValueError

    ask()
    assert run_due(10) == 1
    with pretending(now() + timedelta(seconds=11)):
        assert run_due(10) == 1


def test_changes_left_unsaved_by_a_handler_are_thrown_away(session):
    @handles("tests.work")
    def work(job: Job) -> None:
        job.message = "said outside a unit"

    job = ask()
    run_due()
    assert job.message == ""
    assert job.state is JobState.DONE


def test_work_that_nobody_handles_is_given_up(session):
    job = ask("tests.unknown")
    moment = now()
    for _ in range(3):
        with pretending(moment):
            run_due()
        moment += timedelta(minutes=6)
    assert job.state is JobState.STOPPED


def test_a_kind_has_one_handler():
    @handles("tests.work")
    def first(job: Job) -> None: ...

    def second(job: Job) -> None: ...

    with pytest.raises(ValueError, match="already"):
        handles("tests.work")(second)


def test_a_job_in_somebodys_hands_is_left_alone_until_the_lease_ends(session):
    job = ask()
    with unit_of_work():
        job.state, job.attempts, job.claimed_by = JobState.RUNNING, 1, "another worker"
        job.claimed_until = now() + LEASE
    handles("tests.work")(lambda job: None)
    assert run_due() == 0
    with pretending(now() + LEASE):
        assert run_due() == 1
    assert job.state is JobState.DONE


def test_progress_keeps_hold_of_a_job(session):
    job = ask()
    with unit_of_work():
        job.state, job.claimed_until = JobState.RUNNING, now()
    with pretending(now() + timedelta(minutes=9)):
        report_progress(job, 3, 10)
        assert job.claimed_until == now() + LEASE or job.claimed_until > now()
    assert (job.progress_done, job.progress_total) == (3, 10)


def test_a_worker_that_lost_its_lease_does_not_end_the_job_of_another(session):
    @handles("tests.work")
    def work(job: Job) -> None:
        with unit_of_work():
            job.claimed_by = "another worker"

    job = ask()
    run_due()
    assert job.state is JobState.RUNNING


def test_a_handler_may_end_its_job_with_its_work(session):
    @handles("tests.work")
    def work(job: Job) -> None:
        with unit_of_work():
            finish(job, message="3 letters are ready.")

    job = ask()
    run_due()
    assert (job.state, job.message) == (JobState.DONE, "3 letters are ready.")


def start_worker(app, tmp_path: Path, *, mode: str, locks: bool = True):
    command = [sys.executable, "-m", "tests.jobs.worker", app.config["SETTINGS"].database_url, str(tmp_path)]
    log = tmp_path / "worker.log"
    return processes.start([*command, "locks" if locks else "none", mode], log=log, folder=ROOT)


@both_engines
@pytest.mark.slow
def test_a_worker_that_is_killed_three_times_does_not_take_the_queue_with_it(app, tmp_path):
    with app.app_context():
        job = ask("tests.hang")
        other = ask("tests.print", name="after")
        log = tmp_path / "worker.log"
        for attempt in range(1, 4):
            worker = start_worker(app, tmp_path, mode="once")
            processes.eventually(lambda n=attempt: log.read_text().count("hanging") == n, patience=30)
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            with unit_of_work():
                db.session.refresh(job)
                assert (job.state, job.attempts) == (JobState.RUNNING, attempt)
                job.claimed_until = now()
                job.next_attempt_at = now() - timedelta(hours=1)
        assert start_worker(app, tmp_path, mode="once").wait(30) == 0
        db.session.refresh(job)
        db.session.refresh(other)
        assert (job.state, other.state) == (JobState.STOPPED, JobState.DONE)
        db.session.rollback()


def work_with_two_workers(
    app, tmp_path: Path, *, locks: bool
) -> tuple[Counter[str], Counter[str], list[int]]:
    """How often each file was made, how often its work was begun, and how each of the workers ended."""
    with app.app_context():
        for number in range(20):
            ask("tests.print", key=str(number), name=f"letter {number}")
        workers = [start_worker(app, tmp_path, mode="once", locks=locks) for _ in range(2)]
        endings = [worker.wait(60) for worker in workers]
        names = Counter(db.session.scalars(select(StoredFile.name)))
        db.session.rollback()
    lines = (tmp_path / "worker.log").read_text().splitlines()
    return names, Counter(line for line in lines if line.startswith("printing ")), endings


@both_engines
@pytest.mark.slow
def test_two_workers_do_each_job_once(app, tmp_path):
    names, begun, endings = work_with_two_workers(app, tmp_path, locks=True)
    assert len(names) == len(begun) == 20
    assert set(names.values()) == set(begun.values()) == {1}
    assert endings == [0, 0]


@both_engines
@pytest.mark.slow
def test_without_the_lock_two_workers_take_the_same_job(app, tmp_path):
    """PostgreSQL lets both; SQLite stops one worker, because what it read has changed meanwhile."""
    _, begun, endings = work_with_two_workers(app, tmp_path, locks=False)
    assert max(begun.values()) > 1 or endings != [0, 0]


@pytest.mark.slow
def test_a_worker_goes_on_until_it_is_told_to_stop(app, tmp_path):
    with app.app_context():
        worker = start_worker(app, tmp_path, mode="forever")
        processes.eventually(lambda: "working" in (tmp_path / "worker.log").read_text(), patience=30)
        job = ask("tests.print", name="in passing")

        def is_done() -> bool:
            db.session.rollback()
            db.session.refresh(job)
            return job.state is JobState.DONE

        processes.eventually(is_done, patience=30)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(15) == 0
        db.session.rollback()
