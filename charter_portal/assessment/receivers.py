"""What assessment hears from applications: what went back or was withdrawn is read no more."""

from __future__ import annotations

from typing import Any

from charter_portal.applications.enums import ApplicationStatus
from charter_portal.applications.models import Application
from charter_portal.applications.signals import application_withdrawn
from charter_portal.assessment.services import close_allocations
from charter_portal.core.signals import status_changed


@application_withdrawn.connect
def _close_what_was_withdrawn(application: Application, **_: Any) -> None:
    close_allocations(application, note="The application was withdrawn.")


@status_changed.connect
def _close_what_went_back(_workflow: object, thing: Any, after: Any, **_: Any) -> None:
    if isinstance(thing, Application) and after == ApplicationStatus.RETURNED:
        close_allocations(thing, note="The application was returned for changes.")
