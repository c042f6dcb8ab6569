"""The involvement part of a board report: as data for a page, and as a tagged PDF made by the worker.

The printing itself happens outside every unit of work, because it takes time and holds nothing.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from charter_portal.accounts.models import User
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock, unit_of_work
from charter_portal.core.pdf import render_pdf
from charter_portal.files import services as files
from charter_portal.involvement.models import BoardMeeting
from charter_portal.involvement.queries.board import Changes, changes_between, meeting_in
from charter_portal.jobs.models import Job
from charter_portal.jobs.queries import latest_job
from charter_portal.jobs.services import enqueue, finish

REPORT_JOB = "involvement.board_report"
TEMPLATE = "involvement/pdf/board_report.html"
PDF = "application/pdf"
LIMIT_SECONDS = 60.0


@dataclass(frozen=True)
class BoardReport:
    """One meeting with what changed in the period that it looks back on."""

    meeting: BoardMeeting
    changes: Changes


def board_report(meeting: BoardMeeting) -> BoardReport:
    """The report as the records stand now."""
    changes = changes_between(
        meeting.organisation, meeting.period_from, meeting.period_to, services=meeting.services
    )
    return BoardReport(meeting, changes)


def report_digest(report: BoardReport) -> str:
    """SHA-256 of what the report says, to tell whether its PDF is still true."""
    meeting, changes = report.meeting, report.changes
    said = [
        [meeting.held_on, meeting.period_from, meeting.period_to, meeting.said, meeting.talked_about],
        [[service.name for service in meeting.services], meeting.organisation.name],
        [[each.number, each.words, each.action and each.action.number] for each in meeting.decisions],
        [[each.id, each.version, each.title] for each in changes.activities],
        [[each.id, each.finished_at] for each in changes.audits],
        [
            [each.number, each.title, each.status, each.closed_on, each.due_on, each.version]
            for each in (*changes.done, *changes.dropped, *changes.going_on)
        ],
    ]
    return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()


def report_is_ready(meeting: BoardMeeting, report: BoardReport) -> bool:
    """The PDF is there and says what the page says."""
    return meeting.report_file_id is not None and meeting.report_digest == report_digest(report)


def request_report(meeting: BoardMeeting, *, by: User) -> Job | None:
    """Have the worker make the PDF. None when it is there already; asking twice gives one job."""
    lock(meeting)
    if report_is_ready(meeting, board_report(meeting)):
        return None
    return enqueue(REPORT_JOB, about=meeting, by=by)


def latest_report_job(meeting: BoardMeeting) -> Job | None:
    """The newest job for this PDF, in whatever state; None when nobody asked yet."""
    return latest_job(meeting, REPORT_JOB)


def make_report(job: Job) -> None:
    """Print a report as the records stand, in place of the PDF made before. Raises PdfNotMade."""
    known = db.session.get_one(BoardMeeting, job.subject_id)
    meeting = meeting_in(known.organisation, known.id)
    assert meeting is not None, "A meeting is found by its own number."
    report = board_report(meeting)
    digest = report_digest(report)
    data = render_pdf(
        TEMPLATE,
        title=f"Partnership Board report, {meeting.organisation.name}",
        limit_seconds=LIMIT_SECONDS,
        report=report,
        made_at=now(),
    )
    with unit_of_work():
        lock(meeting)
        old = meeting.report_file
        # Files lie in folders and on shared screens: their names tell no theme (T11).
        meeting.report_file = files.store_bytes(f"board-{meeting.held_on}.pdf", data, PDF, by=None)
        meeting.report_digest = digest
        db.session.flush()
        finish(job, result=meeting.report_file)
        if old is not None:
            files.discard(old)
