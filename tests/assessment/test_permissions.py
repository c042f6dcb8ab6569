"""Every kind of person at every page, in every state of the reading: what they get, and what stays unsaid."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect

from charter_portal.assessment.models import AgreedLevel, Allocation, Score
from charter_portal.core.clock import now
from charter_portal.core.database import Base, db, unit_of_work
from charter_portal.organisations.enums import MemberRole
from charter_portal.organisations.models import Membership
from tests.factories.accounts import a_commissioner, a_person, an_administrator, an_assessor, an_officer
from tests.factories.assessment import (
    a_declined_reading,
    a_finished_reading,
    a_submission,
    an_allocation,
    an_ended_reading,
    an_open_reading,
)
from tests.factories.organisations import a_member, an_organisation

READER_PAGES = {
    "declare": "/assessment/{id}/declaration",
    "room": "/assessment/{id}",
    "score": "/assessment/{id}/statements/1.1",
    "download": "/assessment/{id}/evidence/1",
    "finish": "/assessment/{id}/finish",
}
STATES = {
    "allocated": an_allocation,
    "declined": a_declined_reading,
    "scoring": an_open_reading,
    "finished": a_finished_reading,
    "ended": an_ended_reading,
}
ON_TO_THE_ROOM = 302
OWN = {
    "allocated": {"declare": 200, "room": 403, "score": 403, "download": 403, "finish": 403},
    "declined": dict.fromkeys(READER_PAGES, 404),
    "scoring": dict.fromkeys(READER_PAGES, 200),
    "finished": dict.fromkeys(READER_PAGES, 200) | {"declare": ON_TO_THE_ROOM, "finish": ON_TO_THE_ROOM},
    "ended": dict.fromkeys(READER_PAGES, 404),
}


def strangers(allocation):
    """Everybody who is not the assessor of this allocation."""
    application = allocation.application
    other_reader = an_open_reading(application).assessor if application.status != "draft" else None
    return {
        "another reader of it": other_reader,
        "an assessor of something else": an_open_reading().assessor,
        "an assessor of nothing": an_assessor(),
        "the applicant's lead": a_member(application.organisation, MemberRole.LEAD),
        "another applicant": a_member(an_organisation(), MemberRole.LEAD),
        "nobody's member": a_person(),
        "an officer": an_officer(),
        "an administrator": an_administrator(),
        "the commissioner": a_commissioner(),
    }


def everything():
    """Every row that assessment could change."""
    rows = {}
    for table in (Allocation, Score, AgreedLevel):
        columns = [column.key for column in inspect(table).columns]
        rows[table] = [[getattr(row, name) for name in columns] for row in db.session.query(table)]
    return rows


@pytest.mark.parametrize("state", STATES)
def test_the_assessor_of_an_allocation(session, page, state):
    allocation = STATES[state]()
    browser = page(allocation.assessor)
    for name, path in READER_PAGES.items():
        found = browser.get(path.format(id=allocation.id)).status_code
        assert found == OWN[state][name], f"{name}: {found}"


@pytest.mark.parametrize("state", STATES)
def test_for_anybody_else_it_does_not_exist(session, page, state):
    allocation = STATES[state]()
    before = everything()
    for who, person in strangers(allocation).items():
        before = everything()
        browser = page(person)
        for name, path in READER_PAGES.items():
            there = browser.get(path.format(id=allocation.id))
            nowhere = browser.get(path.format(id=999999))
            assert (there.status_code, nowhere.status_code) == (404, 404), f"{who} at {name}"
        for path in (
            "declaration", "statements/1.1", "statements/1.1/autosave", "finish",
        ):  # fmt: skip
            answer = browser.send(
                f"/assessment/{allocation.id}/{path}",
                {"answer": "no_conflict", "level": "gold", "reason": "Mine"},
                status=404,
            )
            assert "Mine" not in answer.html
        assert everything() == before, who


def test_a_former_member_of_the_applicant_sees_nothing(session, page):
    allocation = an_open_reading()
    with unit_of_work():
        db.session.add(
            Membership(
                organisation_id=allocation.application.organisation_id,
                user_id=allocation.assessor_id,
                role=MemberRole.VIEWER,
                ended_at=now(),
            )
        )
    browser = page(allocation.assessor)
    for path in READER_PAGES.values():
        assert browser.get(path.format(id=allocation.id)).status_code == 404


def test_strangers_are_asked_to_sign_in(session, page):
    allocation = an_open_reading()
    for path in [*READER_PAGES.values(), "/assessment", "/assessment/profile"]:
        answer = page().get(path.format(id=allocation.id))
        assert answer.status_code == 302
        assert "/sign-in" in answer.headers["Location"]


STAFF_PAGES = {
    "allocate": "/staff/applications/{id}/assessors",
    "moderate": "/staff/applications/{id}/moderation",
    "agree": "/staff/applications/{id}/moderation/1.1",
}


def test_staff_pages(session, page):
    application = a_submission()
    reader = an_open_reading(application).assessor
    expected = {
        an_officer(): 200,
        an_administrator(): 200,
        a_commissioner(): 403,
        reader: 404,
        an_assessor(): 404,
        a_member(application.organisation, MemberRole.LEAD): 404,
        a_person(): 404,
    }
    for person, status in expected.items():
        for name, path in STAFF_PAGES.items():
            found = page(person).get(path.format(id=application.id)).status_code
            wanted = 302 if (name, status) == ("agree", 200) else status
            assert found == wanted, f"{person.name} at {name}: {found}"


def test_nobody_but_staff_posts_to_staff_pages(session, page):
    application = a_submission()
    allocation = an_open_reading(application)
    paths = [
        f"/staff/applications/{application.id}/assessors",
        f"/staff/applications/{application.id}/moderation",
        f"/staff/applications/{application.id}/moderation/1.1",
        f"/staff/applications/{application.id}/moderation/1.1/as-scored",
        f"/staff/allocations/{allocation.id}/end",
    ]
    people = [allocation.assessor, a_commissioner(), a_member(application.organisation, MemberRole.LEAD)]
    before = everything()
    for person in people:
        for path in paths:
            answer = page(person).send(path, {"reason": "x", "level": "gold"}, status=_refused(person, path))
            assert answer.status in {403, 404}
    assert everything() == before


def test_staff_who_read_it_may_not_run_it(session, page):
    from charter_portal.accounts.models import RoleGrant

    allocation = an_open_reading()
    with unit_of_work():
        db.session.add(RoleGrant(user_id=allocation.assessor_id, role="officer"))
    browser = page(allocation.assessor)
    for path in STAFF_PAGES.values():
        assert browser.get(path.format(id=allocation.application_id)).status_code == 403
    browser.send(f"/staff/allocations/{allocation.id}/end", {"reason": "x"}, status=403)


def test_only_the_tables_of_assessment_are_watched():
    assert {"allocation", "score", "agreed_level"} <= set(Base.metadata.tables)


def _refused(person, path):
    is_commissioner = "commissioner" in {role.value for role in person.roles}
    return 403 if is_commissioner and "/applications/" in path else 404
