"""Taking somebody out for good: one person asks, another confirms, and the request stays as the receipt.

The organisation is held first, then the request, then the person, always, so that two never wait for
each other. The trail and the receipt keep numbers, never the code.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, func, select

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken, StepNotOpen
from charter_portal.workforce import notices
from charter_portal.workforce.enums import ErasureReason, ErasureStatus
from charter_portal.workforce.models import ClockReminder, Erasure, Milestone, Person
from charter_portal.workforce.queries.access import writers_of
from charter_portal.workforce.queries.people import open_erasure_of
from charter_portal.workforce.services.gate import hold_for_leading, hold_for_writing
from charter_portal.workforce.workflow import erasure_workflow

declare("workforce.erasure.asked", "workforce.person.erased")

OWN_REQUEST = "You asked for this. Somebody else of the circle confirms it."
NOBODY_ELSE = "A second person has to confirm this. Name a workforce editor or another lead first."


@dataclass(frozen=True)
class Erased:
    """What erasing somebody takes away, as numbers."""

    milestones: int
    reminders: int


def what_erasing_takes(person: Person) -> Erased:
    """What would be gone, for the pages that ask before it happens."""
    milestones = select(Milestone.id).where(Milestone.person_id == person.id)
    count = db.session.scalar(select(func.count()).select_from(milestones.subquery())) or 0
    reminders = select(func.count()).where(ClockReminder.milestone_id.in_(milestones))
    return Erased(count, db.session.scalar(reminders) or 0)


def ask_to_erase(person: Person, *, why: ErasureReason, by: User) -> Erasure:
    """A lead asks to take somebody out for good; the others of the circle are told.

    Nothing goes yet. Asking twice gives the same request. Raises NotAllowed for anybody but a lead,
    StepNotOpen for somebody without a code, RuleBroken when there is nobody else who could confirm.
    """
    organisation = hold_for_leading(person.organisation, by=by)
    lock(person)
    if person.anonymised_at is not None:
        raise StepNotOpen("The milestones of this person are no longer tied to a code.")
    present = open_erasure_of(person)
    if present is not None:
        return present
    others = [one for one in writers_of(organisation) if one.id != by.id]
    if not others:
        raise RuleBroken(NOBODY_ELSE)
    erasure = Erasure(
        organisation_id=organisation.id,
        person_id=person.id,
        why=why,
        asked_by_id=by.id,
        status=ErasureStatus.ASKED,
    )
    db.session.add(erasure)
    db.session.flush()
    record("workforce.erasure.asked", about=erasure, by=by, after={"person": person.id, "why": why})
    notices.tell_of_erasure(others, erasure, organisation)
    return erasure


def confirm_erasure(erasure: Erasure, *, by: User) -> Erased:
    """The second person says yes: the code, every milestone and every reminder go. It cannot be undone.

    Figures that are worked out from now on no longer include this person; figures already frozen in a
    submission stay as they were read. Raises NotAllowed for whoever asked and for those who only read,
    StepNotOpen when it has been decided already.
    """
    _hold(erasure, by)
    person = db.session.get(Person, erasure.person_id)
    if person is None:
        raise StepNotOpen("This person is no longer here.")
    taken = _erase(person, by)
    erasure.decided_by_id, erasure.decided_at = by.id, now()
    erasure.milestones, erasure.reminders = taken.milestones, taken.reminders
    db.session.flush()
    erasure_workflow.take("confirm", erasure, by=by)
    return taken


def decline_erasure(erasure: Erasure, *, by: User) -> None:
    """The second person says no, and everything stays. Raises as confirm_erasure."""
    _hold(erasure, by)
    erasure.decided_by_id, erasure.decided_at = by.id, now()
    db.session.flush()
    erasure_workflow.take("decline", erasure, by=by)


def take_back_erasure(erasure: Erasure, *, by: User) -> None:
    """Whoever asked thinks again. Raises NotAllowed for others, StepNotOpen when it has been decided."""
    hold_for_writing(erasure.organisation, by=by)
    erasure_workflow.take("take_back", erasure, by=by)


def _hold(erasure: Erasure, by: User) -> None:
    hold_for_writing(erasure.organisation, by=by)
    lock(erasure)
    if by.id == erasure.asked_by_id:
        raise NotAllowed(OWN_REQUEST)
    if erasure.status is not ErasureStatus.ASKED:
        raise StepNotOpen("This has been decided already. Look at where it stands now.")


def _erase(person: Person, by: User) -> Erased:
    lock(person)
    taken = what_erasing_takes(person)
    milestones = select(Milestone.id).where(Milestone.person_id == person.id)
    db.session.execute(delete(ClockReminder).where(ClockReminder.milestone_id.in_(milestones)))
    db.session.execute(delete(Milestone).where(Milestone.person_id == person.id))
    record(
        "workforce.person.erased",
        about=person,
        by=by,
        after={"milestones": taken.milestones, "reminders": taken.reminders},
    )
    db.session.expire(person, ["milestones"])
    db.session.delete(person)
    db.session.flush()
    return taken
