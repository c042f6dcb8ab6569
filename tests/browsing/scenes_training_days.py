"""Days in more states: a draft with its mails, one that is off, one that was held and talked about."""

from __future__ import annotations

from typing import Any

from charter_portal.core.database import unit_of_work
from charter_portal.organisations.models import Organisation
from charter_portal.training.enums import Audience, DayStatus, Way
from charter_portal.training.services import steps
from charter_portal.training.services.feedback import give_feedback
from tests.factories.accounts import an_officer
from tests.factories.training import a_booking, a_day, a_delegate, a_trainer
from tests.factories.training_days import a_held_day, a_material, a_note, places_of

Values = dict[str, Any]


def day_scenes(organisation: Organisation) -> dict[str, Values]:
    """The scenes of days, by name."""
    return {
        "not published yet": {"training_day_id": _draft()},
        "called off": {"training_day_id": _called_off(organisation)},
        "talked about": {"training_day_id": _talked_about(organisation)},
    }


def _draft() -> int:
    return a_day(
        title="Standardisation to come",
        status=DayStatus.DRAFT,
        audience=Audience.STANDARDISATION,
        way=Way.ONLINE,
        trainers=(a_trainer("Tess Trainer"),),
    ).id


def _called_off(organisation: Organisation) -> int:
    day, by = a_day(title="Day that is off"), an_officer()
    a_booking(day, organisation, delegates=(a_delegate("Off Delegate"),))
    with unit_of_work():
        steps.cancel_day(day, reason="The venue is flooded.\nWe are sorry.", by=by)
    return day.id


def _talked_about(organisation: Organisation) -> int:
    day = a_held_day(organisation, title="Day that was held", each=9, capacity=9)
    for number, place in enumerate(places_of(day)):
        with unit_of_work():
            give_feedback(
                place,
                ratings={"clear": "4", "heard": "3"},
                most_useful="The examples." if number else "",
                to_change="A longer break." if number > 6 else "",
                anonymous=bool(number % 2),
            )
    a_note(day, organisation)
    a_material(day)
    return day.id
