"""When an action is due, in words, and when its owner is reminded."""

from __future__ import annotations

from datetime import date, timedelta

from charter_portal.core.formats import day
from charter_portal.involvement.enums import ReminderKind

AHEAD = timedelta(days=14)
LATE_AHEAD = timedelta(days=7)
CATCH_UP = timedelta(days=7)


def due_in_words(due_on: date | None, today: date) -> str:
    """A due date as people say it. Nobody is hurried: a date that has passed is simply told."""
    if due_on is None:
        return "No date yet"
    away = (due_on - today).days
    if away == 0:
        return f"Due today, {day(due_on)}"
    if away == 1:
        return f"Due tomorrow, {day(due_on)}"
    if away > 1:
        return f"Due on {day(due_on)}"
    return f"Was due on {day(due_on)}"


def is_overdue(due_on: date | None, today: date) -> bool:
    """The date has passed."""
    return due_on is not None and due_on < today


def reminder_due(due_on: date | None, today: date) -> ReminderKind | None:
    """Which reminder belongs to this day, if any.

    Two weeks ahead, or up to a week later when the worker was away; an action that gets its date later than
    that is not mailed about at once. On the day itself, or up to a week after it.
    """
    if due_on is None:
        return None
    if due_on - AHEAD <= today < due_on - LATE_AHEAD:
        return ReminderKind.AHEAD
    return ReminderKind.DUE if due_on <= today <= due_on + CATCH_UP else None
