"""What the world has of involvement: every kind of row of the applicant's organisation, with the canary."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from werkzeug.datastructures import FileStorage

from charter_portal.core.database import unit_of_work
from charter_portal.involvement import services
from charter_portal.organisations.models import Organisation
from tests.factories.involvement import (
    a_feedback_form,
    a_finished_audit,
    a_meeting,
    an_action,
    an_activity,
    an_audit,
    say,
)
from tests.factories.organisations import the_lead_of

Values = dict[str, dict[str, Any]]


def involvement_values(organisation: Organisation, canary: str) -> Values:
    """The values of the addresses, by slice and endpoint."""
    lead = the_lead_of(organisation)
    a_finished_audit(organisation, 2025)
    audit = an_audit(organisation, 2026)
    say(audit, "register", "partly", f"Words {canary}", f"Next {canary}")
    activity = an_activity(organisation, title=f"Group {canary}", using_count=9)
    action = an_action(organisation, title=f"Action {canary}", owner_id=lead.id)
    shown = an_action(organisation, title=f"Shown {canary}")
    upload = FileStorage(BytesIO(f"Proof {canary}".encode()), filename=f"{canary}.txt")
    with unit_of_work():
        services.add_note(action, words=f"Note {canary}", by=lead)
        services.finish_action(shown, proof=f"Proof {canary}", upload=upload, by=lead)
    meeting = a_meeting(organisation, (f"Decided {canary}",), said=f"Said {canary}")
    form = a_feedback_form(organisation)
    numbers = {
        "audit_id": audit.id,
        "key": "register",
        "activity_id": activity.id,
        "action_id": action.id,
        "meeting_id": meeting.id,
        "number": 1,
        "form_id": form.id,
        "code": form.code,
        "kind": "xlsx",
    }
    return {"involvement": numbers, "involvement.proof": {"action_id": shown.id}}
