"""The involvement part of a board report, as data. Floors above add figures and barriers and print it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from charter_portal.involvement.models import BoardMeeting
from charter_portal.involvement.queries.board import Changes, changes_between


@dataclass(frozen=True)
class BoardReport:
    """One meeting with what changed in the period that it looks back on."""

    meeting: BoardMeeting
    changes: Changes


def board_report(meeting: BoardMeeting) -> BoardReport:
    """The report as the records stand now."""
    changes = changes_between(
        meeting.organisation, meeting.period_from, meeting.period_to, services=meeting.services
    )
    return BoardReport(meeting, changes)


def report_digest(report: BoardReport) -> str:
    """SHA-256 of what this part says, to tell whether a PDF of it is still true."""
    meeting, changes = report.meeting, report.changes
    said = [
        [meeting.held_on, meeting.period_from, meeting.period_to, meeting.said, meeting.talked_about],
        [[service.name for service in meeting.services], meeting.organisation.name],
        [[each.number, each.words, each.action and each.action.number] for each in meeting.decisions],
        [[each.id, each.version, each.title] for each in changes.activities],
        [[each.id, each.finished_at] for each in changes.audits],
        [
            [each.number, each.title, each.status, each.closed_on, each.due_on, each.version]
            for each in (*changes.done, *changes.dropped, *changes.going_on)
        ],
    ]
    return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()
