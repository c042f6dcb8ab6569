"""The Partnership Board: its meetings, and what changed in the period that one looks back on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from charter_portal.core.clock import from_london, today
from charter_portal.core.database import db
from charter_portal.involvement.enums import ActionStatus, AuditStatus
from charter_portal.involvement.models import (
    Action,
    Activity,
    BoardDecision,
    BoardMeeting,
    InvolvementAudit,
    board_meeting_service,
)
from charter_portal.involvement.queries.actions import actions_between, end_of, open_actions_on
from charter_portal.involvement.queries.activities import activities_between, activity_summary
from charter_portal.involvement.rules.comparison import Summary
from charter_portal.organisations.models import Organisation, Service


@dataclass(frozen=True)
class Changes:
    """What changed from one day to another."""

    since: date
    until: date
    activities: list[Activity]
    summary: Summary
    audits: list[InvolvementAudit]
    done: list[Action]
    dropped: list[Action]
    going_on: list[Action]

    @property
    def is_empty(self) -> bool:
        """Nothing happened that is written down here."""
        return not (self.activities or self.audits or self.done or self.dropped)


def changes_between(
    organisation: Organisation, since: date, until: date, *, services: Sequence[Service]
) -> Changes:
    """Activities, audits finished and actions closed in a period, and the actions that went on at its end.

    Without services nothing counts but the actions of the organisation as a whole.
    """
    numbers = [service.id for service in services]
    closed = actions_between(organisation, since, until, service_ids=numbers)
    return Changes(
        since=since,
        until=until,
        activities=activities_between(numbers, since, until),
        summary=activity_summary(numbers, since, until),
        audits=_audits_finished(numbers, since, until),
        done=[action for action in closed if action.status is ActionStatus.DONE],
        dropped=[action for action in closed if action.status is ActionStatus.DROPPED],
        going_on=open_actions_on(organisation, until, service_ids=numbers),
    )


def meetings_of(organisation: Organisation) -> Select[BoardMeeting]:
    """The board's meetings, the newest first."""
    rows = select(BoardMeeting).where(BoardMeeting.organisation_id == organisation.id)
    with_parts = (selectinload(BoardMeeting.services), selectinload(BoardMeeting.decisions))
    return rows.options(*with_parts).order_by(BoardMeeting.held_on.desc(), BoardMeeting.id.desc())


def meeting_in(organisation: Organisation, meeting_id: int) -> BoardMeeting | None:
    """This organisation's meeting with this number, with services and decisions, or None."""
    rows = select(BoardMeeting).where(
        BoardMeeting.id == meeting_id, BoardMeeting.organisation_id == organisation.id
    )
    decisions = selectinload(BoardMeeting.decisions).joinedload(BoardDecision.action)
    return db.session.scalar(
        rows.options(
            selectinload(BoardMeeting.services),
            decisions,
            joinedload(BoardMeeting.saved_by),
            joinedload(BoardMeeting.report_file),
        )
    )


def next_meeting(organisation: Organisation) -> BoardMeeting | None:
    """The board's next meeting from today on, or None when none is planned."""
    rows = select(BoardMeeting).where(
        BoardMeeting.organisation_id == organisation.id, BoardMeeting.held_on >= today()
    )
    return db.session.scalar(rows.order_by(BoardMeeting.held_on, BoardMeeting.id).limit(1))


def reports_of_service(service: Service) -> list[BoardMeeting]:
    """The meetings that looked at a service, the newest first: floors above count them."""
    rows = select(BoardMeeting).join(
        board_meeting_service, board_meeting_service.c.meeting_id == BoardMeeting.id
    )
    found = rows.where(board_meeting_service.c.service_id == service.id)
    return list(db.session.scalars(found.order_by(BoardMeeting.held_on.desc(), BoardMeeting.id.desc())))


def _audits_finished(numbers: list[int], since: date, until: date) -> list[InvolvementAudit]:
    begin, end = from_london(datetime.combine(since, time.min)), end_of(until)
    rows = select(InvolvementAudit).where(
        InvolvementAudit.service_id.in_(numbers),
        InvolvementAudit.status == AuditStatus.FINISHED,
        InvolvementAudit.finished_at >= begin,
        InvolvementAudit.finished_at < end,
    )
    return list(
        db.session.scalars(
            rows.options(joinedload(InvolvementAudit.service)).order_by(InvolvementAudit.finished_at)
        )
    )
