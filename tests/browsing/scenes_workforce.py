"""States of the pages of the peer workforce that the world of the permission tests has no need of."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from charter_portal.core.clock import today
from charter_portal.core.database import unit_of_work
from charter_portal.organisations.models import Organisation
from charter_portal.workforce.enums import LeavingReason, PostStatus
from charter_portal.workforce.enums import MilestoneKind as M
from charter_portal.workforce.rules.clock import add_months
from charter_portal.workforce.services import confirm_erasure, plan_exit
from tests.factories.organisations import the_lead_of
from tests.factories.workforce import (
    a_crowd,
    a_post,
    a_way_in,
    an_editor,
    an_erasure_asked_by,
    happened,
    someone,
    someone_in,
)

SCENES = (
    ("lead", "workforce.service", "workforce grown"),
    ("lead", "workforce.people", "workforce grown"),
    ("lead", "workforce.figures", "workforce grown"),
    ("lead", "workforce.person", "way told"),
    ("lead", "workforce.service", "workforce begun"),
    ("lead", "workforce.posts", "workforce begun"),
    ("lead", "workforce.erasure", "erasure of mine"),
    ("lead", "workforce.erasure", "erased"),
)
"""Role, page and scene, beside those that the policy gives."""

FILES = {"workforce.export", "workforce.template"}
"""Addresses that answer with a file."""


def scenes_of_the_workforce(organisation: Organisation) -> dict[str, dict[str, Any]]:
    """Build every scene; returns the values of their addresses by name."""
    grown, begun = organisation.services[1], organisation.services[2]
    here = {"organisation_id": organisation.id, "service_id": grown.id}
    volunteering = a_post(grown, "volunteer", headcount=30, wte=5)
    paid = a_post(grown, headcount=12, wte=10, funded_until=today() + timedelta(days=60))
    a_post(grown, "practitioner", level=5, status=PostStatus.VACANT)
    a_crowd(
        grown,
        9,
        (M.APPLIED, add_months(today(), -15), {}),
        (M.STARTED, add_months(today(), -13), {"post": volunteering}),
        (M.PROMOTION, add_months(today(), -2), {"post": paid}),
    )
    ending = someone_in(volunteering, add_months(today(), -17))
    told = a_way_in(grown, volunteering, today() - timedelta(days=200))
    happened(told, M.LEFT, today() - timedelta(days=3), leaving_reason=LeavingReason.OWN_REASONS)
    with unit_of_work():
        plan_exit(ending, on=today(), by=the_lead_of(organisation))
    lead, editor = the_lead_of(organisation), an_editor(organisation, "Second Person")
    mine, gone = an_erasure_asked_by(lead, someone(grown)), an_erasure_asked_by(lead, someone(grown))
    with unit_of_work():
        confirm_erasure(gone, by=editor)
    return {
        "workforce grown": here,
        "way told": {"organisation_id": organisation.id, "person_id": told.id},
        "erasure of mine": {"organisation_id": organisation.id, "erasure_id": mine.id},
        "erased": {"organisation_id": organisation.id, "erasure_id": gone.id},
        "workforce begun": {"organisation_id": organisation.id, "service_id": begun.id},
    }
