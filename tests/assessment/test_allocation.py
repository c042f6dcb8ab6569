"""Whom staff may ask, what that opens, and how it ends."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from charter_portal.applications.enums import ApplicationStatus
from charter_portal.applications.services import return_for_changes, withdraw_application
from charter_portal.assessment import permissions as can
from charter_portal.assessment import services
from charter_portal.assessment.enums import AllocationStatus, Unavailable
from charter_portal.assessment.models import Score
from charter_portal.assessment.queries import (
    allocations_of,
    candidates,
    invariant_problems,
    readers_of,
)
from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import now
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken, StepNotOpen
from charter_portal.organisations.models import Membership
from tests.factories.accounts import a_commissioner, an_administrator, an_assessor, an_officer
from tests.factories.assessment import (
    a_declined_reading,
    a_finished_reading,
    a_scored_reading,
    a_submission,
    allocation_officer,
    an_allocation,
    an_assessor_who_says,
    an_ended_reading,
    an_open_reading,
    charter_for,
    hand_over_again,
)
from tests.factories.organisations import a_member, an_organisation, the_lead_of

pytestmark = pytest.mark.usefixtures("session")


def allocate(application, *people, by=None):
    officer = by or an_officer()
    with unit_of_work():
        return services.allocate(application, assessors=people, by=officer)


def send_back(allocation):
    application, officer = allocation.application, an_officer()
    statement = charter_for(application).statements[0]
    with unit_of_work():
        return_for_changes(application, reason="More", statements={statement.id: "More"}, by=officer)


def belongs(person, organisation, *, past=False):
    with unit_of_work():
        db.session.add(
            Membership(
                organisation_id=organisation.id,
                user_id=person.id,
                role="viewer",
                ended_at=now() if past else None,
            )
        )


def reason_against(application, person):
    return next(each.unavailable for each in candidates(application) if each.person.id == person.id)


def test_an_assessor_is_asked_and_told_discreetly(mails):
    application, person = a_submission(), an_assessor("Robin")
    (allocation,) = allocate(application, person)
    assert (allocation.status, allocation.declared_at) == (AllocationStatus.ALLOCATED, None)
    assert [each.assessor.name for each in allocations_of(application)] == ["Robin"]
    (mail,) = mails()
    assert mail.to_address == person.email
    assert application.reference not in mail.text
    assert application.organisation.name not in mail.subject + mail.text
    assert application.status == ApplicationStatus.SUBMITTED


def test_allocation_is_in_the_trail():
    allocation = an_allocation()
    entries = db.session.scalars(select(Entry).where(Entry.event == "assessment.allocation.create")).all()
    (entry,) = entries
    assert entry.subject_id == allocation.id
    assert entry.after["assessor"] == allocation.assessor_id
    assert entry.organisation_id == allocation.application.organisation_id


@pytest.mark.parametrize("past", [False, True])
def test_nobody_reads_an_application_of_their_own_organisation(past):
    application, person = a_submission(), an_assessor()
    belongs(person, application.organisation, past=past)
    assert reason_against(application, person) == Unavailable.BELONGS
    with pytest.raises(RuleBroken, match="belongs to an organisation"):
        allocate(application, person)


def test_nor_of_a_partner_registered_or_only_named():
    partner = an_organisation()
    person = an_assessor()
    belongs(person, partner)
    registered = a_submission(partner=partner)
    assert reason_against(registered, person) == Unavailable.BELONGS
    with unit_of_work():
        registered.partners[0].organisation_id = None
    assert reason_against(registered, person) == Unavailable.BELONGS


def test_somebody_who_joins_the_applicant_later_loses_sight_at_once():
    allocation = an_open_reading()
    assert can.view(allocation.assessor, allocation)
    belongs(allocation.assessor, allocation.application.organisation)
    assert not can.view(allocation.assessor, allocation)
    assert any("somebody from an organisation" in problem for problem in invariant_problems())


def test_only_assessors_are_asked_and_only_once():
    application, person, officer = a_submission(), an_assessor(), an_officer()
    with pytest.raises(RuleBroken, match="not an assessor"):
        allocate(application, officer)
    with pytest.raises(RuleBroken, match="at least one"):
        allocate(application)
    allocate(application, person)
    with pytest.raises(RuleBroken, match="reads this application already"):
        allocate(application, person)


def test_a_declared_conflict_stays_for_the_whole_application():
    first = a_declined_reading()
    send_back(first)
    hand_over_again(first.application)
    assert reason_against(first.application, first.assessor) == Unavailable.DECLARED
    with pytest.raises(RuleBroken, match="declared a conflict"):
        allocate(first.application, first.assessor)


@pytest.mark.parametrize("who", [an_assessor, a_commissioner])
def test_only_staff_allocate(who):
    with pytest.raises(NotAllowed):
        allocate(a_submission(), an_assessor(), by=who())


def test_staff_who_read_an_application_do_not_choose_its_readers():
    both = an_administrator()
    from charter_portal.accounts.models import RoleGrant

    with unit_of_work():
        db.session.add(RoleGrant(user_id=both.id, role="assessor"))
    db.session.refresh(both)
    application = a_submission()
    an_open_reading(application, assessor=both)
    with pytest.raises(NotAllowed):
        allocate(application, an_assessor(), by=both)


@pytest.mark.parametrize("status", [s for s in ApplicationStatus if s not in {"submitted", "in_assessment"}])
def test_an_application_takes_readers_only_between_submission_and_moderation(status):
    application = a_submission()
    with unit_of_work():
        application.status = status
    with pytest.raises(StepNotOpen):
        allocate(application, an_assessor())


def test_the_load_and_the_choice_are_shown_but_a_no_looks_like_silence():
    yes, no, silent = an_assessor_who_says(True), an_assessor_who_says(False), an_assessor_who_says(None)
    never_asked = an_assessor()
    an_allocation(assessor=yes)
    a_finished_reading(assessor=yes)
    found = {each.person.id: each for each in candidates(a_submission())}
    assert (found[yes.id].load, found[yes.id].has_lived_experience) == (1, True)
    assert not any(found[each.id].has_lived_experience for each in (no, silent, never_asked))


def test_ending_needs_a_reason_and_closes_at_once(mails):
    allocation = an_open_reading()
    officer = allocation_officer(allocation)
    with pytest.raises(RuleBroken, match="few words"), unit_of_work():
        services.end_allocation(allocation, reason=" ", by=officer)
    with unit_of_work():
        services.end_allocation(allocation, reason="Ill", by=officer)
    assert allocation.status == AllocationStatus.ENDED
    assert allocation.ended_at is not None
    assert not can.view(allocation.assessor, allocation)
    entry = db.session.scalars(select(Entry).where(Entry.event == "assessment.allocation.end")).one()
    assert (entry.note, entry.actor_id) == ("Ill", officer.id)
    assert mails()[-1].notice == "assessment/ended"
    assert "Ill" not in mails()[-1].text


def test_whoever_is_asked_again_finds_their_words():
    allocation = a_scored_reading()
    with unit_of_work():
        services.end_allocation(allocation, reason="By mistake", by=allocation_officer(allocation))
    (again,) = allocate(allocation.application, allocation.assessor)
    assert (again.id, again.status) == (allocation.id, AllocationStatus.SCORING)
    assert db.session.scalars(select(Score).where(Score.allocation_id == again.id)).first() is not None
    assert not invariant_problems()


def test_asked_again_before_declaring_they_declare_first():
    allocation = an_allocation()
    with unit_of_work():
        services.end_allocation(allocation, reason="By mistake", by=allocation_officer(allocation))
    (again,) = allocate(allocation.application, allocation.assessor)
    assert again.status == AllocationStatus.ALLOCATED


def test_withdrawal_closes_what_nobody_has_opened():
    allocation = an_allocation()
    lead = the_lead_of(allocation.application.organisation)
    with unit_of_work():
        withdraw_application(allocation.application, reason="Later", by=lead)
    assert allocation.status == AllocationStatus.ENDED
    assert not can.view(allocation.assessor, allocation)
    assert not invariant_problems()


def test_a_return_for_changes_closes_too_and_the_new_submission_is_asked_for_afresh():
    first = an_allocation()
    send_back(first)
    assert first.status == AllocationStatus.ENDED
    hand_over_again(first.application)
    assert allocations_of(first.application) == []
    (second,) = allocate(first.application, first.assessor)
    assert second.id != first.id
    assert second.submission_id != first.submission_id
    assert not invariant_problems()


@pytest.mark.both_engines
def test_readers_are_counted_from_what_lives():
    application = a_submission()
    a_finished_reading(application, assessor=an_assessor_who_says(True))
    an_open_reading(application)
    an_ended_reading(application)
    a_declined_reading(application)
    readers = readers_of(application)
    assert (readers.live, readers.finished, readers.with_lived_experience) == (2, 1, 1)
    assert readers.still_needed == ("Wait until every assessor has finished.",)
    assert not invariant_problems()


def test_a_member_of_another_organisation_may_read():
    person = an_assessor()
    belongs(person, an_organisation())
    assert allocate(a_submission(), person)
    assert a_member(an_organisation()) is not None
