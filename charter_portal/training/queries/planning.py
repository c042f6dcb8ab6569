"""The staff's list of days, and the days of one trainer. A page costs the same for few days and many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import joinedload, selectinload

from charter_portal.accounts.models import User
from charter_portal.core.clock import from_london, now, to_london
from charter_portal.core.database import db
from charter_portal.core.tables import Page, count_of, paginate
from charter_portal.cycles.models import Cycle
from charter_portal.training.enums import HELD, Audience, DayStatus, PlaceStatus
from charter_portal.training.models import CycleTraining, DayTrainer, Place, Room, TrainingDay
from charter_portal.training.queries.sight import days_trained_by


@dataclass(frozen=True)
class DayRow:
    """One line of the staff's list."""

    day: TrainingDay
    taken: int
    waiting: int


def planning_page(
    *,
    status: DayStatus | None = None,
    audience: Audience | None = None,
    month: date | None = None,
    trainer_id: int | None = None,
    number: int = 1,
) -> Page[DayRow]:
    """Days by date, those to come first and then the past, the latest first; narrowed by what is given."""
    rows = _narrowed(status, audience, month, trainer_id)
    is_past = TrainingDay.ends_at < now()
    ordered = rows.order_by(
        is_past,
        case((~is_past, TrainingDay.starts_at)),
        TrainingDay.starts_at.desc(),
        TrainingDay.id,
    )
    page = paginate(ordered, number=number, total=count_of(rows), widen=_with_what_is_shown)
    counts = _counts([day.id for day in page.items])
    items = [DayRow(day, *counts.get(day.id, (0, 0))) for day in page.items]
    return Page(items=items, number=page.number, size=page.size, total=page.total)


def months_with_days() -> list[date]:
    """The first of each month, in London, in which a day starts; the latest first."""
    starts = db.session.scalars(select(TrainingDay.starts_at))
    return sorted({_first_of_month(moment) for moment in starts}, reverse=True)


def people_in_charge() -> list[User]:
    """Everybody who trains or trained a day, by name, for a filter."""
    rows = select(User).where(User.id.in_(select(DayTrainer.user_id)))
    return list(db.session.scalars(rows.order_by(User.name, User.id)))


def days_to_train(person: Any) -> Sequence[TrainingDay]:
    """The days that this person is to train or whose register waits for them, the next first."""
    rows = (
        select(TrainingDay)
        .where(TrainingDay.id.in_(days_trained_by(person)))
        .where(TrainingDay.status.in_((DayStatus.DRAFT, DayStatus.PUBLISHED)))
        .where((TrainingDay.status == DayStatus.PUBLISHED) | (TrainingDay.ends_at > now()))
        .options(joinedload(TrainingDay.room).joinedload(Room.venue))
    )
    return db.session.scalars(rows.order_by(TrainingDay.starts_at, TrainingDay.id)).all()


def asked_by(cycle: Cycle) -> CycleTraining | None:
    """What a round asks for, or None while nobody has said anything."""
    return db.session.scalar(select(CycleTraining).where(CycleTraining.cycle_id == cycle.id))


def _narrowed(
    status: DayStatus | None, audience: Audience | None, month: date | None, trainer_id: int | None
) -> Select[TrainingDay]:
    rows = select(TrainingDay)
    if status is not None:
        rows = rows.where(TrainingDay.status == status)
    if audience is not None:
        rows = rows.where(TrainingDay.audience == audience)
    if month is not None:
        begins, ends = _begin(month), _begin(_next(month))
        rows = rows.where(TrainingDay.starts_at >= begins, TrainingDay.starts_at < ends)
    if trainer_id is not None:
        trained = select(DayTrainer.day_id).where(DayTrainer.user_id == trainer_id)
        rows = rows.where(TrainingDay.id.in_(trained))
    return rows


def _with_what_is_shown(rows: Select[Any]) -> Select[Any]:
    return rows.options(
        joinedload(TrainingDay.room).joinedload(Room.venue),
        selectinload(TrainingDay.trainers).joinedload(DayTrainer.user),
    )


def _counts(numbers: list[int]) -> dict[int, tuple[int, int]]:
    rows = (
        select(
            Place.day_id,
            func.count().filter(Place.status.in_(HELD)),
            func.count().filter(Place.status == PlaceStatus.WAITING),
        )
        .where(Place.day_id.in_(numbers))
        .group_by(Place.day_id)
    )
    return {row[0]: (row[1], row[2]) for row in db.session.execute(rows)}


def _first_of_month(moment: datetime) -> date:
    return to_london(moment).date().replace(day=1)


def _begin(month: date) -> datetime:
    return from_london(datetime.combine(month, time()))


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
