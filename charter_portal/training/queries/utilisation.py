"""How full the days of a year are: places offered, booked and attended, by month and by audience."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import func, select

from charter_portal.core.clock import from_london, to_london
from charter_portal.core.database import db
from charter_portal.training.enums import Audience, DayStatus, PlaceStatus
from charter_portal.training.models import Place, TrainingDay

COUNTED = (DayStatus.PUBLISHED, DayStatus.HELD)
BOOKED = (PlaceStatus.BOOKED, PlaceStatus.ATTENDED, PlaceStatus.ABSENT)


@dataclass(frozen=True)
class Use:
    """What became of the places of some days."""

    days: int = 0
    offered: int = 0
    booked: int = 0
    attended: int = 0

    def __add__(self, other: Use) -> Use:
        return Use(
            self.days + other.days,
            self.offered + other.offered,
            self.booked + other.booked,
            self.attended + other.attended,
        )


@dataclass(frozen=True)
class YearOfUse:
    """A year of days: twelve months, every audience, and all of it."""

    year: int
    months: list[tuple[date, Use]]
    audiences: list[tuple[Audience, Use]]
    total: Use


def use_in(year: int, audience: Audience | None = None) -> YearOfUse:
    """Published and held days of a year, with two queries. A draft offers nothing; nor does a cancelled day.

    `audience` narrows the months; the audiences are always all of them.
    """
    uses = _uses(year)
    shown = [each for each in uses if audience is None or each[1] is audience]
    months = [
        (date(year, number, 1), _sum(use for on, _, use in shown if on.month == number))
        for number in range(1, 13)
    ]
    audiences = [(each, _sum(use for _, whom, use in uses if whom is each)) for each in Audience]
    return YearOfUse(year, months, audiences, _sum(use for _, _, use in shown))


def years_with_days() -> list[int]:
    """The years in which a published day starts, the latest first."""
    rows = select(func.min(TrainingDay.starts_at), func.max(TrainingDay.starts_at))
    found: Any = db.session.execute(rows.where(TrainingDay.status.in_(COUNTED))).one()
    first, last = found
    if first is None or last is None:
        return []
    return list(range(to_london(last).year, to_london(first).year - 1, -1))


def _uses(year: int) -> list[tuple[date, Audience, Use]]:
    begins, ends = (from_london(datetime.combine(date(each, 1, 1), time())) for each in (year, year + 1))
    days = db.session.execute(
        select(TrainingDay.id, TrainingDay.starts_at, TrainingDay.audience, TrainingDay.capacity)
        .where(TrainingDay.status.in_(COUNTED))
        .where(TrainingDay.starts_at >= begins, TrainingDay.starts_at < ends)
    ).all()
    places = db.session.execute(
        select(
            Place.day_id,
            func.count().filter(Place.status.in_(BOOKED)),
            func.count().filter(Place.status == PlaceStatus.ATTENDED),
        )
        .join(TrainingDay, TrainingDay.id == Place.day_id)
        .where(TrainingDay.starts_at >= begins, TrainingDay.starts_at < ends)
        .group_by(Place.day_id)
    )
    counts = {row[0]: (row[1], row[2]) for row in places}
    return [
        (to_london(day.starts_at).date(), day.audience, Use(1, day.capacity, *counts.get(day.id, (0, 0))))
        for day in days
    ]


def _sum(uses: Iterable[Use]) -> Use:
    total = Use()
    for use in uses:
        total = total + use
    return total
