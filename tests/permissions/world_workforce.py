"""What the world needs for the peer workforce: a post, a person as a code, and what is beside them."""

from __future__ import annotations

from typing import Any

from charter_portal.accounts.enums import Role
from charter_portal.core.clock import today
from charter_portal.core.database import unit_of_work
from charter_portal.organisations.models import Organisation
from charter_portal.workforce.rules.clock import add_months
from charter_portal.workforce.services import add_own_profile
from tests.factories.accounts import a_person
from tests.factories.organisations import the_lead_of
from tests.factories.workforce import (
    a_post,
    an_editor,
    an_erasure_asked_by,
    someone,
    someone_in,
    the_place_of,
    the_profile,
)

READER = "read.with.us@example.org"
"""Somebody of Career Matters whom a lead may invite."""


def workforce_of_the_world(organisation: Organisation, canary: str) -> dict[str, dict[str, Any]]:
    """The values of the addresses of the workforce. Words carry the canary; a code has no room for one."""
    service = organisation.services[0]
    volunteering = a_post(service, "volunteer", title=f"Volunteers {canary}", headcount=6)
    leaving, staying = someone(service), someone(service)
    empty = a_post(service, "volunteer", title=f"Vacant {canary}")
    person = someone_in(volunteering, add_months(today(), -14))
    editor = an_editor(organisation, f"Editor {canary}")
    scheme = the_profile()
    a_person("Inviting Officer", Role.OFFICER, email=READER)
    with unit_of_work():
        own = add_own_profile(
            organisation,
            name=f"Profile {canary}",
            maps_to=scheme,
            level_low=3,
            level_high=4,
            by=the_lead_of(organisation),
        )
    asked_by_editor = an_erasure_asked_by(editor, leaving)
    asked_by_lead = an_erasure_asked_by(the_lead_of(organisation), staying)
    return {
        "workforce": {
            "organisation_id": organisation.id,
            "service_id": service.id,
            "post_id": empty.id,
            "person_id": person.id,
            "milestone_id": person.milestones[0].id,
            "role_profile_id": own.id,
            "circle_member_id": the_place_of(organisation, editor).id,
            "table": "milestones",
            "erasure_id": asked_by_editor.id,
        },
        "workforce.take_back_erasure": {"erasure_id": asked_by_lead.id},
        "workforce.scheme_profile": {"role_profile_id": scheme.id},
    }
