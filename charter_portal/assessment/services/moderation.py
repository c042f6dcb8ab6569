"""What staff agree on, one statement at a time, once everybody has finished reading."""

from __future__ import annotations

from sqlalchemy import select

from charter_portal.accounts.models import User
from charter_portal.applications.models import Application
from charter_portal.applications.services import finish_assessment
from charter_portal.assessment import permissions as can
from charter_portal.assessment.models import AgreedLevel
from charter_portal.assessment.queries import is_fully_agreed, latest_submission_id, readers_of, side_by_side
from charter_portal.assessment.rules import joined_words
from charter_portal.assessment.services.saved_words import level_number, put, statement_of
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken, StepNotOpen

declare("assessment.agreed_level.save")

AS_SCORED = "Every reader gave this level on their own. Their reasons are kept beside it."


def agree_level(
    application: Application,
    *,
    statement_id: int,
    level: str,
    reason: str,
    strengths: str = "",
    lift: str = "",
    version: int,
    by: User,
) -> AgreedLevel:
    """Record the level agreed for one statement, why, and the feedback. `level` is the key of a level.

    `version` is that of the record they began from, 0 when there was none. The same words again change
    nothing. Raises StaleWrite when a colleague recorded other words meanwhile, RuleBroken without a level or
    a reason, StepNotOpen while anybody still reads and after moderation, NotAllowed for anybody but staff
    who do not read it themselves.
    """
    _open_for(application, by)
    version_id = application.cycle.framework_version_id
    statement = statement_of(version_id, statement_id)
    level_id = level_number(version_id, level)
    if level_id is None:
        raise RuleBroken("Choose the level you agreed on.", field="level")
    if not reason.strip():
        raise RuleBroken("Say in a few words why this level was agreed.", field="reason")
    words = {"level_id": level_id, "reason": reason, "strengths": strengths, "lift": lift}
    agreed = _agreed(application, statement_id, by)
    before = {"level": agreed.level_id}
    if put(agreed, words, version=version):
        agreed.agreed_by_id = by.id
        record(
            "assessment.agreed_level.save",
            about=application,
            by=by,
            before=before,
            after={"level": level_id, "statement": statement.code, "version": agreed.version},
        )
    return agreed


def agree_as_scored(application: Application, *, statement_id: int, version: int, by: User) -> AgreedLevel:
    """Record the level that every reader gave, with their strengths and next steps as they wrote them.

    Raises RuleBroken when the readers differ, and otherwise what `agree_level` raises.
    """
    _open_for(application, by)
    together = side_by_side(application)
    statement = statement_of(application.cycle.framework_version_id, statement_id)
    if together is None:
        raise StepNotOpen("The scores can be seen once every reader has finished.")
    line = together.line_for(statement)
    if line.shared_level is None:
        raise RuleBroken("The readers differ here. Choose the level you agree on.", field="level")
    return agree_level(
        application,
        statement_id=statement_id,
        level=line.shared_level.key,
        reason=AS_SCORED,
        strengths=joined_words(score.strengths for score in line.scores),
        lift=joined_words(score.lift for score in line.scores),
        version=version,
        by=by,
    )


def complete_moderation(application: Application, *, by: User) -> None:
    """Close moderation: a decision can be proposed from here.

    Raises RuleBroken while a statement has no agreed level, and otherwise what `agree_level` raises.
    """
    _open_for(application, by)
    if not is_fully_agreed(application):
        raise RuleBroken("Every statement needs an agreed level before moderation is complete.")
    finish_assessment(application, by=by)


def _open_for(application: Application, by: User) -> None:
    lock(application)
    if not can.is_in_assessment(by, application):
        raise StepNotOpen("Moderation is not open for this application now.")
    if not can.run(by, application):
        raise NotAllowed("Only staff who do not read this application themselves may moderate it.")
    if not readers_of(application).complete:
        raise StepNotOpen("Moderation begins when enough assessors have read the submission and finished.")


def _agreed(application: Application, statement_id: int, by: User) -> AgreedLevel:
    """What is recorded now, or a new record; the application is locked, so nobody else makes one."""
    submission_id = db.session.scalar(select(latest_submission_id(application.id)))
    found = db.session.scalar(
        select(AgreedLevel)
        .where(AgreedLevel.submission_id == submission_id, AgreedLevel.statement_id == statement_id)
        .execution_options(populate_existing=True)
    )
    return found or AgreedLevel(
        submission_id=submission_id, statement_id=statement_id, version=0, agreed_by_id=by.id
    )
