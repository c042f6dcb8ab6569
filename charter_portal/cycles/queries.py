"""Questions about cycles."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from charter_portal.core.clock import now
from charter_portal.core.database import db
from charter_portal.cycles.models import Cycle


def cycles_newest_first() -> list[Cycle]:
    """Every cycle with its framework version, the one that closes last first."""
    return list(
        db.session.scalars(
            select(Cycle)
            .options(joinedload(Cycle.framework_version))
            .order_by(Cycle.deadline_at.desc(), Cycle.id.desc())
        )
    )


def published_cycles() -> list[Cycle]:
    """The cycles that the public timetable shows, the next deadline first, past ones last."""
    shown = [cycle for cycle in cycles_newest_first() if cycle.published]
    coming = [cycle for cycle in shown if cycle.accepts_until >= now()]
    return coming[::-1] + [cycle for cycle in shown if cycle.accepts_until < now()]


def open_cycles() -> list[Cycle]:
    """The cycles that take applications now, the next deadline first."""
    moment = now()
    rows = (
        select(Cycle).where(Cycle.published, Cycle.opens_at <= moment).order_by(Cycle.deadline_at, Cycle.id)
    )
    return [cycle for cycle in db.session.scalars(rows) if cycle.takes_applications]
