"""The gate before every change: who may write here, and whose service something is about."""

from __future__ import annotations

from typing import Any

from charter_portal.accounts.models import User
from charter_portal.core.database import lock
from charter_portal.core.errors import NotAllowed, RuleBroken, StepNotOpen
from charter_portal.involvement.permissions import writes
from charter_portal.organisations.models import Organisation, Service


def hold_for_writing(organisation: Organisation, by: User | None) -> Organisation:
    """Hold the organisation, so that its writers come one after the other.

    `by` is None for the portal itself. Raises NotAllowed for those who only read.
    """
    if by is not None and not writes(by, organisation):
        raise NotAllowed("Only leads and contributors write here.")
    return lock(organisation)


def check_kept(row: Any) -> None:
    """Raises StepNotOpen for something whose words were removed: nothing is written to it any more."""
    if row.let_go_at is not None:
        raise StepNotOpen("The words here were kept for their time and then removed. They stay as they are.")


def check_service(organisation: Organisation, service: Service | None, field: str = "service") -> None:
    """Raises RuleBroken, at the field, for a service that another organisation runs."""
    if service is not None and service.organisation_id != organisation.id:
        raise RuleBroken("Choose one of your services.", field=field)
