"""Reading the trail. Selects are handed out whole, so that pages can sort and page them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select

from charter_portal.audit_trail.enums import Outcome
from charter_portal.audit_trail.models import Entry
from charter_portal.core.clock import now
from charter_portal.core.database import db
from charter_portal.core.tables import exists_in


def entries_about(thing: Any) -> Select[Entry]:
    """Everything recorded about one thing, newest first."""
    rows = select(Entry).where(Entry.subject_type == thing.__tablename__, Entry.subject_id == thing.id)
    return rows.order_by(Entry.id.desc())


def latest(
    *,
    event: str | None = None,
    actor_id: int | None = None,
    organisation_id: int | None = None,
    subject_type: str | None = None,
    subject_id: int | None = None,
    outcome: Outcome | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Select[Entry]:
    """The trail, newest first, narrowed by whatever is given. `event` may be a beginning: `awards.`."""
    rows = select(Entry).order_by(Entry.id.desc())
    if event:
        rows = rows.where(Entry.event.startswith(event, autoescape=True))
    exact = {
        Entry.actor_id: actor_id,
        Entry.organisation_id: organisation_id,
        Entry.subject_type: subject_type,
        Entry.subject_id: subject_id,
        Entry.outcome: outcome,
    }
    rows = rows.where(*(column == value for column, value in exact.items() if value is not None))
    if since is not None:
        rows = rows.where(Entry.at >= since)
    return rows.where(Entry.at < until) if until is not None else rows


def seen_lately(thing: Any, event: str, *, by: int | None, within: timedelta) -> bool:
    """True when this person's view of this thing was recorded a short while ago."""
    rows = entries_about(thing).where(Entry.event == event, Entry.actor_id == by, Entry.at > now() - within)
    return exists_in(rows)


def events_in_use() -> list[str]:
    """The names of events that have happened, in alphabetical order, for a filter."""
    return list(db.session.scalars(select(Entry.event).distinct().order_by(Entry.event)))
