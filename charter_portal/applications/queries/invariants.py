"""What must hold between applications, their submissions, the trail, the outbox and the stored files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from charter_portal.applications.enums import ApplicationStatus as S
from charter_portal.applications.models import (
    Application,
    ApplicationBooking,
    Evidence,
    ReturnRequest,
    Submission,
)
from charter_portal.applications.rules.document import (
    FileFacts,
    SubmissionDocument,
    UnreadableDocument,
    digest_of,
    read_document,
    written_moment,
)
from charter_portal.audit_trail.models import Entry
from charter_portal.core.database import db
from charter_portal.files.models import StoredFile
from charter_portal.notifications.models import Message
from charter_portal.training.models import Booking

SUBMITTED = "applications.application.submit"
AT_ONCE = 200


def invariant_problems() -> list[str]:
    """One sentence for each application or submission that breaks a rule of the house.

    Submitted means a frozen document with its own digest, an entry in the trail and a receipt. Every file
    that a document names is kept with the digest that it names. Returned means that a return is open. A
    booking of a training day is for an application of the organisation that booked, or for none.
    """
    return [*_of_states(), *_of_bookings(), *_of_records(), *_of_documents()]


def _of_states() -> Iterator[str]:
    frozen = select(Submission.application_id)
    rows = select(Application.id).where(Application.status.not_in([S.DRAFT, S.WITHDRAWN]))
    for number in db.session.scalars(rows.where(Application.id.not_in(frozen))):
        yield f"Application {number} was submitted, but has no frozen document."
    waiting = select(ReturnRequest.application_id).where(ReturnRequest.answered_at.is_(None))
    rows = select(Application.id).where(Application.status == S.RETURNED)
    for number in db.session.scalars(rows.where(Application.id.not_in(waiting))):
        yield f"Application {number} is returned, but no return is open."


def _of_bookings() -> Iterator[str]:
    rows = select(ApplicationBooking.booking_id).join(ApplicationBooking.application)
    rows = rows.join(Booking, Booking.id == ApplicationBooking.booking_id)
    foreign = Booking.organisation_id.is_(None) | (Booking.organisation_id != Application.organisation_id)
    for number in db.session.scalars(rows.where(foreign)):
        yield f"Booking {number} is for an application of another organisation."


def _of_records() -> Iterator[str]:
    """Every submission has its entry in the trail, and each application at least one receipt."""
    made = _counted(select(Submission.application_id, func.count()).group_by(Submission.application_id))
    told = _counted(
        select(Entry.subject_id, func.count())
        .where(Entry.event == SUBMITTED, Entry.subject_type == Application.__tablename__)
        .group_by(Entry.subject_id)
    )
    receipts = _counted(
        select(Message.subject_id, func.count())
        .where(Message.event == SUBMITTED, Message.subject_type == Application.__tablename__)
        .group_by(Message.subject_id)
    )
    for number, count in made.items():
        entries, mails = told.get(number, 0), receipts.get(number, 0)
        if entries != count:
            yield f"Application {number} has {count} submissions and {entries} entries in the trail."
        if mails < count:
            yield f"Application {number} has {count} submissions and {mails} receipts."


def _of_documents() -> Iterator[str]:
    rows = (
        select(Submission, Application.reference)
        .join(Submission.application)
        .order_by(Submission.id)
        .execution_options(yield_per=AT_ONCE)
    )
    for submission, reference in db.session.execute(rows):
        yield from _of_document(submission, reference)


def _of_document(submission: Submission, reference: str | None) -> Iterator[str]:
    name = f"Submission {submission.id}"
    if digest_of(submission.document) != submission.sha256:
        yield f"{name}: the document is not the one that its SHA-256 stands for."
    try:
        document = read_document(submission.document)
    except UnreadableDocument as problem:
        yield f"{name}: {problem}"
        return
    said = (document.reference, document.number, document.submitted_at)
    if said != (reference, submission.number, written_moment(submission.submitted_at)):
        yield f"{name}: reference, number or moment differ between the row and the document."
    yield from (f"{name}: {fault}" for fault in _of_files(document))


def _of_files(document: SubmissionDocument) -> Iterator[str]:
    named = {item.id: item.sha256 for item in document.evidence if isinstance(item, FileFacts)}
    if not named:
        return
    rows = (
        select(Evidence.id, StoredFile.sha256)
        .join(StoredFile, StoredFile.id == Evidence.file_id)
        .where(Evidence.id.in_(named))
    )
    kept = {row.id: row.sha256 for row in db.session.execute(rows)}
    for number, sha256 in named.items():
        if kept.get(number) != sha256:
            yield f"the file of evidence {number} is not kept as it was submitted."


def _counted(rows: Any) -> dict[int, int]:
    return {row[0]: row[1] for row in db.session.execute(rows)}
