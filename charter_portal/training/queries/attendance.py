"""Who came to which day: for applications, and later for choosing assessors."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select

from charter_portal.accounts.models import User
from charter_portal.core.clock import now, to_london
from charter_portal.core.database import db
from charter_portal.cycles.models import Cycle
from charter_portal.training.enums import Audience, DayStatus, DelegateRole, PlaceStatus, Requirement
from charter_portal.training.models import Booking, CycleTraining, Place, TrainingDay
from charter_portal.training.queries.addresses import keys_of
from charter_portal.training.rules.requirement import Asked, Gap, counts_from, gap_in

SHOWN = (PlaceStatus.BOOKED, PlaceStatus.ATTENDED, PlaceStatus.ABSENT)
FOR_ORGANISATIONS = tuple(each for each in Audience if each.is_for_organisations)
FOR_ASSESSORS = tuple(each for each in Audience if not each.is_for_organisations)


@dataclass(frozen=True)
class Attendance:
    """One person at one day: booked for it, there, or not there."""

    name: str
    role: DelegateRole
    day_title: str
    on: date
    status: PlaceStatus
    organisation_id: int
    booking_id: int


def attendance_of(organisation_ids: Collection[int], *, cycle: Cycle | None = None) -> list[Attendance]:
    """Who of these organisations has a place on a day for organisations, the latest day first.

    With a cycle only days that count for it: begun by its last moment, and at most three years before it
    opens. Who is booked for a coming day is among them, as booked. One query, whatever their number.
    """
    rows = (
        select(Place.name, Place.role, TrainingDay.title, TrainingDay.starts_at, Place.status)
        .add_columns(Booking.organisation_id, Booking.id.label("booking_id"))
        .join(Booking, Booking.id == Place.booking_id)
        .join(TrainingDay, TrainingDay.id == Place.day_id)
        .where(Booking.organisation_id.in_(set(organisation_ids)), Place.status.in_(SHOWN))
        .where(TrainingDay.audience.in_(FOR_ORGANISATIONS), TrainingDay.status != DayStatus.CANCELLED)
        .where(or_(Place.status != PlaceStatus.BOOKED, TrainingDay.ends_at > now()))
    )
    if cycle is not None:
        first, last = counts_from(cycle.opens_at), cycle.accepts_until
        rows = rows.where(TrainingDay.starts_at >= first, TrainingDay.starts_at <= last)
    ordered = rows.order_by(TrainingDay.starts_at.desc(), Place.name, Place.id)
    return [
        Attendance(row.name, row.role, row.title, to_london(row.starts_at).date(), row.status, *row[-2:])
        for row in db.session.execute(ordered)
    ]


def requirement_for(cycle: Cycle) -> Asked:
    """What the round asks about attendance; nothing unless staff have said so."""
    kept = db.session.scalar(select(CycleTraining).where(CycleTraining.cycle_id == cycle.id))
    if kept is None:
        return Asked(Requirement.NONE)
    return Asked(kept.requirement, tuple(DelegateRole(value) for value in kept.roles))


def attendance_gap(cycle: Cycle, came: Callable[[], Sequence[Attendance]]) -> Gap | None:
    """What is missing of the attendance that a round asks for, or None.

    `came` tells who has a place on a day that counts; it is asked only where the round asks for something.
    """
    asked = requirement_for(cycle)
    if asked.requirement is Requirement.NONE:
        return None
    return gap_in(asked, {each.role for each in came() if each.status is PlaceStatus.ATTENDED})


def attended_assessor(person: User) -> date | None:
    """The London date on which this person last attended a day for assessors, or None."""
    own = Place.email_key.in_(keys_of(person))
    alone = (Booking.booked_by_id == person.id) & Booking.organisation_id.is_(None)
    rows = (
        select(func.max(TrainingDay.starts_at))
        .select_from(Place)
        .join(Booking, Booking.id == Place.booking_id)
        .join(TrainingDay, TrainingDay.id == Place.day_id)
        .where(own | alone, Place.status == PlaceStatus.ATTENDED, Place.walked_in.is_(False) | own)
        .where(TrainingDay.audience.in_(FOR_ASSESSORS))
    )
    last = db.session.scalar(rows)
    return to_london(last).date() if last is not None else None
