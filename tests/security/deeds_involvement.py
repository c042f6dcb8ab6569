"""What each form of involvement leaves in the trail, and what its fields take where words will not do."""

from __future__ import annotations

from io import BytesIO

from sqlalchemy import select

from charter_portal.core.clock import today
from charter_portal.core.database import db, unit_of_work
from charter_portal.involvement import services
from charter_portal.involvement.models import InvolvementAudit
from charter_portal.organisations.models import Organisation
from tests.factories.involvement import a_done_action
from tests.factories.organisations import the_lead_of

Upload = tuple[BytesIO, str]

DEEDS = {
    "involvement.add_action": "involvement.action.added",
    "involvement.add_activity": "involvement.activity.added",
    "involvement.add_decision": "involvement.decision.added",
    "involvement.add_meeting": "involvement.meeting.added",
    "involvement.begin_action": "involvement.action.begin",
    "involvement.change_action": "involvement.action.changed",
    "involvement.change_activity": "involvement.activity.changed",
    "involvement.change_decision": "involvement.decision.changed",
    "involvement.change_meeting": "involvement.meeting.changed",
    "involvement.close_feedback_form": "involvement.feedback_form.closed",
    "involvement.drop_action": "involvement.action.drop",
    "involvement.finish_action": "involvement.action.finish",
    "involvement.finish_audit": "involvement.audit.finish",
    "involvement.import_actions": "involvement.action.added",
    "involvement.import_activities": "involvement.activity.added",
    "involvement.note_on_action": "involvement.action.noted",
    "involvement.open_feedback_form": "involvement.feedback_form.opened",
    "involvement.remove_activity": "involvement.activity.removed",
    "involvement.remove_decision": "involvement.decision.removed",
    "involvement.reopen_audit": "involvement.audit.reopen",
    "involvement.start_audit": "involvement.audit.started",
    "involvement.take_up_again": "involvement.action.take_up_again",
}
UNTOLD = {
    *("involvement.save_question", "involvement.autosave_question"),
    *("involvement.give_feedback", "reporting.prepare_board_report"),
}
"""Drafts count their own versions; a reply without a name leaves no entry, because entries keep addresses."""
UNSHOWN = {"involvement.autosave_question": "involvement.save_question"}
FITTING = {
    "involvement.start_audit year": "2024",
    "held_on": "2026-05-01",
    "done_on": "2026-05-01",
    "due_on": "2031-01-31",
    "using_count": "3",
    "workforce_count": "2",
    "families_count": "1",
}


def file_for(endpoint: str, service: str) -> Upload | None:
    """A table for the forms that take one, a note for the one that takes proof."""
    if endpoint == "involvement.finish_action":
        return BytesIO(b"Notes of the evening."), "notes.txt"
    if endpoint == "involvement.import_actions":
        names = "What is to be done,What will be different then,Service,Who looks after it"
        names += ',"Or a role, in words",By when (2027-03-31)'
        return BytesIO(f"{names}\nAsk families,,,,,\n".encode()), "plan.csv"
    if endpoint != "involvement.import_activities":
        return None
    names = "Service,Title,Spectrum,How it was done,Day (2027-03-31),What happened,People who use the service"
    names += ",People with lived experience in the workforce,Families and carers"
    names += ",How people were paid or thanked,What changed because of it"
    row = f"{service},From a table,Consultation,Workshop,{today()},,3,,,,"
    return BytesIO(f"{names}\n{row}\n".encode()), "activities.csv"


def more_pages(organisation: Organisation) -> list[str]:
    """Pages in states that the world's own values do not lead to: a closed action, a finished audit."""
    action = a_done_action(organisation, title="Closed")
    lead = the_lead_of(organisation)
    used = set(db.session.scalars(select(InvolvementAudit.service_id)))
    service = next(service for service in organisation.services if service.id not in used)
    with unit_of_work():
        audit = services.start_audit(
            organisation, service=service, year=2025, since=today(), until=today(), by=lead
        )
        db.session.flush()
        services.finish_audit(audit, by=lead)
    home = f"/organisations/{organisation.id}/involvement"
    return [f"{home}/actions/{action.id}", f"{home}/audits/{audit.id}"]
