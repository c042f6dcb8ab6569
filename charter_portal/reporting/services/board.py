"""The report for a Partnership Board: figures, barriers and involvement's part, as data and as a tagged PDF.

The printing itself happens outside every unit of work, because it takes time and holds nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from charter_portal.accounts.models import User
from charter_portal.core.clock import now, today
from charter_portal.core.database import db, lock, unit_of_work
from charter_portal.core.pdf import render_pdf
from charter_portal.files import services as files
from charter_portal.involvement.models import BoardMeeting
from charter_portal.involvement.queries import meeting_in
from charter_portal.involvement.services.reports import BoardReport, board_report, report_digest
from charter_portal.jobs.models import Job
from charter_portal.jobs.queries import latest_job
from charter_portal.jobs.services import enqueue, finish
from charter_portal.reporting.queries.board import BarrierLine, board_barriers, board_figures
from charter_portal.workforce.rules.figures import Picture, canonical, pictured
from charter_portal.workforce.rules.periods import Period, last_half_year

BOARD_JOB = "reporting.board_report"
TEMPLATE = "reporting/pdf/board_report.html"
PDF = "application/pdf"
LIMIT_SECONDS = 60.0


@dataclass(frozen=True)
class FullReport:
    """One meeting's report, whole. `digest` tells whether a PDF of it is still true."""

    report: BoardReport
    counted: Period
    """The half-year that the figures are about."""
    figures: tuple[Picture, ...]
    barriers: tuple[BarrierLine, ...]
    digest: str

    @property
    def meeting(self) -> BoardMeeting:
        """The meeting that it is for."""
        return self.report.meeting

    @property
    def is_printed(self) -> bool:
        """The PDF is there and says what the page says."""
        return self.meeting.report_file_id is not None and self.meeting.report_digest == self.digest


def full_report(meeting: BoardMeeting) -> FullReport:
    """The report as the records stand now."""
    period = Period(meeting.period_from, meeting.period_to)
    report = board_report(meeting)
    counted = figures_period(meeting)
    figures = board_figures(meeting.services, counted)
    barriers = board_barriers(meeting.services, period)
    # The day on which a figure was asked for is no change of what it says.
    said = [canonical({key: value for key, value in each.items() if key != "as_of"}) for each in figures]
    digest = hashlib.sha256("\n".join([report_digest(report), *said, repr(barriers)]).encode()).hexdigest()
    return FullReport(report, counted, tuple(pictured(each) for each in figures), tuple(barriers), digest)


def figures_period(meeting: BoardMeeting) -> Period:
    """The last whole half-year that had ended by the end of the meeting's period, and has ended today.

    People choose a meeting's days freely. Were figures of people worked out for just these days, whoever
    moves them by one day would see a figure change by one person (I4).
    """
    return last_half_year(min(meeting.period_to, today() - timedelta(days=1)))


def request_board_report(meeting: BoardMeeting, *, by: User) -> Job | None:
    """Have the worker make the PDF. None when it is there already; asking twice gives one job."""
    lock(meeting)
    if full_report(meeting).is_printed:
        return None
    return enqueue(BOARD_JOB, about=meeting, by=by)


def latest_board_job(meeting: BoardMeeting) -> Job | None:
    """The newest job for this PDF, in whatever state; None when nobody asked yet."""
    return latest_job(meeting, BOARD_JOB)


def make_board_report(job: Job) -> None:
    """Print a report as the records stand, in place of the PDF made before. Raises PdfNotMade."""
    known = db.session.get_one(BoardMeeting, job.subject_id)
    meeting = meeting_in(known.organisation, known.id)
    assert meeting is not None, "A meeting is found by its own number."
    full = full_report(meeting)
    data = render_pdf(
        TEMPLATE,
        title=f"Partnership Board report, {meeting.organisation.name}",
        limit_seconds=LIMIT_SECONDS,
        full=full,
        report=full.report,
        made_at=now(),
    )
    with unit_of_work():
        lock(meeting)
        old = meeting.report_file
        # Files lie in folders and on shared screens: their names tell no theme (T11).
        meeting.report_file = files.store_bytes(f"board-{meeting.held_on}.pdf", data, PDF, by=None)
        meeting.report_digest = full.digest
        db.session.flush()
        finish(job, result=meeting.report_file)
        if old is not None:
            files.discard(old)
