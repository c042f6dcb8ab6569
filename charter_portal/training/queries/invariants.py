"""What must hold between days, places, what delegates need, the trail and the outbox."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from charter_portal.audit_trail.models import Entry
from charter_portal.core.database import db
from charter_portal.notifications.models import Message
from charter_portal.training.enums import HELD, LIVE, PlaceStatus
from charter_portal.training.models import Booking, DelegateNeeds, Place, TrainingDay
from charter_portal.training.queries.held_invariants import problems_of_held_days

CONFIRMED = (PlaceStatus.BOOKED, PlaceStatus.ATTENDED, PlaceStatus.ABSENT)
GAVE_A_PLACE = ("training.place.book", "training.place.accept")


def invariant_problems() -> list[str]:
    """One sentence for each day or place that breaks a rule of the house.

    No day holds more places than it has; a delegate has one live place on a day, of a booking of that day;
    an offer has an end; whoever has a place has an entry in the trail and a mail; what was purged is empty.
    """
    return [*_of_days(), *_of_places(), *_of_records(), *_of_needs(), *problems_of_held_days()]


def _of_days() -> Iterator[str]:
    held = func.count(Place.id)
    rows = (
        select(TrainingDay.id, TrainingDay.capacity, held)
        .join(Place, Place.day_id == TrainingDay.id)
        .where(Place.status.in_(HELD))
        .group_by(TrainingDay.id, TrainingDay.capacity)
        .having(held > TrainingDay.capacity)
    )
    for number, capacity, count in db.session.execute(rows):
        yield f"Day {number} has {capacity} places, and {count} are taken."


def _of_places() -> Iterator[str]:
    live = select(Place.day_id, Place.email_key).where(Place.status.in_(LIVE))
    twice = live.group_by(Place.day_id, Place.email_key).having(func.count() > 1)
    for row in db.session.execute(twice):
        yield f"Somebody has two live places on day {row.day_id}."
    strays = select(Place.id).join(Booking, Booking.id == Place.booking_id)
    for number in db.session.scalars(strays.where(Booking.day_id != Place.day_id)):
        yield f"Place {number} is on another day than its booking."
    endless = select(Place.id).where(Place.status == PlaceStatus.OFFERED, Place.offered_until.is_(None))
    for number in db.session.scalars(endless):
        yield f"Place {number} is offered without an end."


def _of_records() -> Iterator[str]:
    """Walk-ins are at the door already: their line in the trail is of another kind, and they get no mail."""
    confirmed = select(Place.id).where(Place.status.in_(CONFIRMED), Place.walked_in.is_(False))
    for number in db.session.scalars(confirmed.where(Place.id.not_in(_about(Entry)))):
        yield f"Place {number} is booked, but the trail does not say how."
    for number in db.session.scalars(confirmed.where(Place.id.not_in(_about(Message)))):
        yield f"Place {number} is booked, but nobody was told."


def _about(kind: Any) -> Any:
    return select(kind.subject_id).where(
        kind.subject_type == Place.__tablename__,
        kind.event.in_(GAVE_A_PLACE),
        kind.subject_id.is_not(None),
    )


def _of_needs() -> Iterator[str]:
    rows = select(DelegateNeeds.place_id).where(
        DelegateNeeds.purged_at.is_not(None), (DelegateNeeds.access != "") | (DelegateNeeds.dietary != "")
    )
    for number in db.session.scalars(rows):
        yield f"What was purged of place {number} is still there."
