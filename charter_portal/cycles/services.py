"""What can be done with cycles: plan one, and change its dates."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now, to_london
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken
from charter_portal.cycles import permissions as may
from charter_portal.cycles.models import Cycle
from charter_portal.framework.enums import VersionStatus
from charter_portal.framework.models import FrameworkVersion

declare("cycles.cycle.planned", "cycles.cycle.changed", "cycles.cycle.released")


@dataclass(frozen=True, kw_only=True)
class Timetable:
    """The dates of a cycle: moments in UTC, days in London, grace in minutes."""

    opens_at: datetime
    deadline_at: datetime
    grace_minutes: int
    assessment_from: date
    assessment_until: date
    panel_on: date
    release_on: date

    def check(self) -> None:
        """Raise RuleBroken, naming the field, when the dates are not in their natural order."""
        last_day = to_london(self.deadline_at).date()
        if self.deadline_at <= self.opens_at:
            raise RuleBroken("The deadline comes after the opening. Choose a later deadline.", "deadline_at")
        if self.assessment_from < last_day:
            raise RuleBroken("Assessment starts on the day of the deadline or later.", "assessment_from")
        if self.assessment_until < self.assessment_from:
            raise RuleBroken("Assessment ends after it starts. Choose a later day.", "assessment_until")
        if self.panel_on < self.assessment_until:
            raise RuleBroken("The panel meets when assessment has ended. Choose a later day.", "panel_on")
        if self.release_on < self.panel_on:
            raise RuleBroken("Results are shared after the panel has met. Choose a later day.", "release_on")


def plan_cycle(
    *, name: str, version: FrameworkVersion, timetable: Timetable, published: bool, by: User
) -> Cycle:
    """Make a cycle on a published framework version. Raises RuleBroken naming the field to change."""
    if not may.run(by):
        raise NotAllowed("Planning cycles is for Career Matters staff.")
    if version.status != VersionStatus.PUBLISHED:
        raise RuleBroken("Choose a published version of the charter.", "framework_version_id")
    timetable.check()
    _name_is_free(name)
    cycle = Cycle(
        name=name, framework_version=version, published=published, created_by_id=by.id, **asdict(timetable)
    )
    db.session.add(cycle)
    db.session.flush()
    record("cycles.cycle.planned", about=cycle, by=by, after=_dates_of(cycle))
    return cycle


def change_cycle(cycle: Cycle, *, name: str, timetable: Timetable, published: bool, by: User) -> None:
    """Change the name or dates of a cycle. Its framework version stays: applications rest on it."""
    if not may.run(by):
        raise NotAllowed("Changing cycles is for Career Matters staff.")
    lock(cycle)
    timetable.check()
    if cycle.name != name:
        _name_is_free(name)
    before = _dates_of(cycle)
    cycle.name, cycle.published = name, published
    for field, value in asdict(timetable).items():
        setattr(cycle, field, value)
    db.session.flush()
    record("cycles.cycle.changed", about=cycle, by=by, before=before, after=_dates_of(cycle))


def mark_released(cycle: Cycle, *, by: User) -> None:
    """Note that results were shared; the first release counts. Called by awards."""
    lock(cycle)
    if cycle.released_at is None:
        cycle.released_at = now()
        record("cycles.cycle.released", about=cycle, by=by)


def _name_is_free(name: str) -> None:
    if db.session.scalar(select(Cycle.id).where(Cycle.name == name)) is not None:
        raise RuleBroken("Another cycle has this name. Choose a different one.", "name")


def _dates_of(cycle: Cycle) -> dict[str, Any]:
    fields = ("name", "published", *Timetable.__dataclass_fields__)
    return {field: str(getattr(cycle, field)) for field in fields}
