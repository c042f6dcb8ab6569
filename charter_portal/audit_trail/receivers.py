"""What the trail hears without being told: status changes, refused access, work given up."""

from __future__ import annotations

from enum import Enum
from typing import Any

from charter_portal.audit_trail.enums import Outcome
from charter_portal.audit_trail.services import declare, record, write
from charter_portal.core.database import db, unit_of_work
from charter_portal.core.signals import access_denied, needs_staff, status_changed
from charter_portal.core.workflow import Workflow

declare("core.access.denied", "notifications.message.given_up")


@status_changed.connect
def _record_step(
    workflow: Workflow, thing: Any, step: str, before: Enum, after: Enum, by: Any, note: str = "", **_: Any
) -> None:
    slice_name = type(thing).__module__.split(".")[1]
    subject = workflow.subject if "." in workflow.subject else f"{slice_name}.{workflow.subject}"
    write(
        f"{subject}.{step.replace(' ', '_').replace('-', '_')}",
        about=thing,
        by=by,
        note=note,
        before={workflow.attribute: before},
        after={workflow.attribute: after},
    )


@access_denied.connect
def _record_refusal(endpoint: str, person: Any, thing: Any, reason: str, **_: Any) -> None:
    # The page that follows says no and saves nothing, so the entry needs a transaction of its own.
    about = thing if thing is not None and hasattr(thing, "__tablename__") else None
    note = f"{endpoint}: {reason}"
    if db.session.info.get("in_unit"):
        record("core.access.denied", about=about, by=person, note=note, outcome=Outcome.DENIED)
        return
    with unit_of_work():
        record("core.access.denied", about=about, by=person, note=note, outcome=Outcome.DENIED)


@needs_staff.connect
def _record_given_up(event: str, thing: Any, note: str = "", **_: Any) -> None:
    record(event, about=thing, by=None, note=note)
