"""Making the national picture of a round: asked for in a page, counted, made safe and printed by the worker.

Counting and printing happen outside every unit of work, because they take time and hold nothing.
"""

from __future__ import annotations

from charter_portal.accounts.models import User
from charter_portal.accounts.permissions import is_staff
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock, unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken
from charter_portal.core.workbook import MEDIA_TYPE
from charter_portal.cycles.enums import Phase
from charter_portal.cycles.models import Cycle
from charter_portal.files.services import store_bytes
from charter_portal.jobs.models import Job
from charter_portal.jobs.queries import latest_job
from charter_portal.jobs.services import enqueue, finish, report_progress
from charter_portal.reporting.models import NationalPicture
from charter_portal.reporting.queries.national import (
    AXES,
    overlaps_another,
    period_of,
    picture_before,
    picture_of,
    raw_counts,
)
from charter_portal.reporting.rules.measuring import Counts
from charter_portal.reporting.rules.picture import Picture
from charter_portal.reporting.rules.publishing import published
from charter_portal.reporting.services.national_papers import picture_report, picture_workbook

declare("reporting.picture.made")

PICTURE_JOB = "reporting.national_picture"
PDF = "application/pdf"
STEP = 5
"""Progress is told after so many tables; each telling is a transaction of its own."""
COUNTING, PAPERS = 5, 10
"""What counting and printing weigh beside one table, so that the progress shown moves evenly."""


def request_picture(cycle: Cycle, *, by: User) -> Job | None:
    """Have the worker make the picture of a round. None when it is there; asking twice gives one job.

    Raises NotAllowed, and RuleBroken while the round's results are not shared, or when another picture is
    about the same days.
    """
    if not is_staff(by):
        raise NotAllowed("Making a national picture is for Career Matters staff.")
    lock(cycle)
    picture = picture_of(cycle)
    if picture is not None and _is_whole(picture):
        return None
    if picture is None:
        _check(cycle)
    return enqueue(PICTURE_JOB, about=cycle, by=by)


def latest_request(cycle: Cycle) -> Job | None:
    """The newest job for a round's picture, in whatever state; None when nobody asked yet."""
    return latest_job(cycle, PICTURE_JOB)


def make_picture(job: Job) -> None:
    """Count, make safe, keep, print. What is kept already stays: a second run only adds what is missing.

    Raises RuleBroken, or PdfNotMade.
    """
    cycle = db.session.get_one(Cycle, job.subject_id)
    picture = picture_of(cycle) or _kept(cycle, job)
    if not _is_whole(picture):
        _print(picture, job)


def _kept(cycle: Cycle, job: Job) -> NationalPicture:
    _check(cycle)
    period = period_of(cycle)
    counts = raw_counts(cycle, period)
    before = picture_before(period.since)
    total = COUNTING + len(counts.measures) + PAPERS
    report_progress(job, COUNTING, total)

    def progress(done: int, _of: int) -> None:
        if done % STEP == 0:
            report_progress(job, COUNTING + done, total)

    earlier = Counts.from_json(before.counts) if before is not None else None
    document = published(AXES, counts, earlier, progress)
    with unit_of_work() as session:
        lock(cycle)
        picture = picture_of(cycle)
        if picture is None:
            _check(cycle)
            picture = NationalPicture(
                cycle=cycle,
                since=period.since,
                until=period.until,
                compared_with=before,
                document=document,
                counts=counts.as_json(),
                made_by_id=job.requested_by_id,
            )
            session.add(picture)
            session.flush()
            made_by = session.get(User, job.requested_by_id) if job.requested_by_id else None
            days = {"since": period.since, "until": period.until}
            record("reporting.picture.made", about=picture, by=made_by, after=days)
    return picture


def _print(picture: NationalPicture, job: Job) -> None:
    shown = Picture(picture.document)
    workbook = picture_workbook(picture, shown)
    report_progress(job, max(0, job.progress_total - PAPERS // 2), job.progress_total)
    report = picture_report(picture, shown, made_at=now())
    with unit_of_work():
        lock(picture)
        # Files lie in folders and on shared screens: their names tell no theme (T11).
        if picture.workbook_file is None:
            picture.workbook_file = store_bytes(
                f"picture-{picture.until}.xlsx", workbook, MEDIA_TYPE, by=None
            )
        if picture.report_file is None:
            picture.report_file = store_bytes(f"picture-{picture.until}.pdf", report, PDF, by=None)
        db.session.flush()
        finish(job)


def _is_whole(picture: NationalPicture) -> bool:
    return picture.workbook_file_id is not None and picture.report_file_id is not None


def _check(cycle: Cycle) -> None:
    if cycle.phase is not Phase.RELEASED:
        raise RuleBroken("A picture is made once the results of the round are shared.")
    if overlaps_another(cycle, period_of(cycle)):
        raise RuleBroken("Another round closed on the same day. Its picture is about the same time.")
