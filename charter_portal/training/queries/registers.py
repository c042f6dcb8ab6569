"""Who is on a day: for its register, its letters and the list at the door."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from charter_portal.core.clock import now
from charter_portal.core.database import db
from charter_portal.organisations.models import Organisation
from charter_portal.training.enums import DayStatus, PlaceStatus
from charter_portal.training.models import Booking, Place, TrainingDay

ON_THE_REGISTER = (PlaceStatus.BOOKED, PlaceStatus.ATTENDED, PlaceStatus.ABSENT)
COMING = (PlaceStatus.BOOKED, PlaceStatus.OFFERED, PlaceStatus.WAITING)


def live_places(day: TrainingDay) -> Sequence[Place]:
    """Everybody who has a place, is offered one or waits, with who booked it; the first to book first."""
    rows = (
        select(Place)
        .where(Place.day_id == day.id, Place.status.in_({*COMING, *ON_THE_REGISTER}))
        .options(joinedload(Place.booking).joinedload(Booking.booked_by))
        .options(joinedload(Place.booking).joinedload(Booking.organisation))
        .order_by(Place.id)
    )
    return db.session.scalars(rows).unique().all()


def register_of(
    day: TrainingDay, *, search: str = "", status: PlaceStatus | None = None
) -> Select[Place]:
    """The lines of a register by name, with organisation and needs: one query for all of them."""
    rows = (
        select(Place)
        .join(Place.booking)
        .outerjoin(Booking.organisation)
        .outerjoin(Place.needs)
        .where(Place.day_id == day.id)
        .options(
            contains_eager(Place.booking).contains_eager(Booking.organisation),
            contains_eager(Place.needs),
        )
    )
    rows = rows.where(Place.status == status) if status else rows.where(Place.status.in_(ON_THE_REGISTER))
    if search:
        wanted = (column.icontains(search, autoescape=True) for column in (Place.name, Organisation.name))
        first, second = wanted
        rows = rows.where(first | second)
    return rows.order_by(func.lower(Place.name), Place.id)


def counts_of(day: TrainingDay) -> dict[PlaceStatus, int]:
    """How many places of the day stand where."""
    rows = select(Place.status, func.count()).where(Place.day_id == day.id).group_by(Place.status)
    found: dict[PlaceStatus, int] = {row[0]: row[1] for row in db.session.execute(rows)}
    return {status: found.get(status, 0) for status in PlaceStatus}


def place_of_code(code: str) -> Place | None:
    """The place whose delegate shows this code at the door; capitals and spaces do not matter."""
    plain = "".join(code.split()).replace("-", "").upper()
    if not plain.isascii() or not plain.isalnum() or len(plain) > 20:
        return None
    return db.session.scalar(select(Place).where(Place.code == plain))


def registers_to_close() -> Select[TrainingDay]:
    """The published days that are over, the longest ago first."""
    rows = select(TrainingDay).where(
        TrainingDay.status == DayStatus.PUBLISHED, TrainingDay.ends_at < now()
    )
    return rows.order_by(TrainingDay.starts_at, TrainingDay.id)


def organisations_on(day: TrainingDay) -> list[Organisation]:
    """The organisations that have somebody on the day's register, by name."""
    rows = (
        select(Organisation)
        .join(Booking, Booking.organisation_id == Organisation.id)
        .join(Place, Place.booking_id == Booking.id)
        .where(Place.day_id == day.id, Place.status.in_(ON_THE_REGISTER))
        .distinct()
    )
    return list(db.session.scalars(rows.order_by(Organisation.name, Organisation.id)))
