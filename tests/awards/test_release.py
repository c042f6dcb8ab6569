"""Staff share a round's decisions together: all of it, or nothing."""

from __future__ import annotations

from datetime import date

import pytest

from charter_portal.applications.enums import ApplicationStatus
from charter_portal.audit_trail.models import Entry
from charter_portal.awards import services
from charter_portal.awards.enums import AwardState, DecisionStatus
from charter_portal.awards.models import Award
from charter_portal.awards.queries import award_of, invariant_problems, register_page, waiting_in
from charter_portal.core.clock import today
from charter_portal.core.database import unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken, StepNotOpen
from charter_portal.jobs.models import Job
from charter_portal.notifications.models import Message
from charter_portal.organisations.enums import MemberRole
from tests.factories.accounts import a_commissioner, an_officer
from tests.factories.assessment import a_submission
from tests.factories.awards import a_decision, a_withdrawn_award, an_assessed_application, an_award
from tests.factories.cycles import a_cycle
from tests.factories.organisations import a_member, an_organisation, the_lead_of

pytestmark = pytest.mark.usefixtures("session")


def a_confirmed(cycle, **given):
    return a_decision(status=DecisionStatus.CONFIRMED, cycle=cycle, **given)


def release(cycle, **more):
    officer = an_officer()
    with unit_of_work():
        return services.release_decisions(cycle, by=officer, **more)


def test_everything_confirmed_is_shared_at_once_and_the_rest_waits(session):
    cycle = a_cycle()
    ready = [a_confirmed(cycle), a_confirmed(cycle, level="not_yet")]
    proposed = a_decision(cycle=cycle)
    assert release(cycle) == sorted(ready, key=lambda each: each.application.title)
    assert {each.application.status for each in ready} == {ApplicationStatus.RELEASED}
    assert proposed.status is DecisionStatus.PROPOSED and cycle.released_at is not None
    assert award_of(ready[0].application) is not None and award_of(ready[1].application) is None
    assert {(job.kind, job.subject_type) for job in session.query(Job)} == {
        ("awards.certificate", "award"),
        ("awards.feedback", "decision"),
    }
    assert invariant_problems() == []


def test_the_award_is_one_row_with_everything_on_it(session):
    partner = an_organisation("User Voice")
    award = an_award(level="silver", partner=partner)
    application = award.decision.application
    assert award.title == application.title and award.organisation_name == application.organisation.name
    assert award.service_names == [service.name for service in application.services]
    assert award.partner_names == ["User Voice"]
    assert award.level.key == "silver" and award.awarded_on == today()
    assert award.number == f"LEC-C-{today().year}-0001"
    assert len(award.code) == 16 and award.state is AwardState.VALID
    event = session.query(Entry).filter_by(event="awards.award.made").one()
    assert event.subject_id == award.id and award.code not in str(event.after)


def test_not_yet_is_shared_with_the_same_care(mails):
    decision = a_decision(status=DecisionStatus.RELEASED, level="not_yet")
    assert award_of(decision.application) is None
    assert mails()[-1].notice == "awards/outcome_shared"


def test_a_later_release_carries_on(session):
    cycle = a_cycle()
    a_confirmed(cycle)
    release(cycle)
    first = cycle.released_at
    a_confirmed(cycle)
    release(cycle)
    assert cycle.released_at == first
    assert [award.number[-4:] for award in session.query(Award).order_by(Award.id)] == ["0001", "0002"]


def test_nothing_confirmed_is_nothing_to_release():
    cycle = a_cycle()
    a_decision(cycle=cycle)
    with pytest.raises(RuleBroken):
        release(cycle)
    assert cycle.released_at is None


def test_only_staff_release():
    cycle, commissioner = a_cycle(), a_commissioner()
    a_confirmed(cycle)
    with pytest.raises(NotAllowed), unit_of_work():
        services.release_decisions(cycle, by=commissioner)


def test_a_list_that_changed_is_checked_once_more():
    cycle = a_cycle()
    one = a_confirmed(cycle)
    a_confirmed(cycle)
    with pytest.raises(RuleBroken, match="changed"):
        release(cycle, expected=[one.id])
    assert one.status is DecisionStatus.CONFIRMED


