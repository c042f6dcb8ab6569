"""What staff gave back, and what may be changed because of it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from charter_portal.applications.enums import ApplicationStatus
from charter_portal.applications.models import Application, ReturnRequest
from charter_portal.core.clock import now
from charter_portal.core.database import db
from charter_portal.framework.queries import charter_of


def open_return(application: Application) -> ReturnRequest | None:
    """The return that waits for an answer, with its statements; None when nothing was given back."""
    return db.session.scalar(
        select(ReturnRequest)
        .where(ReturnRequest.application_id == application.id, ReturnRequest.answered_at.is_(None))
        .options(selectinload(ReturnRequest.statements))
        .order_by(ReturnRequest.id.desc())
        .limit(1)
    )


def statements_open(application: Application) -> frozenset[int]:
    """The statements whose response may be changed in the present state: all, the chosen ones, or none.

    The deadline is a separate question; the services ask it as they save.
    """
    if application.status == ApplicationStatus.DRAFT:
        return frozenset(charter_of(application.cycle.framework_version_id).statement_by_id)
    request = open_return(application) if application.status == ApplicationStatus.RETURNED else None
    return frozenset(each.statement_id for each in request.statements) if request else frozenset()


def what_to_change(application: Application, statement_id: int) -> str | None:
    """What staff asked to change in this statement; None when they did not give it back."""
    request = open_return(application) if application.status == ApplicationStatus.RETURNED else None
    chosen = {each.statement_id: each.reason for each in request.statements} if request else {}
    return chosen.get(statement_id)


def takes_changes(application: Application) -> bool:
    """True while the portal takes changes: of a draft until deadline plus grace, of a returned one always."""
    if application.status == ApplicationStatus.DRAFT:
        return now() <= application.cycle.accepts_until
    return application.status == ApplicationStatus.RETURNED
