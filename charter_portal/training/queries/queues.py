"""What the clock asks of the waiting lists: offers that ended, turns that are over, lists that close."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import joinedload

from charter_portal.core.database import db
from charter_portal.training.enums import DayStatus, PlaceStatus
from charter_portal.training.models import Booking, Place, TrainingDay
from charter_portal.training.rules.waiting import LIST_ENDS_BEFORE


def days_with_work(moment: datetime) -> Select[Any]:
    """The numbers of days whose list may move at this moment: something waits, or an offer has ended."""
    ended = and_(Place.status == PlaceStatus.OFFERED, Place.offered_until < moment)
    closing = and_(
        Place.status == PlaceStatus.WAITING, TrainingDay.starts_at <= moment + LIST_ENDS_BEFORE
    )
    in_turn = and_(Place.status == PlaceStatus.WAITING, Booking.turn_since.is_not(None))
    return (
        select(Place.day_id)
        .join(TrainingDay, TrainingDay.id == Place.day_id)
        .join(Booking, Booking.id == Place.booking_id)
        .where(TrainingDay.status == DayStatus.PUBLISHED, or_(ended, closing, in_turn))
        .distinct()
        .order_by(Place.day_id)
    )


def ended_offers(day: TrainingDay, moment: datetime) -> list[Place]:
    """The offers of a day that nobody has accepted in time, oldest place first, read afresh."""
    return _fresh(day, Place.status == PlaceStatus.OFFERED, Place.offered_until < moment)


def still_waiting(day: TrainingDay) -> list[Place]:
    """Who waits for a place on a day, read afresh."""
    return _fresh(day, Place.status == PlaceStatus.WAITING)


def _fresh(day: TrainingDay, *which: Any) -> list[Place]:
    rows = select(Place).where(Place.day_id == day.id, *which).order_by(Place.booking_id, Place.id)
    rows = rows.options(joinedload(Place.booking)).execution_options(populate_existing=True)
    return list(db.session.scalars(rows))
