"""Venues with their rooms, trainers, programmes to start from, and series."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from charter_portal.accounts.models import User
from charter_portal.core.clock import now
from charter_portal.core.database import db
from charter_portal.training.enums import DayStatus
from charter_portal.training.models import (
    DayTrainer,
    ProgrammeTemplate,
    Room,
    Series,
    Trainer,
    TrainingDay,
    Venue,
)

COMING = (DayStatus.DRAFT, DayStatus.PUBLISHED)


def venues(*, with_closed: bool = False) -> list[Venue]:
    """Every venue with its rooms, by name; closed ones last."""
    rows = select(Venue).options(selectinload(Venue.rooms))
    if not with_closed:
        rows = rows.where(Venue.closed_at.is_(None))
    return list(db.session.scalars(rows.order_by(Venue.closed_at.is_not(None), Venue.name, Venue.id)))


def open_rooms() -> list[Room]:
    """The rooms that a new day may use, by venue and name."""
    rows = (
        select(Room)
        .join(Room.venue)
        .options(contains_eager(Room.venue))
        .where(Room.closed_at.is_(None), Venue.closed_at.is_(None))
    )
    return list(db.session.scalars(rows.order_by(Venue.name, Room.name, Room.id)))


def trainers(*, with_ended: bool = False) -> list[Trainer]:
    """The people who may be put in charge of days, by name; former ones last."""
    rows = select(Trainer).join(User, User.id == Trainer.user_id).options(joinedload(Trainer.user))
    if not with_ended:
        rows = rows.where(Trainer.ended_at.is_(None))
    return list(db.session.scalars(rows.order_by(Trainer.ended_at.is_not(None), User.name, Trainer.id)))


def coming_days_in_charge(user_id: int) -> int:
    """How many days, planned or published, this person trains from now on."""
    rows = (
        select(func.count())
        .select_from(DayTrainer)
        .join(TrainingDay, TrainingDay.id == DayTrainer.day_id)
        .where(DayTrainer.user_id == user_id, TrainingDay.status.in_(COMING), TrainingDay.ends_at > now())
    )
    return db.session.scalar(rows) or 0


def coming_days_in(*room_ids: int) -> int:
    """How many days, planned or published, use these rooms from now on."""
    rows = select(func.count()).select_from(TrainingDay)
    rows = rows.where(TrainingDay.room_id.in_(room_ids), TrainingDay.status.in_(COMING))
    return db.session.scalar(rows.where(TrainingDay.ends_at > now())) or 0


def programme_templates(*, with_closed: bool = False) -> list[ProgrammeTemplate]:
    """The programmes that a day can start from, with their items, by name; closed ones last."""
    rows = select(ProgrammeTemplate).options(selectinload(ProgrammeTemplate.items))
    if not with_closed:
        rows = rows.where(ProgrammeTemplate.closed_at.is_(None))
    order = (ProgrammeTemplate.closed_at.is_not(None), ProgrammeTemplate.name, ProgrammeTemplate.id)
    return list(db.session.scalars(rows.order_by(*order)))


def all_series() -> list[Series]:
    """Every series, the newest first."""
    return list(db.session.scalars(select(Series).order_by(Series.id.desc())))
