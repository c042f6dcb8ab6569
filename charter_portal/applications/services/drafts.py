"""Beginning an application, and what it is about: its title, services, partners and aim."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from charter_portal.accounts.models import User
from charter_portal.applications.enums import ApplicationStatus
from charter_portal.applications.models import Application, Partner, Response
from charter_portal.applications.queries import live_application_for
from charter_portal.applications.rules.scope import NamedPartner
from charter_portal.applications.services.gate import hold_open
from charter_portal.audit_trail.services import declare, diff, record
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock
from charter_portal.core.errors import RuleBroken, StaleWrite, StepNotOpen
from charter_portal.cycles.models import Cycle
from charter_portal.framework.queries import charter_of
from charter_portal.organisations.models import Organisation, Service
from charter_portal.organisations.queries import organisation_by_name

declare("applications.application.started", "applications.application.scope_changed")


def start_application(
    organisation: Organisation,
    *,
    cycle: Cycle,
    title: str,
    services: Sequence[Service],
    partners: Iterable[NamedPartner] = (),
    aim_level: Any = None,
    by: User,
) -> Application:
    """Begin an application, with one empty response for each statement of the cycle's charter.

    Raises StepNotOpen when the cycle takes none, RuleBroken when a service of the scope is not the
    organisation's own, is closed, or stands in another application of the cycle that was not withdrawn.
    """
    # Holding the organisation makes two people who begin at the same moment wait for each other.
    lock(organisation)
    if not cycle.takes_applications:
        raise StepNotOpen(f"{cycle.name} is not open for applications. The timetable shows when rounds open.")
    application = Application(
        organisation=organisation,
        cycle=cycle,
        title=title,
        status=ApplicationStatus.DRAFT,
        started_by_id=by.id,
        version=1,
    )
    _set_scope(application, services=services, partners=partners, aim_level=aim_level)
    statements = charter_of(cycle.framework_version_id).statements
    application.responses = [Response(statement_id=each.id) for each in statements]
    db.session.add(application)
    db.session.flush()
    record("applications.application.started", about=application, by=by, after=_picture(application))
    return application


def change_scope(
    application: Application,
    *,
    title: str,
    services: Sequence[Service],
    partners: Iterable[NamedPartner] = (),
    aim_level: Any = None,
    version: int,
    by: User,
) -> None:
    """Change what a draft is about.

    Raises StaleWrite when somebody changed it since `version`, and otherwise as `start_application`.
    """
    lock(application.organisation)
    hold_open(application)
    if application.status != ApplicationStatus.DRAFT:
        raise StepNotOpen("What an application is about stays as it was first submitted.")
    if application.version != version:
        raise StaleWrite(application)
    before = _picture(application)
    application.title = title
    _set_scope(application, services=services, partners=partners, aim_level=aim_level)
    application.version += 1
    application.updated_at = now()
    db.session.flush()
    old, new = diff(before, _picture(application))
    record("applications.application.scope_changed", about=application, by=by, before=old, after=new)


def _set_scope(
    application: Application, *, services: Sequence[Service], partners: Iterable[NamedPartner], aim_level: Any
) -> None:
    _check_services(application, services)
    charter = charter_of(application.cycle.framework_version_id)
    if aim_level is not None and aim_level.id not in {tier.id for tier in charter.tiers}:
        raise RuleBroken("Choose one of the tiers of this charter.", field="aim")
    application.aim_level_id = aim_level.id if aim_level is not None else None
    application.services = list(services)
    # Old rows go at once, so that a partner typed again does not stand there twice.
    for gone in list(application.partners):
        db.session.delete(gone)
    application.partners = [
        Partner(
            name=each.name,
            contribution=each.contribution,
            organisation_id=_registered(each.name, application.organisation),
        )
        for each in partners
    ]


def _check_services(application: Application, services: Sequence[Service]) -> None:
    if not services:
        raise RuleBroken("Choose at least one service.", field="services")
    if any(s.organisation_id != application.organisation.id or s.closed_at is not None for s in services):
        raise RuleBroken("Choose services of your organisation that are running now.", field="services")
    besides = application if application.id is not None else None
    with db.session.no_autoflush:
        taken = live_application_for(services, application.cycle.id, besides=besides)
    if taken is not None:
        other, service = taken
        raise RuleBroken(
            f"{service.name} is already in an application for {other.cycle.name}, called “{other.title}”. "
            "A service takes part once in each round. You can carry on with that application.",
            field="services",
        )


def _registered(name: str, applicant: Organisation) -> int | None:
    # A partner with an account is recognised quietly by its name, so that its people never assess this
    # application. The page says nothing, because who has an account is nobody else's business.
    found = organisation_by_name(name)
    return found.id if found is not None and found.id != applicant.id else None


def _picture(application: Application) -> dict[str, Any]:
    return {
        "title": application.title,
        "aim_level": application.aim_level_id,
        "services": [service.id for service in application.services],
        "partners": [partner.name for partner in application.partners],
    }
