"""States of the pages of barriers that the world of the permission tests has no need of."""

from __future__ import annotations

from typing import Any

from charter_portal.barriers.enums import ShareScope, SolutionStatus
from charter_portal.barriers.services import decline_solution, retire_kind
from charter_portal.core.database import unit_of_work
from charter_portal.organisations.models import Organisation
from charter_portal.workforce.services import share_entry
from tests.factories.accounts import an_officer
from tests.factories.barrier_log import a_solved_entry
from tests.factories.barriers import a_solution_in, the_kind
from tests.factories.organisations import an_organisation, the_lead_of

SCENES = (
    ("lead", "workforce.barrier", "barrier solved"),
    ("lead", "workforce.barrier", "share declined"),
    ("officer", "barriers.solution", "solution published"),
    ("officer", "barriers.edit_kind", "kind retired"),
    ("stranger", "barriers.kind", "kind retired"),
    ("commissioner", "barriers.solutions", ""),
    ("commissioner", "barriers.catalogue", ""),
    ("officer", "barriers.library", ""),
)
"""Role, page and scene, beside those that the policy gives."""

FILES = {"workforce.log_workbook", "workforce.log_table", "workforce.log_template"}
"""Addresses that answer with a file."""


def scenes_of_barriers(organisation: Organisation) -> dict[str, dict[str, Any]]:
    """Build every scene; returns the values of their addresses by name."""
    solved, declined = a_solved_entry(organisation), a_solved_entry(organisation)
    lead, officer = the_lead_of(organisation), an_officer("Reading officer")
    published = a_solution_in(SolutionStatus.PUBLISHED, organisation=an_organisation(), kind=the_kind("dbs"))
    retired = the_kind("travel")
    with unit_of_work():
        words = {"title": "At one prison", "text": "The head of the wing helps."}
        share = share_entry(declined, **words, agreed=ShareScope.PUBLIC, by=lead)
    with unit_of_work():
        decline_solution(share, reason="It names a place.\nCould you say it once more?", by=officer)
        retire_kind(retired, by=officer)
    return {
        "barrier solved": {"barrier_entry_id": solved.id},
        "share declined": {"barrier_entry_id": declined.id},
        "solution published": {"solution_id": published.id},
        "kind retired": {"barrier_kind_id": retired.id, "code": retired.code},
    }
