"""The days that everybody can read about, and what stands on their pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from charter_portal.accounts.models import User
from charter_portal.core.clock import now
from charter_portal.core.database import db
from charter_portal.organisations.enums import Region
from charter_portal.training.enums import Audience, DayStatus, Way
from charter_portal.training.models import DayTrainer, Room, Trainer, TrainingDay, Venue
from charter_portal.training.queries.sight import days_visible_to

CANCELLED_STAYS = timedelta(days=30)
MOST_IN_A_FEED = 500


def coming_days(
    *, audience: Audience | None = None, way: Way | None = None, region: Region | None = None
) -> Select[TrainingDay]:
    """Published days that are not over, the next first, narrowed by whatever is given.

    A day that people can join online and in person fits either way; an online day fits every region.
    """
    rows = select(TrainingDay).where(TrainingDay.status == DayStatus.PUBLISHED, TrainingDay.ends_at > now())
    if audience is not None:
        rows = rows.where(TrainingDay.audience == audience)
    if way is not None:
        rows = rows.where(TrainingDay.way.in_({way, Way.HYBRID}))
    if region is not None:
        there = select(Room.id).join(Venue, Venue.id == Room.venue_id).where(Venue.region == region)
        rows = rows.where(TrainingDay.room_id.in_(there) | (TrainingDay.way != Way.IN_PERSON))
    return rows.order_by(TrainingDay.starts_at, TrainingDay.id)


def days_for_calendars() -> Sequence[TrainingDay]:
    """What a subscribed calendar should know: coming days, and for a month those that were cancelled."""
    lately = now() - CANCELLED_STAYS
    rows = select(TrainingDay).where(
        TrainingDay.published_at.is_not(None),
        TrainingDay.ends_at > now(),
        (TrainingDay.status == DayStatus.PUBLISHED)
        | ((TrainingDay.status == DayStatus.CANCELLED) & (TrainingDay.cancelled_at > lately)),
    )
    rows = rows.order_by(TrainingDay.starts_at, TrainingDay.id).limit(MOST_IN_A_FEED)
    return db.session.scalars(with_venue(rows)).all()


def with_venue(rows: Select[Any]) -> Select[Any]:
    """The same days, each with its room and venue."""
    return rows.options(joinedload(TrainingDay.room).joinedload(Room.venue))


def day_for(person: Any, number: int) -> TrainingDay | None:
    """The day with this number, if it exists for this person."""
    rows = with_venue(days_visible_to(person).where(TrainingDay.id == number))
    return db.session.scalar(rows)


@dataclass(frozen=True)
class TrainerWords:
    """A trainer as delegates read about them."""

    name: str
    words: str


def trainers_of(day: TrainingDay) -> Sequence[TrainerWords]:
    """Who trains the day, in the order in which they were put on it."""
    rows = (
        select(User.name, Trainer.words)
        .join(DayTrainer, DayTrainer.user_id == User.id)
        .join(Trainer, (Trainer.user_id == User.id) & Trainer.ended_at.is_(None))
        .where(DayTrainer.day_id == day.id)
        .order_by(DayTrainer.id)
    )
    return [TrainerWords(row.name, row.words) for row in db.session.execute(rows)]
