"""`charter-portal check` finds what is wrong with places, and nothing in a sound house."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from charter_portal.core.clock import now
from charter_portal.core.database import db, unit_of_work
from charter_portal.notifications.models import Message
from charter_portal.training.enums import PlaceStatus as S
from charter_portal.training.models import Booking, DelegateNeeds, Place
from charter_portal.training.queries import invariant_problems
from tests.factories.training import a_booking, a_day, a_full_day, a_place, attended, cancelled

pytestmark = pytest.mark.usefixtures("session")


@pytest.mark.both_engines
def test_a_sound_house_has_no_problems():
    day = a_day(capacity=2)
    taken = a_booking(day, count=2).places
    a_place(day, access="A lift")
    a_booking(day, count=2, together=True)
    cancelled(taken[0])
    attended()
    assert invariant_problems() == []


def test_a_day_that_holds_too_many():
    day = a_day(capacity=2)
    a_booking(day, count=2)
    with unit_of_work():
        day.capacity = 1
    assert invariant_problems() == [f"Day {day.id} has 1 places, and 2 are taken."]


def test_a_person_with_two_places():
    day = a_day()
    first, second = a_booking(day, count=2).places
    with unit_of_work():
        db.session.execute(text("DROP INDEX uq_training_place_live"))
        second.email_key = first.email_key
    assert invariant_problems() == [f"Somebody has two live places on day {day.id}."]


def test_a_place_on_another_day_than_its_booking():
    place, other = a_place(), a_day()
    with unit_of_work():
        place.day_id = other.id
    assert f"Place {place.id} is on another day than its booking." in invariant_problems()


def test_a_place_that_nobody_gave():
    day, _ = a_full_day()
    waiting = a_place(day)
    with unit_of_work():
        day.capacity = 2
        waiting.status = S.BOOKED
    assert invariant_problems() == [
        f"Place {waiting.id} is booked, but the trail does not say how.",
        f"Place {waiting.id} is booked, but nobody was told.",
    ]


def test_a_place_of_which_nobody_was_told():
    place = a_place()
    with unit_of_work():
        for message in db.session.scalars(select(Message).where(Message.subject_type == "training_place")):
            db.session.delete(message)
    assert invariant_problems() == [f"Place {place.id} is booked, but nobody was told."]


def test_needs_that_were_not_emptied():
    place = a_place(access="A lift")
    needs = db.session.scalars(select(DelegateNeeds)).one()
    with unit_of_work():
        db.session.execute(text("PRAGMA ignore_check_constraints = ON"))
        needs.purged_at = now() - timedelta(days=1)
    assert invariant_problems() == [f"What was purged of place {place.id} is still there."]


def test_an_offer_without_an_end():
    day, taken = a_full_day()
    waiting = a_place(day)
    cancelled(taken)
    with unit_of_work():
        db.session.execute(text("PRAGMA ignore_check_constraints = ON"))
        waiting.offered_until = None
    assert invariant_problems() == [f"Place {waiting.id} is offered without an end."]
    assert db.session.get_one(Booking, waiting.booking_id).places == [db.session.get_one(Place, waiting.id)]