def test_a_release_that_breaks_off_leaves_nothing(session, monkeypatch):
    cycle = a_cycle()
    decisions = [a_confirmed(cycle), a_confirmed(cycle)]
    before = session.query(Message).count()
    told = []

    def second_breaks(decision, people):
        told.append(decision)
        if len(told) == 2:
            raise OSError("The disk is full.")

    monkeypatch.setattr("charter_portal.awards.notices.outcome_shared", second_breaks)
    with pytest.raises(OSError):
        release(cycle)
    session.expire_all()
    assert {each.status for each in decisions} == {DecisionStatus.CONFIRMED}
    assert session.query(Award).count() == session.query(Job).count() == 0
    assert session.query(Message).count() == before
    monkeypatch.undo()
    release(cycle)
    assert [award.number[-4:] for award in session.query(Award).order_by(Award.id)] == ["0001", "0002"]


def test_leads_sponsors_and_the_signer_hear_of_it_and_learn_nothing(mails):
    organisation = an_organisation()
    sponsor = a_member(organisation, MemberRole.SPONSOR)
    a_member(organisation, MemberRole.CONTRIBUTOR)
    a_member(organisation, MemberRole.VIEWER)
    decision = a_decision(status=DecisionStatus.RELEASED, organisation=organisation, level="gold")
    shared = [mail for mail in mails() if mail.notice == "awards/outcome_shared"]
    assert {mail.to_address for mail in shared} == {the_lead_of(organisation).email, sponsor.email}
    told = (
        "gold",
        "award",
        "not yet",
        "certificate",
        "outcome ",
        "lived experience",
        decision.summary.lower(),
    )
    for mail in shared:
        written = f"{mail.subject} {mail.text}".lower()
        assert not [word for word in told if word in written.replace("/outcome", "")]
        assert mail.subject == "There is news in the Charter portal"
        assert f"/applications/{decision.application_id}/outcome" in mail.text and mail.html


def test_withdrawing_shows_everywhere_at_once(mails, session):
    award = an_award()
    officer = an_officer()
    assert register_page()[0].total == 1
    with unit_of_work():
        services.withdraw_award(award, reason="The service has closed.", by=officer)
    assert award.state is AwardState.WITHDRAWN and register_page()[0].total == 0
    event = session.query(Entry).filter_by(event="awards.award.withdrawn").one()
    assert (event.note, event.actor_id) == ("The service has closed.", officer.id)
    mail = mails()[-1]
    assert mail.notice == "awards/award_withdrawn" and "closed" not in mail.text + mail.html


def test_withdrawing_needs_a_reason_staff_and_an_award_that_stands():
    award, officer, commissioner = an_award(), an_officer(), a_commissioner()
    for person, reason, problem in (
        (officer, "", RuleBroken),
        (commissioner, "Because", NotAllowed),
        (the_lead_of(award.decision.application.organisation), "Because", NotAllowed),
    ):
        with pytest.raises(problem), unit_of_work():
            services.withdraw_award(award, reason=reason, by=person)
    assert award.withdrawn_at is None
    gone = a_withdrawn_award()
    with pytest.raises(StepNotOpen), unit_of_work():
        services.withdraw_award(gone, reason="Again", by=officer)


def test_an_award_expires_the_day_after_its_last(monkeypatch):
    award = an_award()
    for now, state in ((award.valid_until, AwardState.VALID), (date(2099, 1, 1), AwardState.EXPIRED)):
        monkeypatch.setattr("charter_portal.awards.models.today", lambda now=now: now)
        assert award.state is state


def test_what_waits_says_for_what():
    cycle = a_cycle()
    a_submission(cycle=cycle)
    an_assessed_application(cycle=cycle)
    a_decision(cycle=cycle)
    a_decision(cycle=cycle, status=DecisionStatus.SENT_BACK)
    a_confirmed(cycle)
    assert sorted(each.waits_for.value for each in waiting_in(cycle).items) == [
        "assessors",
        "proposal",
        "proposer",
        "second_person",
    ]


def test_invariants_notice_what_is_out_of_step(session):
    award = an_award()
    with unit_of_work():
        session.delete(award)
    assert len(invariant_problems()) == 1
    decision = a_decision()
    with unit_of_work():
        decision.application.status = ApplicationStatus.DECIDED
    assert len(invariant_problems()) == 2
