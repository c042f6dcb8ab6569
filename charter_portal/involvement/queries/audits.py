"""Involvement audits, and the questions that each was answered with."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from charter_portal.core.database import db
from charter_portal.core.tables import exists_in
from charter_portal.involvement.enums import AuditStatus
from charter_portal.involvement.models import AuditAnswer, InvolvementAudit
from charter_portal.involvement.rules.questions import QuestionSet, read_questions
from charter_portal.organisations.models import Organisation, Service


def question_set_of(audit: InvolvementAudit) -> QuestionSet:
    """The questions as they stood when the audit began."""
    return read_questions(audit.question_set.document)


def audit_in(organisation: Organisation, audit_id: int) -> InvolvementAudit | None:
    """This organisation's audit with this number, with its answers, or None."""
    rows = _with_parts(select(InvolvementAudit)).options(
        selectinload(InvolvementAudit.answers).joinedload(AuditAnswer.saved_by)
    )
    return db.session.scalar(
        rows.where(InvolvementAudit.id == audit_id, InvolvementAudit.organisation_id == organisation.id)
    )


def audits_of(organisation: Organisation) -> list[InvolvementAudit]:
    """Every audit of an organisation's services, the newest year first."""
    rows = (
        select(InvolvementAudit)
        .where(InvolvementAudit.organisation_id == organisation.id)
        .join(InvolvementAudit.service)
        .options(contains_eager(InvolvementAudit.service))
    )
    return list(db.session.scalars(rows.order_by(InvolvementAudit.year.desc(), Service.name)))


def latest_audits(organisation: Organisation) -> list[InvolvementAudit]:
    """The newest audit of each service that has one, by the service's name."""
    newest: dict[int, InvolvementAudit] = {}
    for audit in audits_of(organisation):
        newest.setdefault(audit.service_id, audit)
    return sorted(newest.values(), key=lambda audit: (audit.service.name, audit.id))


def audit_before(audit: InvolvementAudit) -> InvolvementAudit | None:
    """The finished audit of the same service that came last before this one, or None."""
    rows = _with_parts(select(InvolvementAudit)).options(selectinload(InvolvementAudit.answers))
    earlier = rows.where(
        InvolvementAudit.service_id == audit.service_id,
        InvolvementAudit.year < audit.year,
        InvolvementAudit.status == AuditStatus.FINISHED,
    )
    return db.session.scalar(earlier.order_by(InvolvementAudit.year.desc()).limit(1))


def is_latest_audit(audit: InvolvementAudit) -> bool:
    """No later audit of the same service has begun."""
    later = select(InvolvementAudit.id).where(
        InvolvementAudit.service_id == audit.service_id, InvolvementAudit.year > audit.year
    )
    return not exists_in(later)


def ratings_of(audit: InvolvementAudit) -> dict[str, str | None]:
    """The rating given to each question."""
    return {answer.question: answer.rating for answer in audit.answers}


def _with_parts(rows: Select[InvolvementAudit]) -> Select[InvolvementAudit]:
    return rows.options(joinedload(InvolvementAudit.service), joinedload(InvolvementAudit.question_set))
