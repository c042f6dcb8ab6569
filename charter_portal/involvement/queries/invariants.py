"""What must hold between audits, actions, meetings, forms and the rows below them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Select, select

from charter_portal.core.database import db
from charter_portal.involvement.enums import AuditStatus
from charter_portal.involvement.models import (
    Action,
    Activity,
    AuditAnswer,
    BoardDecision,
    BoardMeeting,
    FeedbackForm,
    FeedbackReply,
    InvolvementAudit,
    board_meeting_service,
)
from charter_portal.involvement.queries.audits import question_set_of
from charter_portal.involvement.rules.feedback import week_of
from charter_portal.involvement.rules.questions import digest_of
from charter_portal.organisations.models import Service


def invariant_problems() -> list[str]:
    """One sentence for each broken rule.

    Whatever names a service belongs to the organisation that runs it. An audit answers the very questions
    that it began with, and their text is what its digest says. A decision's action is its own
    organisation's. A reply keeps a week, and answers to questions that were asked.
    """
    return [*_of_services(), *_of_audits(), *_of_decisions(), *_of_replies()]


def _of_services() -> Iterator[str]:
    for model, name in (
        (InvolvementAudit, "Involvement audit"),
        (Activity, "Activity"),
        (Action, "Action"),
        (FeedbackForm, "Feedback form"),
    ):
        rows: Select[int] = select(model.id).join(Service, Service.id == model.service_id)
        for number in db.session.scalars(rows.where(Service.organisation_id != model.organisation_id)):
            yield f"{name} {number} names a service that another organisation runs."
    rows = (
        select(BoardMeeting.id)
        .join(board_meeting_service, board_meeting_service.c.meeting_id == BoardMeeting.id)
        .join(Service, Service.id == board_meeting_service.c.service_id)
        .where(Service.organisation_id != BoardMeeting.organisation_id)
    )
    for number in db.session.scalars(rows):
        yield f"Board meeting {number} names a service that another organisation runs."


def _of_audits() -> Iterator[str]:
    answered: dict[int, set[str]] = {}
    for number, key in db.session.execute(select(AuditAnswer.audit_id, AuditAnswer.question)):
        answered.setdefault(number, set()).add(key)
    for audit in db.session.scalars(select(InvolvementAudit)):
        if digest_of(audit.question_set.document) != audit.question_set.sha256:
            yield f"Involvement audit {audit.id}: its questions are not the ones that its digest stands for."
        if answered.get(audit.id, set()) != set(question_set_of(audit).by_key):
            yield f"Involvement audit {audit.id} does not answer the questions that it began with."
        if (audit.status is AuditStatus.FINISHED) != (audit.finished_at is not None):
            yield f"Involvement audit {audit.id} is finished without a moment, or has one while it is not."


def _of_decisions() -> Iterator[str]:
    rows = (
        select(BoardDecision.id)
        .join(BoardDecision.meeting)
        .join(Action, Action.id == BoardDecision.action_id)
        .where(Action.organisation_id != BoardMeeting.organisation_id)
    )
    for number in db.session.scalars(rows):
        yield f"Board decision {number} points at an action of another organisation."


def _of_replies() -> Iterator[str]:
    asked = {
        form.id: {each["key"] for each in form.questions} for form in db.session.scalars(select(FeedbackForm))
    }
    for reply in db.session.scalars(select(FeedbackReply)):
        if reply.week != week_of(reply.week):
            yield f"A reply to feedback form {reply.form_id} keeps more than its week."
        if not set(reply.answers) <= asked[reply.form_id]:
            yield f"A reply to feedback form {reply.form_id} answers what was not asked."
