"""What waits for people of organisations."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import Any

from flask import url_for

from charter_portal.applications.enums import ApplicationStatus
from charter_portal.applications.models import Application
from charter_portal.applications.queries import Progress, applications_of, progress_of_each
from charter_portal.core.clock import now
from charter_portal.core.formats import deadline, plural
from charter_portal.cycles.queries import open_cycles
from charter_portal.home.rules import Task
from charter_portal.organisations.enums import MemberRole
from charter_portal.organisations.queries import roles_of
from charter_portal.training.models import Place
from charter_portal.training.queries import offers_for
from charter_portal.workforce.permissions import has_a_workforce
from charter_portal.workforce.queries.log import reviews_waiting_for

NEWS_STAYS = timedelta(days=90)
"""How long an outcome stays among what waits; afterwards it is found under Applications."""

WRITES = {MemberRole.LEAD, MemberRole.CONTRIBUTOR}
SIGNS = {MemberRole.LEAD, MemberRole.SPONSOR}


def member_tasks(person: Any, *, is_also_assessor: bool) -> list[Task]:
    """Drafts to carry on with, changes to make, declarations to sign, outcomes to read, rounds, barriers."""
    roles = roles_of(person)
    held = _places_held(person, roles)
    if not roles:
        return held if is_also_assessor else [*held, _first_step()]
    applications = applications_of(person)
    written = [a for a in applications if a.status in {ApplicationStatus.DRAFT, ApplicationStatus.RETURNED}]
    progress = progress_of_each(written)
    tasks = [
        task for a in applications if (task := _task_for(a, roles[a.organisation_id], progress.get(a.id)))
    ]
    return held + tasks + _rounds_to_enter(applications, roles) + _barriers(person)


def _places_held(person: Any, roles: dict[int, MemberRole]) -> list[Task]:
    """One task for each booking of theirs for which places are held."""
    offered = offers_for([number for number, role in roles.items() if role in WRITES], person)
    return [
        _held_task(list(places)) for _, places in groupby(offered, key=lambda place: place.booking_id)
    ]


def _held_task(places: list[Place]) -> Task:
    first = places[0]
    until, organisation = deadline(first.offered_until), first.booking.organisation_id
    if organisation is None:
        return Task(
            "A place is held for you", url_for("training.mine"), f"Until {until}.", first.offered_until
        )
    held = f"A place is held for {first.name}"
    if len(places) > 1:
        held = f"{len(places)} places are held for your people"
    address = url_for("training.organisation", organisation_id=organisation)
    return Task(held, address, f"Until {until}.", first.offered_until)


def _first_step() -> Task:
    return Task(
        "Add your organisation",
        url_for("organisations.new"),
        "If a colleague invited you, their invitation is shown here once your address is confirmed.",
    )


def _task_for(application: Application, role: MemberRole, progress: Progress | None) -> Task | None:
    number = application.id
    cycle = application.cycle
    if application.status is ApplicationStatus.RETURNED and role in WRITES | SIGNS:
        return Task(
            f"Make the changes asked for in {application.title}",
            url_for("applications.show", application_id=number),
        )
    if (
        application.status is ApplicationStatus.DRAFT
        and progress is not None
        and cycle.accepts_until >= now()
    ):
        if progress.complete == progress.total and role in SIGNS:
            return Task(
                f"Check and submit {application.title}",
                url_for("applications.check", application_id=number),
                "Every statement is complete.",
                cycle.deadline_at,
            )
        if role in WRITES:
            words = f"{progress.complete} of {progress.total} statements complete."
            return Task(
                f"Carry on with {application.title}",
                url_for("applications.show", application_id=number),
                words,
                cycle.deadline_at,
            )
    released = cycle.released_at
    if application.status is ApplicationStatus.RELEASED and released and released > now() - NEWS_STAYS:
        return Task(
            f"There is news about {application.title}",
            url_for("awards.outcome", application_id=number),
            "Open it when it suits you.",
        )
    return None


def _barriers(person: Any) -> list[Task]:
    if not has_a_workforce(person):
        return []
    return [
        Task(
            f"Look again at {plural(count, 'barrier')} of {organisation.name}",
            url_for("workforce.barriers", organisation_id=organisation.id, show="due"),
            "The day on which somebody wanted to look again has come.",
        )
        for organisation, count in reviews_waiting_for(person)
    ]


def _rounds_to_enter(applications: list[Application], roles: dict[int, MemberRole]) -> list[Task]:
    if MemberRole.LEAD not in roles.values():
        return []
    entered = {a.cycle_id for a in applications if a.status is not ApplicationStatus.WITHDRAWN}
    return [
        Task(f"Start an application for {cycle.name}", url_for("applications.new"), "", cycle.deadline_at)
        for cycle in open_cycles()
        if cycle.id not in entered
    ]
