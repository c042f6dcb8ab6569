"""What delegates of a day are given to read, and when."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from charter_portal.core.clock import now
from charter_portal.core.database import db
from charter_portal.training.enums import DayStatus, MaterialFor, PlaceStatus
from charter_portal.training.models import DayMaterial, Place, TrainingDay

SEES_BEFORE = (PlaceStatus.BOOKED, PlaceStatus.ATTENDED)


def materials_of(day: TrainingDay) -> Sequence[DayMaterial]:
    """Everything given out on the day, in the order it was added."""
    return db.session.scalars(_live(day.id)).all()


def materials_for(place: Place) -> Sequence[DayMaterial]:
    """What this delegate may read now: while booked what comes before, once the day is over everything.

    Whoever waits, cancelled or did not come sees nothing; nor does anybody of a day that was cancelled.
    """
    day = place.day
    if place.status not in SEES_BEFORE or day.status not in {DayStatus.PUBLISHED, DayStatus.HELD}:
        return []
    rows = _live(day.id)
    if now() < day.ends_at:
        rows = rows.where(DayMaterial.shown == MaterialFor.BEFORE)
    return db.session.scalars(rows).all()


def _live(day_id: int) -> Select[DayMaterial]:
    return (
        select(DayMaterial)
        .where(DayMaterial.day_id == day_id, DayMaterial.removed_at.is_(None))
        .options(joinedload(DayMaterial.file))
        .order_by(DayMaterial.id)
    )
