"""Builders of barriers and of what has helped."""

from __future__ import annotations

import itertools
from typing import Any

from charter_portal.accounts.models import User
from charter_portal.barriers.enums import ShareScope, SolutionStatus, Stage
from charter_portal.barriers.models import BarrierKind, Solution
from charter_portal.barriers.queries import kind_by_code
from charter_portal.barriers.services import (
    SAMPLE_LIBRARY,
    add_kind,
    decline_solution,
    load_library,
    offer_solution,
    publish_solution,
    withdraw_solution,
)
from charter_portal.core.database import unit_of_work
from charter_portal.organisations.models import Organisation
from tests.factories.accounts import an_officer
from tests.factories.organisations import an_organisation, the_lead_of

_numbers = itertools.count(1)


def the_library() -> None:
    """The sample library, as every portal begins with it."""
    with unit_of_work():
        load_library(SAMPLE_LIBRARY.read_text("utf-8"), SAMPLE_LIBRARY.name)


def the_kind(code: str = "prison_vetting") -> BarrierKind:
    """The barrier of the sample library with this code; loads the library when it is not there yet."""
    if kind_by_code(code) is None:
        the_library()
    found = kind_by_code(code)
    assert found is not None
    return found


def a_kind(title: str = "", **fields: Any) -> BarrierKind:
    """A barrier that no library file knows."""
    number = next(_numbers)
    with unit_of_work():
        return add_kind(
            code=fields.pop("code", f"made_up_{number}"),
            title=title or f"Barrier {number}",
            description=fields.pop("description", "Something is in the way."),
            stages=fields.pop("stages", [Stage.CHECK]),
            by=None,
        )


def an_offer(
    kind: BarrierKind | None = None,
    *,
    organisation: Organisation | None = None,
    by: User | None = None,
    **fields: Any,
) -> Solution:
    """Something that a service shared, which staff have not read yet."""
    organisation = organisation or an_organisation()
    service = fields.pop("service", organisation.services[0])
    kind, by = kind or a_kind(), by or the_lead_of(organisation)
    with unit_of_work():
        return offer_solution(
            kind,
            title=fields.pop("title", f"What helped {next(_numbers)}"),
            text=fields.pop("text", "We began the forms together."),
            service=service,
            agreed=fields.pop("agreed", ShareScope.PUBLIC),
            entry_id=fields.pop("entry_id", None),
            by=by,
        )


def a_shared_solution(kind: BarrierKind | None = None, **fields: Any) -> Solution:
    """Something that a service shared and staff took into the library."""
    solution, officer = an_offer(kind, **fields), an_officer()
    with unit_of_work():
        publish_solution(solution, version=solution.version, by=officer)
    return solution


def a_solution_in(status: SolutionStatus, **fields: Any) -> Solution:
    """A shared solution in this state."""
    if status is SolutionStatus.PUBLISHED:
        return a_shared_solution(**fields)
    solution = a_shared_solution(**fields) if status is SolutionStatus.WITHDRAWN else an_offer(**fields)
    officer = an_officer()
    with unit_of_work():
        if status is SolutionStatus.DECLINED:
            decline_solution(solution, reason="It names a place.", by=officer)
        elif status is SolutionStatus.WITHDRAWN:
            withdraw_solution(solution, reason="The law has changed.", by=officer)
    return solution
