"""Reminders of the volunteer clock: each goes out once, also when two workers look at the same moment."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import today
from charter_portal.core.database import db, unit_of_work
from charter_portal.organisations.models import Organisation
from charter_portal.workforce import notices
from charter_portal.workforce.models import ClockReminder
from charter_portal.workforce.queries.access import writers_of
from charter_portal.workforce.queries.clock import Running, running_clocks

declare("workforce.clock.reminded")


def remind_of_clocks() -> int:
    """Tell leads and editors whose volunteering time runs out in 6, 3 or 1 months; returns how many were due.

    A worker's chore: it opens a unit of work for each reminder, whose row keeps it from going out twice.
    """
    due = [one for one in running_clocks(today()) if _months_due(one) is not None]
    sent = 0
    for running in due:
        with unit_of_work():
            sent += _remind(running)
    return sent


def _months_due(running: Running) -> int | None:
    left = running.clock.reminder_due(today())
    if left is None or (running.reminded is not None and running.reminded <= left):
        return None
    return left


def _remind(running: Running) -> int:
    left = _months_due(running)
    if left is None:
        return 0
    reminder = ClockReminder(milestone_id=running.started.id, months_left=left)
    try:
        with db.session.begin_nested():
            db.session.add(reminder)
    except IntegrityError:
        # Another worker was quicker.
        return 0
    organisation = db.session.get_one(Organisation, running.person.organisation_id)
    notices.tell_of_clock(writers_of(organisation), running.started, organisation, left, running.clock.ends)
    record(
        "workforce.clock.reminded",
        about=running.started,
        by=None,
        organisation_id=organisation.id,
        after={"months_left": left},
    )
    return 1
