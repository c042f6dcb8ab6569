"""Many activities or actions at once, from a table: all of them are kept, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.database import db
from charter_portal.core.errors import RuleBroken
from charter_portal.involvement.enums import ActionSource
from charter_portal.involvement.models import Action, Activity
from charter_portal.involvement.services.actions import ActionWords, add_action
from charter_portal.involvement.services.activities import ActivityWords, add_activity
from charter_portal.involvement.services.gate import hold_for_writing
from charter_portal.organisations.models import Organisation, Service

declare("involvement.table.taken_away")

SOURCE = "From a table"


@dataclass(frozen=True)
class ActivityRow:
    """An activity and the number of its row."""

    number: int
    service: Service
    words: ActivityWords


@dataclass(frozen=True)
class ActionRow:
    """An action and the number of its row."""

    number: int
    words: ActionWords


@dataclass(frozen=True)
class Taken:
    """How many rows were added, and how many were there already."""

    added: int
    known: int


class RowRefused(RuleBroken):
    """A rule says no to one row, and so to the whole table."""

    def __init__(self, number: int, problem: RuleBroken) -> None:
        super().__init__(problem.message, problem.field)
        self.number = number


def import_activities(organisation: Organisation, rows: Sequence[ActivityRow], *, by: User) -> Taken:
    """Add every activity of a table that is not there yet: same service, title and day.

    Raises NotAllowed for readers, RowRefused when a rule says no to one of them.
    """
    hold_for_writing(organisation, by)
    asked = select(Activity.service_id, Activity.title, Activity.held_on)
    found = db.session.execute(asked.where(Activity.organisation_id == organisation.id))
    known = {tuple(row) for row in found}
    added = 0
    for row in rows:
        key = (row.service.id, row.words.title, row.words.held_on)
        if key in known:
            continue
        known.add(key)
        try:
            add_activity(organisation, service=row.service, words=row.words, by=by)
        except RuleBroken as problem:
            raise RowRefused(row.number, problem) from problem
        added += 1
    return Taken(added, len(rows) - added)


def import_actions(organisation: Organisation, rows: Sequence[ActionRow], *, by: User) -> Taken:
    """Add every action of a table that is not on the plan yet: same service, title and date.

    Raises as import_activities.
    """
    hold_for_writing(organisation, by)
    asked = select(Action.service_id, Action.title, Action.due_on)
    found = db.session.execute(asked.where(Action.organisation_id == organisation.id))
    known = {tuple(row) for row in found}
    added = 0
    for row in rows:
        service = row.words.service
        key = (service.id if service else None, row.words.title, row.words.due_on)
        if key in known:
            continue
        known.add(key)
        try:
            add_action(organisation, words=row.words, source=ActionSource.OWN, source_label=SOURCE, by=by)
        except RuleBroken as problem:
            raise RowRefused(row.number, problem) from problem
        added += 1
    return Taken(added, len(rows) - added)


def note_taken_away(organisation: Organisation, *, table: str, by: User) -> None:
    """The trail keeps that somebody took a table away."""
    record(
        "involvement.table.taken_away",
        about=organisation,
        by=by,
        after={"table": table},
        organisation_id=organisation.id,
    )
