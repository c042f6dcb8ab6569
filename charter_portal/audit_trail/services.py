"""Writing the trail: always in the transaction of the deed itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import nullcontext
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from flask import has_request_context, request

from charter_portal.audit_trail.enums import ActorKind, Outcome
from charter_portal.audit_trail.models import Entry
from charter_portal.audit_trail.queries import seen_lately
from charter_portal.core.database import db, unit_of_work

VIEWS_COUNT_ONCE_WITHIN = timedelta(minutes=10)
MASK = "•••"
NOTE_LIMIT = 4000

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){2}")
_SECRET = re.compile(
    r"password|passphrase|secret|token|cookie|csrf|authori[sz]ation|(^|_)(key|code|hash)$", re.IGNORECASE
)
_LINE_BREAKERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_declared: set[str] = set()


def declare(*events: str) -> None:
    """Say which events a slice records, each `slice.thing.verb`. Raises ValueError for another shape."""
    for name in events:
        if not _NAME.fullmatch(name):
            raise ValueError(f"“{name}” is not of the shape slice.thing.verb.")
    _declared.update(events)


def declared_events() -> list[str]:
    """Every declared event, in alphabetical order."""
    return sorted(_declared)


def record(
    event: str,
    *,
    about: Any,
    by: Any,
    note: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    organisation_id: int | None = None,
    outcome: str | Outcome = Outcome.OK,
) -> Entry:
    """Add one entry to the open transaction; it stands or falls with the deed.

    `by` is None for the portal itself. The organisation is the thing's own unless it is given.
    Raises LookupError for an event that nobody declared.
    """
    if event not in _declared:
        raise LookupError(f"The event “{event}” is not declared. Declare it in the slice's services.")
    return write(
        event,
        about=about,
        by=by,
        note=note,
        before=before,
        after=after,
        organisation_id=organisation_id,
        outcome=outcome,
    )


def write(
    event: str,
    *,
    about: Any,
    by: Any,
    note: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    organisation_id: int | None = None,
    outcome: str | Outcome = Outcome.OK,
) -> Entry:
    """As `record`, for events whose names are derived (status steps, views) and not declared."""
    if about is not None and about.id is None:
        db.session.flush()
    kind, actor_id = _actor(by)
    entry = Entry(
        event=event,
        actor_kind=kind,
        actor_id=actor_id,
        subject_type=getattr(about, "__tablename__", None),
        subject_id=getattr(about, "id", None),
        organisation_id=organisation_id or getattr(about, "organisation_id", None),
        outcome=Outcome(outcome),
        note=_LINE_BREAKERS.sub(" ", note)[:NOTE_LIMIT],
        before=_plain(before),
        after=_plain(after),
        origin=_origin(),
    )
    db.session.add(entry)
    return entry


def record_view(about: Any, by: Any, *, event: str = "") -> None:
    """Note that somebody looked at a sensitive thing, at most once in ten minutes.

    `event` says what was seen where it is not the thing itself, such as a list of what belongs to it.

    Meant for pages that change nothing, so it opens its own short unit of work unless one is open.
    """
    slice_name = type(about).__module__.split(".")[1]
    event = event or f"{slice_name}.{about.__tablename__}.viewed"
    _kind, actor_id = _actor(by)
    if seen_lately(about, event, by=actor_id, within=VIEWS_COUNT_ONCE_WITHIN):
        return
    with nullcontext() if db.session.info.get("in_unit") else unit_of_work():
        write(event, about=about, by=by)


def diff(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only what differs between two pictures of a thing, as the before and after of an entry."""
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {name: before.get(name) for name in changed}, {name: after.get(name) for name in changed}


def _actor(by: Any) -> tuple[ActorKind, int | None]:
    if by is None:
        return ActorKind.PORTAL, None
    if not getattr(by, "is_authenticated", True):
        return ActorKind.ANONYMOUS, None
    return ActorKind.PERSON, by.id


def _origin() -> str:
    return (request.remote_addr or "")[:64] if has_request_context() else ""


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if values is None else {name: _value(name, value) for name, value in values.items()}


def _value(name: str, value: Any) -> Any:
    if _SECRET.search(name):
        return MASK
    if isinstance(value, Mapping):
        return {str(key): _value(str(key), inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_value("", inner) for inner in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)
