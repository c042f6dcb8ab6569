"""Planning days and changing plans: nobody and no room is promised twice, and no save overwrites another."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, diff, record
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken, StaleWrite
from charter_portal.core.formats import day as written_day
from charter_portal.training import permissions as can
from charter_portal.training.enums import Audience, DayStatus, Way
from charter_portal.training.models import DayTrainer, ProgrammeItem, Room, Series, TrainingDay
from charter_portal.training.queries.overlaps import day_in_room, days_of_trainers
from charter_portal.training.rules.programme import Step, length_of, write_programme
from charter_portal.training.services.templates import steps_in
from charter_portal.training.services.trainers import hold_trainers

declare("training.day.planned", "training.day.changed", "training.day.programme_changed")

FIXED_ONCE_PUBLISHED = ("audience", "starts_at", "ends_at", "room_id", "capacity")
"""What booked people rely on: moved by `moving`, and counted by `capacity`."""


@dataclass(frozen=True, kw_only=True)
class DayPlan:
    """Everything staff decide about a day. Moments are UTC; `trainers` are numbers of people."""

    title: str
    audience: Audience
    way: Way
    starts_at: datetime
    ends_at: datetime
    booking_closes_at: datetime
    room_id: int | None
    trainers: tuple[int, ...]
    capacity: int
    per_organisation: int | None
    hold_hours: int
    price_pence: int
    summary: str
    access_notes: str
    joining_words: str
    what_next: str

    def check(self) -> None:
        """Raise RuleBroken, naming the field, when times are not in their order or the place does not fit."""
        check_times(self.starts_at, self.ends_at, self.booking_closes_at)
        if self.way is not Way.ONLINE and self.room_id is None:
            raise RuleBroken("Choose the room, or hold the day online.", "room_id")
        if self.way is Way.ONLINE and self.room_id is not None:
            raise RuleBroken("An online day needs no room. Choose “No room”.", "room_id")

    @property
    def columns(self) -> dict[str, Any]:
        """What is kept in the day's own row."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "trainers"}


def plan_day(plan: DayPlan, *, programme: str = "", series: Series | None = None, by: User) -> TrainingDay:
    """A day as a draft, which only staff and its trainers see. Room and trainers are held from now on.

    Raises NotAllowed for anybody but staff, and RuleBroken naming the field for a time that is past or out of
    order, a room or trainer that another day has, or a programme that is longer than the day.
    """
    _only_staff(by)
    _still_to_come(plan.starts_at)
    plan.check()
    steps = steps_in(programme)
    _programme_fits(steps, plan.starts_at, plan.ends_at)
    hold(plan.trainers, plan.room_id, plan.starts_at, plan.ends_at)
    seats_fit(plan.way, plan.room_id, plan.capacity)
    day = TrainingDay(**plan.columns, series_id=series.id if series else None, created_by_id=by.id)
    db.session.add(day)
    db.session.flush()
    _put_trainers(day, plan.trainers)
    put_programme(day, steps)
    record("training.day.planned", about=day, by=by, after=_told(plan.columns))
    return day


def plan_of(day: TrainingDay) -> DayPlan:
    """The plan as it stands, to change a part of it or to begin another day from it."""
    kept = {field.name: getattr(day, field.name) for field in fields(DayPlan) if field.name != "trainers"}
    return DayPlan(**kept, trainers=tuple(each.user_id for each in day.trainers))


def at_another_time(plan: DayPlan, starts_at: datetime) -> DayPlan:
    """The same plan from another start on: it lasts as long, and booking closes as long before."""
    return replace(
        plan,
        starts_at=starts_at,
        ends_at=starts_at + (plan.ends_at - plan.starts_at),
        booking_closes_at=starts_at - (plan.starts_at - plan.booking_closes_at),
    )


def clone_day(
    day: TrainingDay, *, starts_at: datetime, room_id: int | None, trainers: tuple[int, ...], by: User
) -> TrainingDay:
    """The same day once more, as a draft, from another moment on. Raises as `plan_day`."""
    plan = replace(at_another_time(plan_of(day), starts_at), room_id=room_id, trainers=trainers)
    return plan_day(plan, programme=write_programme(steps_of(day)), series=day.series, by=by)


def change_day(day: TrainingDay, plan: DayPlan, *, version: int, by: User) -> None:
    """Change a day that is planned or published. `version` is of the page that was filled in.

    Once published its time, place and number of places stay: they have steps of their own, because booked
    people are told. Raises NotAllowed, RuleBroken as `plan_day`, and StaleWrite when a colleague saved
    meanwhile; saving the same words again is no conflict.
    """
    _only_staff(by)
    lock(day)
    _is_open(day)
    if day.status is DayStatus.PUBLISHED:
        plan = replace(plan, **{name: getattr(day, name) for name in FIXED_ONCE_PUBLISHED})
    before = plan_of(day)
    if before == plan:
        return
    if day.version != version:
        raise StaleWrite(day)
    plan.check()
    if plan.starts_at != day.starts_at:
        _still_to_come(plan.starts_at)
    _programme_fits(steps_of(day), plan.starts_at, plan.ends_at)
    hold(plan.trainers, plan.room_id, plan.starts_at, plan.ends_at, besides=day.id)
    seats_fit(plan.way, plan.room_id, plan.capacity)
    steps = steps_of(day)
    for name, value in plan.columns.items():
        setattr(day, name, value)
    if set(before.trainers) != set(plan.trainers):
        _put_trainers(day, plan.trainers)
    if before.starts_at != plan.starts_at:
        put_programme(day, steps)
    _count_change(day)
    told = diff(_told(before.columns), _told(plan.columns))
    record("training.day.changed", about=day, by=by, before=told[0], after=told[1])


