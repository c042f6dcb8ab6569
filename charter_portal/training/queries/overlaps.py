"""Who and what is taken already at a given time. Days that were cancelled hold nothing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, select

from charter_portal.core.database import db
from charter_portal.training.enums import DayStatus
from charter_portal.training.models import DayTrainer, TrainingDay

HOLDS = (DayStatus.DRAFT, DayStatus.PUBLISHED, DayStatus.HELD)
"""A plan holds its room and trainers too: what is promised to one day is not promised to another."""


def day_in_room(
    room_id: int, starts_at: datetime, ends_at: datetime, *, besides: int | None = None
) -> TrainingDay | None:
    """A day that uses this room at some moment of that time, other than the one numbered `besides`."""
    rows = _at_that_time(starts_at, ends_at, besides).where(TrainingDay.room_id == room_id)
    return db.session.scalar(rows.limit(1))


def days_of_trainers(
    user_ids: Collection[int], starts_at: datetime, ends_at: datetime, *, besides: int | None = None
) -> dict[int, TrainingDay]:
    """For each of these people who trains another day at that time: that day."""
    if not user_ids:
        return {}
    rows = (
        _at_that_time(starts_at, ends_at, besides)
        .join(DayTrainer, DayTrainer.day_id == TrainingDay.id)
        .where(DayTrainer.user_id.in_(set(user_ids)))
        .add_columns(DayTrainer.user_id)
    )
    return {user_id: day for day, user_id in db.session.execute(rows)}


def _at_that_time(starts_at: datetime, ends_at: datetime, besides: int | None) -> Select[TrainingDay]:
    """One day may begin when another ends."""
    rows = select(TrainingDay).where(
        TrainingDay.status.in_(HOLDS), TrainingDay.starts_at < ends_at, TrainingDay.ends_at > starts_at
    )
    return rows if besides is None else rows.where(TrainingDay.id != besides)
