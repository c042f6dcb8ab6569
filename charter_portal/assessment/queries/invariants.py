"""The rules that must hold across tables, whatever happened (bar, section 0)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ScalarSelect, and_, exists, func, or_, select

from charter_portal.applications.enums import ApplicationStatus
from charter_portal.applications.models import Application, Submission
from charter_portal.assessment.enums import LIVE, OPENED, AllocationStatus
from charter_portal.assessment.models import AgreedLevel, Allocation, Score
from charter_portal.assessment.queries.panel import belongs_to_applicant
from charter_portal.core.database import db
from charter_portal.cycles.models import Cycle
from charter_portal.framework.models import Level, Statement

BEING_READ = (ApplicationStatus.SUBMITTED, ApplicationStatus.IN_ASSESSMENT)
PAST_FIRST_OPENING = (
    ApplicationStatus.IN_ASSESSMENT,
    ApplicationStatus.ASSESSED,
    ApplicationStatus.DECIDED,
    ApplicationStatus.RELEASED,
)
PAST_MODERATION = PAST_FIRST_OPENING[1:]


def invariant_problems() -> list[str]:
    """One sentence for each broken rule of assessment; an empty list when all hold."""
    return [
        *_scores_without_a_clear_declaration(),
        *_finished_with_gaps(),
        *_readers_of_their_own_organisation(),
        *_live_on_something_closed(),
        *_opened_by_nobody(),
        *_moderated_with_gaps(),
        *_words_of_another_charter(),
    ]


def _scores_without_a_clear_declaration() -> Iterator[str]:
    rows = (
        select(Score.allocation_id)
        .join(Score.allocation)
        .where(
            or_(
                Allocation.status.in_((AllocationStatus.ALLOCATED, AllocationStatus.DECLINED)),
                Allocation.declared_at.is_(None),
                Allocation.conflict_kind.is_not(None),
            )
        )
        .distinct()
    )
    for number in db.session.scalars(rows):
        yield f"Allocation {number} has scores, but no declaration without a conflict."


def _finished_with_gaps() -> Iterator[str]:
    complete = (
        select(func.count())
        .select_from(Score)
        .where(Score.allocation_id == Allocation.id, Score.level_id.is_not(None), Score.reason != "")
        .scalar_subquery()
    )
    rows = (
        select(Allocation.id)
        .join(Allocation.application)
        .join(Application.cycle)
        .where(Allocation.status == AllocationStatus.FINISHED, complete != _statements_asked())
    )
    for number in db.session.scalars(rows):
        yield f"Allocation {number} is finished, but not every statement has a level and a reason."


def _readers_of_their_own_organisation() -> Iterator[str]:
    rows = select(Allocation).where(
        Allocation.status.in_(LIVE), Allocation.application.has(Application.status.in_(BEING_READ))
    )
    for allocation in db.session.scalars(rows):
        if belongs_to_applicant(allocation.assessor, allocation.application_id):
            yield f"Allocation {allocation.id} is of somebody from an organisation of the application."


def _live_on_something_closed() -> Iterator[str]:
    newer = exists().where(
        Submission.application_id == Allocation.application_id, Submission.id > Allocation.submission_id
    )
    rows = (
        select(Allocation.id)
        .join(Allocation.application)
        .where(
            Allocation.status.in_(LIVE),
            or_(Application.status.not_in((*BEING_READ, *PAST_MODERATION)), newer),
        )
    )
    for number in db.session.scalars(rows):
        yield f"Allocation {number} is live, but what it reads is withdrawn, returned or replaced."


def _opened_by_nobody() -> Iterator[str]:
    opened = exists().where(
        Allocation.application_id == Application.id,
        Allocation.declared_at.is_not(None),
        Allocation.status.in_((*OPENED, AllocationStatus.ENDED, AllocationStatus.DECLINED)),
    )
    rows = select(Application.id).where(Application.status.in_(PAST_FIRST_OPENING), ~opened)
    for number in db.session.scalars(rows):
        yield f"Application {number} is in assessment, but nobody has declared on it."


def _moderated_with_gaps() -> Iterator[str]:
    # Two selects deep, the application has to be named: left alone, every application would have one latest.
    latest = (
        select(func.max(Submission.id))
        .where(Submission.application_id == Application.id)
        .correlate(Application)
        .scalar_subquery()
    )
    agreed = (
        select(func.count())
        .select_from(AgreedLevel)
        .where(AgreedLevel.submission_id == latest)
        .scalar_subquery()
    )
    rows = (
        select(Application.id)
        .join(Application.cycle)
        .where(Application.status.in_(PAST_MODERATION), agreed != _statements_asked())
    )
    for number in db.session.scalars(rows):
        yield f"Application {number} is past moderation, but not every statement has an agreed level."


def _words_of_another_charter() -> Iterator[str]:
    asked = (
        select(Cycle.framework_version_id)
        .join(Application, Application.cycle_id == Cycle.id)
        .join(Submission, Submission.application_id == Application.id)
    )
    for table, submission in ((Score, Allocation.submission_id), (AgreedLevel, AgreedLevel.submission_id)):
        rows = select(table.id).join(Statement, Statement.id == table.statement_id)
        rows = rows.outerjoin(Level, Level.id == table.level_id)
        if table is Score:
            rows = rows.join(Allocation, Allocation.id == Score.allocation_id)
        version = asked.where(Submission.id == submission).scalar_subquery()
        of_another = or_(
            Statement.version_id != version, and_(Level.id.is_not(None), Level.version_id != version)
        )
        for number in db.session.scalars(rows.where(of_another)):
            yield f"{table.__name__} {number} is about a statement or level of another charter."


def _statements_asked() -> ScalarSelect[int]:
    """How many statements the charter of the application's cycle has, beside `Application.cycle`."""
    return (
        select(func.count())
        .select_from(Statement)
        .where(Statement.version_id == Cycle.framework_version_id)
        .scalar_subquery()
    )
