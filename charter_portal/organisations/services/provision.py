"""The services that an organisation runs. They are closed rather than deleted: awards may name them."""

from __future__ import annotations

from charter_portal.accounts.models import User
from charter_portal.accounts.rules.names import has_letters
from charter_portal.audit_trail.services import declare, diff, record
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken
from charter_portal.organisations.enums import Setting
from charter_portal.organisations.models import Organisation, Service
from charter_portal.organisations.permissions import contributes
from charter_portal.organisations.queries import services_of
from charter_portal.organisations.rules import name_key

declare(
    "organisations.service.added",
    "organisations.service.changed",
    "organisations.service.closed",
    "organisations.service.reopened",
)


def add_service(organisation: Organisation, *, name: str, setting: Setting, by: User) -> Service:
    """Add a service. Raises NotAllowed for readers, RuleBroken for a name that is used or has no letters."""
    _only_writers(organisation, by)
    lock(organisation)
    _check_name(organisation, name)
    service = Service(organisation_id=organisation.id, name=name, setting=setting)
    db.session.add(service)
    record("organisations.service.added", about=service, by=by, after={"name": name, "setting": setting})
    return service


def change_service(service: Service, *, name: str, setting: Setting, by: User) -> None:
    """Change a service's name or setting. Raises as add_service."""
    _only_writers(service.organisation, by)
    lock(service.organisation)
    lock(service)
    _check_name(service.organisation, name, but_not=service)
    told = {"name": service.name, "setting": service.setting}
    before, after = diff(told, {"name": name, "setting": setting})
    if after:
        service.name, service.setting = name, setting
        record("organisations.service.changed", about=service, by=by, before=before, after=after)


def close_service(service: Service, *, by: User) -> None:
    """The service runs no more; it stays where it was named. Raises NotAllowed for readers."""
    _only_writers(service.organisation, by)
    lock(service)
    if service.closed_at is None:
        service.closed_at = now()
        record("organisations.service.closed", about=service, by=by)


def reopen_service(service: Service, *, by: User) -> None:
    """The service runs again. Raises NotAllowed for readers."""
    _only_writers(service.organisation, by)
    lock(service)
    if service.closed_at is not None:
        service.closed_at = None
        record("organisations.service.reopened", about=service, by=by)


def _only_writers(organisation: Organisation, by: User) -> None:
    if not contributes(by, organisation):
        raise NotAllowed("Only leads and contributors can change the services.")


def _check_name(organisation: Organisation, name: str, *, but_not: Service | None = None) -> None:
    if not has_letters(name):
        raise RuleBroken("Write the name with at least one letter.", field="name")
    for other in services_of(organisation, with_closed=True):
        if other is not but_not and name_key(other.name) == name_key(name):
            raise RuleBroken("Your organisation has a service with this name already.", field="name")
