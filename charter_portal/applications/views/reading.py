"""Staff and the commissioner read what was submitted, never the living draft. Each look is in the trail."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request
from flask_login import current_user

from charter_portal.applications import permissions as can
from charter_portal.applications.models import Application, Evidence, Submission
from charter_portal.applications.queries import latest_submission
from charter_portal.applications.queries.submissions import submission_numbered
from charter_portal.applications.rules.document import FileFacts, read_document
from charter_portal.applications.views import blueprint
from charter_portal.audit_trail.services import record_view
from charter_portal.core.database import db
from charter_portal.core.permissions import requires
from charter_portal.core.tables import page_number
from charter_portal.files.services import send
from charter_portal.framework.queries import charter_of


@blueprint.get("/staff/applications/<int:application_id>/document")
@requires(can.view, can.staff_view, on=Application)
def staff_document(application: Application) -> str:
    """The newest submission; `number` asks for an earlier one."""
    submission = _submission(application)
    record_view(submission, current_user._get_current_object())
    return render_template(
        "applications/staff/document.html",
        application=application,
        submission=submission,
        document=read_document(submission.document),
        sample_notice=charter_of(application.cycle.framework_version_id).sample_notice,
    )


@blueprint.get("/staff/applications/<int:application_id>/evidence/<int:number>")
@requires(can.view, can.staff_view, on=Application)
def staff_download(application: Application, number: int) -> Any:
    """A file of a submission, by the number under which it is cited there; the bytes are the frozen ones."""
    document = read_document(_submission(application, asked=request.args.get("submission")).document)
    item = document.evidence_by_number.get(number)
    evidence = db.session.get(Evidence, item.id) if isinstance(item, FileFacts) else None
    if evidence is None or evidence.file is None or evidence.application_id != application.id:
        abort(404)
    if not isinstance(item, FileFacts) or evidence.file.sha256 != item.sha256:
        abort(404)
    record_view(evidence, current_user._get_current_object())
    return send(evidence.file)


@blueprint.get("/staff/applications/<int:application_id>/document.pdf")
@requires(can.view, can.staff_view, on=Application)
def staff_pdf(application: Application) -> Any:
    """The PDF of a submission; a page that says so while the worker still makes it."""
    submission = _submission(application)
    if submission.pdf_file is None:
        return render_template("applications/staff/document_pdf.html", application=application)
    record_view(submission, current_user._get_current_object())
    return send(submission.pdf_file)


def _submission(application: Application, asked: str | None = None) -> Submission:
    asked = asked or request.args.get("number")
    found = submission_numbered(application, page_number(asked)) if asked else latest_submission(application)
    return found or abort(404)
