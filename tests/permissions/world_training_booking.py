"""Places of the world: booked, offered and attended, each with the link of its delegate."""

from __future__ import annotations

from charter_portal.core.database import db, unit_of_work
from charter_portal.files.services import store_bytes
from charter_portal.organisations.models import Organisation
from charter_portal.training.enums import Audience, MaterialFor
from charter_portal.training.models import DayMaterial, Place
from charter_portal.training.notices.links import token_for
from tests.factories.training import a_booking, a_day, a_delegate, attended, cancelled


def places_of_the_world(organisation: Organisation, canary: str) -> dict[str, dict[str, object]]:
    """The values of the addresses of booking, for members, assessors and delegates."""
    day = a_day(title=f"Open day {canary}")
    needs = {"access": f"Access {canary}"}
    booked = a_booking(day, organisation, delegates=(a_delegate(f"Delegate {canary}", **needs),)).places[0]
    offered, came = _offered(organisation, canary), _came(organisation, canary)
    of_place: dict[str, object] = {"place_id": booked.id, "token": token_for(booked.code)}
    values: dict[str, dict[str, object]] = {
        f"training.{name}": of_place
        for name in ("place", "cancel", "change", "needs", "cancel_by_link", "needs_by_link")
    }
    values |= {f"training.{name}": {"day_id": day.id} for name in ("show", "book", "day_calendar")}
    offer = {"place_id": offered.id, "token": token_for(offered.code), "booking_id": offered.booking_id}
    values |= {f"training.{name}": offer for name in ("accept", "accept_by_link", "accept_offers")}
    material = _material(day.id, canary)
    return values | {
        "applications.name_booking": {"booking_id": came.booking_id},
        "training.calendar_by_link": of_place,
        "training.material_by_link": of_place | {"material_id": material.id},
        "training.certificate_by_link": {"token": token_for(came.code)},
        "training.book_alone": {"training_day_id": a_day(audience=Audience.STANDARDISATION).id},
    }


def _offered(organisation: Organisation, canary: str) -> Place:
    """One of two places that are held for a group."""
    day = a_day(title=f"Full day {canary}", capacity=2)
    first = a_booking(day, count=2)
    group = (a_delegate(f"Waiting {canary}"), a_delegate(f"Also waiting {canary}"))
    waiting = a_booking(day, organisation, delegates=group, together=True)
    for place in first.places:
        cancelled(place)
    return waiting.places[0]


def _came(organisation: Organisation, canary: str) -> Place:
    place = attended(organisation)
    with unit_of_work():
        stored = store_bytes("attendance.pdf", canary.encode(), "application/pdf", by=None)
        place.certificate_file_id = stored.id
    return place


def _material(day_id: int, canary: str) -> DayMaterial:
    with unit_of_work():
        stored = store_bytes("reading.pdf", canary.encode(), "application/pdf", by=None)
        material = DayMaterial(day_id=day_id, title="Reading", shown=MaterialFor.BEFORE, file_id=stored.id)
        db.session.add(material)
    return material
