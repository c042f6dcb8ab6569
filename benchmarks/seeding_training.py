"""Training days of the seeded portal: one for every five applications, each with three people booked.

One of them is today, with a register of ten people in a small portal and of five hundred in a large one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from charter_portal.core.clock import now, today
from charter_portal.training.enums import Audience, DayStatus, DelegateRole, PlaceStatus, Way
from charter_portal.training.models import Booking, DelegateNeeds, Place, Room, TrainingDay, Venue

PLACES_EACH = 3
DAYS_PER_APPLICATION = 5
MEASURED_DAY, REGISTER_DAY = 1, 2
FEW_ON_A_REGISTER, MANY_ON_A_REGISTER = 10, 500
LARGE = 1_000
"""Applications from which on a seeded portal counts as large."""
NEEDS_EVERY = 5
"""One in so many delegates of the register has written what they need."""
ENDLESS = 1_000_000
"""The measured day never fills, so that each booking does the same work."""

Put = Callable[[Any, Iterator[dict[str, Any]]], None]


def fill(count: int, *, organisations: int, officer: int, put: Put) -> None:
    """Put venue, room, days, bookings and places into the open unit of work."""
    put(Venue, iter([{"id": 1, "name": "Sidings Hall", "address": "Canal Street"}]))
    put(Room, iter([{"id": 1, "venue_id": 1, "name": "Garden Room", "seats": 60}]))
    days = range(1, count // DAYS_PER_APPLICATION + 1)
    put(TrainingDay, (_day(number, officer) for number in days))
    put(Booking, (_booking(number, (number - 1) % organisations + 1, officer) for number in days))
    put(Place, (_place(number, turn) for number in days for turn in range(PLACES_EACH)))
    on_register = MANY_ON_A_REGISTER if count >= LARGE else FEW_ON_A_REGISTER
    first = len(days) * PLACES_EACH + 1
    more = range(first, first + on_register - PLACES_EACH)
    put(Place, (_place_numbered(number, REGISTER_DAY) for number in more))
    put(DelegateNeeds, (_needs(number) for number in more[::NEEDS_EVERY]))


def _day(number: int, officer: int) -> dict[str, Any]:
    starts_at = now() + (timedelta() if number == REGISTER_DAY else timedelta(days=30, hours=number))
    return {
        "id": number,
        "title": f"Charter training day {number}",
        "audience": Audience.APPLICANTS,
        "status": DayStatus.PUBLISHED,
        "way": Way.IN_PERSON,
        "room_id": 1,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=6),
        "booking_closes_at": starts_at - timedelta(days=2),
        "capacity": {MEASURED_DAY: ENDLESS, REGISTER_DAY: MANY_ON_A_REGISTER}.get(number, 20),
        "published_at": now(),
        "created_by_id": officer,
    }


def _booking(number: int, organisation: int, officer: int) -> dict[str, Any]:
    return {
        "id": number,
        "day_id": number,
        "organisation_id": organisation,
        "booked_by_id": officer,
        "reference": f"TD-{number:06}",
        "asked_key": f"seed-{number}",
    }


def _place(number: int, turn: int) -> dict[str, Any]:
    return _place_numbered((number - 1) * PLACES_EACH + turn + 1, number)


def _place_numbered(place: int, day: int) -> dict[str, Any]:
    address = f"delegate{place}@bench.example"
    return {
        "id": place,
        "booking_id": day,
        "day_id": day,
        "status": PlaceStatus.BOOKED,
        "name": f"Delegate {place}",
        "email": address,
        "email_key": address,
        "role": DelegateRole.SERVICE_DELIVERY,
        "joins": Way.IN_PERSON,
        "link_hash": f"{place:064}",
        "code": f"{place:010}",
        "booked_at": now(),
    }


def _needs(place: int) -> dict[str, Any]:
    return {
        "place_id": place,
        "access": "A seat near the door, and somebody who comes with them.",
        "dietary": "Vegan",
        "purge_on": today() + timedelta(days=30),
    }
