"""Handing an application over: once, whole, and never changed afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import text

from charter_portal.accounts.models import User
from charter_portal.applications.enums import ApplicationStatus as S
from charter_portal.applications.models import Application, Submission
from charter_portal.applications.notices.submissions import tell_about_submission
from charter_portal.applications.queries import (
    latest_submission,
    missing_before_submit,
    open_return,
)
from charter_portal.applications.queries.submissions import submission_numbered
from charter_portal.applications.rules import document as doc
from charter_portal.applications.rules.deadline import check_in_time
from charter_portal.applications.services.documents import draft_document
from charter_portal.applications.services.pdfs import request_pdf
from charter_portal.applications.signals import application_submitted
from charter_portal.applications.workflow import application_workflow
from charter_portal.core.clock import now, to_london
from charter_portal.core.database import db, lock
from charter_portal.core.errors import RuleBroken, StepNotOpen
from charter_portal.core.formats import plural


def submit_application(
    application: Application,
    *,
    declaration: str,
    name: str,
    job_title: str,
    by: User,
    number: int | None = None,
) -> Submission:
    """Freeze the application as a signed document, and tell its people.

    `number` is the submission that the signer meant to make, counted from 1. When that one exists already,
    by a double press or a lost answer, it is returned and nothing happens twice; without a number any
    submission that stands does. The clock is read before the wait for the lock (see `rules.deadline`).
    Raises TooLate, StepNotOpen for a withdrawn application, NotAllowed, and RuleBroken when something is
    missing.
    """
    asked_at = now()
    lock(application)
    standing = _standing(application, number)
    if standing is not None:
        return standing
    _check(application, asked_at)
    moment = asked_at.replace(microsecond=0)
    application.reference = application.reference or _next_reference(application, moment)
    application.submitted_at = moment
    db.session.flush()
    # Before the step: what may still change, such as a live figure, is told by the state it starts from.
    draft = draft_document(application)
    application_workflow.take("submit", application, by=by, note=application.reference)
    signed = doc.DeclarationFacts(declaration, name, job_title)
    submission = _freeze(application, draft, moment, signed, by)
    request = open_return(application)
    if request is not None:
        request.answered_at = moment
    request_pdf(application, submission, by=by)
    tell_about_submission(submission, by=by)
    application_submitted.send(application, submission=submission, by=by)
    return submission


def _standing(application: Application, number: int | None) -> Submission | None:
    """The submission that was asked for, when it has been made before."""
    if number is not None:
        return submission_numbered(application, number)
    being_written = application.status in {S.DRAFT, S.RETURNED, S.WITHDRAWN}
    return None if being_written else latest_submission(application)


def _check(application: Application, asked_at: datetime) -> None:
    if application.status not in {S.DRAFT, S.RETURNED}:
        raise StepNotOpen("This application has already moved on. Look at where it stands now.")
    if application.status == S.DRAFT:
        cycle = application.cycle
        check_in_time(asked_at, deadline_at=cycle.deadline_at, accepts_until=cycle.accepts_until)
    missing = missing_before_submit(application)
    if missing:
        need = "needs" if len(missing) == 1 else "need"
        raise RuleBroken(
            f"{plural(len(missing), 'statement')} still {need} something. Check your application to see what."
        )


def _freeze(
    application: Application,
    draft: doc.SubmissionDocument,
    moment: datetime,
    signed: doc.DeclarationFacts,
    by: User,
) -> Submission:
    previous = latest_submission(application)
    number = previous.number + 1 if previous else 1
    document = replace(
        draft,
        reference=application.reference,
        number=number,
        submitted_at=doc.written_moment(moment),
        declaration=signed,
    )
    written = doc.write_document(document)
    submission = Submission(
        application_id=application.id,
        number=number,
        document=written,
        sha256=doc.digest_of(written),
        declaration=signed.text,
        declared_by_id=by.id,
        declared_name=signed.name,
        declared_job_title=signed.job_title,
        submitted_at=moment,
    )
    db.session.add(submission)
    db.session.flush()
    return submission


def _next_reference(application: Application, moment: datetime) -> str:
    """Such as LEC-2027-0042: the scheme's initials, the year in London, and the next number of that year.

    One statement counts up and holds the row until the unit of work ends, so two never get the same
    number, and one that breaks off leaves no hole.
    """
    scheme = application.cycle.framework_version.scheme
    initials = "".join(word[0] for word in scheme.replace("_", "-").split("-") if word)[:4].upper()
    series = f"{initials}-{to_london(moment).year}"
    taken = db.session.scalar(
        text(
            "INSERT INTO reference_series (series, last) VALUES (:series, 1) "
            "ON CONFLICT (series) DO UPDATE SET last = reference_series.last + 1 RETURNING last"
        ),
        {"series": series},
    )
    return f"{series}-{taken:04}"
