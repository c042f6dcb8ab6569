"""Builders of audits, activities, actions, meetings and feedback forms."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from charter_portal.core.clock import today
from charter_portal.core.database import db, unit_of_work
from charter_portal.involvement import services
from charter_portal.involvement.enums import ActionSource, Audience, Method, Reach
from charter_portal.involvement.models import (
    Action,
    Activity,
    AuditAnswer,
    BoardMeeting,
    FeedbackForm,
    InvolvementAudit,
)
from charter_portal.organisations.models import Organisation, Service
from tests.factories.organisations import an_organisation, the_lead_of

_marks = itertools.count(1)


def first_service(organisation: Organisation) -> Service:
    """The organisation's first service."""
    rows = select(Service).where(Service.organisation_id == organisation.id).order_by(Service.id)
    return db.session.scalars(rows).first()


def an_audit(organisation: Organisation | None = None, year: int = 0, **fields: Any) -> InvolvementAudit:
    """A draft audit of the first service, by the lead; its period is the year up to today."""
    organisation = organisation or an_organisation()
    given = {
        "service": first_service(organisation),
        "since": today() - timedelta(days=364),
        "until": today(),
        "by": the_lead_of(organisation),
    }
    with unit_of_work():
        return services.start_audit(organisation, year=year or today().year, **(given | fields))


def answer_to(audit: InvolvementAudit, key: str) -> AuditAnswer:
    """The audit's answer to one question."""
    rows = select(AuditAnswer).where(AuditAnswer.audit_id == audit.id, AuditAnswer.question == key)
    return db.session.scalars(rows).one()


def say(audit: InvolvementAudit, key: str, rating: str | None, words: str = "", what_next: str = "") -> None:
    """The lead answers one question."""
    answer, lead = answer_to(audit, key), the_lead_of(audit.organisation)
    with unit_of_work():
        services.save_answer(
            answer, rating=rating, words=words, what_next=what_next, version=answer.version, by=lead
        )


def a_finished_audit(organisation: Organisation | None = None, year: int = 0) -> InvolvementAudit:
    """As `an_audit`, and finished."""
    audit = an_audit(organisation, year)
    with unit_of_work():
        services.finish_audit(audit, by=the_lead_of(audit.organisation))
    return audit


def activity_words(**fields: Any) -> services.ActivityWords:
    """What a test writes about an activity."""
    given: dict[str, Any] = {
        "title": "Reference group",
        "reach": Reach.PARTICIPATION,
        "method": Method.REFERENCE_GROUP,
        "held_on": today(),
    }
    return services.ActivityWords(**(given | fields))


def an_activity(organisation: Organisation, **fields: Any) -> Activity:
    """An activity of the first service, today."""
    service, lead = fields.pop("service", None) or first_service(organisation), the_lead_of(organisation)
    with unit_of_work():
        return services.add_activity(organisation, service=service, words=activity_words(**fields), by=lead)


def an_action(organisation: Organisation | None = None, **fields: Any) -> Action:
    """An open action, added by the lead."""
    organisation = organisation or an_organisation()
    lead = the_lead_of(organisation)
    placed = {name: fields.pop(name) for name in ("source_label", "source_number") if name in fields}
    source = fields.pop("source", ActionSource.OWN)
    words = services.ActionWords(**({"title": "Offer travel money"} | fields))
    with unit_of_work():
        return services.add_action(organisation, words=words, source=source, **placed, by=lead)


def a_done_action(organisation: Organisation | None = None, **fields: Any) -> Action:
    """An action that was done today."""
    action = an_action(organisation, **fields)
    with unit_of_work():
        services.finish_action(action, proof="The leaflet says so.", by=the_lead_of(action.organisation))
    return action


def meeting_words(organisation: Organisation, **fields: Any) -> services.MeetingWords:
    """What a test writes about a meeting."""
    given: dict[str, Any] = {
        "held_on": today(),
        "since": today() - timedelta(days=90),
        "until": today(),
        "services": [first_service(organisation)],
    }
    return services.MeetingWords(**(given | fields))


def a_meeting(
    organisation: Organisation | None = None, decisions: tuple[str, ...] = (), **fields: Any
) -> BoardMeeting:
    """A meeting of today, with these decisions."""
    organisation = organisation or an_organisation()
    lead = the_lead_of(organisation)
    with unit_of_work():
        meeting = services.add_meeting(organisation, words=meeting_words(organisation, **fields), by=lead)
        for words in decisions:
            services.add_decision(meeting, words=words, by=lead)
    return meeting


def a_feedback_form(organisation: Organisation | None = None, **fields: Any) -> FeedbackForm:
    """A form for people who use the first service, open from today for a month."""
    organisation = organisation or an_organisation()
    given: dict[str, Any] = {
        "service": first_service(organisation),
        "title": "How was it for you?",
        "audience": Audience.USING,
        "question_keys": ["respect", "listened", "better"],
        "opens_on": today(),
        "closes_on": today() + timedelta(days=30),
        "by": the_lead_of(organisation),
    }
    with unit_of_work():
        return services.open_feedback_form(organisation, **(given | fields))


def reply_to(form: FeedbackForm, count: int = 1, **answers: str) -> None:
    """So many people answer the same."""
    for _ in range(count):
        with unit_of_work():
            services.give_feedback(form, mark=f"mark {next(_marks)}", answers=answers)


def closed(form: FeedbackForm) -> FeedbackForm:
    """The form, closed by its lead."""
    with unit_of_work():
        services.close_feedback_form(form, by=the_lead_of(form.organisation))
    return form


def days_from_today(count: int) -> date:
    """A day so many days away; before today when it is less than nought."""
    return today() + timedelta(days=count)
