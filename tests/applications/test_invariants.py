"""`charter-portal check` finds what is wrong with submissions, and nothing in a sound house."""

from __future__ import annotations

import pytest

from charter_portal.applications.enums import ApplicationStatus
from charter_portal.applications.models import ReturnRequest, Submission
from charter_portal.applications.queries import invariant_problems
from charter_portal.applications.services import return_for_changes
from charter_portal.audit_trail.services import write
from charter_portal.core.database import unit_of_work
from charter_portal.notifications.models import Message
from tests.factories.accounts import an_officer
from tests.factories.organisations import an_organisation
from tests.factories.submissions import (
    a_begun_application,
    a_complete_application,
    a_file_of,
    a_submission,
    point,
    responses_of,
)


@pytest.fixture
def submission(session):
    application = a_complete_application()
    point(responses_of(application)[0], a_file_of(application))
    return a_submission(application=application)


def give_back(submission) -> ReturnRequest:
    officer, chosen = an_officer(), {responses_of(submission.application)[0].statement_id: ""}
    with unit_of_work():
        return return_for_changes(submission.application, reason="More.", statements=chosen, by=officer)


@pytest.mark.both_engines
def test_a_sound_house_has_no_problems(submission):
    a_begun_application()
    assert invariant_problems() == []
    give_back(submission)
    assert invariant_problems() == []


def test_each_kind_of_damage_is_found(submission, session):
    request = give_back(submission)
    damage = {
        "is not the one that its SHA-256 stands for": lambda: setattr(submission, "sha256", "0" * 64),
        "not a submission document": lambda: setattr(submission, "document", "{}"),
        "reference, number or moment differ": lambda: setattr(submission, "number", 7),
        "no return is open": lambda: setattr(request, "answered_at", submission.submitted_at),
        "is not kept as it was submitted": lambda: _spoil_file(submission),
        "1 submissions and 0 receipts": lambda: session.query(Message).delete(),
        "1 submissions and 2 entries": lambda: _second_entry(submission),
        "has no frozen document": lambda: _without_submission(submission),
    }
    for words, act in damage.items():
        act()
        session.flush()
        found = invariant_problems()
        assert any(words in each for each in found), f"{words!r} is not in {found}"
        session.rollback()
        session.expire_all()
    assert invariant_problems() == []


def _spoil_file(submission: Submission) -> None:
    item = next(each for each in submission.application.evidence if each.file is not None)
    item.file.sha256 = "1" * 64


def _second_entry(submission: Submission) -> None:
    write("applications.application.submit", about=submission.application, by=None)


def _without_submission(submission: Submission) -> None:
    other = a_begun_application(an_organisation())
    other.reference, other.submitted_at = "LEC-2027-9999", submission.submitted_at
    other.status = ApplicationStatus.SUBMITTED
