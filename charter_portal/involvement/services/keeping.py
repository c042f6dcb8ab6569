"""Letting go of words: after its time nobody needs to read what was written, and what is counted stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import delete, func, select, update

from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now, today
from charter_portal.core.database import db, lock, unit_of_work
from charter_portal.files import services as files
from charter_portal.involvement.enums import ActionStatus
from charter_portal.involvement.models import (
    Action,
    ActionNote,
    Activity,
    AuditAnswer,
    BoardDecision,
    BoardMeeting,
    FeedbackForm,
    FeedbackReply,
    InvolvementAudit,
)
from charter_portal.involvement.queries.keeping import PAST, is_past_keeping, past_keeping

declare("involvement.words.let_go")

EVERY_SECONDS = 6 * 3600.0
AT_ONCE = 200
NO_LONGER_KEPT = "No longer kept"


def let_go_of_words() -> int:
    """Remove the words of everything that has been kept for its time; returns how many rows it was.

    What stays is counted and says nothing of anybody: figures of past years stay true, and so does what a
    submission has frozen. A worker's chore. Each row is looked at again under its lock, so two workers do
    no harm, and the trail says once what went.
    """
    done = 0
    for model in PAST:
        for number in past_keeping(model, today(), limit=AT_ONCE):
            with unit_of_work() as session:
                row = session.get(model, number)
                done += row is not None and _let_go(row)
    return done


def _let_go(row: Any) -> bool:
    lock(row)
    if not is_past_keeping(row, today()):
        return False
    gone = _EMPTY[type(row)](row)
    row.let_go_at = now()
    db.session.flush()
    record("involvement.words.let_go", about=row, by=None, after=gone or None)
    return True


def _empty_form(form: FeedbackForm) -> dict[str, int]:
    replies = select(func.count()).select_from(FeedbackReply).where(FeedbackReply.form_id == form.id)
    count = db.session.scalar(replies) or 0
    db.session.execute(delete(FeedbackReply).where(FeedbackReply.form_id == form.id))
    # How many answered stays behind the same veil as before: the trail keeps no exact count of people.
    return {"had_answers": bool(count)}


def _empty_activity(activity: Activity) -> dict[str, int]:
    activity.title = f"Activity {activity.id}"
    activity.happened = activity.thanks = activity.changed = ""
    activity.saved_by_id = None
    activity.version += 1
    return {}


def _empty_audit(audit: InvolvementAudit) -> dict[str, int]:
    answers = update(AuditAnswer).where(AuditAnswer.audit_id == audit.id)
    db.session.execute(answers.values(words="", what_next="", saved_by_id=None))
    db.session.expire(audit, ["answers"])
    return {}


def _empty_meeting(meeting: BoardMeeting) -> dict[str, int]:
    taken = len(meeting.decisions)
    db.session.execute(delete(BoardDecision).where(BoardDecision.meeting_id == meeting.id))
    db.session.expire(meeting, ["decisions"])
    meeting.said = meeting.talked_about = ""
    meeting.saved_by_id = None
    meeting.version += 1
    printed, meeting.report_file, meeting.report_digest = meeting.report_file, None, ""
    db.session.flush()
    if printed is not None:
        files.discard(printed)
    return {"decisions": taken}


def _empty_action(action: Action) -> dict[str, int]:
    notes = select(func.count()).select_from(ActionNote).where(ActionNote.action_id == action.id)
    taken = db.session.scalar(notes) or 0
    db.session.execute(delete(ActionNote).where(ActionNote.action_id == action.id))
    db.session.expire(action, ["notes"])
    action.title = f"Action {action.number}"
    action.detail = action.owner_title = ""
    action.owner_id = action.saved_by_id = None
    action.proof = NO_LONGER_KEPT if action.status is ActionStatus.DONE else ""
    action.drop_reason = NO_LONGER_KEPT if action.status is ActionStatus.DROPPED else ""
    action.version += 1
    shown, action.proof_file = action.proof_file, None
    db.session.flush()
    if shown is not None:
        files.discard(shown)
    return {"notes": taken}


_EMPTY: dict[Any, Callable[[Any], dict[str, int]]] = {
    FeedbackForm: _empty_form,
    Activity: _empty_activity,
    InvolvementAudit: _empty_audit,
    BoardMeeting: _empty_meeting,
    Action: _empty_action,
}
