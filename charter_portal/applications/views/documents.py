"""The application as one document: on screen, and as a PDF that the worker makes."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, request, url_for

from charter_portal.applications import permissions as can
from charter_portal.applications.models import Application, Submission
from charter_portal.applications.queries import latest_submission
from charter_portal.applications.queries.submissions import submission_numbered
from charter_portal.applications.rules.document import SubmissionDocument, read_document
from charter_portal.applications.services import pdfs
from charter_portal.applications.services.documents import draft_document
from charter_portal.applications.views import blueprint
from charter_portal.applications.views.evidence import person
from charter_portal.audit_trail.services import record_view
from charter_portal.core.database import unit_of_work
from charter_portal.core.forms import BaseForm
from charter_portal.core.permissions import requires
from charter_portal.files.models import StoredFile
from charter_portal.files.services import send
from charter_portal.framework.queries import charter_of
from charter_portal.jobs.enums import JobState


@blueprint.get("/applications/<int:application_id>/document")
@requires(can.view, can.is_member, on=Application)
def document(application: Application) -> str:
    """The newest submission, or the draft while it is being written; `number` asks for another submission."""
    submission = _submission(application)
    if submission is not None:
        record_view(submission, person())
    return render_template(
        "applications/member/document.html",
        application=application,
        submission=submission,
        document=_document(application, submission),
        charter=charter_of(application.cycle.framework_version_id),
    )


@blueprint.get("/applications/<int:application_id>/document.pdf")
@requires(can.view, can.is_member, on=Application)
def pdf(application: Application) -> Any:
    """The PDF when it is there; else a page that says where it stands."""
    submission = _submission(application)
    ready = _ready(application, submission)
    if ready is not None:
        if submission is not None:
            record_view(submission, person())
        return send(ready)
    job = pdfs.latest_request(application, submission)
    return render_template(
        "applications/member/document_pdf.html",
        application=application,
        submission=submission,
        waiting=job is not None and job.is_live,
        stopped=job.message if job is not None and job.state == JobState.STOPPED else "",
    )


@blueprint.post("/applications/<int:application_id>/document.pdf")
@requires(can.view, can.is_member, on=Application)
def prepare_pdf(application: Application) -> Any:
    """Ask the worker for the PDF."""
    submission = _submission(application)
    if BaseForm().validate_on_submit():
        with unit_of_work():
            pdfs.request_pdf(application, submission, by=person())
    number = submission.number if submission else None
    return redirect(url_for(".pdf", application_id=application.id, number=number))


def _submission(application: Application) -> Submission | None:
    """The submission that was asked for; None means the draft. 404 for a number that was never made."""
    asked = request.args.get("number", "")
    if asked:
        number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 0
        return submission_numbered(application, number) or abort(404)
    return None if can.is_being_written(person(), application) else latest_submission(application)


def _document(application: Application, submission: Submission | None) -> SubmissionDocument:
    return draft_document(application) if submission is None else read_document(submission.document)


def _ready(application: Application, submission: Submission | None) -> StoredFile | None:
    if submission is not None:
        return submission.pdf_file
    kept = pdfs.draft_pdf_of(application)
    still_true = kept is not None and kept.file is not None and kept.digest == pdfs.draft_digest(application)
    return kept.file if kept is not None and still_true else None
