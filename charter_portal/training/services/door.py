"""The list for the door: on paper by the worker, or as rows for a workbook.

It holds no addresses, and needs only when somebody asks for them, which is noted. Printed lists are thrown
away after a day, so that none outlives the needs it may hold.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.errors import NotAllowed
from charter_portal.core.pdf import render_pdf
from charter_portal.files.models import StoredFile
from charter_portal.files.services import discard, store_bytes
from charter_portal.jobs.models import Job
from charter_portal.jobs.queries import jobs_about
from charter_portal.jobs.services import enqueue, every, finish
from charter_portal.training import permissions as can
from charter_portal.training.models import Place, TrainingDay
from charter_portal.training.queries.registers import register_of
from charter_portal.training.services.steps import facts_of

declare("training.day.door_list_taken")

DOOR_JOB = "training.door_list"
PDF = "application/pdf"
HEADER = ("Name", "Role", "Organisation", "Joins", "State")
LISTS_KEPT = timedelta(days=1)
NEEDS_HEADER = ("Access needs", "Dietary needs")


def request_door_list(day: TrainingDay, *, with_needs: bool, by: User) -> Job:
    """Have the worker print the list. Asking twice while it is being made gives one job.

    Raises NotAllowed for anybody but the day's trainers and staff.
    """
    note_taking(day, kind="pdf", with_needs=with_needs, by=by)
    return enqueue(DOOR_JOB, about=day, by=by, key=_key(day, by), needs=with_needs, person=by.id)


def door_job_of(day: TrainingDay, person: User) -> Job | None:
    """The newest list that this person asked for; nobody gets a list that a colleague asked for."""
    rows = jobs_about(day, DOOR_JOB).where(Job.requested_by_id == person.id)
    return db.session.scalar(rows.limit(1))


def make_door_list(job: Job) -> StoredFile | None:
    """Print the list as it stands now. Raises PdfNotMade."""
    day = db.session.get_one(TrainingDay, job.subject_id)
    person = db.session.get_one(User, job.payload["person"])
    if not can.trains(person, day):
        # Whoever asked may see the register no more, so nothing is printed for them.
        return None
    data = printed_door_list(day, with_needs=bool(job.payload.get("needs")))
    with unit_of_work():
        stored = store_bytes(f"list-{day.id}.pdf", data, PDF, by=person)
        finish(job, result=stored)
    return stored


def throw_away_lists() -> int:
    """Discard the lists that were printed longer than a day ago; returns how many."""
    with unit_of_work():
        rows = (
            select(StoredFile)
            .join(Job, Job.result_file_id == StoredFile.id)
            .where(Job.kind == DOOR_JOB, Job.finished_at < now() - LISTS_KEPT)
            .limit(100)
        )
        old = db.session.scalars(rows).unique().all()
        for stored in old:
            discard(stored)
    return len(old)


every(3600)(throw_away_lists)


def hand_over(job: Job) -> StoredFile | None:
    """The printed list of a finished job, or None while there is none."""
    return db.session.get(StoredFile, job.result_file_id) if job.result_file_id is not None else None


def printed_door_list(day: TrainingDay, *, with_needs: bool) -> bytes:
    """The list, PDF/UA-1, by name. Raises PdfNotMade."""
    return render_pdf(
        "training/pdf/door.html",
        title=f"Who comes: {day.title}",
        limit_seconds=60.0,
        day=facts_of(day),
        places=places_for(day),
        with_needs=with_needs,
        made_at=now(),
    )


def places_for(day: TrainingDay) -> list[Place]:
    """Everybody on the register, by name, with what a list shows."""
    return list(db.session.scalars(register_of(day)))


def door_rows(day: TrainingDay, *, with_needs: bool) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Header and rows of the workbook: no addresses, and needs only when asked for."""
    header = (*HEADER, *NEEDS_HEADER) if with_needs else HEADER
    return header, [_row(place, with_needs) for place in places_for(day)]


def note_taking(day: TrainingDay, *, kind: str, with_needs: bool, by: User) -> None:
    """Say in the trail that somebody takes the list away. Raises NotAllowed for others."""
    if not can.trains(by, day):
        raise NotAllowed("The list is for the trainers of the day and for staff.")
    record("training.day.door_list_taken", about=day, by=by, after={"kind": kind, "needs": with_needs})


def _row(place: Place, with_needs: bool) -> tuple[str, ...]:
    organisation = place.booking.organisation
    row = (
        place.name,
        place.role.label,
        organisation.name if organisation else "",
        place.joins.label,
        place.status.label,
    )
    needs = (place.needs.access, place.needs.dietary) if place.needs else ("", "")
    return (*row, *needs) if with_needs else row


def _key(day: TrainingDay, by: User) -> str:
    return f"{DOOR_JOB}:{day.id}:{by.id}"
