"""Saving what an application says to a statement, so that no save ever buries another."""

from __future__ import annotations

from typing import Any

from charter_portal.accounts.models import User
from charter_portal.applications.models import Response
from charter_portal.applications.services.gate import hold_open
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock
from charter_portal.core.errors import RuleBroken, StaleWrite
from charter_portal.framework.queries import charter_of


def save_response(
    response: Response, *, own_level: Any, narrative: str, lived_experience: str, version: int, by: User
) -> Response:
    """Keep a rating and both texts. Text over the word limit is kept too: it can be shortened later.

    `version` is the one the writer began from. The same words sent twice are one save.
    Raises StepNotOpen or TooLate as `hold_open` does, StaleWrite when somebody else saved other words
    since, RuleBroken for a level of another charter.
    """
    application = hold_open(response.application, statement_id=response.statement_id)
    lock(response)
    levels = charter_of(application.cycle.framework_version_id).level_by_id
    if own_level is not None and own_level.id not in levels:
        raise RuleBroken("Choose one of the ratings on this page.", field="own_level")
    wanted = (own_level.id if own_level is not None else None, narrative, lived_experience)
    if wanted == (response.own_level_id, response.narrative, response.lived_experience):
        return response
    if response.version != version:
        raise StaleWrite(response)
    response.own_level_id, response.narrative, response.lived_experience = wanted
    response.version += 1
    response.saved_at = now()
    response.saved_by_id = by.id
    db.session.flush()
    return response
