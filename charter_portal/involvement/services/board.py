"""Meetings of the Partnership Board: what people said, what was decided, and what becomes an action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.database import db, lock
from charter_portal.core.errors import RuleBroken, StaleWrite
from charter_portal.core.formats import day
from charter_portal.involvement.enums import ActionSource
from charter_portal.involvement.models import Action, BoardDecision, BoardMeeting
from charter_portal.involvement.services.actions import ActionWords, add_action
from charter_portal.involvement.services.gate import check_kept, check_service, hold_for_writing
from charter_portal.organisations.models import Organisation, Service

declare(
    "involvement.meeting.added",
    "involvement.meeting.changed",
    "involvement.decision.added",
    "involvement.decision.changed",
    "involvement.decision.removed",
)

LONGEST_PERIOD = timedelta(days=3 * 366)
MOST_DECISIONS = 50


@dataclass(frozen=True)
class MeetingWords:
    """What is written about a meeting."""

    held_on: date
    since: date
    until: date
    services: Sequence[Service]
    said: str = ""
    talked_about: str = ""


def add_meeting(organisation: Organisation, *, words: MeetingWords, by: User) -> BoardMeeting:
    """Put a meeting into the calendar, before it or afterwards.

    Raises NotAllowed for readers, RuleBroken without a service, for another's service or a period that
    does not fit.
    """
    hold_for_writing(organisation, by)
    _check(organisation, words)
    meeting = BoardMeeting(organisation_id=organisation.id, saved_by_id=by.id)
    _write(meeting, words)
    db.session.add(meeting)
    db.session.flush()
    record("involvement.meeting.added", about=meeting, by=by, after={"held_on": words.held_on})
    return meeting


def change_meeting(meeting: BoardMeeting, *, words: MeetingWords, version: int, by: User) -> None:
    """Change what is written about a meeting. The same words sent twice are one save.

    Raises as add_meeting, and StaleWrite when somebody else changed it since `version`.
    """
    hold_for_writing(meeting.organisation, by)
    check_kept(lock(meeting))
    _check(meeting.organisation, words)
    if _says(meeting) == _wanted(words):
        return
    if meeting.version != version:
        raise StaleWrite(meeting)
    _write(meeting, words)
    meeting.version += 1
    meeting.saved_by_id = by.id
    db.session.flush()
    record("involvement.meeting.changed", about=meeting, by=by, after={"held_on": words.held_on})


def add_decision(meeting: BoardMeeting, *, words: str, by: User) -> BoardDecision:
    """Write down what the board decided. Raises NotAllowed for readers, RuleBroken for too many."""
    hold_for_writing(meeting.organisation, by)
    check_kept(lock(meeting))
    taken = [decision.number for decision in meeting.decisions]
    if len(taken) >= MOST_DECISIONS:
        raise RuleBroken("A meeting holds 50 decisions. Put related ones together.", field="words")
    decision = BoardDecision(meeting=meeting, number=max(taken, default=0) + 1, words=words)
    db.session.add(decision)
    db.session.flush()
    _record("added", decision, by)
    return decision


def change_decision(decision: BoardDecision, *, words: str, by: User) -> None:
    """Put a decision into other words. Raises NotAllowed for readers."""
    hold_for_writing(decision.meeting.organisation, by)
    lock(decision)
    if decision.words != words:
        decision.words = words
        _record("changed", decision, by)


def remove_decision(decision: BoardDecision, *, by: User) -> None:
    """Take a decision off the list. Raises NotAllowed for readers, RuleBroken once it is an action."""
    hold_for_writing(decision.meeting.organisation, by)
    lock(decision)
    if decision.action_id is not None:
        raise RuleBroken("This decision is on the action plan, so it stays.")
    _record("removed", decision, by)
    db.session.delete(decision)


def action_from_decision(decision: BoardDecision, *, words: ActionWords, by: User) -> Action:
    """Put a decision on the action plan. A decision that is there already gives the same action.

    Raises as add_action.
    """
    organisation = decision.meeting.organisation
    hold_for_writing(organisation, by)
    lock(decision)
    if decision.action is not None:
        return decision.action
    label = f"Meeting of {day(decision.meeting.held_on)}, decision {decision.number}"
    decision.action = add_action(
        organisation,
        words=words,
        source=ActionSource.BOARD,
        source_label=label,
        source_number=decision.meeting_id,
        by=by,
    )
    db.session.flush()
    return decision.action


def _check(organisation: Organisation, words: MeetingWords) -> None:
    if not words.services:
        raise RuleBroken("Choose at least one service.", field="services")
    for service in words.services:
        check_service(organisation, service, "services")
    if words.since > words.until:
        raise RuleBroken("The last day comes after the first day.", field="until")
    if words.until - words.since > LONGEST_PERIOD:
        raise RuleBroken("Choose a period of three years or less.", field="until")


def _write(meeting: BoardMeeting, words: MeetingWords) -> None:
    meeting.held_on, meeting.period_from, meeting.period_to = words.held_on, words.since, words.until
    meeting.services = list(words.services)
    meeting.said, meeting.talked_about = words.said, words.talked_about


def _says(meeting: BoardMeeting) -> tuple[object, ...]:
    numbers = {service.id for service in meeting.services}
    period = (meeting.period_from, meeting.period_to)
    return (meeting.held_on, *period, numbers, meeting.said, meeting.talked_about)


def _wanted(words: MeetingWords) -> tuple[object, ...]:
    numbers = {service.id for service in words.services}
    return (words.held_on, words.since, words.until, numbers, words.said, words.talked_about)


def _record(verb: str, decision: BoardDecision, by: User) -> None:
    record(
        f"involvement.decision.{verb}",
        about=decision,
        by=by,
        after={"meeting": decision.meeting_id, "number": decision.number},
        organisation_id=decision.meeting.organisation_id,
    )
