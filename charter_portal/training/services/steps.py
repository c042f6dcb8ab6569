"""The steps of a day that people are told of: publish, move, cancel. Each can be read beforehand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, select

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken, StaleWrite
from charter_portal.training import permissions as can
from charter_portal.training.enums import DayStatus, Way
from charter_portal.training.models import DelegateNeeds, Place, Reminder, Room, TrainingDay
from charter_portal.training.notices import days as notices
from charter_portal.training.notices.links import own_link
from charter_portal.training.notices.mailings import Preview, previews, send
from charter_portal.training.queries.registers import COMING, live_places
from charter_portal.training.rules.days import DayFacts, where_in_words
from charter_portal.training.rules.places import needs_purged_on
from charter_portal.training.services.needs import forget_needs
from charter_portal.training.services.plans import (
    check_times,
    hold,
    put_programme,
    seats_fit,
    steps_of,
)
from charter_portal.training.workflow import day_workflow, place_workflow

declare("training.day.moved")

HIDDEN_ADDRESS = "(the link to their own page)"


@dataclass(frozen=True, kw_only=True)
class NewTime:
    """When and where a day is held from now on."""

    starts_at: datetime
    ends_at: datetime
    booking_closes_at: datetime
    room_id: int | None


def facts_of(day: TrainingDay) -> DayFacts:
    """The day as letters tell of it."""
    return DayFacts(day.title, day.starts_at, day.ends_at, _where(day.way, day.room))


def preview_publishing(day: TrainingDay, *, announce: bool) -> list[Preview]:
    """The mails that publishing would send."""
    return previews(notices.of_publishing(day, facts_of(day), announce=announce))


def publish_day(day: TrainingDay, *, announce: bool, by: User) -> int:
    """Open a planned day for booking; returns how many mails went.

    Raises NotAllowed for anybody but staff, StepNotOpen unless it is a draft, and RuleBroken when it is past,
    its booking has closed already, or nobody trains it.
    """
    day_workflow.take("publish", day, by=by)
    if day.booking_closes_at <= now():
        raise RuleBroken("Booking would be closed already. Move the day or its closing time first.")
    if not day.trainers:
        raise RuleBroken("Nobody trains this day yet. Choose a trainer first.")
    day.published_at = now()
    db.session.flush()
    return send(notices.of_publishing(day, facts_of(day), announce=announce))


def preview_moving(day: TrainingDay, to: NewTime) -> list[Preview]:
    """The mails that moving would send, after the same checks. Raises RuleBroken as `move_day`."""
    _may_move_to(day, to)
    after = _facts_after(day, to)
    return previews(notices.of_moving(day, facts_of(day), after, address_of=lambda _place: HIDDEN_ADDRESS))


def move_day(day: TrainingDay, to: NewTime, *, version: int, by: User) -> int:
    """Hold a published day at another time or place; returns how many mails went.

    The programme and the date on which needs are forgotten move along; reminders begin anew. Raises
    NotAllowed for anybody but staff, RuleBroken naming the field for a time or room that cannot be had, and
    StaleWrite when a colleague saved meanwhile.
    """
    if not can.runs_training(by):
        raise NotAllowed("Moving a day is for Career Matters staff.")
    lock(day)
    if day.version != version:
        raise StaleWrite(day)
    _may_move_to(day, to)
    hold(tuple(e.user_id for e in day.trainers), to.room_id, to.starts_at, to.ends_at, besides=day.id)
    seats_fit(day.way, to.room_id, day.capacity)
    before, steps = facts_of(day), steps_of(day)
    day.starts_at, day.ends_at, day.booking_closes_at = to.starts_at, to.ends_at, to.booking_closes_at
    day.room_id = to.room_id
    day.version += 1
    day.calendar_sequence += 1
    db.session.flush()
    db.session.refresh(day, ["room"])
    put_programme(day, steps)
    if before.starts_at != to.starts_at:
        _begin_reminders_anew(day)
        _forget_needs_on_their_new_date(day)
    after = facts_of(day)
    record("training.day.moved", about=day, by=by, before=_told(before), after=_told(after))
    return send(notices.of_moving(day, before, after, address_of=own_link))


def preview_cancelling(day: TrainingDay, *, reason: str) -> list[Preview]:
    """The mails that cancelling would send."""
    return previews(notices.of_cancelling(day, facts_of(day), reason=reason))


def cancel_day(day: TrainingDay, *, reason: str, by: User) -> int:
    """The day is off: nobody has a place on it any more, and all are told; returns how many mails went.

    A draft that nobody knows of goes quietly, but for its trainers. Raises NotAllowed for anybody but staff,
    StepNotOpen when it was held or cancelled already.
    """
    lock(day)
    mailings = notices.of_cancelling(day, facts_of(day), reason=reason)
    day_workflow.take("cancel", day, by=by, note=reason)
    day.cancelled_at, day.cancelled_reason = now(), reason
    day.calendar_sequence += 1
    count = send(mailings)
    for place in live_places(day):
        if place.status in COMING:
            place_workflow.take("cancel", place, by=by, note="The day was cancelled.")
            place.cancelled_at = now()
            forget_needs(place)
    db.session.flush()
    return count


def _may_move_to(day: TrainingDay, to: NewTime) -> None:
    if day.status is not DayStatus.PUBLISHED:
        raise RuleBroken("Only a published day is moved. Change a draft on its own page.")
    if to.starts_at <= now():
        raise RuleBroken("This time is past. Choose a day to come.", "starts_at")
    check_times(to.starts_at, to.ends_at, to.booking_closes_at)
    if day.way is not Way.ONLINE and to.room_id is None:
        raise RuleBroken("Choose the room where the day is held.", "room_id")
    if (to.starts_at, to.ends_at, to.room_id) == (day.starts_at, day.ends_at, day.room_id):
        raise RuleBroken("Date, time and room are as they were. Change one of them.", "starts_at")
    needed = sum(step.minutes for step in steps_of(day))
    if needed * 60 > (to.ends_at - to.starts_at).total_seconds():
        raise RuleBroken("The programme is longer than that. Choose a later end.", "ends_at")


def _facts_after(day: TrainingDay, to: NewTime) -> DayFacts:
    room = db.session.get(Room, to.room_id) if to.room_id is not None else None
    return replace(facts_of(day), starts_at=to.starts_at, ends_at=to.ends_at, where=_where(day.way, room))


def _where(way: Way, room: Room | None) -> str:
    return where_in_words(way, room.venue.name if room else None, room.name if room else None)


def _begin_reminders_anew(day: TrainingDay) -> None:
    places = select(Place.id).where(Place.day_id == day.id)
    db.session.execute(delete(Reminder).where(Reminder.place_id.in_(places)))


def _forget_needs_on_their_new_date(day: TrainingDay) -> None:
    rows = select(DelegateNeeds).join(Place, Place.id == DelegateNeeds.place_id)
    rows = rows.where(Place.day_id == day.id, DelegateNeeds.purged_at.is_(None))
    for needs in db.session.scalars(rows):
        needs.purge_on = needs_purged_on(day.ends_at)
    db.session.flush()


def _told(facts: DayFacts) -> dict[str, str]:
    return {"starts_at": facts.starts_at.isoformat(), "where": facts.where}
