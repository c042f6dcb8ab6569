"""What happened to an application, as staff read it: its steps, from the trail, and its submissions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import defer

from charter_portal.accounts.models import User
from charter_portal.applications.models import Application, Submission
from charter_portal.audit_trail.models import Entry
from charter_portal.core.database import db

BEGINNING = "applications.application."
STEPS = {
    "started": "Begun",
    "submit": "Submitted",
    "return_for_changes": "Returned for changes",
    "withdraw": "Withdrawn",
    "begin_assessment": "Assessment began",
    "finish_assessment": "Assessment finished",
    "reopen_assessment": "Assessment opened again",
    "record_decision": "Decision confirmed",
    "undo_decision": "Decision opened again",
    "release_outcome": "Outcome shared",
}


EVENTS = {BEGINNING + name: words for name, words in STEPS.items()}
_STEPS_WITH_NAMES = (
    select(Entry.event, Entry.at, User.name, Entry.note)
    .outerjoin(User, User.id == Entry.actor_id)
    .where(
        Entry.subject_type == Application.__tablename__,
        Entry.subject_id == bindparam("application_id"),
        Entry.event.in_(EVENTS),
    )
    .order_by(Entry.id)
)


@dataclass(frozen=True)
class PastStep:
    """One step that was taken, by whom (None for the portal itself), and the note that came with it."""

    what: str
    at: datetime
    who: str | None
    note: str


def steps_of(application: Application) -> list[PastStep]:
    """Every change of status, oldest first."""
    found = db.session.execute(_STEPS_WITH_NAMES, {"application_id": application.id})
    return [PastStep(EVENTS[event], at, who, note) for event, at, who, note in found]


def submissions_of(application: Application) -> list[Submission]:
    """Every submission, newest first, without its long text."""
    return list(
        db.session.scalars(
            select(Submission)
            .where(Submission.application_id == application.id)
            .options(defer(Submission.document))
            .order_by(Submission.number.desc())
        )
    )
