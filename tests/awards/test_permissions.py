"""Who may open and do what with a decision and its award, in each state: one table, over real requests."""

from __future__ import annotations

import pytest

from charter_portal.awards.enums import DecisionStatus
from charter_portal.awards.queries import decision_of
from charter_portal.core.database import db, unit_of_work
from charter_portal.organisations.enums import MemberRole
from charter_portal.organisations.models import Membership
from tests.factories.accounts import (
    a_commissioner,
    a_person,
    an_administrator,
    an_assessor,
    an_officer,
)
from tests.factories.assessment import a_submission
from tests.factories.awards import a_decision, a_withdrawn_award, an_assessed_application, an_award
from tests.factories.organisations import a_member, an_organisation, the_lead_of

pytestmark = pytest.mark.usefixtures("session")

STAFF = ("officer", "administrator")
READERS = (*STAFF, "commissioner")
MEMBERS = ("lead", "contributor", "sponsor", "viewer")
OUTSIDERS = ("stranger", "other lead", "assessor", "former lead")


def people_around(application):
    organisation = application.organisation
    former = a_member(organisation, MemberRole.LEAD)
    with unit_of_work():
        db.session.query(Membership).filter_by(user_id=former.id).update({"ended_at": application.created_at})
    return {
        "officer": an_officer(),
        "administrator": an_administrator(),
        "commissioner": a_commissioner(),
        "lead": the_lead_of(organisation),
        "contributor": a_member(organisation),
        "sponsor": a_member(organisation, MemberRole.SPONSOR),
        "viewer": a_member(organisation, MemberRole.VIEWER),
        "former lead": former,
        "other lead": the_lead_of(an_organisation()),
        "assessor": an_assessor(),
        "stranger": a_person(),
    }


STATES = {
    "submitted": lambda: a_submission(),
    "assessed": lambda: an_assessed_application(),
    "proposed": lambda: a_decision().application,
    "confirmed": lambda: a_decision(status=DecisionStatus.CONFIRMED).application,
    "released": lambda: an_award().decision.application,
    "withdrawn": lambda: a_withdrawn_award().decision.application,
}


@pytest.mark.parametrize("state", STATES)
def test_who_opens_what(state, page):
    application = STATES[state]()
    shared = state in {"released", "withdrawn"}
    members_path = (
        f"/applications/{application.id}/outcome",
        f"/applications/{application.id}/outcome/feedback.pdf",
    )
    for name, person in people_around(application).items():
        browser = page(person)
        for path in members_path:
            expected = 200 if shared and name in (*MEMBERS, *READERS) else 404
            assert browser.get(path).status_code == expected, (name, path)
        decide = browser.get(f"/staff/applications/{application.id}/decision").status_code
        assert decide == (200 if name in READERS else 404), name
        release = browser.get(f"/staff/cycles/{application.cycle_id}/release").status_code
        assert release == (200 if name in READERS else 404), name
        assert browser.get("/staff/awards").status_code == (200 if name in READERS else 403), name


def test_strangers_are_asked_to_sign_in(page):
    award = an_award()
    application = award.decision.application
    for path in (
        f"/applications/{application.id}/outcome",
        f"/applications/{application.id}/certificate.pdf",
        f"/staff/applications/{application.id}/decision",
        f"/staff/cycles/{application.cycle_id}/release",
        f"/staff/awards/{award.id}/withdraw",
        "/staff/awards",
    ):
        answer = page().get(path)
        assert answer.status_code == 302 and "/sign-in" in answer.headers["Location"], path


@pytest.mark.parametrize("deed", ["decision", "decision/confirm", "decision/send-back"])
def test_who_does_what_with_a_decision(deed, page):
    decision = a_decision()
    application = decision.application
    data = {"level": "bronze", "summary": "Well done.", "version": "1", "reason": "Look again."}
    for name, person in people_around(application).items():
        if name in STAFF:
            continue
        expected = 403 if name == "commissioner" else 404
        page(person).send(f"/staff/applications/{application.id}/{deed}", data, status=expected)
    db.session.expire_all()
    assert decision.status is DecisionStatus.PROPOSED and decision.version == 1


def test_a_proposer_cannot_confirm_over_the_web(page):
    officer = an_officer()
    decision = a_decision(by=officer)
    path = f"/staff/applications/{decision.application_id}/decision"
    answer = page(officer).send(f"{path}/confirm", {"version": "1"}, status=403)
    assert "Two people" in answer.text
    db.session.expire_all()
    assert decision.status is DecisionStatus.PROPOSED


def test_who_releases_and_withdraws(page):
    award = an_award()
    ready = a_decision(status=DecisionStatus.CONFIRMED)
    for name, person in people_around(ready.application).items():
        if name in STAFF:
            continue
        browser = page(person)
        seen = 403 if name == "commissioner" else 404
        path = f"/staff/cycles/{ready.application.cycle_id}/release/check"
        browser.send(path, {"decisions": str(ready.id)}, status=seen)
        browser.send(f"/staff/awards/{award.id}/withdraw", {"reason": "Because"}, status=seen)
    db.session.expire_all()
    assert ready.status is DecisionStatus.CONFIRMED and award.withdrawn_at is None


def test_staff_who_belong_to_the_applicant_see_no_decision_before_its_release(page):
    decision = a_decision()
    officer = an_officer()
    with unit_of_work():
        belongs = {"organisation_id": decision.application.organisation_id, "user_id": officer.id}
        db.session.add(Membership(**belongs, role=MemberRole.VIEWER))
    path = f"/staff/applications/{decision.application_id}/decision"
    answer = page(officer).page(path, status=403)
    assert decision.summary not in answer.text


def test_another_organisations_numbers_lead_nowhere(page):
    award = an_award(summary="canary-summary")
    application = award.decision.application
    browser = page(the_lead_of(an_organisation()))
    for path in ("outcome", "outcome/feedback.pdf", "certificate.pdf"):
        answer = browser.get(f"/applications/{application.id}/{path}")
        absent = browser.get(f"/applications/999999/{path}")
        assert answer.status_code == 404
        assert b"canary" not in answer.data and len(answer.data) == len(absent.data)
    browser.send(f"/applications/{application.id}/outcome/documents", status=404)
    assert decision_of(application) is not None
