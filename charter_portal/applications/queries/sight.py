"""Which applications there are for a person, an organisation, a cycle."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, false, or_, select
from sqlalchemy.orm import joinedload, selectinload

from charter_portal.accounts.permissions import reads_everything
from charter_portal.applications.enums import ApplicationStatus
from charter_portal.applications.models import Application, Submission, application_service
from charter_portal.core.database import db
from charter_portal.cycles.models import Cycle
from charter_portal.organisations.models import Organisation, Service
from charter_portal.organisations.queries import roles_of


def visible_to(person: Any) -> Select[Application]:
    """The applications that exist for this person; every list and every page asks here.

    Members see those of their organisations. Staff and the commissioner see one once it was submitted:
    a draft is private to the people who write it.
    """
    if not person.is_authenticated:
        return select(Application).where(false())
    sees: ColumnElement[bool] = Application.organisation_id.in_(roles_of(person))
    if reads_everything(person):
        sees = or_(sees, Application.submitted_at.is_not(None))
    return select(Application).where(sees)


def applications_of(person: Any) -> list[Application]:
    """The applications of the person's own organisations, newest cycle first, with what a list shows."""
    return list(
        db.session.scalars(
            select(Application)
            .where(Application.organisation_id.in_(roles_of(person)))
            .join(Application.cycle)
            .join(Application.organisation)
            .options(
                joinedload(Application.cycle),
                joinedload(Application.organisation),
                joinedload(Application.aim_level),
                selectinload(Application.services),
            )
            .order_by(Organisation.name, Cycle.deadline_at.desc(), Application.id.desc())
        )
    )


_WITH_SCOPE = (
    select(Application)
    .where(Application.id == bindparam("application_id"))
    .options(
        joinedload(Application.cycle),
        joinedload(Application.organisation),
        selectinload(Application.services),
    )
    .execution_options(populate_existing=True)
)


def with_scope(application_id: int) -> Application:
    """An application read afresh with its cycle, organisation and services, for its home."""
    return db.session.scalars(_WITH_SCOPE, {"application_id": application_id}).one()


def live_application_for(
    services: Iterable[Service], cycle_id: int, *, besides: Application | None = None
) -> tuple[Application, Service] | None:
    """An application of this cycle, not withdrawn, that already names one of these services, and which."""
    rows = (
        select(Application, Service)
        .join(application_service, application_service.c.application_id == Application.id)
        .join(Service, Service.id == application_service.c.service_id)
        .where(
            Application.cycle_id == cycle_id,
            Application.status != ApplicationStatus.WITHDRAWN,
            Service.id.in_([service.id for service in services]),
        )
        .order_by(Application.id)
    )
    if besides is not None:
        rows = rows.where(Application.id != besides.id)
    found = db.session.execute(rows.limit(1)).first()
    return (found[0], found[1]) if found else None


def latest_submission(application: Application) -> Submission | None:
    """What was handed over last, or None for a draft that never was."""
    return db.session.scalar(
        select(Submission)
        .where(Submission.application_id == application.id)
        .order_by(Submission.number.desc())
        .limit(1)
    )
