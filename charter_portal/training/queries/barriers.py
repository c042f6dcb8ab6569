"""Barriers that organisations talked about on training days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from charter_portal.barriers.enums import Stage
from charter_portal.core.clock import to_london
from charter_portal.core.database import db
from charter_portal.organisations.models import Organisation
from charter_portal.training.models import DayBarrierNote, TrainingDay


@dataclass(frozen=True)
class BarrierNote:
    """One note as the slice above takes it over. Without a code it has a title."""

    id: int
    day_title: str
    day_date: date
    stage: Stage
    barrier_code: str | None
    title: str
    words: str


def barrier_notes_of(organisation: Organisation) -> list[BarrierNote]:
    """What this organisation named on its days and no barrier log has taken over yet, the oldest first."""
    rows = (
        select(DayBarrierNote)
        .where(DayBarrierNote.organisation_id == organisation.id)
        .where(DayBarrierNote.moved_at.is_(None), DayBarrierNote.removed_at.is_(None))
        .options(joinedload(DayBarrierNote.day))
        .order_by(DayBarrierNote.id)
    )
    return [
        BarrierNote(
            id=note.id,
            day_title=note.day.title,
            day_date=to_london(note.day.starts_at).date(),
            stage=note.stage,
            barrier_code=note.barrier_code,
            title=note.title,
            words=note.words,
        )
        for note in db.session.scalars(rows)
    ]


def notes_on(day: TrainingDay) -> Sequence[DayBarrierNote]:
    """Every note of a day, by organisation, also those that a log has taken over."""
    rows = (
        select(DayBarrierNote)
        .join(DayBarrierNote.organisation)
        .where(DayBarrierNote.day_id == day.id, DayBarrierNote.removed_at.is_(None))
        .options(joinedload(DayBarrierNote.organisation), joinedload(DayBarrierNote.written_by))
    )
    return db.session.scalars(rows.order_by(Organisation.name, DayBarrierNote.id)).all()


def notes_for(organisation: Organisation) -> Sequence[DayBarrierNote]:
    """Every note about an organisation, the newest day first."""
    rows = (
        select(DayBarrierNote)
        .join(DayBarrierNote.day)
        .where(DayBarrierNote.organisation_id == organisation.id, DayBarrierNote.removed_at.is_(None))
        .options(joinedload(DayBarrierNote.day))
    )
    return db.session.scalars(rows.order_by(TrainingDay.starts_at.desc(), DayBarrierNote.id)).all()
