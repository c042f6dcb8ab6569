"""Looking after the catalogue: adding, rewording and retiring barriers. Codes never change."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, diff, record
from charter_portal.barriers.enums import Stage
from charter_portal.barriers.models import BarrierKind
from charter_portal.barriers.permissions import edits
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken, StaleWrite

declare(
    "barriers.barrier_kind.added",
    "barriers.barrier_kind.changed",
    "barriers.barrier_kind.retired",
    "barriers.barrier_kind.restored",
)

CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def add_kind(
    *, code: str, title: str, description: str, stages: Sequence[Stage], by: User | None
) -> BarrierKind:
    """Add a barrier at the end of the list. `by` is None for a file loaded by command.

    Raises NotAllowed for anybody but staff, RuleBroken at the code for one that is used or of another shape.
    """
    _only_staff(by)
    if len(code) > 40 or not CODE.fullmatch(code):
        raise RuleBroken("Use small letters and digits, joined by _, up to 40 in all.", field="code")
    if not stages:
        raise RuleBroken("Choose at least one stage.", field="stages")
    last = db.session.scalar(select(func.max(BarrierKind.position))) or 0
    kind = BarrierKind(
        code=code,
        position=last + 1,
        title=title,
        description=description,
        stage_words=[stage.value for stage in stages],
    )
    try:
        with db.session.begin_nested():
            db.session.add(kind)
    except IntegrityError:
        raise RuleBroken("Another barrier has this code. Choose another.", field="code") from None
    record("barriers.barrier_kind.added", about=kind, by=by, after=_picture(kind))
    return kind


def change_kind(
    kind: BarrierKind, *, title: str, description: str, stages: Sequence[Stage], version: int, by: User
) -> None:
    """Reword a barrier.

    Raises NotAllowed for anybody but staff, StaleWrite when it changed since `version`.
    """
    _only_staff(by)
    if not stages:
        raise RuleBroken("Choose at least one stage.", field="stages")
    lock(kind)
    if kind.version != version:
        raise StaleWrite(kind)
    before = _picture(kind)
    kind.title, kind.description = title, description
    kind.stage_words = [stage.value for stage in Stage if stage in stages]
    old, new = diff(before, _picture(kind))
    if new:
        kind.version += 1
        record("barriers.barrier_kind.changed", about=kind, by=by, before=old, after=new)


def retire_kind(kind: BarrierKind, *, by: User) -> None:
    """Nobody can choose it any more; what points to it stays. Raises NotAllowed for anybody but staff."""
    _only_staff(by)
    lock(kind)
    if kind.retired_at is None:
        kind.retired_at = now()
        record("barriers.barrier_kind.retired", about=kind, by=by)


def restore_kind(kind: BarrierKind, *, by: User) -> None:
    """It can be chosen again. Raises NotAllowed for anybody but staff."""
    _only_staff(by)
    lock(kind)
    if kind.retired_at is not None:
        kind.retired_at = None
        record("barriers.barrier_kind.restored", about=kind, by=by)


def _only_staff(by: User | None) -> None:
    if by is not None and not edits(by):
        raise NotAllowed("The list of barriers is looked after by Career Matters staff.")


def _picture(kind: BarrierKind) -> dict[str, Any]:
    return {"title": kind.title, "description": kind.description, "stages": kind.stage_words}
