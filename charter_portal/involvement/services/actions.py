"""The action plan: one list per organisation, whatever an action comes from.

Every change holds the organisation first and the action afterwards, so numbers are given once and two
writers come one after the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, diff, record
from charter_portal.core.clock import today
from charter_portal.core.database import db, lock
from charter_portal.core.errors import RuleBroken, StaleWrite, StepNotOpen
from charter_portal.files import services as files
from charter_portal.involvement.enums import LIVE_ACTIONS, ActionSource
from charter_portal.involvement.models import Action, ActionNote
from charter_portal.involvement.queries.actions import owners_in
from charter_portal.involvement.services.gate import check_kept, check_service, hold_for_writing
from charter_portal.involvement.workflow import action_workflow
from charter_portal.organisations.models import Organisation, Service

declare("involvement.action.added", "involvement.action.changed", "involvement.action.noted")

CLOSED = "This action is closed. Take it up again to change it."


@dataclass(frozen=True)
class ActionWords:
    """What is written about an action. An owner is a member, or a role in words, or nobody yet."""

    title: str
    detail: str = ""
    service: Service | None = None
    owner_id: int | None = None
    owner_title: str = ""
    due_on: date | None = None


def add_action(
    organisation: Organisation,
    *,
    words: ActionWords,
    source: ActionSource,
    source_label: str = "",
    source_number: int | None = None,
    by: User | None,
) -> Action:
    """Put an action on the plan and give it the next number.

    The floors above call this for barriers and assessors' feedback; `source_label` says in plain words where
    it comes from, `source_number` is theirs to find it again. `by` is None for the portal itself. Raises
    NotAllowed for readers, RuleBroken for another's service or an owner who does not belong here.
    """
    hold_for_writing(organisation, by)
    _check(organisation, words)
    highest = select(func.max(Action.number)).where(Action.organisation_id == organisation.id)
    action = Action(
        organisation_id=organisation.id,
        number=(db.session.scalar(highest) or 0) + 1,
        source=source,
        source_label=source_label[:200],
        source_number=source_number,
        saved_by_id=by.id if by is not None else None,
        **_columns(words),
    )
    db.session.add(action)
    db.session.flush()
    record("involvement.action.added", about=action, by=by, after=_told(action))
    return action


def change_action(action: Action, *, words: ActionWords, version: int, by: User) -> None:
    """Change what is written about an action. The same words sent twice are one save.

    Raises as add_action, StepNotOpen for a closed one, StaleWrite when somebody else changed it since.
    """
    hold_for_writing(action.organisation, by)
    lock(action)
    if action.status not in LIVE_ACTIONS:
        raise StepNotOpen(CLOSED)
    _check(action.organisation, words, kept_owner=action.owner_id)
    wanted = _columns(words)
    if all(getattr(action, name) == value for name, value in wanted.items()):
        return
    if action.version != version:
        raise StaleWrite(action)
    told = _told(action)
    for name, value in wanted.items():
        setattr(action, name, value)
    action.version += 1
    action.saved_by_id = by.id
    db.session.flush()
    before, after = diff(told, _told(action))
    record("involvement.action.changed", about=action, by=by, before=before, after=after)


def add_note(action: Action, *, words: str, by: User) -> ActionNote:
    """Say how far an action is. Raises NotAllowed for readers, StepNotOpen for a closed one."""
    _hold_live(action, by)
    note = ActionNote(action_id=action.id, words=words, written_by_id=by.id)
    db.session.add(note)
    db.session.flush()
    record("involvement.action.noted", about=action, by=by)
    return note


def begin_action(action: Action, *, by: User) -> None:
    """Somebody has begun. Raises NotAllowed for readers, StepNotOpen out of turn."""
    hold_for_writing(action.organisation, by)
    action_workflow.take("begin", action, by=by)


def finish_action(
    action: Action, *, proof: str, upload: FileStorage | None = None, done_on: date | None = None, by: User
) -> None:
    """The action is done, with proof: words, a file that is checked like evidence, or both.

    Raises NotAllowed for readers, StepNotOpen out of turn, RuleBroken without any proof, for a day to come,
    or when the file is not taken.
    """
    _hold_live(action, by)
    if not proof and upload is None:
        raise RuleBroken("Say what was done, or add a file that shows it.", field="proof")
    day = done_on or today()
    if day > today():
        raise RuleBroken("Choose a day that has come, or leave this empty for today.", field="done_on")
    if upload is not None:
        settings = current_app.config["SETTINGS"]
        action.proof_file = files.store(upload, by=by, limit_bytes=settings.evidence_file_bytes)
    action.proof, action.closed_on = proof, day
    db.session.flush()
    action_workflow.take("finish", action, by=by)


def drop_action(action: Action, *, reason: str, by: User) -> None:
    """Let an action go, and say why. Raises NotAllowed for readers, StepNotOpen out of turn, RuleBroken."""
    if not reason:
        raise RuleBroken("Say why, so that others understand it later.", field="reason")
    _hold_live(action, by)
    action.drop_reason, action.closed_on = reason, today()
    db.session.flush()
    action_workflow.take("drop", action, by=by)


def take_up_again(action: Action, *, by: User) -> None:
    """Open a closed action again; its proof or reason stays to be read until it is closed anew.

    Raises NotAllowed for readers, StepNotOpen for one that is not closed.
    """
    hold_for_writing(action.organisation, by)
    check_kept(lock(action))
    action_workflow.take("take_up_again", action, by=by)
    action.closed_on = None
    db.session.flush()


def _hold_live(action: Action, by: User) -> None:
    hold_for_writing(action.organisation, by)
    lock(action)
    if action.status not in LIVE_ACTIONS:
        raise StepNotOpen(CLOSED)


def _check(organisation: Organisation, words: ActionWords, *, kept_owner: int | None = None) -> None:
    check_service(organisation, words.service)
    members = {number for number, _ in owners_in(organisation)}
    if words.owner_id is not None and words.owner_id not in members | {kept_owner}:
        raise RuleBroken("Choose somebody who belongs to your organisation.", field="owner")


def _columns(words: ActionWords) -> dict[str, Any]:
    return {
        "title": words.title,
        "detail": words.detail,
        "service_id": words.service.id if words.service is not None else None,
        "owner_id": words.owner_id,
        "owner_title": "" if words.owner_id is not None else words.owner_title,
        "due_on": words.due_on,
    }


def _told(action: Action) -> dict[str, Any]:
    """What the trail keeps: facts, and no words that somebody wrote."""
    return {
        "number": action.number,
        "service": action.service_id,
        "source": action.source,
        "owner": action.owner_id,
        "due_on": action.due_on,
    }
