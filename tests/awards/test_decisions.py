"""Two people take a decision, from what the award rule gives or for a reason."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from charter_portal.applications.enums import ApplicationStatus
from charter_portal.assessment.models import AgreedLevel
from charter_portal.audit_trail.models import Entry
from charter_portal.awards.enums import DecisionStatus
from charter_portal.awards.models import Decision
from charter_portal.awards.queries import decision_of, decisions_to_confirm
from charter_portal.awards.services import confirm_decision, propose_decision, send_back
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken, StaleWrite, StepNotOpen
from charter_portal.organisations.enums import MemberRole
from charter_portal.organisations.models import Membership
from tests.factories.accounts import a_commissioner, a_person, an_officer
from tests.factories.assessment import a_submission
from tests.factories.awards import a_decision, an_assessed_application, charter_for
from tests.factories.organisations import a_member, the_lead_of

pytestmark = pytest.mark.usefixtures("session")


def proposed(application, *, by=None, key="bronze", override_reason="", summary="Well done.", **more):
    level = charter_for(application).level_by_key[key] if key else None
    by = by or an_officer()
    with unit_of_work():
        return propose_decision(
            application,
            level=level,
            override_reason=override_reason,
            summary=summary,
            by=by,
            **more,
        )


def confirmed(decision, *, by=None, **more):
    by = by or an_officer()
    with unit_of_work():
        confirm_decision(decision, by=by, **more)


def sent_back(decision, *, by=None, reason="Look at 1.1."):
    by = by or an_officer()
    with unit_of_work():
        send_back(decision, reason=reason, by=by)


def events(session, about):
    rows = session.query(Entry).filter_by(subject_type=about.__tablename__, subject_id=about.id)
    return [entry.event for entry in rows.order_by(Entry.id)]


def test_a_proposal_keeps_what_the_rule_gave(session):
    officer = an_officer()
    decision = proposed(an_assessed_application(), by=officer)
    assert decision.status is DecisionStatus.PROPOSED
    assert (decision.level.key, decision.engine_level.key) == ("bronze", "bronze")
    assert decision.proposed_by_id == officer.id and decision.version == 1
    assert events(session, decision) == ["awards.decision.proposed"]


def test_not_yet_is_a_decision_like_any_other():
    decision = proposed(an_assessed_application(level="not_yet"), key=None)
    assert decision.level is None and decision.engine_level is None


@pytest.mark.parametrize("key", ["gold", None])
def test_another_level_than_the_rule_gives_needs_a_reason(key):
    application = an_assessed_application()
    with pytest.raises(RuleBroken) as problem:
        proposed(application, key=key)
    assert problem.value.field == "override_reason"
    decision = proposed(application, key=key, override_reason="We saw it on site.")
    assert decision.override_reason == "We saw it on site."
    assert decision.engine_level.key == "bronze"


def test_a_reason_that_is_not_needed_is_not_kept():
    assert proposed(an_assessed_application(), override_reason="Just so").override_reason == ""


def test_only_a_tier_of_this_charter_can_be_proposed():
    application = an_assessed_application()
    with pytest.raises(RuleBroken, match="can be awarded"):
        proposed(application, key="not_yet", override_reason="Because")

    officer = an_officer()
    foreign = SimpleNamespace(id=999_999)
    with pytest.raises(RuleBroken, match="can be awarded"), unit_of_work():
        propose_decision(application, level=foreign, override_reason="x", summary="y", by=officer)


def test_a_message_to_the_applicant_is_needed():
    with pytest.raises(RuleBroken) as problem:
        proposed(an_assessed_application(), summary="")
    assert problem.value.field == "summary"


def test_nobody_outside_staff_proposes():
    application = an_assessed_application()
    for person in (a_commissioner(), the_lead_of(application.organisation), a_person()):
        with pytest.raises(NotAllowed):
            proposed(application, by=person)
    assert decision_of(application) is None


def test_staff_who_belong_to_the_applicant_stand_aside(session):
    application = an_assessed_application()
    officer = an_officer()
    belongs = {"organisation_id": application.organisation_id, "user_id": officer.id}
    with unit_of_work():
        session.add(Membership(**belongs, role=MemberRole.VIEWER))
    with pytest.raises(NotAllowed):
        proposed(application, by=officer)
    decision = proposed(application)
    with pytest.raises(NotAllowed):
        confirmed(decision, by=officer)


def test_nothing_is_proposed_before_the_assessment_is_complete():
    with pytest.raises(StepNotOpen):
        proposed(a_submission())


def test_another_person_confirms():
    officer, other = an_officer(), an_officer()
    decision = proposed(an_assessed_application(), by=officer)
    assert decisions_to_confirm(officer) == [] and decisions_to_confirm(other) == [decision]
    confirmed(decision, by=other)
    assert decision.status is DecisionStatus.CONFIRMED
    assert decision.confirmed_by_id == other.id
    assert decision.application.status is ApplicationStatus.DECIDED


def test_nobody_confirms_alone(session):
    officer = an_officer()
    decision = proposed(an_assessed_application(), by=officer)
    with pytest.raises(NotAllowed):
        confirmed(decision, by=officer)
    session.expire_all()
    assert decision.status is DecisionStatus.PROPOSED and decision.confirmed_by_id is None
    assert decision.application.status is ApplicationStatus.ASSESSED


def test_the_database_itself_refuses_one_person_twice(session):
    a_decision(status=DecisionStatus.CONFIRMED)
    alone = update(Decision).values(confirmed_by_id=Decision.proposed_by_id)
    with pytest.raises(IntegrityError), unit_of_work():
        session.execute(alone)


def test_a_proposer_who_proposes_over_anothers_proposal_cannot_confirm_it():
    first, second = an_officer(), an_officer()
    application = an_assessed_application()
    proposed(application, by=first)
    decision = proposed(application, by=second, key="silver", override_reason="Seen on site.")
    assert (decision.version, decision.proposed_by_id) == (2, second.id)
    with pytest.raises(NotAllowed):
        confirmed(decision, by=second)
    confirmed(decision, by=first)
    assert decision.level.key == "silver"


def test_a_colleagues_proposal_is_not_overwritten_unseen():
    application = an_assessed_application()
    proposed(application, version=0)
    with pytest.raises(StaleWrite):
        proposed(application, version=0)
    assert proposed(application, version=1).version == 2


def test_nobody_confirms_another_proposal_than_they_read():
    application = an_assessed_application()
    decision = proposed(application)
    proposed(application, key=None, override_reason="On second thought.")
    with pytest.raises(StaleWrite):
        confirmed(decision, version=1)
    confirmed(decision, version=2)


def test_a_proposal_that_was_sent_back_is_proposed_anew(session):
    officer = an_officer()
    decision = proposed(an_assessed_application(), by=officer)
    sent_back(decision)
    assert decision.status is DecisionStatus.SENT_BACK and decision.sent_back_reason == "Look at 1.1."
    with pytest.raises(StepNotOpen):
        confirmed(decision)
    again = proposed(decision.application, by=officer)
    assert again.id == decision.id and again.sent_back_reason == ""
    assert events(session, decision) == [
        "awards.decision.proposed",
        "awards.decision.send_back",
        "awards.decision.propose_again",
    ]


def test_sending_back_needs_a_reason():
    decision = a_decision()
    with pytest.raises(RuleBroken) as problem:
        sent_back(decision, reason="")
    assert problem.value.field == "reason"


def test_a_confirmed_decision_moves_no_more():
    decision = a_decision(status=DecisionStatus.CONFIRMED)
    for deed in (confirmed, sent_back):
        with pytest.raises(StepNotOpen):
            deed(decision)
    with pytest.raises(StepNotOpen):
        proposed(decision.application)
    assert decision.status is DecisionStatus.CONFIRMED


def test_levels_that_changed_meanwhile_stop_the_confirmation(session):
    decision = a_decision()
    gold = charter_for(decision.application).level_by_key["gold"]
    with unit_of_work():
        session.query(AgreedLevel).update({"level_id": gold.id})
    with pytest.raises(RuleBroken, match="levels changed"):
        confirmed(decision)


def test_other_staff_hear_of_a_proposal_and_the_proposer_of_its_return(mails):
    officer, other = an_officer("Olu"), an_officer("Uma")
    member_and_staff = an_officer("Both")
    application = an_assessed_application(by=officer)
    a_member(application.organisation)
    decision = proposed(application, by=officer)
    told = {mail.to_address for mail in mails()}
    assert {other.email, member_and_staff.email} <= told and officer.email not in told
    sent_back(decision, reason="A secret reason", by=other)
    last = mails()[-1]
    assert last.to_address == officer.email
    assert "secret reason" not in last.text + last.html + last.subject


def test_one_decision_for_an_application(session):
    application = an_assessed_application()
    for _ in range(3):
        proposed(application)
    assert session.query(Decision).count() == 1
