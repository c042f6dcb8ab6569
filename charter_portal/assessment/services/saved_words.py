"""What a score and an agreed level have in common: a statement, a level, words, and a version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from charter_portal.assessment.models import AgreedLevel, Score
from charter_portal.core.database import db
from charter_portal.core.errors import RuleBroken, StaleWrite
from charter_portal.framework.queries import charter_of
from charter_portal.framework.rules.tree import StatementNode


def statement_of(version_id: int, statement_id: int) -> StatementNode:
    """A statement of this version. Raises RuleBroken for one of any other."""
    statement = charter_of(version_id).statement_by_id.get(statement_id)
    if statement is None:
        raise RuleBroken("This statement is not part of the charter that was answered.")
    return statement


def level_number(version_id: int, key: str | None) -> int | None:
    """The row of a level named by its key, None for none. Raises RuleBroken for one the scale has not."""
    if key is None:
        return None
    level = charter_of(version_id).level_by_key.get(key)
    if level is None:
        raise RuleBroken("Choose one of the levels.", field="level")
    return level.id


def put(row: Score | AgreedLevel, words: Mapping[str, Any], *, version: int) -> bool:
    """Write these words into a row; False when they are there already, as after a lost answer.

    A new row has version 0. Raises StaleWrite when it was saved with other words since `version` was read.
    """
    if row.version and all(getattr(row, name) == value for name, value in words.items()):
        return False
    if row.version and row.version != version:
        raise StaleWrite(row)
    for name, value in words.items():
        setattr(row, name, value)
    row.version += 1
    db.session.add(row)
    db.session.flush()
    return True
