"""Who may do what with training days and places.

A delegate needs no account: the secret link in their mails makes them a `LinkHolder` of one place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from charter_portal.accounts.permissions import is_assessor, is_staff, reads_everything
from charter_portal.core.permissions import permission
from charter_portal.core.tables import exists_in
from charter_portal.organisations.models import Organisation
from charter_portal.organisations.permissions import contributes
from charter_portal.organisations.permissions import view as sees_organisation
from charter_portal.training.models import (
    Booking,
    DayBarrierNote,
    DayMaterial,
    DayTrainer,
    Place,
    TrainingDay,
)
from charter_portal.training.queries import days_trained_by, days_visible_to, is_trainer_now


@dataclass(frozen=True)
class LinkHolder:
    """Whoever came by a delegate's own link: they may act for that place, and for nothing else."""

    place_id: int
    id: ClassVar[None] = None
    is_authenticated: ClassVar[bool] = False
    roles: ClassVar[frozenset[Any]] = frozenset()


runs_training = is_staff
reads_training = reads_everything


@permission
def is_trainer(person: Any) -> bool:
    """May be put in charge of days, and so sees the list of their own."""
    return is_trainer_now(person)


@permission
def view_day(person: Any, day: TrainingDay) -> bool:
    """The day exists for this person: the same question as every list asks."""
    return exists_in(days_visible_to(person).where(TrainingDay.id == day.id))


@permission
def is_trainer_of(person: Any, day: TrainingDay) -> bool:
    """Is one of the trainers of this day, and still a trainer."""
    return exists_in(days_trained_by(person).where(DayTrainer.day_id == day.id))


trains = runs_training | is_trainer_of
"""Sees the register of a day, with what its delegates need, and takes it."""


@permission
def books_for(person: Any, organisation: Organisation) -> bool:
    """Books places for the organisation: its leads and contributors."""
    return contributes(person, organisation)


@permission
def books_alone(person: Any, day: TrainingDay) -> bool:
    """An assessor books their own place on a day for assessors."""
    return is_assessor(person) and not day.audience.is_for_organisations


@permission
def holds(person: Any, place: Place) -> bool:
    """Came by the delegate's own link to this very place."""
    return isinstance(person, LinkHolder) and person.place_id == place.id


@permission
def looks_after(person: Any, booking: Booking) -> bool:
    """Books for the organisation of this booking, or booked a place for themselves."""
    if booking.organisation is None:
        return bool(getattr(person, "id", None) == booking.booked_by_id)
    return books_for(person, booking.organisation)


@permission
def view_booking(person: Any, booking: Booking) -> bool:
    """The booking exists for this person: its organisation's people, who booked it, and staff."""
    if booking.organisation is not None and sees_organisation(person, booking.organisation):
        return True
    return looks_after(person, booking) or reads_training(person)


@permission
def booked_or_may_book(person: Any, place: Place) -> bool:
    """Looks after the booking that this place belongs to."""
    return looks_after(person, place.booking)


@permission
def runs_day_of(person: Any, place: Place) -> bool:
    """Career Matters staff, who help where nobody else can."""
    return runs_training(person)


@permission
def trains_day_of(person: Any, place: Place) -> bool:
    """Takes the register on which this place stands."""
    return trains(person, place.day)


@permission
def view_place(person: Any, place: Place) -> bool:
    """The place exists for this person: its organisation's people, who booked it, its trainers and staff."""
    return view_booking(person, place.booking) or trains(person, place.day)


@permission
def typed_needs(person: Any, place: Place) -> bool:
    """Booked the place, and so wrote down what the delegate needs."""
    return bool(getattr(person, "id", None) == place.booking.booked_by_id)


answers_for = holds | booked_or_may_book | runs_day_of
"""Accepts an offer, cancels the place, or gives it to a colleague."""

sees_needs = trains_day_of
"""Reads what a delegate needs: the trainers of that day, and staff. Nobody else, not even who typed it."""

writes_needs = holds | (typed_needs & booked_or_may_book) | trains_day_of
"""Writes down what a delegate needs: the delegate, whoever booked for them, and who takes care of the day."""

view_plan = reads_training | is_trainer_of
"""Sees how a day is planned, also before it is published."""


@permission
def view_material(person: Any, material: DayMaterial) -> bool:
    """Takes care of the day that the material belongs to, or reads everything."""
    return view_plan(person, material.day)


@permission
def keeps_material(person: Any, material: DayMaterial) -> bool:
    """Is in charge of the day that the material belongs to."""
    return trains(person, material.day)


@permission
def keeps_note(person: Any, note: DayBarrierNote) -> bool:
    """Is in charge of the day on which the note was written."""
    return trains(person, note.day)


reads_barrier_notes = contributes | is_staff
"""Reads what an organisation said of its barriers: those who write for it, and staff."""
