"""A row, and an awkward one, in every table: what a migration must carry through."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Integer, String, Table, insert
from sqlalchemy import Enum as EnumType

from charter_portal.core.database import Base, UTCDateTime, db

AWKWARD = "O’Neill 👩🏽‍🚀 ŵŷ مرحبا שלום"


def populate() -> None:
    """Fill every table of the migrated database, parents first, with full rows that keep every constraint."""
    with db.engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            connection.execute(insert(table).values(full_row(table) | SPECIAL.get(table.name, {})))


def full_row(table: Table) -> dict[str, Any]:
    """A value for every column of a table; not yet what its check constraints ask for."""
    return {column.name: _value(column) for column in table.columns}


def _value(column: Column[Any]) -> Any:
    kind = column.type
    if column.primary_key and not column.foreign_keys and isinstance(kind, Integer):
        return 1
    if column.foreign_keys:
        return 1
    if isinstance(kind, EnumType):
        first: Enum = next(iter(kind.enum_class))  # type: ignore[arg-type]
        return first
    if isinstance(kind, UTCDateTime):
        return datetime(2028, 2, 29, 12, tzinfo=UTC)
    if isinstance(kind, Date):
        return date(2028, 2, 29)
    if isinstance(kind, JSON):
        return {"words": AWKWARD, "nothing": None}
    if isinstance(kind, Boolean):
        return True
    if isinstance(kind, String):
        return (AWKWARD * 8)[: kind.length or 200]
    return 7


_later = datetime(2028, 3, 1, tzinfo=UTC)
SPECIAL: dict[str, dict[str, Any]] = {
    "cycle": {"deadline_at": _later, "assessment_until": date(2028, 3, 1)},
    "message": {"sent_at": None},
    "evidence": {"url": None, "figure_key": None},
    "training_day": {"ends_at": _later},
    "programme_item": {"ends_at": _later},
    "training_material": {"url": None},
    "delegate_needs": {"purged_at": None},
    "decision": {"confirmed_by_id": None, "released_at": None},
    "barrier_solution": {"organisation_id": None},
    "role_profile": {"organisation_id": None, "maps_to_id": None},
    "post_version": {"valid_until": None},
    "workforce_person": {"anonymised_at": None},
    "workforce_erasure": {"decided_by_id": None},
    "workforce_milestone": {"check_kind": None, "destination": None, "leaving_reason": None},
    "award": {"valid_until": date(2028, 2, 29) + timedelta(days=1)},
}
"""What a table's own check constraints ask for beside full columns."""
