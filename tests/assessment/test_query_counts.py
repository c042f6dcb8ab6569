"""Lists ask the database the same number of questions however long they are."""

from __future__ import annotations

import pytest

from charter_portal.assessment.enums import AllocationStatus
from charter_portal.assessment.models import Allocation
from charter_portal.core.clock import now
from charter_portal.core.database import db, unit_of_work
from tests.factories.accounts import an_assessor, an_officer
from tests.factories.assessment import a_read_application, a_submission, an_assessor_who_says, an_open_reading
from tests.factories.cycles import a_cycle
from tests.support.pages import counted_queries

pytestmark = pytest.mark.usefixtures("session")


def questions(app, browser, path):
    browser.page(path)
    with counted_queries(app) as statements:
        browser.page(path)
    return len(statements), statements


def more_readings(person, count):
    """So many more opened readings, written straight into the table."""
    cycle, officer = a_cycle(), an_officer()
    for _ in range(count):
        application = a_submission(cycle=cycle)
        with unit_of_work():
            application.status = "in_assessment"
            db.session.add(
                Allocation(
                    application_id=application.id,
                    submission_id=application.submissions[0].id,
                    assessor_id=person.id,
                    allocated_by_id=officer.id,
                    status=AllocationStatus.SCORING,
                    declared_at=now(),
                )
            )


def test_the_queue(app, page):
    person = an_open_reading().assessor
    browser = page(person)
    one, _ = questions(app, browser, "/assessment")
    more_readings(person, 30)
    many, asked = questions(app, browser, "/assessment")
    assert many == one
    assert many <= 8, "\n".join(asked)
    assert "Showing all 31 applications." in browser.page("/assessment").text


def test_the_assessors_of_an_application(app, page):
    application = a_submission()
    an_assessor()
    browser = page(an_officer())
    path = f"/staff/applications/{application.id}/assessors"
    one, _ = questions(app, browser, path)
    for number in range(30):
        person = an_assessor_who_says(number % 2 == 0)
        if number < 5:
            an_open_reading(assessor=person)
    many, asked = questions(app, browser, path)
    assert many == one, "\n".join(asked)


def test_moderation(app, page):
    application = a_read_application()
    browser = page(an_officer())
    count, asked = questions(app, browser, f"/staff/applications/{application.id}/moderation")
    assert count <= 12, "\n".join(asked)


def test_a_statement_of_the_reading_room(app, page):
    allocation = an_open_reading()
    browser = page(allocation.assessor)
    count, asked = questions(app, browser, f"/assessment/{allocation.id}/statements/1.1")
    assert count <= 12, "\n".join(asked)
