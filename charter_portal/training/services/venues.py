"""Venues and their rooms: added, changed, closed, opened again. Never deleted: past days point at them."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, diff, record
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken
from charter_portal.organisations.enums import Region
from charter_portal.training import permissions as can
from charter_portal.training.models import Room, Venue
from charter_portal.training.queries.venues import coming_days_in

declare(
    "training.venue.added",
    "training.venue.changed",
    "training.venue.closed",
    "training.venue.reopened",
    "training.room.added",
    "training.room.changed",
    "training.room.closed",
    "training.room.reopened",
)

VENUE_WORDS = ("name", "address", "access_notes", "travel_notes")
VENUE_FACTS = ("region", *VENUE_WORDS)
ROOM_TAKEN = "This venue has a room of that name already. Choose another name."


def add_venue(
    *,
    name: str,
    address: str,
    access_notes: str,
    travel_notes: str,
    by: User,
    region: Region | None = None,
) -> Venue:
    """A new place for days. Raises NotAllowed for anybody but staff."""
    _only_staff(by)
    venue = Venue(
        name=name, region=region, address=address, access_notes=access_notes, travel_notes=travel_notes
    )
    db.session.add(venue)
    db.session.flush()
    record("training.venue.added", about=venue, by=by, after={"name": name})
    return venue


def change_venue(
    venue: Venue,
    *,
    name: str,
    address: str,
    access_notes: str,
    travel_notes: str,
    by: User,
    region: Region | None = None,
) -> None:
    """Change what people read about a place. Raises NotAllowed for anybody but staff."""
    _only_staff(by)
    lock(venue)
    given = dict(zip(VENUE_FACTS, (region, name, address, access_notes, travel_notes), strict=True))
    before, after = diff({word: getattr(venue, word) for word in VENUE_FACTS}, given)
    for word, value in after.items():
        setattr(venue, word, value)
    if after:
        record("training.venue.changed", about=venue, by=by, before=before, after=after)


def close_venue(venue: Venue, *, by: User) -> None:
    """No further day is planned there. Raises RuleBroken while a coming day uses one of its rooms."""
    _only_staff(by)
    lock(venue)
    for room in venue.rooms:
        lock(room)
    if venue.rooms and coming_days_in(*(room.id for room in venue.rooms)):
        raise RuleBroken("A coming day uses this venue. Move that day first.")
    venue.closed_at = venue.closed_at or now()
    record("training.venue.closed", about=venue, by=by)


def reopen_venue(venue: Venue, *, by: User) -> None:
    """Days may be planned there again. Raises NotAllowed for anybody but staff."""
    _only_staff(by)
    lock(venue)
    venue.closed_at = None
    record("training.venue.reopened", about=venue, by=by)


def add_room(venue: Venue, *, name: str, seats: int, by: User) -> Room:
    """A room of a venue. Raises RuleBroken, at the name, when the venue has one of that name."""
    _only_staff(by)
    lock(venue)
    room = Room(venue_id=venue.id, name=name, seats=seats)
    try:
        with db.session.begin_nested():
            db.session.add(room)
    except IntegrityError:
        raise RuleBroken(ROOM_TAKEN, field="name") from None
    record("training.room.added", about=room, by=by, after={"name": name, "seats": seats})
    return room


def change_room(room: Room, *, name: str, seats: int, by: User) -> None:
    """Change a room's name or seats. Raises RuleBroken, at the name, for one that is taken."""
    _only_staff(by)
    lock(room)
    before, after = diff({"name": room.name, "seats": room.seats}, {"name": name, "seats": seats})
    try:
        with db.session.begin_nested():
            room.name, room.seats = name, seats
    except IntegrityError:
        raise RuleBroken(ROOM_TAKEN, field="name") from None
    if after:
        record("training.room.changed", about=room, by=by, before=before, after=after)


def close_room(room: Room, *, by: User) -> None:
    """No further day is planned in it. Raises RuleBroken while a coming day uses it."""
    _only_staff(by)
    lock(room)
    if coming_days_in(room.id):
        raise RuleBroken("A coming day uses this room. Move that day first.")
    room.closed_at = room.closed_at or now()
    record("training.room.closed", about=room, by=by)


def reopen_room(room: Room, *, by: User) -> None:
    """Days may be planned in it again. Raises NotAllowed for anybody but staff."""
    _only_staff(by)
    lock(room)
    room.closed_at = None
    record("training.room.reopened", about=room, by=by)


def _only_staff(by: User) -> None:
    if not can.runs_training(by):
        raise NotAllowed("Venues are looked after by Career Matters staff.")
