"""Places in more states: held for an answer, waiting together, after the day; a day that is full."""

from __future__ import annotations

from typing import Any

from charter_portal.applications.services.training import name_booking
from charter_portal.core.database import unit_of_work
from charter_portal.files.services import store_bytes
from charter_portal.organisations.models import Organisation
from charter_portal.training.enums import Audience, DelegateRole, Requirement
from charter_portal.training.models import Place
from charter_portal.training.notices.links import token_for
from tests.factories.cycles import a_cycle
from tests.factories.organisations import the_lead_of
from tests.factories.submissions import a_begun_application
from tests.factories.training import (
    a_booking,
    a_day,
    a_full_day,
    a_trainer,
    an_own_booking,
    attended,
    cancelled,
    the_round_asks,
)

Values = dict[str, Any]


def booking_scenes(organisation: Organisation, assessor: Any) -> dict[str, Values]:
    """The scenes of booking, by name."""
    offered, waiting = _offered(organisation), _waiting(organisation)
    an_own_booking(a_day(audience=Audience.STANDARDISATION, title="Standardisation"), assessor)
    return {
        "held for an answer": _of(offered) | {"day_id": offered.day_id},
        "waiting together": _of(waiting) | {"day_id": waiting.day_id},
        "after the day": _of(_came(organisation)),
        "given up": _of(cancelled(a_booking(a_day(), organisation).places[0])),
        "training needed": {"application_id": _asked(organisation)},
    }


def _of(place: Place) -> Values:
    return {"place_id": place.id, "token": token_for(place.code)}


def _offered(organisation: Organisation) -> Place:
    """Two places are held for two people of one booking."""
    day = a_day(capacity=2, trainers=(a_trainer("Esther Quaye"),), per_organisation=4, price_pence=4500)
    first = a_booking(day, count=2)
    group = a_booking(day, organisation, count=2, together=True)
    for place in first.places:
        cancelled(place)
    return group.places[0]


def _waiting(organisation: Organisation) -> Place:
    day, _ = a_full_day()
    return a_booking(day, organisation, count=1, together=True).places[0]


def _came(organisation: Organisation) -> Place:
    place = attended(organisation)
    with unit_of_work():
        stored = store_bytes("attendance.pdf", b"%PDF-", "application/pdf", by=None)
        place.certificate_file_id = stored.id
    return place


def _asked(organisation: Organisation) -> int:
    """A draft in a round that needs more people than have come."""
    cycle = a_cycle("Round that needs training")
    the_round_asks(cycle, Requirement.BLOCK, DelegateRole.HUMAN_RESOURCES, DelegateRole.LIVED_EXPERIENCE)
    application = a_begun_application(organisation, cycle, title="Not everybody came yet")
    booking, lead = attended(organisation).booking, the_lead_of(organisation)
    with unit_of_work():
        name_booking(application, booking, by=lead)
    return application.id
