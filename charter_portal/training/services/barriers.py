"""Barriers that organisations talked about on a day, kept until their barrier log takes them over."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, record
from charter_portal.barriers.enums import Stage
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken
from charter_portal.organisations.models import Organisation
from charter_portal.training import permissions as can
from charter_portal.training.models import DayBarrierNote, TrainingDay
from charter_portal.training.queries.registers import organisations_on

declare("training.barrier_note.written", "training.barrier_note.removed", "training.barrier_note.moved")


def write_barrier_note(
    day: TrainingDay,
    *,
    organisation: Organisation,
    stage: Stage,
    barrier_code: str | None,
    title: str,
    words: str,
    by: User,
) -> DayBarrierNote:
    """Note one barrier that an organisation named. It has a code of the catalogue, or a title of its own.

    Raises NotAllowed for anybody but the day's trainers and staff, RuleBroken naming the field for an
    organisation that nobody came from, or without code and title.
    """
    _only_those_in_charge(day, by)
    if organisation.id not in {each.id for each in organisations_on(day)}:
        raise RuleBroken("Choose an organisation that was booked on this day.", "organisation_id")
    if not barrier_code and not title:
        raise RuleBroken("Give the barrier a short title.", "title")
    note = DayBarrierNote(
        day_id=day.id,
        organisation_id=organisation.id,
        stage=stage,
        barrier_code=barrier_code or None,
        title=title,
        words=words,
        written_by_id=by.id,
    )
    db.session.add(note)
    db.session.flush()
    record("training.barrier_note.written", about=note, by=by, after={"stage": stage, "title": title})
    return note


def remove_barrier_note(note: DayBarrierNote, *, by: User) -> None:
    """It was written by mistake. Raises NotAllowed, and RuleBroken once the barrier log has taken it over."""
    _only_those_in_charge(note.day, by)
    lock(note)
    if note.moved_at is not None:
        raise RuleBroken("This note is in the organisation's barrier log already. Change it there.")
    if note.removed_at is None:
        note.removed_at = now()
        record("training.barrier_note.removed", about=note, by=by, before={"title": note.title})


def mark_notes_moved(note_ids: Collection[int], *, by: User | None) -> list[DayBarrierNote]:
    """The barrier log has taken these over; returns those that were not moved before.

    Called by the slice that keeps the log, in the unit of work that writes it. Each note is held, so two
    hands at once move it once.
    """
    rows = select(DayBarrierNote).where(DayBarrierNote.id.in_(set(note_ids))).order_by(DayBarrierNote.id)
    moved = []
    for note in db.session.scalars(rows).all():
        lock(note)
        if note.moved_at is None and note.removed_at is None:
            note.moved_at, note.moved_by_id = now(), by.id if by else None
            record("training.barrier_note.moved", about=note, by=by)
            moved.append(note)
    return moved


def _only_those_in_charge(day: TrainingDay, by: User) -> None:
    if not can.trains(by, day):
        raise NotAllowed("Notes of a day are written by its trainers and by staff.")
