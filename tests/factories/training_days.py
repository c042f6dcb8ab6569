"""Builders of days that have begun, and of what is kept about them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from charter_portal.accounts.models import User
from charter_portal.barriers.enums import Stage
from charter_portal.core.clock import now
from charter_portal.core.database import db, unit_of_work
from charter_portal.files.services import store_bytes
from charter_portal.organisations.models import Organisation
from charter_portal.training.enums import (
    Audience,
    MaterialFor,
    PlaceStatus,
    RegisterDeed,
    Way,
)
from charter_portal.training.models import (
    DayBarrierNote,
    DayMaterial,
    Place,
    ProgrammeTemplate,
    Series,
    TrainingDay,
)
from charter_portal.training.services import registers
from charter_portal.training.services.barriers import write_barrier_note
from charter_portal.training.services.materials import add_material
from charter_portal.training.services.plans import DayPlan
from charter_portal.training.services.templates import add_template
from tests.factories.accounts import an_officer
from tests.factories.training import a_booking, a_day, a_room

_numbers = itertools.count(1)
TWO_STEPS = "30 Welcome\n60 Values | All six"


def a_plan(**changes: Any) -> DayPlan:
    """A plan for an in-person day in 25 days, in a room of its own, unless told otherwise."""
    starts_at = changes.pop("starts_at", None) or _half_past_nine(25)
    way = changes.pop("way", Way.IN_PERSON)
    given: dict[str, Any] = {
        "title": "Charter training day",
        "audience": Audience.APPLICANTS,
        "ends_at": starts_at + timedelta(hours=6.5),
        "booking_closes_at": starts_at - timedelta(days=2),
        "trainers": (),
        "capacity": 20,
        "per_organisation": None,
        "hold_hours": 48,
        "price_pence": 0,
        "summary": "",
        "access_notes": "",
        "joining_words": "",
        "what_next": "",
    }
    if "room_id" not in changes:
        given["room_id"] = None if way is Way.ONLINE else a_room().id
    return DayPlan(starts_at=starts_at, way=way, **given | changes)


def moved_to(day: TrainingDay, starts_at: datetime) -> TrainingDay:
    """The same day as if it had been planned for another time; nobody is told."""
    by = starts_at - day.starts_at
    with unit_of_work():
        day.ends_at += by
        day.booking_closes_at += by
        day.starts_at = starts_at
        for item in day.programme:
            item.starts_at += by
            item.ends_at += by
    return day


def a_begun_day(*organisations: Organisation, each: int = 1, **fields: Any) -> TrainingDay:
    """A published day that began an hour ago, with so many booked for each organisation."""
    day = a_day(**fields)
    for organisation in organisations:
        a_booking(day, organisation, count=each)
    return moved_to(day, now() - timedelta(hours=1))


def places_of(day: TrainingDay) -> list[Place]:
    """Everybody on the day, first booked first."""
    return db.session.query(Place).where(Place.day_id == day.id).order_by(Place.id).all()


def marked(place: Place, deed: RegisterDeed = RegisterDeed.CHECK_IN, *, by: User | None = None) -> Place:
    """The same place after one press on the register."""
    by = by or an_officer()
    with unit_of_work():
        registers.mark(place, deed, by=by)
    return place


def a_held_day(
    *organisations: Organisation, came: int | None = None, by: User | None = None, **fields: Any
) -> TrainingDay:
    """A day whose register is closed; the first so many came, or everybody."""
    day = a_begun_day(*organisations, **fields)
    for place in places_of(day)[:came]:
        if place.status is PlaceStatus.BOOKED:
            marked(place, by=by)
    by = by or an_officer()
    with unit_of_work():
        registers.close_register(day, by=by)
    return day


def with_certificate(place: Place, data: bytes = b"%PDF-1.4 certificate") -> Place:
    """The same place with a certificate that was printed."""
    with unit_of_work():
        place.certificate_file = store_bytes("attendance.pdf", data, "application/pdf", by=None)
    return place


def a_material(day: TrainingDay, title: str = "Slides", *, data: bytes | None = None) -> DayMaterial:
    """A link for the delegates of a day, or a file when there are bytes."""
    by = an_officer()
    with unit_of_work():
        if data is None:
            return add_material(
                day,
                title=title,
                shown=MaterialFor.BEFORE,
                upload=None,
                url="https://example.org/slides",
                by=by,
            )
        material = DayMaterial(day_id=day.id, title=title, shown=MaterialFor.AFTER)
        material.file = store_bytes("slides.pdf", data, "application/pdf", by=by)
        db.session.add(material)
    return material


def a_note(day: TrainingDay, organisation: Organisation, **fields: Any) -> DayBarrierNote:
    """A barrier that an organisation named on a day."""
    by = fields.pop("by", None) or an_officer()
    with unit_of_work():
        return write_barrier_note(
            day,
            organisation=organisation,
            stage=fields.pop("stage", Stage.CHECK),
            barrier_code=fields.pop("barrier_code", None),
            title=fields.pop("title", "Vetting takes months"),
            words=fields.pop("words", "Start earlier, and use the time in the community team."),
            by=by,
        )


def a_template(name: str = "", programme: str = TWO_STEPS, **fields: Any) -> ProgrammeTemplate:
    """A programme to start days from."""
    by = an_officer()
    with unit_of_work():
        return add_template(
            name=name or f"Programme {next(_numbers)}",
            audience=fields.pop("audience", Audience.APPLICANTS),
            summary="A day on the charter.",
            what_next="Start your application.",
            programme=programme,
            by=by,
        )


def a_year_of_days(count: int, *, name: str = "Charter days") -> Sequence[TrainingDay]:
    """So many online days of one series, a week apart."""
    with unit_of_work():
        series = Series(name=name)
        db.session.add(series)
    return [
        a_day(starts_at=_half_past_nine(25 + 7 * week), way=Way.ONLINE, series_id=series.id)
        for week in range(count)
    ]


def _half_past_nine(days_ahead: int) -> datetime:
    return now().replace(hour=9, minute=30, second=0, microsecond=0) + timedelta(days=days_ahead)
