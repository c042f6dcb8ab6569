"""Builders of training days, bookings and places, put together as plainly as the services would."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import Any

from charter_portal.accounts.models import User
from charter_portal.core.clock import now
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.tokens import new_token
from charter_portal.cycles.models import Cycle
from charter_portal.organisations.models import Organisation
from charter_portal.training.enums import Audience, DayStatus, DelegateRole, Requirement, Way
from charter_portal.training.models import (
    Booking,
    CycleTraining,
    DayTrainer,
    Place,
    ProgrammeItem,
    Room,
    Trainer,
    TrainingDay,
    Venue,
)
from charter_portal.training.rules.places import Delegate
from charter_portal.training.services.booking import book, book_alone
from charter_portal.training.services.delegates import cancel_place
from charter_portal.training.workflow import place_workflow
from tests.factories.accounts import a_person, an_officer
from tests.factories.organisations import an_organisation, the_lead_of

_numbers = itertools.count(1)


def a_room(name: str = "", *, seats: int = 60, **venue: Any) -> Room:
    """A room of a venue of its own."""
    number = next(_numbers)
    with unit_of_work():
        place = Venue(
            name=venue.pop("venue", f"Friends House {number}"),
            address=venue.pop("address", "1 High Street, Leeds"),
            access_notes=venue.pop("access_notes", "Step-free from the street. A quiet room upstairs."),
            **venue,
        )
        db.session.add(place)
        db.session.flush()
        room = Room(venue_id=place.id, name=name or f"Room {number}", seats=seats)
        db.session.add(room)
    return room


def a_trainer(name: str = "", *, by: User | None = None) -> User:
    """A person who may be put in charge of days."""
    person = a_person(name)
    by = by or an_officer()
    with unit_of_work():
        db.session.add(Trainer(user_id=person.id, added_by_id=by.id, words="Trains with lived experience."))
    return person


def a_day(
    *,
    starts_at: datetime | None = None,
    hours: float = 6.5,
    capacity: int = 20,
    status: DayStatus = DayStatus.PUBLISHED,
    trainers: tuple[User, ...] = (),
    by: User | None = None,
    **fields: Any,
) -> TrainingDay:
    """A published in-person day for applicants in 25 days, before the factories' rounds close: two steps."""
    starts_at = starts_at or now().replace(minute=30, second=0, microsecond=0) + timedelta(days=25)
    by = by or an_officer()
    way = fields.pop("way", Way.IN_PERSON)
    room = fields.pop("room", None) or (None if way is Way.ONLINE else a_room())
    ends_at = starts_at + timedelta(hours=hours)
    with unit_of_work():
        day = TrainingDay(
            title=fields.pop("title", f"Charter training day {next(_numbers)}"),
            audience=fields.pop("audience", Audience.APPLICANTS),
            status=status,
            way=way,
            room_id=room.id if room else None,
            starts_at=starts_at,
            ends_at=ends_at,
            booking_closes_at=fields.pop("booking_closes_at", starts_at - timedelta(days=2)),
            capacity=capacity,
            per_organisation=fields.pop("per_organisation", None),
            joining_words=fields.pop("joining_words", "The link to join is meet.example.org/charter."),
            what_next=fields.pop("what_next", "After the day you can start your application."),
            published_at=fields.pop("published_at", None if status is DayStatus.DRAFT else now()),
            created_by_id=by.id,
            **fields,
        )
        db.session.add(day)
        db.session.flush()
        for trainer in trainers:
            db.session.add(DayTrainer(day_id=day.id, user_id=trainer.id))
        middle = starts_at + timedelta(minutes=30)
        for begin, end, title in (
            (starts_at, middle, "Welcome"),
            (middle, ends_at, "Values, themes and statements"),
        ):
            db.session.add(ProgrammeItem(day_id=day.id, starts_at=begin, ends_at=end, title=title))
    return day


def a_delegate(name: str = "", **fields: Any) -> Delegate:
    """One person to be booked, with an address of their own."""
    number = next(_numbers)
    return Delegate(
        name=name or f"Delegate {number}",
        email=fields.pop("email", f"delegate{number}@example.org"),
        role=fields.pop("role", DelegateRole.SERVICE_DELIVERY),
        joins=fields.pop("joins", Way.IN_PERSON),
        **fields,
    )


def a_booking(
    day: TrainingDay,
    organisation: Organisation | None = None,
    *,
    delegates: tuple[Delegate, ...] = (),
    count: int = 1,
    together: bool = False,
    by: User | None = None,
) -> Booking:
    """Places for people of an organisation, made as its lead would."""
    organisation = organisation or an_organisation()
    joins = Way.IN_PERSON if day.way is Way.HYBRID else day.way
    with unit_of_work():
        return book(
            day,
            delegates=delegates or tuple(a_delegate(joins=joins) for _ in range(count)),
            organisation=organisation,
            together=together,
            asked_key=new_token(),
            by=by or the_lead_of(organisation),
        )


def an_own_booking(day: TrainingDay, assessor: User) -> Booking:
    """An assessor's own place on a day for assessors."""
    joins = Way.IN_PERSON if day.way is Way.HYBRID else day.way
    with unit_of_work():
        return book_alone(day, joins=joins, asked_key=new_token(), by=assessor)


def a_place(day: TrainingDay | None = None, organisation: Organisation | None = None, **fields: Any) -> Place:
    """One delegate's place, booked or waiting as the day has it."""
    day = day or a_day()
    joins = Way.IN_PERSON if day.way is Way.HYBRID else day.way
    delegate = a_delegate(joins=joins, **fields)
    return a_booking(day, organisation, delegates=(delegate,)).places[0]


def a_full_day(**fields: Any) -> tuple[TrainingDay, Place]:
    """A day with one place, which is booked: the day and that place."""
    day = a_day(capacity=1, **fields)
    return day, a_place(day)


def cancelled(place: Place, *, by: User | None = None) -> Place:
    """The same place, cancelled by whoever booked it."""
    with unit_of_work():
        cancel_place(place, by=by or place.booking.booked_by)
    return place


def attended(
    organisation: Organisation | None = None, *, role: DelegateRole = DelegateRole.LEADERSHIP, **day: Any
) -> Place:
    """A place of somebody who came to a day that is over."""
    held = a_day(starts_at=day.pop("starts_at", now() + timedelta(days=25)), **day)
    place = a_place(held, organisation, role=role)
    with unit_of_work():
        place_workflow.take("attend", place, by=None)
        held.starts_at -= timedelta(days=60)
        held.ends_at -= timedelta(days=60)
        held.booking_closes_at -= timedelta(days=60)
        held.status = DayStatus.HELD
        held.held_at = held.ends_at
    return place


def the_round_asks(cycle: Cycle, requirement: Requirement, *roles: DelegateRole) -> CycleTraining:
    """A round that reminds of attendance, or needs it."""
    with unit_of_work():
        wanted = [role.value for role in roles]
        asked = CycleTraining(cycle_id=cycle.id, requirement=requirement, roles=wanted)
        db.session.add(asked)
    return asked
