"""Where a new action comes from: the address of its form says which, the words are looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from charter_portal.involvement.enums import ActionSource
from charter_portal.involvement.forms.choices import whole_number
from charter_portal.involvement.models import BoardDecision
from charter_portal.involvement.queries import audit_in, feedback_form_in, meeting_in, question_set_of
from charter_portal.involvement.views.asking import own
from charter_portal.organisations.models import Organisation, Service

TITLE_LENGTH = 200


@dataclass(frozen=True)
class Origin:
    """Where an action comes from, and the words that its form begins with."""

    source: ActionSource
    label: str = ""
    number: int | None = None
    title: str = ""
    detail: str = ""
    service: Service | None = None
    decision: BoardDecision | None = None


def asked_origin(organisation: Organisation, asked: Mapping[str, str]) -> Origin:
    """What the address names: an audit's question, a decision, a feedback form, or nothing.

    Whatever it names has to be this organisation's own; 404 otherwise.
    """
    if "audit" in asked:
        return _from_audit(organisation, whole_number(asked["audit"]), asked.get("question", ""))
    if "meeting" in asked:
        return _from_decision(organisation, whole_number(asked["meeting"]), asked.get("decision", ""))
    if "form" in asked:
        form = own(feedback_form_in(organisation, whole_number(asked["form"])))
        return Origin(ActionSource.PEOPLE, form.title, form.id, service=form.service)
    return Origin(ActionSource.OWN)


def _from_audit(organisation: Organisation, audit_id: int, key: str) -> Origin:
    audit = own(audit_in(organisation, audit_id))
    answer = own(next((each for each in audit.answers if each.question == key), None))
    title = question_set_of(audit).by_key[key].title
    return Origin(
        source=ActionSource.AUDIT,
        label=f"Audit {audit.year}, {title}",
        number=audit.id,
        title=answer.what_next if len(answer.what_next) <= TITLE_LENGTH else "",
        detail="" if len(answer.what_next) <= TITLE_LENGTH else answer.what_next,
        service=audit.service,
    )


def _from_decision(organisation: Organisation, meeting_id: int, number: str) -> Origin:
    meeting = own(meeting_in(organisation, meeting_id))
    wanted = whole_number(number)
    decision = own(next((each for each in meeting.decisions if each.number == wanted), None))
    fits = len(decision.words) <= TITLE_LENGTH
    return Origin(
        source=ActionSource.BOARD,
        number=meeting.id,
        title=decision.words if fits else "",
        detail="" if fits else decision.words,
        service=meeting.services[0] if len(meeting.services) == 1 else None,
        decision=decision,
    )
