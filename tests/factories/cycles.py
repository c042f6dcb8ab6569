"""Builders of cycles."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from charter_portal.accounts.models import User
from charter_portal.core.clock import now, to_london
from charter_portal.core.database import db, unit_of_work
from charter_portal.cycles.models import Cycle
from charter_portal.framework.queries import current_version
from tests.factories.accounts import an_officer

_numbers = itertools.count(1)


def a_cycle(name: str = "", *, by: User | None = None, closes_in_days: float = 30, **fields: Any) -> Cycle:
    """A cycle on the current version, open since ten days, unless told otherwise."""
    deadline = fields.pop("deadline_at", now() + timedelta(days=closes_in_days))
    last_day = to_london(deadline).date()
    given = {
        "opens_at": deadline - timedelta(days=40),
        "grace_minutes": 0,
        "assessment_from": last_day + timedelta(days=1),
        "assessment_until": last_day + timedelta(days=30),
        "panel_on": last_day + timedelta(days=40),
        "release_on": last_day + timedelta(days=50),
        "published": True,
    }
    version = current_version()
    assert version is not None
    planner = by or an_officer()
    with unit_of_work():
        cycle = Cycle(
            name=name or f"Round {next(_numbers)}",
            framework_version_id=fields.pop("framework_version_id", version.id),
            deadline_at=deadline,
            created_by_id=planner.id,
            **given | fields,
        )
        db.session.add(cycle)
    return cycle
