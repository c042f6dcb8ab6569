"""Days of one series, planned together: all of them, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy import select

from charter_portal.accounts.models import User
from charter_portal.core.clock import MissingTime, from_london, now, to_london
from charter_portal.core.database import db
from charter_portal.core.errors import RuleBroken
from charter_portal.core.formats import weekday as written_weekday
from charter_portal.training.models import Series, TrainingDay
from charter_portal.training.queries.overlaps import day_in_room, days_of_trainers
from charter_portal.training.services.plans import DayPlan, at_another_time, plan_day

OF_THE_PLAN = {"capacity", "programme", "trainers", "room_id"}
"""What is put right for all dates at once; anything else is about one of them."""


@dataclass(frozen=True)
class SeriesDate:
    """One date of a series: free, or the words that say why not."""

    on: date
    problem: str = ""


def look_at_dates(plan: DayPlan, dates: Sequence[date]) -> list[SeriesDate]:
    """What stands in the way of the plan on each of these dates, if anything does."""
    return [SeriesDate(on, _problem(plan, on)) for on in dates]


def plan_series(
    plan: DayPlan, *, name: str, dates: Sequence[date], programme: str, by: User
) -> list[TrainingDay]:
    """A draft on each date, at the plan's own time of day in London. All are planned, or none.

    A series of that name goes on; otherwise it begins. Raises as `plan_day`, naming the date, and RuleBroken
    when no date is chosen.
    """
    if not dates:
        raise RuleBroken("Choose at least one date.", "dates")
    series = _series_named(name)
    return [_plan_on(plan, on, series, programme, by) for on in dates]


def _plan_on(plan: DayPlan, on: date, series: Series, programme: str, by: User) -> TrainingDay:
    try:
        return plan_day(_on(plan, on), programme=programme, series=series, by=by)
    except RuleBroken as problem:
        field = problem.field if problem.field in OF_THE_PLAN else "dates"
        raise RuleBroken(f"{written_weekday(on)}: {problem.message}", field) from None
    except MissingTime:
        raise RuleBroken(f"{written_weekday(on)}: that time does not happen.", "dates") from None


def _on(plan: DayPlan, on: date) -> DayPlan:
    """The plan on another date, with the same clock times, whatever London's clocks did in between."""
    start, end, closes = (to_london(m) for m in (plan.starts_at, plan.ends_at, plan.booking_closes_at))
    moved = at_another_time(plan, _at(on, start.time()))
    ends_on = date.fromordinal(on.toordinal() + (end.date() - start.date()).days)
    closes_on = date.fromordinal(on.toordinal() + (closes.date() - start.date()).days)
    return replace(
        moved, ends_at=_at(ends_on, end.time()), booking_closes_at=_at(closes_on, closes.time())
    )


def _at(on: date, clock: time) -> datetime:
    return from_london(datetime.combine(on, clock.replace(tzinfo=None)))


def _problem(plan: DayPlan, on: date) -> str:
    try:
        there = _on(plan, on)
    except MissingTime:
        return "The clocks go forward at that time."
    if there.starts_at <= now():
        return "This date is past."
    taken = days_of_trainers(there.trainers, there.starts_at, there.ends_at)
    if taken:
        names = sorted(db.session.get_one(User, number).name for number in taken)
        return f"Down for another day: {', '.join(names)}."
    room = there.room_id and day_in_room(there.room_id, there.starts_at, there.ends_at)
    return f"The room is taken by “{room.title}”." if room else ""


def _series_named(name: str) -> Series:
    found = db.session.scalar(select(Series).where(Series.name == name))
    if found is None:
        found = Series(name=name)
        db.session.add(found)
        db.session.flush()
    return found
