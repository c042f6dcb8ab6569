"""Taking an award back; page, register and certificate follow at once, because all read the same row."""

from __future__ import annotations

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, record
from charter_portal.awards import notices
from charter_portal.awards import permissions as may
from charter_portal.awards.models import Award
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken, StepNotOpen

declare("awards.award.withdrawn")


def withdraw_award(award: Award, *, reason: str, by: User) -> None:
    """Withdraw an award for a reason that its organisation reads and the public does not.

    Raises RuleBroken without a reason, StepNotOpen when it was withdrawn before, NotAllowed.
    """
    if not may.withdraw(by):
        raise NotAllowed("Withdrawing an award is for Career Matters staff.")
    if not reason:
        raise RuleBroken("Give the reason. The organisation reads it; the public does not.", "reason")
    lock(award)
    if not may.withdraw_award(by, award):
        raise StepNotOpen("This award has been withdrawn already.")
    award.withdrawn_at, award.withdrawn_by_id, award.withdrawn_reason = now(), by.id, reason
    db.session.flush()
    organisation_id = award.decision.application.organisation_id
    record("awards.award.withdrawn", about=award, by=by, note=reason, organisation_id=organisation_id)
    notices.award_withdrawn(award)
