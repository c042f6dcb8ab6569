"""The declaration before anything opens."""

from __future__ import annotations

from sqlalchemy import delete

from charter_portal.accounts.models import User
from charter_portal.applications.enums import ApplicationStatus
from charter_portal.applications.services import begin_assessment
from charter_portal.assessment.enums import ConflictKind
from charter_portal.assessment.models import Allocation, Score
from charter_portal.assessment.notices import tell_about_conflict
from charter_portal.assessment.services.allocations import tell_when_all_have_finished
from charter_portal.assessment.workflow import allocation_workflow
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock


def declare_no_conflict(allocation: Allocation, *, by: User) -> None:
    """Open the submission to its assessor. The first to declare begins the assessment of the application.

    Raises StepNotOpen when the declaration was made already or the reading is closed, NotAllowed for anybody
    but the assessor.
    """
    application = lock(allocation.application)
    lock(allocation)
    allocation.declared_at = now()
    db.session.flush()
    allocation_workflow.take("open", allocation, by=by)
    if application.status == ApplicationStatus.SUBMITTED:
        begin_assessment(application, by=by)


def declare_conflict(allocation: Allocation, *, kind: ConflictKind, note: str = "", by: User) -> None:
    """Close the application to this assessor and tell staff, who ask somebody else.

    A conflict noticed while reading may be declared too: scores given until then are removed, so that they
    can never count. Raises StepNotOpen after finishing, NotAllowed for anybody but the assessor.
    """
    application = lock(allocation.application)
    lock(allocation)
    allocation.declared_at = now()
    allocation.conflict_kind = kind
    allocation.conflict_note = note
    db.session.flush()
    allocation_workflow.take("decline", allocation, by=by)
    db.session.execute(delete(Score).where(Score.allocation_id == allocation.id))
    tell_about_conflict(allocation)
    tell_when_all_have_finished(application)
