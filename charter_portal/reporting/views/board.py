"""The report for a Partnership Board: figures, barriers, actions, what people said and what was decided."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, url_for
from flask_login import current_user

from charter_portal.audit_trail.services import record_view
from charter_portal.core.database import unit_of_work
from charter_portal.core.forms import BaseForm
from charter_portal.core.permissions import requires
from charter_portal.files.services import send
from charter_portal.involvement.models import BoardMeeting
from charter_portal.involvement.queries import meeting_in
from charter_portal.jobs.enums import JobState
from charter_portal.organisations.models import Organisation
from charter_portal.reporting import permissions as may
from charter_portal.reporting.services import full_report, latest_board_job, request_board_report
from charter_portal.reporting.views import blueprint

ADDRESS = "/organisations/<int:organisation_id>/board/<int:meeting_id>/report"


@blueprint.get(ADDRESS)
@requires(may.view_board, on=Organisation)
def board_report(organisation: Organisation, meeting_id: int) -> str:
    """The whole report of one meeting."""
    full = full_report(_own(organisation, meeting_id))
    return render_template(
        "reporting/member/board_report.html", organisation=organisation, full=full, report=full.report
    )


@blueprint.get(f"{ADDRESS}.pdf")
@requires(may.view_board, on=Organisation)
def board_report_pdf(organisation: Organisation, meeting_id: int) -> Any:
    """The report as a PDF when it is there; else a page that says where it stands."""
    meeting = _own(organisation, meeting_id)
    if meeting.report_file is not None and full_report(meeting).is_printed:
        record_view(meeting, current_user)
        return send(meeting.report_file)
    job = latest_board_job(meeting)
    return render_template(
        "reporting/member/board_report_pdf.html",
        organisation=organisation,
        meeting=meeting,
        waiting=job is not None and job.is_live,
        stopped=job.message if job is not None and job.state == JobState.STOPPED else "",
    )


@blueprint.post(f"{ADDRESS}.pdf")
@requires(may.view_board, on=Organisation)
def prepare_board_report(organisation: Organisation, meeting_id: int) -> Any:
    """Ask the worker for the PDF."""
    meeting = _own(organisation, meeting_id)
    if BaseForm().validate_on_submit():
        with unit_of_work():
            request_board_report(meeting, by=current_user)
    return redirect(
        url_for("reporting.board_report_pdf", organisation_id=organisation.id, meeting_id=meeting.id)
    )


def _own(organisation: Organisation, meeting_id: int) -> BoardMeeting:
    """The organisation's meeting with this number; 404 for anything else, whoever owns it."""
    return meeting_in(organisation, meeting_id) or abort(404)
