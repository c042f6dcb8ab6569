"""Involvement audits: starting one, answering, finishing, and opening it again."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock
from charter_portal.core.errors import RuleBroken, StaleWrite, StepNotOpen
from charter_portal.core.places import PACKAGE
from charter_portal.involvement.enums import AuditStatus
from charter_portal.involvement.models import AuditAnswer, InvolvementAudit, QuestionSetText
from charter_portal.involvement.queries.activities import activity_summary
from charter_portal.involvement.queries.audits import question_set_of
from charter_portal.involvement.rules.questions import digest_of, read_questions
from charter_portal.involvement.services.gate import check_kept, check_service, hold_for_writing
from charter_portal.involvement.workflow import audit_workflow
from charter_portal.organisations.models import Organisation, Service

declare("involvement.audit.started")

EARLIEST_YEAR = 2010
LONGEST_PERIOD = timedelta(days=2 * 366)
CLOSED = "This audit is finished, so its words stay as they are."


def start_audit(
    organisation: Organisation, *, service: Service, year: int, since: date, until: date, by: User
) -> InvolvementAudit:
    """Begin the audit of one service for one year, with the questions as they are today.

    Raises NotAllowed for readers, RuleBroken for another's service, a period that does not fit, or a year
    that has an audit already.
    """
    hold_for_writing(organisation, by)
    check_service(organisation, service)
    _check_period(year, since, until)
    asked = _present_questions()
    audit = InvolvementAudit(
        organisation_id=organisation.id,
        service_id=service.id,
        question_set=asked,
        year=year,
        period_from=since,
        period_to=until,
        started_by_id=by.id,
    )
    try:
        with db.session.begin_nested():
            db.session.add(audit)
    except IntegrityError:
        raise RuleBroken(f"This service has an audit for {year} already.", field="year") from None
    keys = [question.key for question in read_questions(asked.document).questions]
    audit.answers = [AuditAnswer(question=key) for key in keys]
    db.session.flush()
    record("involvement.audit.started", about=audit, by=by, after={"service": service.id, "year": year})
    return audit


def save_answer(
    answer: AuditAnswer, *, rating: str | None, words: str, what_next: str, version: int, by: User
) -> AuditAnswer:
    """Keep a rating and both texts. The same words sent twice are one save.

    Raises NotAllowed for readers, StepNotOpen for a finished audit, StaleWrite when somebody else saved
    other words since `version`, RuleBroken for a rating that is not on the question's scale.
    """
    audit = answer.audit
    hold_for_writing(audit.organisation, by)
    check_kept(lock(audit))
    if audit.status is not AuditStatus.DRAFT:
        raise StepNotOpen(CLOSED)
    lock(answer)
    question = question_set_of(audit).by_key[answer.question]
    if rating is not None and not question.rank_of(rating):
        raise RuleBroken("Choose one of the answers on this page.", field="rating")
    wanted = (rating, words, what_next)
    if wanted == (answer.rating, answer.words, answer.what_next):
        return answer
    if answer.version != version:
        raise StaleWrite(answer)
    answer.rating, answer.words, answer.what_next = wanted
    answer.version += 1
    answer.saved_at, answer.saved_by_id = now(), by.id
    db.session.flush()
    return answer


def finish_audit(audit: InvolvementAudit, *, by: User) -> None:
    """The audit says what it has to say. The activities of its period are counted once and kept.

    No question has to be answered. Raises NotAllowed for readers, StepNotOpen when it is finished already.
    """
    hold_for_writing(audit.organisation, by)
    lock(audit)
    if audit.status is not AuditStatus.DRAFT:
        raise StepNotOpen(CLOSED)
    audit.finished_at = now()
    audit.summary = activity_summary([audit.service_id], audit.period_from, audit.period_to).to_data()
    db.session.flush()
    audit_workflow.take("finish", audit, by=by)


def reopen_audit(audit: InvolvementAudit, *, by: User) -> None:
    """Open a finished audit again. Raises NotAllowed for all but leads, and once the next one has begun."""
    hold_for_writing(audit.organisation, by)
    check_kept(lock(audit))
    audit_workflow.take("reopen", audit, by=by)
    audit.finished_at, audit.summary = None, {}
    db.session.flush()


@cache
def _file() -> str:
    return (PACKAGE / "involvement" / "questions.yaml").read_text("utf-8")


def _present_questions() -> QuestionSetText:
    """The row of today's questions; the first audit that uses a wording keeps it."""
    text = _file()
    digest = digest_of(text)
    rows = select(QuestionSetText).where(QuestionSetText.sha256 == digest)
    found = db.session.scalar(rows)
    if found is not None:
        return found
    new = QuestionSetText(version=read_questions(text).version, sha256=digest, document=text)
    try:
        with db.session.begin_nested():
            db.session.add(new)
    except IntegrityError:
        # Another organisation began its first audit in the same moment.
        return db.session.scalars(rows).one()
    return new


def _check_period(year: int, since: date, until: date) -> None:
    if not EARLIEST_YEAR <= year <= now().year + 1:
        raise RuleBroken("Write the year of the audit, for example 2027.", field="year")
    if since > until:
        raise RuleBroken("The last day comes after the first day.", field="until")
    if until - since > LONGEST_PERIOD:
        raise RuleBroken("Choose a period of two years or less.", field="until")
