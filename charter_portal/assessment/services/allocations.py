"""Asking people to read a submission, and ending that. The application is locked first, always."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from charter_portal.accounts.models import User
from charter_portal.applications.models import Application
from charter_portal.applications.queries import latest_submission
from charter_portal.assessment import permissions as can
from charter_portal.assessment.enums import LIVE, AllocationStatus
from charter_portal.assessment.models import Allocation
from charter_portal.assessment.notices import tell_about_end, tell_all_finished, tell_assessor
from charter_portal.assessment.queries import allocations_of, candidates, readers_of
from charter_portal.assessment.workflow import allocation_workflow
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken, StepNotOpen

declare("assessment.allocation.create")


def allocate(application: Application, *, assessors: Sequence[User], by: User) -> list[Allocation]:
    """Ask these people to read the submission that counts; each gets a discreet mail.

    Somebody whose reading was ended finds their own words again. Raises StepNotOpen unless the application
    is submitted or in assessment, NotAllowed for anybody but staff who do not read it themselves, and
    RuleBroken when a person is no assessor, belongs or belonged to an organisation of the application,
    declared a conflict with it, or reads it already.
    """
    lock(application)
    if not can.takes_readers(by, application):
        raise StepNotOpen("Assessors can be allocated from submission until moderation is complete.")
    if not can.allocate(by, application):
        raise NotAllowed("Only staff who do not read this application themselves may allocate assessors.")
    if not assessors:
        raise RuleBroken("Choose at least one assessor.", field="assessors")
    _refuse_unavailable(application, assessors)
    return [_ask(application, person, by=by) for person in assessors]


def end_allocation(allocation: Allocation, *, reason: str, by: User) -> None:
    """Close a reading to its assessor from their very next request. What they wrote stays but counts no more.

    Raises RuleBroken without a reason, StepNotOpen when it is closed already or moderation is complete, and
    NotAllowed for anybody but staff who do not read the application themselves.
    """
    if not reason.strip():
        raise RuleBroken("Say in a few words why this ends.", field="reason")
    application = lock(allocation.application)
    if not can.takes_readers(by, application):
        raise StepNotOpen("Moderation is complete, so the readings stay as they are.")
    allocation_workflow.take("end", allocation, by=by, note=reason)
    allocation.ended_at = now()
    tell_about_end(allocation)
    tell_when_all_have_finished(application)


def close_allocations(application: Application, *, note: str) -> int:
    """End every live reading of an application that went back or was withdrawn; returns how many."""
    live = db.session.scalars(
        select(Allocation).where(Allocation.application_id == application.id, Allocation.status.in_(LIVE))
    ).all()
    for allocation in live:
        allocation_workflow.take("close", allocation, by=None, note=note)
        allocation.ended_at = now()
    return len(live)


def tell_when_all_have_finished(application: Application) -> None:
    """Tell staff when the last of enough readers has finished; say nothing before."""
    db.session.flush()
    if readers_of(application).complete:
        tell_all_finished(application, [each.allocated_by_id for each in allocations_of(application)])


def _refuse_unavailable(application: Application, assessors: Sequence[User]) -> None:
    known = {candidate.person.id: candidate for candidate in candidates(application)}
    for person in assessors:
        candidate = known.get(person.id)
        if candidate is None:
            message = f"{person.name} is not an assessor now. Choose another person."
            raise RuleBroken(message, field="assessors")
        if candidate.unavailable is not None:
            why = candidate.unavailable.label[0].lower() + candidate.unavailable.label[1:]
            raise RuleBroken(f"{person.name} {why}. Choose another person.", field="assessors")


def _ask(application: Application, person: User, *, by: User) -> Allocation:
    submission = latest_submission(application)
    if submission is None:
        raise LookupError("A submitted application always has a submission.")
    allocation = db.session.scalar(
        select(Allocation).where(
            Allocation.submission_id == submission.id, Allocation.assessor_id == person.id
        )
    )
    if allocation is not None:
        _ask_again(allocation, by=by)
    else:
        allocation = Allocation(
            application_id=application.id,
            submission_id=submission.id,
            assessor_id=person.id,
            allocated_by_id=by.id,
            status=AllocationStatus.ALLOCATED,
        )
        db.session.add(allocation)
        db.session.flush()
        record(
            "assessment.allocation.create",
            about=allocation,
            by=by,
            after={"application": application.id, "submission": submission.id, "assessor": person.id},
            organisation_id=application.organisation_id,
        )
    tell_assessor(allocation)
    return allocation


def _ask_again(allocation: Allocation, *, by: User) -> None:
    """Whoever had declared that there is no conflict carries on where they stopped."""
    step = "resume" if allocation.declared_at is not None else "ask_again"
    allocation_workflow.take(step, allocation, by=by)
    allocation.allocated_by_id = by.id
    allocation.ended_at = allocation.finished_at = None
