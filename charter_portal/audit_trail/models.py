"""The one table of the trail, and the three ways in which it is kept from changing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, JSON, Index, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from charter_portal.audit_trail.enums import ActorKind, Outcome
from charter_portal.core.clock import now
from charter_portal.core.database import Base, word_enum


class Entry(Base):
    """One thing that happened. No foreign keys: an entry outlives the person and the thing."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_subject", "subject_type", "subject_id", "id"),
        Index("ix_audit_entry_actor", "actor_id", "at"),
        Index("ix_audit_entry_organisation", "organisation_id", "id"),
        Index("ix_audit_entry_event", "event", "id"),
        Index("ix_audit_entry_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
    actor_kind: Mapped[ActorKind] = mapped_column(word_enum(ActorKind))
    actor_id: Mapped[int | None]
    event: Mapped[str] = mapped_column(String(120))
    subject_type: Mapped[str | None] = mapped_column(String(60))
    subject_id: Mapped[int | None]
    organisation_id: Mapped[int | None]
    outcome: Mapped[Outcome] = mapped_column(word_enum(Outcome), default=Outcome.OK)
    note: Mapped[str] = mapped_column(Text, default="")
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    origin: Mapped[str] = mapped_column(String(64), default="")


class TrailIsFixed(RuntimeError):
    """Somebody tried to change or remove an entry of the trail."""


@event.listens_for(Entry, "before_update")
@event.listens_for(Entry, "before_delete")
def _refuse_change(_mapper: object, _connection: object, entry: Entry) -> None:
    raise TrailIsFixed("An entry of the audit trail is never changed or removed.")


_FIXED = "The audit trail only grows."

APPEND_ONLY_SQL: dict[str, tuple[str, ...]] = {
    "sqlite": (
        "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry "
        f"BEGIN SELECT RAISE(ABORT, '{_FIXED}'); END",
        "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry "
        f"BEGIN SELECT RAISE(ABORT, '{_FIXED}'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION audit_entry_is_fixed() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_FIXED}'; END $$",
        "CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_entry "
        "FOR EACH ROW EXECUTE FUNCTION audit_entry_is_fixed()",
        "CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_is_fixed()",
    ),
}
"""Run by `create_all`; the migration that makes the table keeps its own copy. Keyed by engine."""

AFTER_DROP_SQL: dict[str, tuple[str, ...]] = {
    "sqlite": (),
    "postgresql": ("DROP FUNCTION IF EXISTS audit_entry_is_fixed()",),
}
"""What is left to clear once the table is gone; its triggers went with it."""


def _attach(moment: str, statements: dict[str, tuple[str, ...]]) -> None:
    for dialect, lines in statements.items():
        for line in lines:
            event.listen(Entry.__table__, moment, DDL(line).execute_if(dialect=dialect))


_attach("after_create", APPEND_ONLY_SQL)
_attach("after_drop", AFTER_DROP_SQL)
