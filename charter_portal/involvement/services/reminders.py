"""Reminders of due actions to their owners: one two weeks ahead, one on the day, each once."""

from __future__ import annotations

from charter_portal.core.clock import today
from charter_portal.core.database import db, lock, unit_of_work
from charter_portal.involvement import notices
from charter_portal.involvement.enums import LIVE_ACTIONS, ReminderKind
from charter_portal.involvement.models import Action
from charter_portal.involvement.queries.actions import actions_due_for_reminders, owners_in
from charter_portal.involvement.rules.plan import reminder_due

EVERY_SECONDS = 900.0


def send_reminders() -> int:
    """Write the reminders of today; returns how many actions were looked at.

    Each action is looked at again under its lock, and what was told is kept on its row. So it does no harm
    when two workers do this at once, or when one does it twice.
    """
    found = [action.id for action in actions_due_for_reminders()]
    for number in found:
        with unit_of_work():
            action = db.session.get(Action, number)
            if action is not None:
                _remind(lock(action))
    return len(found)


def _remind(action: Action) -> None:
    kind = reminder_due(action.due_on, today())
    if kind is None or action.status not in LIVE_ACTIONS or action.owner is None:
        return
    told_for = action.ahead_told_for if kind is ReminderKind.AHEAD else action.due_told_for
    if told_for == action.due_on:
        return
    if kind is ReminderKind.AHEAD:
        action.ahead_told_for = action.due_on
    else:
        action.due_told_for = action.due_on
    belongs = action.owner_id in {number for number, _ in owners_in(action.organisation)}
    if belongs and action.owner.is_active:
        notices.remind_owner(action, kind)
