"""Who has which place, and how many places are left."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import joinedload

from charter_portal.core.clock import now
from charter_portal.core.database import db
from charter_portal.core.tokens import token_hash
from charter_portal.organisations.enums import MemberRole
from charter_portal.organisations.models import Membership, Organisation
from charter_portal.training.enums import HELD, LIVE, PlaceStatus
from charter_portal.training.models import Booking, Place, TrainingDay
from charter_portal.training.rules.places import link_works
from charter_portal.training.rules.waiting import Waiting

WHO_BOOKS = (MemberRole.LEAD, MemberRole.CONTRIBUTOR)


def held_on(day: TrainingDay) -> int:
    """How many of the day's places are taken: booked, offered, attended, or of somebody who did not come."""
    held = select(func.count()).where(Place.day_id == day.id, Place.status.in_(HELD))
    return db.session.scalar(held) or 0


def queue_of(day: TrainingDay) -> list[Waiting]:
    """Who waits for a place on the day, in the order in which they asked, read afresh."""
    rows = (
        select(Booking.id, func.count(), Booking.together, Booking.turn_since)
        .select_from(Booking)
        .join(Place, Place.booking_id == Booking.id)
        .where(Place.day_id == day.id, Place.status == PlaceStatus.WAITING)
        .group_by(Booking.id, Booking.together, Booking.turn_since)
        .order_by(Booking.id)
    )
    return [Waiting(*row) for row in db.session.execute(rows)]


def places_of(booking_id: int, *status: PlaceStatus, count: int | None = None) -> list[Place]:
    """The places of a booking in one of these states, first typed first, read afresh."""
    rows = select(Place).where(Place.booking_id == booking_id, Place.status.in_(status))
    rows = rows.order_by(Place.id).limit(count).options(joinedload(Place.booking))
    return list(db.session.scalars(rows.execution_options(populate_existing=True)))


def places_left(days: Sequence[TrainingDay]) -> dict[int, int]:
    """How many places somebody who came now could have at once, by day: one query for all of them.

    What is free while others wait is theirs; only past groups that have had their turn it can be had. So
    where places are free and somebody waits, a second query asks who.
    """
    is_held = case((Place.status.in_(HELD), 1), else_=0)
    rows = select(Place.day_id, func.sum(is_held), func.count()).where(
        Place.day_id.in_([day.id for day in days]), Place.status.in_(LIVE)
    )
    counted = {row[0]: (row[1], row[2]) for row in db.session.execute(rows.group_by(Place.day_id))}
    left, asked = {}, []
    for day in days:
        held, live = counted.get(day.id, (0, 0))
        left[day.id] = max(0, day.capacity - held)
        if left[day.id] and live > held:
            asked.append(day)
    return left | dict.fromkeys(_with_a_queue(asked), 0)


def _with_a_queue(days: Sequence[TrainingDay]) -> set[int]:
    """The days on which somebody waits who is served before anybody who comes now."""
    if not days:
        return set()
    hold = {day.id: timedelta(hours=day.hold_hours) for day in days}
    rows = (
        select(Place.day_id, Place.booking_id, Booking.together, Booking.turn_since)
        .join(Booking, Booking.id == Place.booking_id)
        .where(Place.day_id.in_(hold), Place.status == PlaceStatus.WAITING)
        .distinct()
    )
    return {row.day_id for row in db.session.execute(rows) if not _waits_behind(row, hold[row.day_id])}


def _waits_behind(row: Any, hold: timedelta) -> bool:
    """True for a group that others are served past now."""
    waiting = Waiting(row.booking_id, 1, row.together, row.turn_since)
    return waiting.has_had_its_turn(now(), hold)


def live_addresses(day: TrainingDay, email_keys: Collection[str]) -> set[str]:
    """Those of these addresses that have a place on the day, or wait for one."""
    rows = select(Place.email_key).where(Place.day_id == day.id, Place.email_key.in_(email_keys))
    return set(db.session.scalars(rows.where(Place.status.in_(LIVE))))


def places_counted_for(day: TrainingDay, organisation: Organisation) -> int:
    """How many places count towards an organisation's limit on a day, those that wait among them.

    Organisations that share somebody who books for them count as one, from the day's publication on:
    a second organisation, made to get round the limit, gives no second share.
    """
    family = _family_of(organisation, day)
    rows = (
        select(func.count())
        .select_from(Place)
        .join(Booking, Booking.id == Place.booking_id)
        .where(Place.day_id == day.id, Place.status.in_(LIVE), Booking.organisation_id.in_(family))
    )
    return db.session.scalar(rows) or 0


def _family_of(organisation: Organisation, day: TrainingDay) -> Select[Any]:
    since = day.published_at or day.created_at
    live = or_(Membership.ended_at.is_(None), Membership.ended_at > since)
    booking = select(Membership.user_id).where(
        Membership.organisation_id == organisation.id, Membership.role.in_(WHO_BOOKS), live
    )
    return select(Membership.organisation_id).where(
        or_(
            Membership.organisation_id == organisation.id,
            Membership.user_id.in_(booking) & Membership.role.in_(WHO_BOOKS) & live,
        )
    )


def booking_asked_with(asked_key: str) -> Booking | None:
    """The booking that this form has made already, or None."""
    return db.session.scalar(select(Booking).where(Booking.asked_key == asked_key))


def place_behind(token: str) -> Place | None:
    """The place that a delegate's own link opens, while the link works."""
    rows = select(Place).where(Place.link_hash == token_hash(token))
    found = db.session.scalar(rows.options(joinedload(Place.day), joinedload(Place.booking)))
    return found if found is not None and link_works(now(), found.day.ends_at) else None


def places_on(day: TrainingDay, *status: PlaceStatus) -> Select[Place]:
    """The places of a day in these states, by name, with their bookings."""
    rows = select(Place).where(Place.day_id == day.id, Place.status.in_(status))
    return rows.order_by(Place.name, Place.id).options(
        joinedload(Place.booking).joinedload(Booking.organisation)
    )
