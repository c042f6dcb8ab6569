"""Ten presses at once make one submission (C6), and colleagues at work never spoil it (C7)."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import func, select

from charter_portal.applications.enums import ApplicationStatus
from charter_portal.applications.models import Application, Submission
from charter_portal.applications.queries import invariant_problems
from charter_portal.applications.rules import document as doc
from charter_portal.applications.services.documents import draft_document
from charter_portal.audit_trail.models import Entry
from charter_portal.core.database import db
from charter_portal.jobs.models import Job
from charter_portal.notifications.models import Message
from tests.conftest import POSTGRESQL, prepared
from tests.factories.cycles import a_cycle
from tests.factories.organisations import an_organisation, the_lead_of
from tests.factories.submissions import a_complete_application
from tests.support.live import Browser, LivePortal, all_at_once, live_portal

WITHOUT_LOCKS = "tests.support.without_locks:app"
ROUNDS = 12
FEWER_ROUNDS = 6
PRESSES = 10
KILLS_AFTER = (0.0, 0.02, 0.04, 0.06)
"""Seconds; a submission takes about 0.05."""

pytestmark = [pytest.mark.both_engines, pytest.mark.slow]


@dataclass
class Round:
    """One application, ready to submit, and the browser of its lead on a running portal."""

    application_id: int
    browser: Browser
    portal: LivePortal

    @property
    def path(self) -> str:
        return f"/applications/{self.application_id}"

    def press(self) -> Any:
        form = {"number": "1", "name": "Sam Okafor", "job_title": "Director", "agreed": "y"}
        return self.browser.post(f"{self.path}/submit", form)

    def press_or_lose(self) -> Any:
        """As `press`; None when the answer was lost on its way."""
        try:
            return self.press()
        except requests.ConnectionError:
            return None

    def save(self, words: str) -> Any:
        form = {"own_level": "silver", "narrative": words, "lived_experience": "", "version": "1"}
        return self.browser.post(f"{self.path}/statements/1.1/autosave", form)

    def withdraw(self) -> Any:
        return self.browser.post(f"{self.path}/withdraw", {"reason": "", "sure": "y"})

    def application(self) -> Application:
        """As the database has it now."""
        db.session.rollback()
        db.session.expire_all()
        return db.session.get_one(Application, self.application_id)

    def difference_to_frozen(self) -> list[str]:
        """Statements whose frozen words are not those of the rows, or a document that is not its digest's."""
        application = self.application()
        (submission,) = application.submissions
        assert submission.sha256 == doc.digest_of(submission.document)
        frozen, rows = doc.read_document(submission.document).responses, draft_document(application).responses
        return [f.code for f, r in zip(frozen, rows, strict=True) if f != r]

    def faults(self) -> list[str]:
        """What ten presses did that one press would not have done."""
        answers = all_at_once([self.press] * PRESSES)
        where = {(answer.status_code, answer.headers.get("Location")) for answer in answers}
        application = self.application()
        wanted = {
            "answers": ({(302, f"{self.path}/receipt?number=1")}, where),
            "state": (ApplicationStatus.SUBMITTED, application.status),
            "submissions": (1, count(Submission, Submission.application_id == application.id)),
            "steps": (1, entries("applications.application.submit", application)),
            "mails": (1, count(Message, Message.subject_id == application.id)),
            "jobs": (1, count(Job, Job.subject_type == "submission", Job.subject_id.in_(own(application)))),
        }
        return [f"{name}: {got}, not {right}" for name, (right, got) in wanted.items() if got != right]


def count(thing: Any, *conditions: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(thing).where(*conditions)) or 0


def entries(event: str, application: Application) -> int:
    return count(Entry, Entry.event == event, Entry.subject_id == application.id)


def own(application: Application) -> Any:
    return select(Submission.id).where(Submission.application_id == application.id)


@pytest.fixture
def start(
    engine_name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Callable[..., Iterator[Round]]]:
    """Start a portal with the workers that its engine is meant for; gives rounds without end."""
    with ExitStack() as running:

        def start_portal(application: str = "wsgi:app", workers: int = 0) -> Iterator[Round]:
            url = f"sqlite:///{tmp_path / 'race.sqlite3'}"
            if engine_name == POSTGRESQL:
                url = request.getfixturevalue("postgres").create_database(f"race_{secrets.token_hex(4)}")
            workers = workers or (4 if engine_name == POSTGRESQL else 2)
            portal = running.enter_context(
                live_portal(tmp_path, url, workers=workers, prepare=prepared, application=application)
            )
            return rounds_on(portal)

        yield start_portal


def rounds_on(portal: LivePortal) -> Iterator[Round]:
    cycle = a_cycle()
    while True:
        application = a_complete_application(an_organisation(), cycle)
        yield Round(application.id, portal.browser(the_lead_of(application.organisation)), portal)


def test_ten_presses_make_one_submission(start):
    for number, each in zip(range(ROUNDS), start(), strict=False):
        assert each.faults() == [], f"round {number}"


def test_the_race_is_seen_when_the_locks_are_off(start):
    assert any(each.faults() for _, each in zip(range(5), start(WITHOUT_LOCKS), strict=False))


def test_a_late_save_never_reaches_what_was_submitted(start):
    for number, each in zip(range(FEWER_ROUNDS), start(), strict=False):
        save = partial(each.save, f"Words of round {number}.")
        answers = all_at_once([each.press, *[save] * 3, each.press, *[save] * 2])
        assert {answer.status_code for answer in answers} <= {200, 302, 409}, f"round {number}"
        assert each.difference_to_frozen() == [], f"round {number}"


def test_withdrawing_and_submitting_at_once_end_in_one_legal_state(start):
    for number, each in zip(range(FEWER_ROUNDS), start(), strict=False):
        answers = all_at_once([each.press, each.withdraw, each.press, each.withdraw])
        assert all(answer.status_code < 500 for answer in answers), f"round {number}"
        application = each.application()
        assert application.status == ApplicationStatus.WITHDRAWN, f"round {number}"
        made = count(Submission, Submission.application_id == application.id)
        assert made == entries("applications.application.submit", application) <= 1
        assert entries("applications.application.withdraw", application) == 1


def test_a_worker_killed_while_submitting_leaves_all_or_nothing(start):
    """D1: whatever was acknowledged is there, and nothing is there in part."""
    for seconds, each in zip(KILLS_AFTER, start(workers=2), strict=False):
        with ThreadPoolExecutor() as hands:
            answer = hands.submit(each.press_or_lose)
            time.sleep(seconds)
            each.portal.server.kill_workers()
        application = each.application()
        assert invariant_problems() == [], f"after {seconds} seconds"
        if answer.result() is not None:
            assert application.status == ApplicationStatus.SUBMITTED, f"after {seconds} seconds"
        assert count(Job, Job.subject_id.in_(own(application))) == len(application.submissions)
        assert each.press().status_code == 302
        assert [each.number for each in each.application().submissions] == [1]
