"""When a reminder is due: at nine in the morning, London time, so many days before the day."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from charter_portal.core.clock import from_london, to_london
from charter_portal.training.enums import ReminderKind

NINE = time(9)
DAYS_BEFORE = {ReminderKind.WEEK_BEFORE: 7, ReminderKind.DAY_BEFORE: 1}


def due_at(kind: ReminderKind, starts_at: datetime) -> datetime:
    """The moment of this reminder. Nine o'clock on London's clocks, even where they change."""
    day = to_london(starts_at).date() - timedelta(days=DAYS_BEFORE[kind])
    return from_london(datetime.combine(day, NINE))


def is_due(kind: ReminderKind, starts_at: datetime, moment: datetime) -> bool:
    """True from its moment on, until the next reminder takes over or the day begins."""
    until = starts_at if kind is ReminderKind.DAY_BEFORE else due_at(ReminderKind.DAY_BEFORE, starts_at)
    return due_at(kind, starts_at) <= moment < until
