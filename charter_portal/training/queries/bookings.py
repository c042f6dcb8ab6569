"""The places of an organisation, and those that somebody booked for themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from charter_portal.core.clock import now
from charter_portal.core.database import db
from charter_portal.organisations.models import Organisation
from charter_portal.training.enums import LIVE, DayStatus, PlaceStatus
from charter_portal.training.models import Booking, Place, Room, TrainingDay
from charter_portal.training.queries.addresses import keys_of

WAS_THERE = (PlaceStatus.BOOKED, PlaceStatus.ATTENDED, PlaceStatus.ABSENT)


def coming_places_of(organisation: Organisation) -> list[Place]:
    """The organisation's live places on days that are not over, the next day first."""
    rows = _with_day().where(Booking.organisation_id == organisation.id, *_coming())
    return list(db.session.scalars(rows.order_by(TrainingDay.starts_at, TrainingDay.id, Place.id)))


def past_places_of(organisation: Organisation) -> Select[Place]:
    """Who had a place on days that are over, the latest day first."""
    rows = _with_day().where(
        Booking.organisation_id == organisation.id,
        TrainingDay.ends_at <= now(),
        TrainingDay.status != DayStatus.CANCELLED,
        Place.status.in_(WAS_THERE),
    )
    return rows.order_by(TrainingDay.starts_at.desc(), TrainingDay.id, Place.name, Place.id)


def bookings_between(organisation_id: int, first: datetime, last: datetime) -> Select[Booking]:
    """The organisation's bookings with live places on days that begin in this time, the latest day first."""
    rows = (
        select(Booking)
        .join(Booking.day)
        .where(Booking.organisation_id == organisation_id, TrainingDay.status != DayStatus.CANCELLED)
        .where(TrainingDay.starts_at >= first, TrainingDay.starts_at <= last)
        .where(exists().where(Place.booking_id == Booking.id, Place.status.in_(LIVE)))
        .options(contains_eager(Booking.day), selectinload(Booking.places))
    )
    return rows.order_by(TrainingDay.starts_at.desc(), Booking.id.desc())


def own_places(person: Any) -> list[Place]:
    """The places that this person booked for themselves, the next day first, then those that are over."""
    rows = _with_day().where(
        Booking.booked_by_id == person.id, Booking.organisation_id.is_(None), Place.status.in_(LIVE)
    )
    rows = rows.where(Place.email_key.in_(keys_of(person)))
    found = db.session.scalars(rows.order_by(TrainingDay.starts_at, Place.id)).all()
    return sorted(found, key=lambda place: place.day.ends_at <= now())


def own_places_on(day: TrainingDay, person: Any) -> list[Place]:
    """The live place that this person booked for themselves on a day."""
    return [place for place in own_places(person) if place.day_id == day.id]


def by_day(places: Sequence[Place]) -> list[tuple[TrainingDay, list[Place]]]:
    """The same places, each day with its own; they must be in the order of days."""
    return [(day, list(group)) for day, group in groupby(places, key=lambda place: place.day)]


def offers_for(organisation_ids: Sequence[int], person: Any) -> list[Place]:
    """The places held now for people of these organisations, or for this person, soonest to end first."""
    mine = (Booking.organisation_id.is_(None)) & (Booking.booked_by_id == person.id)
    rows = _with_day().where(
        Place.status == PlaceStatus.OFFERED,
        Place.offered_until >= now(),
        Booking.organisation_id.in_(organisation_ids) | mine,
    )
    return list(db.session.scalars(rows.order_by(Place.offered_until, Place.id)))


def _coming() -> tuple[Any, ...]:
    published = TrainingDay.status == DayStatus.PUBLISHED
    return published, TrainingDay.ends_at > now(), Place.status.in_(LIVE)


def _with_day() -> Select[Place]:
    return (
        select(Place)
        .join(Place.booking)
        .join(TrainingDay, TrainingDay.id == Place.day_id)
        .options(
            contains_eager(Place.booking),
            joinedload(Place.needs),
            contains_eager(Place.day).joinedload(TrainingDay.room).joinedload(Room.venue),
        )
    )
