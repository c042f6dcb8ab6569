"""Involvement in other states: nothing yet, and everything closed with its results."""

from __future__ import annotations

from typing import Any

from charter_portal.accounts.models import User
from charter_portal.core.database import db, unit_of_work
from charter_portal.involvement import services
from charter_portal.organisations.enums import MemberRole
from charter_portal.organisations.models import Membership, Organisation
from charter_portal.organisations.queries import forget_roles
from tests.factories.involvement import (
    a_done_action,
    a_feedback_form,
    a_finished_audit,
    a_meeting,
    an_action,
    an_activity,
    closed,
    days_from_today,
    reply_to,
    say,
)
from tests.factories.organisations import an_organisation, the_lead_of

STORY = "They listened, and nobody rushed me."


def involvement_scenes(organisation: Organisation) -> dict[str, dict[str, Any]]:
    """The values of the addresses, by scene."""
    return {
        "involvement empty": _empty(the_lead_of(organisation)),
        "involvement finished": _finished(organisation),
    }


def _empty(lead: User) -> dict[str, Any]:
    new = an_organisation("New this week", services=0)
    with unit_of_work():
        db.session.add(Membership(organisation_id=new.id, user_id=lead.id, role=MemberRole.LEAD))
    return {"organisation_id": new.id}


def _finished(organisation: Organisation) -> dict[str, Any]:
    lead = the_lead_of(organisation)
    own = an_organisation("All done", lead=lead)
    forget_roles()
    before = a_finished_audit(own, 2025)
    with unit_of_work():
        services.reopen_audit(before, by=lead)
    say(before, "register", "not_yet", STORY, "Ask people")
    with unit_of_work():
        services.finish_audit(before, by=lead)
    audit = a_finished_audit(own, 2026)
    for place in range(3):
        an_activity(own, title=f"Group {place}", using_count=place, changed=STORY)
    action = a_done_action(own, title="Meet people at the door")
    an_action(own, title="Late", due_on=days_from_today(-9), owner_title="Peer lead")
    meeting = a_meeting(own, ("Meet at eleven.", STORY), said=STORY, talked_about=STORY)
    form = a_feedback_form(own)
    reply_to(form, 9, respect="yes", better=STORY)
    reply_to(form, 2, respect="no")
    closed(form)
    return {
        "organisation_id": own.id,
        "audit_id": audit.id,
        "action_id": action.id,
        "meeting_id": meeting.id,
        "form_id": form.id,
        "code": form.code,
    }
