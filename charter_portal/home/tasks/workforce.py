"""What the peer workforce asks of those who write it down: clocks that run out, and a second person."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from flask import url_for

from charter_portal.core.clock import from_london, today
from charter_portal.core.formats import plural
from charter_portal.home.rules import Task
from charter_portal.organisations.models import Organisation
from charter_portal.workforce.models import Erasure
from charter_portal.workforce.permissions import confirms_erasure, has_a_workforce
from charter_portal.workforce.queries.access import organisations_written_by
from charter_portal.workforce.queries.clock import Running, clocks_near
from charter_portal.workforce.queries.people import erasures_waiting


def workforce_tasks(person: Any) -> list[Task]:
    """Volunteering that ends soon or has ended, and requests that wait for a second person."""
    if not has_a_workforce(person):
        return []
    organisations = organisations_written_by(person)
    numbers = [organisation.id for organisation in organisations]
    if not numbers:
        return []
    near = clocks_near(numbers, today())
    return [
        *(_clock_task(each, near[each.id]) for each in organisations if each.id in near),
        *(_erasure_task(each) for each in erasures_waiting(numbers) if confirms_erasure(person, each)),
    ]


def _clock_task(organisation: Organisation, clocks: list[Running]) -> Task:
    """No code stands here: the page behind it shows whose time it is."""
    planned = sum(1 for each in clocks if each.person.exit_plan_on is not None)
    note = f"Exit plan agreed: {planned} of {len(clocks)}."
    return Task(
        f"Talk about what comes next: {plural(len(clocks), 'volunteer clock')} at {organisation.name}",
        url_for("workforce.overview", organisation_id=organisation.id),
        note,
        from_london(datetime.combine(clocks[0].clock.ends, time(12))),
    )


def _erasure_task(erasure: Erasure) -> Task:
    return Task(
        f"Be the second person for a request at {erasure.organisation.name}",
        url_for("workforce.erasure", organisation_id=erasure.organisation_id, erasure_id=erasure.id),
        "Nothing happens until you decide. You may also say no.",
    )
