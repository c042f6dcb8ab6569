"""Who sees an application in which state, and what each person may do with it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from charter_portal.applications import permissions as can
from charter_portal.applications.enums import ApplicationStatus as S
from charter_portal.applications.models import Application
from charter_portal.applications.queries import visible_to
from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import now
from charter_portal.core.database import db, unit_of_work
from charter_portal.organisations.enums import MemberRole
from charter_portal.organisations.models import Membership
from tests.factories.accounts import a_commissioner, a_person, an_administrator, an_assessor, an_officer
from tests.factories.applications import an_application, the_response, write
from tests.factories.organisations import a_member, an_organisation, the_lead_of

pytestmark = pytest.mark.usefixtures("session")

PERSONAS = {
    "lead": lambda organisation: the_lead_of(organisation),
    "contributor": lambda organisation: a_member(organisation, MemberRole.CONTRIBUTOR),
    "sponsor": lambda organisation: a_member(organisation, MemberRole.SPONSOR),
    "viewer": lambda organisation: a_member(organisation, MemberRole.VIEWER),
    "other lead": lambda organisation: the_lead_of(an_organisation()),
    "stranger": lambda organisation: a_person(),
    "assessor": lambda organisation: an_assessor(),
    "officer": lambda organisation: an_officer(),
    "administrator": lambda organisation: an_administrator(),
    "commissioner": lambda organisation: a_commissioner(),
}
MEMBERS = {"lead", "contributor", "sponsor", "viewer"}
READERS = {"officer", "administrator", "commissioner"}
STAFF = {"officer", "administrator"}
WRITING, EARLY = {S.DRAFT, S.RETURNED}, {S.DRAFT, S.SUBMITTED, S.RETURNED}


def expected(who: str, state: S) -> set[str]:
    """The table of who may do what in which state, in words."""
    may = set()
    if who in MEMBERS or (who in READERS and state not in {S.DRAFT}):
        may.add("view")
    if who in {"lead", "contributor"}:
        may.add("writes")
        may |= {"edit"} if state in WRITING else set()
        may |= {"change_scope"} if state is S.DRAFT else set()
    if who in {"lead", "sponsor"} and state in WRITING:
        may.add("may_submit")
    if who == "lead" and state in EARLY:
        may.add("withdraw")
    if who in READERS and state is not S.DRAFT:
        may.add("staff_view")
    if who in STAFF and state is S.SUBMITTED:
        may.add("return_for_changes")
    return may


def in_state(application: Application, state: S) -> None:
    with unit_of_work():
        if state is not S.DRAFT:
            application.reference, application.submitted_at = "LEC-2027-0001", now()
        application.status = state


@pytest.mark.parametrize("who", PERSONAS)
def test_the_table_of_deeds(who):
    application = an_application()
    person = PERSONAS[who](application.organisation)
    names = "view writes edit change_scope may_submit withdraw staff_view return_for_changes".split()
    for state in S:
        in_state(application, state)
        found = {name for name in names if getattr(can, name)(person, application)}
        assert found == expected(who, state), state


def test_a_draft_withdrawn_unread_stays_private(session):
    application = an_application()
    with unit_of_work():
        application.status, application.withdrawn_at = S.WITHDRAWN, now()
    assert not can.view(an_officer(), application)
    assert can.view(the_lead_of(application.organisation), application)


def test_lists_ask_the_same_question(session):
    draft, submitted = an_application(), an_application()
    in_state(submitted, S.SUBMITTED)
    assert list(session.scalars(visible_to(an_officer()))) == [submitted]
    assert list(session.scalars(visible_to(the_lead_of(draft.organisation)))) == [draft]
    assert list(session.scalars(visible_to(a_person()))) == []


GET_PATHS = ("", "/scope", "/statements/1.1", "/withdraw")
POST_PATHS = ("/scope", "/statements/1.1", "/statements/1.1/autosave", "/withdraw")


def test_nobody_outside_learns_that_an_application_exists(page, session):
    application = an_application(title="Canary title")
    write(application, narrative="Canary words")
    for person in (the_lead_of(an_organisation()), a_person(), an_assessor(), an_officer()):
        browser = page(person)
        for path in GET_PATHS:
            shown = browser.page(f"/applications/{application.id}{path}", status=404)
            assert "Canary" not in shown.html
        for path in POST_PATHS:
            fields = {"title": "x", "narrative": "x", "version": "2", "own_level": "none"}
            browser.send(f"/applications/{application.id}{path}", fields, status=404)
        browser.page(f"/staff/applications/{application.id}", status=404)
        assert "Canary" not in browser.page("/applications").html
    session.expire_all()
    assert the_response(application).narrative == "Canary words"
    assert application.title == "Canary title"


def test_a_stranger_is_asked_to_sign_in(page):
    application = an_application()
    for path in GET_PATHS:
        answer = page().get(f"/applications/{application.id}{path}")
        assert answer.status_code == 302
        assert "/sign-in" in answer.headers["Location"]


def test_who_only_reads_gets_no_form_and_cannot_save(page):
    application = an_application()
    write(application, narrative="Words of ours")
    browser = page(a_member(application.organisation, MemberRole.VIEWER))
    shown = browser.page(f"/applications/{application.id}/statements/1.1")
    assert "Words of ours" in shown.text
    assert not shown.all("textarea")
    fields = {"narrative": "Mine", "version": "2", "own_level": "none"}
    browser.send(f"/applications/{application.id}/statements/1.1", fields, status=403)
    browser.page(f"/applications/{application.id}/withdraw", status=403)


def test_staff_read_the_frozen_text_and_never_the_living_one(page):
    application = an_application()
    write(application, narrative="Half a thought")
    in_state(application, S.RETURNED)
    browser = page(an_officer())
    browser.page(f"/applications/{application.id}/statements/1.1", status=403)
    answer = browser.get(f"/applications/{application.id}")
    assert answer.headers["Location"].endswith(f"/staff/applications/{application.id}")
    assert "Half a thought" not in browser.page(f"/staff/applications/{application.id}").html


def test_a_look_by_staff_is_in_the_trail_once(page, session):
    application = an_application()
    in_state(application, S.SUBMITTED)
    officer = an_officer()
    browser = page(officer)
    for _ in range(2):
        browser.page(f"/staff/applications/{application.id}")
    looks = session.scalars(select(Entry).where(Entry.event == "applications.application.viewed")).all()
    assert [(each.actor_id, each.subject_id, each.organisation_id) for each in looks] == [
        (officer.id, application.id, application.organisation_id)
    ]


def test_who_leaves_the_organisation_is_out_at_the_next_request(page, session):
    application = an_application()
    ben = a_member(application.organisation, MemberRole.CONTRIBUTOR)
    browser, path = page(ben), f"/applications/{application.id}/statements/1.1"
    fields = {"narrative": "Before", "version": "1", "own_level": "none"}
    browser.send(path, fields)
    with unit_of_work():
        membership = db.session.scalar(select(Membership).where(Membership.user_id == ben.id))
        membership.ended_at = now()
    browser.send(path, fields | {"narrative": "After", "version": "2"}, status=404)
    session.expire_all()
    assert the_response(application).narrative == "Before"


def test_hidden_and_extra_fields_reach_no_other_row(page, session):
    mine, theirs = an_application(), an_application()
    target = the_response(theirs)
    path = f"/applications/{mine.id}/statements/1.1?application_id={theirs.id}"
    page(the_lead_of(mine.organisation)).send(path, {
        "narrative": "Mine",
        "version": "1",
        "own_level": "none",
        "id": str(target.id),
        "application_id": str(theirs.id),
        "response_id": str(target.id),
        "saved_by_id": "1",
    })
    session.expire_all()
    assert the_response(mine).narrative == "Mine"
    assert the_response(theirs).narrative == ""
    assert the_response(theirs).version == 1
