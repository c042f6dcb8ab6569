"""One assessor's scores: saved as they go, finished explicitly."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from charter_portal.accounts.models import User
from charter_portal.applications.models import Application
from charter_portal.assessment import permissions as can
from charter_portal.assessment.models import Allocation, Score
from charter_portal.assessment.queries import reading_of
from charter_portal.assessment.services.allocations import tell_when_all_have_finished
from charter_portal.assessment.services.saved_words import level_number, put, statement_of
from charter_portal.assessment.workflow import allocation_workflow
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken

declare("assessment.score.save")


def save_score(
    allocation: Allocation,
    *,
    statement_id: int,
    level: str | None,
    reason: str = "",
    strengths: str = "",
    lift: str = "",
    version: int,
    by: User,
) -> Score:
    """Keep what the assessor has for one statement, complete or not. `level` is the key of a level, or None.

    `version` is that of the score they began from, 0 when there was none. The same words again change
    nothing. Raises StaleWrite when another window saved other words meanwhile, RuleBroken for a level or
    statement of another charter, NotAllowed once the reading is closed, ended or finished.
    """
    lock(allocation)
    # Its state decides too, so it is read afresh, with its round, in one question.
    application = db.session.get_one(
        Application,
        allocation.application_id,
        options=[joinedload(Application.cycle)],
        populate_existing=True,
    )
    if not (can.view(by, allocation) and can.score(by, allocation)):
        raise NotAllowed("This reading is not open to you for scoring now.")
    version_id = application.cycle.framework_version_id
    statement = statement_of(version_id, statement_id)
    words = {
        "level_id": level_number(version_id, level),
        "reason": reason,
        "strengths": strengths,
        "lift": lift,
    }
    score = _score(allocation, statement_id)
    if put(score, words, version=version):
        # Levels and words stay out of the trail: staff read it before everybody has finished.
        record(
            "assessment.score.save",
            about=allocation,
            by=by,
            after={"statement": statement.code, "version": score.version},
            organisation_id=application.organisation_id,
        )
    return score


def finish(allocation: Allocation, *, by: User) -> None:
    """Hand the whole reading over; nothing in it changes from here. The last to finish tells staff.

    Raises RuleBroken while a statement lacks its level or its reason, StepNotOpen when it is finished or
    closed already, NotAllowed for anybody but the assessor.
    """
    application = lock(allocation.application)
    lock(allocation)
    if can.is_being_scored(by, allocation) and reading_of(allocation).gaps:
        raise RuleBroken("Some statements still need a level or a reason. They are listed below.")
    allocation.finished_at = now()
    db.session.flush()
    allocation_workflow.take("finish", allocation, by=by)
    tell_when_all_have_finished(application)


def _score(allocation: Allocation, statement_id: int) -> Score:
    """The score as it is stored now, or a new one; the allocation is locked, so nobody else makes one."""
    found = db.session.scalar(
        select(Score)
        .where(Score.allocation_id == allocation.id, Score.statement_id == statement_id)
        .execution_options(populate_existing=True)
    )
    return found or Score(allocation_id=allocation.id, statement_id=statement_id, version=0)
