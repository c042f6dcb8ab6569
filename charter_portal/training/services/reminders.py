"""Reminders: a week and a day before, at nine in the morning, London time, to booked delegates only."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from charter_portal.core.clock import now
from charter_portal.core.database import db, lock, unit_of_work
from charter_portal.jobs.services import every
from charter_portal.training.enums import DayStatus, PlaceStatus, ReminderKind
from charter_portal.training.models import Place, Reminder, TrainingDay
from charter_portal.training.notices.links import own_link
from charter_portal.training.notices.reminders import remind
from charter_portal.training.rules.reminders import due_at, is_due
from charter_portal.training.services.steps import facts_of

AT_ONCE = 50
FURTHEST = timedelta(days=9)
"""No reminder is due longer before a day than this."""


def send_reminders() -> int:
    """Write the reminders that are due, some at a time; a number other than nought means more may wait.

    The day is held meanwhile, so nobody is reminded of a day that is being moved or cancelled, and each
    delegate gets each reminder once, whichever worker comes first. Who booked after its moment has just
    had a confirmation, and gets the next one only.
    """
    written = 0
    for number, kind in _due_days():
        with unit_of_work():
            day = lock(db.session.get_one(TrainingDay, number))
            written += _remind_some(day, kind)
    return written


every(60)(send_reminders)


def _due_days() -> list[tuple[int, ReminderKind]]:
    moment = now()
    rows = select(TrainingDay).where(
        TrainingDay.status == DayStatus.PUBLISHED,
        TrainingDay.starts_at > moment,
        TrainingDay.starts_at < moment + FURTHEST,
    )
    days = db.session.scalars(rows.order_by(TrainingDay.starts_at)).all()
    return [(day.id, kind) for day in days for kind in ReminderKind if is_due(kind, day.starts_at, moment)]


def _remind_some(day: TrainingDay, kind: ReminderKind) -> int:
    if day.status is not DayStatus.PUBLISHED or not is_due(kind, day.starts_at, now()):
        return 0
    reminded = select(Reminder.place_id).where(Reminder.kind == kind)
    rows = (
        select(Place)
        .where(
            Place.day_id == day.id,
            Place.status == PlaceStatus.BOOKED,
            Place.booked_at <= due_at(kind, day.starts_at),
            Place.id.not_in(reminded),
        )
        .options(joinedload(Place.booking))
        .order_by(Place.id)
        .limit(AT_ONCE)
    )
    places = db.session.scalars(rows).all()
    facts = facts_of(day)
    for place in places:
        db.session.add(Reminder(place_id=place.id, kind=kind))
        remind(place, facts, kind=kind, address=own_link(place))
    return len(places)
