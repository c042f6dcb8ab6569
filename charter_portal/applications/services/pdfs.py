"""The application as a tagged PDF: asked for in a page, made by the worker, kept with the other files.

The printing itself happens outside every unit of work, because it takes seconds and holds nothing.
"""

from __future__ import annotations

from sqlalchemy import select

from charter_portal.accounts.models import User
from charter_portal.applications.models import Application, DraftPdf, Submission
from charter_portal.applications.rules import document as doc
from charter_portal.applications.services.documents import draft_document
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock, unit_of_work
from charter_portal.core.pdf import render_pdf
from charter_portal.files import services as files
from charter_portal.jobs.models import Job
from charter_portal.jobs.queries import latest_job
from charter_portal.jobs.services import enqueue, finish

SUBMISSION_JOB = "applications.submission_pdf"
DRAFT_JOB = "applications.draft_pdf"
TEMPLATE = "applications/pdf/document.html"
PDF = "application/pdf"
LIMIT_SECONDS = 60.0
"""A full application prints in a few seconds; one at the edge of what the boxes hold may take longer."""


def request_pdf(application: Application, submission: Submission | None, *, by: User) -> Job | None:
    """Have the worker make the PDF of a submission, or without one of the draft as it stands.

    Returns None when the PDF is there already. Asking twice gives one job.
    """
    if submission is not None:
        return None if submission.pdf_file_id else enqueue(SUBMISSION_JOB, about=submission, by=by)
    lock(application)
    kept = draft_pdf_of(application)
    digest = draft_digest(application)
    if kept is not None and kept.file_id is not None and kept.digest == digest:
        return None
    if kept is None:
        db.session.add(DraftPdf(application_id=application.id, digest=digest, requested_by_id=by.id))
    return enqueue(DRAFT_JOB, about=application, by=by)


def latest_request(application: Application, submission: Submission | None) -> Job | None:
    """The newest job for this PDF, in whatever state; None when nobody asked yet."""
    if submission is not None:
        return latest_job(submission, SUBMISSION_JOB)
    return latest_job(application, DRAFT_JOB)


def draft_pdf_of(application: Application) -> DraftPdf | None:
    """The PDF kept of a draft, if one was ever asked for."""
    return db.session.scalar(select(DraftPdf).where(DraftPdf.application_id == application.id))


def draft_digest(application: Application) -> str:
    """SHA-256 of what the draft says now, to tell whether its PDF is still true."""
    return doc.digest_of(doc.write_document(draft_document(application)))


def make_submission_pdf(job: Job) -> None:
    """Print a submission from its frozen text, once. Raises PdfNotMade."""
    submission = db.session.get_one(Submission, job.subject_id)
    if submission.pdf_file_id is not None:
        return
    document = doc.read_document(submission.document)
    data = printed(document, sha256=submission.sha256)
    with unit_of_work():
        lock(submission)
        if submission.pdf_file_id is None:
            name = f"{document.reference}-submission-{document.number}.pdf"
            submission.pdf_file = files.store_bytes(name, data, PDF, by=None)
        finish(job, result=submission.pdf_file)


def make_draft_pdf(job: Job) -> None:
    """Print a draft as it stands now, in place of the PDF made before. Raises PdfNotMade."""
    application = db.session.get_one(Application, job.subject_id)
    document = draft_document(application)
    data = printed(document)
    with unit_of_work():
        lock(application)
        kept = draft_pdf_of(application)
        if kept is None:
            finish(job)
            return
        old = kept.file
        kept.file = files.store_bytes(f"application-{application.id}-draft.pdf", data, PDF, by=None)
        kept.digest = doc.digest_of(doc.write_document(document))
        kept.made_at = now()
        db.session.flush()
        finish(job, result=kept.file)
        if old is not None:
            files.discard(old)


def printed(document: doc.SubmissionDocument, *, sha256: str | None = None) -> bytes:
    """The document on paper, PDF/UA-1. Raises PdfNotMade."""
    title = f"Application {document.reference}" if document.reference else "Application (draft)"
    return render_pdf(
        TEMPLATE, title=title, limit_seconds=LIMIT_SECONDS, document=document, sha256=sha256, made_at=now()
    )
