"""Which rows have words that are kept no longer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Select, func, or_, select

from charter_portal.core.clock import from_london
from charter_portal.core.database import db
from charter_portal.involvement.enums import LIVE_ACTIONS, AuditStatus
from charter_portal.involvement.models import (
    Action,
    Activity,
    AuditAnswer,
    BoardMeeting,
    FeedbackForm,
    InvolvementAudit,
)
from charter_portal.involvement.rules import keeping


def past_keeping(model: Any, today: date, *, limit: int) -> list[int]:
    """The numbers of rows of one table whose words have reached their limit, the oldest first."""
    rows = PAST[model](today).where(model.let_go_at.is_(None)).order_by(model.id).limit(limit)
    return list(db.session.scalars(rows))


def is_past_keeping(row: Any, today: date) -> bool:
    """The words of this very row have reached their limit and are still there."""
    model = type(row)
    found = PAST[model](today).where(model.let_go_at.is_(None), model.id == row.id)
    return db.session.scalar(found) is not None


def _forms(today: date) -> Select[int]:
    border = keeping.REPLIES.border(today)
    closed = or_(FeedbackForm.closes_on < border, FeedbackForm.closed_at < _morning(border))
    return select(FeedbackForm.id).where(closed)


def _activities(today: date) -> Select[int]:
    return select(Activity.id).where(Activity.held_on < keeping.ACTIVITIES.border(today))


def _audits(today: date) -> Select[int]:
    """Nobody has saved a word since the border, finished or not."""
    border = keeping.AUDITS.border(today)
    last_saved = (
        select(func.max(AuditAnswer.saved_at))
        .where(AuditAnswer.audit_id == InvolvementAudit.id)
        .correlate(InvolvementAudit)
        .scalar_subquery()
    )
    return select(InvolvementAudit.id).where(
        InvolvementAudit.period_to < border,
        or_(last_saved.is_(None), last_saved < _morning(border)),
        or_(InvolvementAudit.status == AuditStatus.DRAFT, InvolvementAudit.finished_at < _morning(border)),
    )


def _meetings(today: date) -> Select[int]:
    return select(BoardMeeting.id).where(BoardMeeting.held_on < keeping.MEETINGS.border(today))


def _actions(today: date) -> Select[int]:
    return select(Action.id).where(
        Action.status.not_in(LIVE_ACTIONS), Action.closed_on < keeping.ACTIONS.border(today)
    )


def _morning(day: date) -> datetime:
    return from_london(datetime.combine(day, time()))


PAST: dict[Any, Callable[[date], Select[int]]] = {
    FeedbackForm: _forms,
    Activity: _activities,
    InvolvementAudit: _audits,
    BoardMeeting: _meetings,
    Action: _actions,
}
