"""Builders of applications, in each state that a test needs."""

from __future__ import annotations

import itertools
from typing import Any

from charter_portal.accounts.models import User
from charter_portal.applications import services
from charter_portal.applications.models import Application, Response
from charter_portal.applications.queries import response_to
from charter_portal.core.database import unit_of_work
from charter_portal.cycles.models import Cycle
from charter_portal.framework.queries import charter_of
from charter_portal.organisations.models import Organisation
from tests.factories.cycles import a_cycle
from tests.factories.organisations import an_organisation, the_lead_of

_numbers = itertools.count(1)


def an_application(
    organisation: Organisation | None = None,
    *,
    cycle: Cycle | None = None,
    by: User | None = None,
    title: str = "",
    **scope: Any,
) -> Application:
    """A draft of an organisation (made when none is given) for all of its services."""
    organisation = organisation or an_organisation()
    cycle = cycle or a_cycle()
    by = by or the_lead_of(organisation)
    given = {"services": list(organisation.services), "partners": []}
    with unit_of_work():
        return services.start_application(
            organisation, cycle=cycle, title=title or f"Application {next(_numbers)}", by=by, **given | scope
        )


def the_response(application: Application, code: str = "1.1") -> Response:
    """What an application says to the statement with this code."""
    statement = charter_of(application.cycle.framework_version_id).statement_by_code(code)
    assert statement is not None
    found = response_to(application, statement.id)
    assert found is not None
    return found


def write(
    application: Application,
    code: str = "1.1",
    *,
    narrative: str = "We do this every week.",
    lived_experience: str = "",
    level: str | None = "bronze",
    by: User | None = None,
) -> Response:
    """Save words to one statement, from the version that is there."""
    response = the_response(application, code)
    charter = charter_of(application.cycle.framework_version_id)
    with unit_of_work():
        return services.save_response(
            response,
            own_level=charter.level_by_key[level] if level else None,
            narrative=narrative,
            lived_experience=lived_experience,
            version=response.version,
            by=by or the_lead_of(application.organisation),
        )


def write_all(application: Application, *, level: str = "not_yet", by: User | None = None) -> None:
    """Save words to every statement; rated below every tier, so that none of them needs evidence."""
    by = by or the_lead_of(application.organisation)
    for statement in charter_of(application.cycle.framework_version_id).statements:
        write(application, statement.code, level=level, by=by)