def change_programme(day: TrainingDay, *, programme: str, version: int, by: User) -> None:
    """Write the programme anew. Raises as `change_day`, at the programme."""
    _only_staff(by)
    lock(day)
    _is_open(day)
    steps = steps_in(programme)
    if steps == steps_of(day):
        return
    if day.version != version:
        raise StaleWrite(day)
    _programme_fits(steps, day.starts_at, day.ends_at)
    put_programme(day, steps)
    _count_change(day)
    record("training.day.programme_changed", about=day, by=by, after={"steps": len(steps)})


def steps_of(day: TrainingDay) -> list[Step]:
    """The programme as minutes after the start."""
    return [
        Step(
            after=_minutes(item.starts_at - day.starts_at),
            minutes=_minutes(item.ends_at - item.starts_at),
            title=item.title,
            words=item.words,
        )
        for item in day.programme
    ]


def put_programme(day: TrainingDay, steps: list[Step]) -> None:
    """Write these steps, from the day's present start on, in place of those that were there."""
    for item in list(day.programme):
        db.session.delete(item)
    db.session.flush()
    for step in steps:
        starts_at = day.starts_at + timedelta(minutes=step.after)
        ends_at = starts_at + timedelta(minutes=step.minutes)
        item = ProgrammeItem(
            day_id=day.id, starts_at=starts_at, ends_at=ends_at, title=step.title, words=step.words
        )
        db.session.add(item)
    db.session.flush()
    db.session.expire(day, ["programme"])


def hold(
    trainers: tuple[int, ...],
    room_id: int | None,
    starts_at: datetime,
    ends_at: datetime,
    *,
    besides: int | None = None,
) -> None:
    """Keep trainers and room for this time, until the unit of work ends and the day says so itself.

    Their rows are locked first, so two days that want the same room come one after the other.
    Raises RuleBroken, naming the field, when another day has them or they are not to be had any more.
    """
    hold_trainers(list(trainers))
    room = db.session.get(Room, room_id) if room_id is not None else None
    if room is not None:
        lock(room)
        db.session.refresh(room.venue)
    if room_id is not None and (room is None or room.closed_at or room.venue.closed_at):
        raise RuleBroken("This room is closed. Choose another one.", "room_id")
    taken = days_of_trainers(trainers, starts_at, ends_at, besides=besides)
    if taken:
        names = ", ".join(sorted(db.session.get_one(User, number).name for number in taken))
        other = next(iter(taken.values()))
        raise RuleBroken(f"{names}: down for “{other.title}” at that time. Choose others.", "trainers")
    other_day = day_in_room(room.id, starts_at, ends_at, besides=besides) if room else None
    if room is not None and other_day is not None:
        raise RuleBroken(f"{room.name} is taken by “{other_day.title}” at that time.", "room_id")


def seats_fit(way: Way, room_id: int | None, capacity: int) -> None:
    """Raise RuleBroken, at the places, when an in-person day has more places than its room has seats."""
    room = db.session.get(Room, room_id) if room_id is not None else None
    if way is Way.IN_PERSON and room is not None and capacity > room.seats:
        raise RuleBroken(f"{room.name} has {room.seats} seats. Give no more places.", "capacity")


def check_times(starts_at: datetime, ends_at: datetime, booking_closes_at: datetime) -> None:
    """Raise RuleBroken, naming the field, when a day's moments are out of order."""
    if ends_at <= starts_at:
        raise RuleBroken("The day ends after it starts. Choose a later end.", "ends_at")
    if ends_at - starts_at > timedelta(hours=16):
        raise RuleBroken("A day lasts 16 hours at most. Look at start and end again.", "ends_at")
    if booking_closes_at > starts_at:
        raise RuleBroken("Booking closes before the day starts. Choose an earlier time.", "booking_closes_at")


def _still_to_come(starts_at: datetime) -> None:
    if starts_at <= now():
        raise RuleBroken(f"{written_day(starts_at)} is past. Choose a day to come.", "starts_at")


def _programme_fits(steps: list[Step], starts_at: datetime, ends_at: datetime) -> None:
    needed, there = length_of(steps), _minutes(ends_at - starts_at)
    if needed > there:
        raise RuleBroken(
            f"The programme takes {needed} minutes and the day lasts {there}. Shorten one or the other.",
            "programme",
        )


def _is_open(day: TrainingDay) -> None:
    if day.status not in {DayStatus.DRAFT, DayStatus.PUBLISHED}:
        raise RuleBroken("A day that was held or cancelled stays as it is.")


def _put_trainers(day: TrainingDay, user_ids: tuple[int, ...]) -> None:
    present = {each.user_id: each for each in day.trainers}
    for user_id in present.keys() - set(user_ids):
        db.session.delete(present[user_id])
    for user_id in user_ids:
        if user_id not in present:
            db.session.add(DayTrainer(day_id=day.id, user_id=user_id))
    db.session.flush()
    db.session.expire(day, ["trainers"])


def _count_change(day: TrainingDay) -> None:
    day.version += 1
    if day.status is DayStatus.PUBLISHED:
        day.calendar_sequence += 1
    db.session.flush()


def _told(columns: dict[str, Any]) -> dict[str, Any]:
    """What the trail keeps: facts; texts are in the day itself."""
    long = {"summary", "access_notes", "joining_words", "what_next"}
    return {name: str(value) for name, value in columns.items() if name not in long}


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def _only_staff(by: User) -> None:
    if not can.runs_training(by):
        raise NotAllowed("Training days are planned by Career Matters staff.")
