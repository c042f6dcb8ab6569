"""The cross-table rules of days see what they are there for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from charter_portal.core.database import db, unit_of_work
from charter_portal.training.enums import DayStatus, PlaceStatus
from charter_portal.training.models import DayFeedback
from charter_portal.training.queries import invariant_problems
from charter_portal.training.services.feedback import give_feedback
from tests.factories.organisations import an_organisation
from tests.factories.training import a_day, a_room, a_trainer
from tests.factories.training_days import a_held_day, places_of, with_certificate

pytestmark = pytest.mark.usefixtures("session")


def test_all_is_well_with_days_beside_each_other():
    room, trainer = a_room(), a_trainer()
    first = a_day(room=room, trainers=(trainer,))
    a_day(room=room, trainers=(trainer,), starts_at=first.ends_at)
    a_day(room=room, trainers=(trainer,), starts_at=first.starts_at, status=DayStatus.CANCELLED)
    with_certificate(places_of(a_held_day(an_organisation()))[0])
    assert invariant_problems() == []


def test_a_room_and_a_trainer_with_two_days_at_once():
    room, trainer = a_room(), a_trainer()
    first = a_day(room=room, trainers=(trainer,))
    second = a_day(room=room, trainers=(trainer,), starts_at=first.starts_at + timedelta(hours=1))
    assert invariant_problems() == [
        f"Days {first.id} and {second.id} are in one room at once.",
        f"Person {trainer.id} trains days {first.id} and {second.id} at once.",
    ]


def test_a_certificate_without_attendance():
    place = with_certificate(places_of(a_held_day(an_organisation()))[0])
    with unit_of_work():
        place.status = PlaceStatus.ABSENT
    assert invariant_problems() == [f"Place {place.id} has a certificate without attendance."]


def test_feedback_that_strayed():
    place = places_of(a_held_day(an_organisation()))[0]
    with unit_of_work():
        give_feedback(place, ratings={"clear": "4"}, most_useful="", to_change="", anonymous=False)
    other = a_day()
    kept = db.session.scalars(select(DayFeedback)).one()
    with unit_of_work():
        kept.day_id = other.id
    assert invariant_problems() == [f"Feedback {kept.id} is on another day than its place."]
