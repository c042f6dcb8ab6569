"""Training days of the seeded portal: one for every five applications, each with three people booked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from charter_portal.core.clock import now
from charter_portal.training.enums import Audience, DayStatus, DelegateRole, PlaceStatus, Way
from charter_portal.training.models import Booking, Place, Room, TrainingDay, Venue

PLACES_EACH = 3
DAYS_PER_APPLICATION = 5
MEASURED_DAY = 1
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


def _day(number: int, officer: int) -> dict[str, Any]:
    starts_at = now() + timedelta(days=30, hours=number)
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
        "capacity": ENDLESS if number == MEASURED_DAY else 20,
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
    place = (number - 1) * PLACES_EACH + turn
    address = f"delegate{place}@bench.example"
    return {
        "booking_id": number,
        "day_id": number,
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
