"""The waiting list, which moves by itself: whenever a place becomes free, and once a minute for its clock.

Everything here is done while the day is held, so one hand at a time shares out its places. A booking
joins the queue first and is then served by the same rule as everybody; what is free is booked at once
for whoever just asked, and offered for a while to whoever is not there.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock, unit_of_work
from charter_portal.core.errors import NotAllowed, RuleBroken
from charter_portal.core.formats import plural
from charter_portal.jobs.services import every
from charter_portal.training import permissions as can
from charter_portal.training.enums import DayStatus
from charter_portal.training.enums import PlaceStatus as S
from charter_portal.training.models import Booking, Place, TrainingDay
from charter_portal.training.notices import bookings as tell_booker
from charter_portal.training.notices import places as tell_delegate
from charter_portal.training.queries.places import held_on, places_of, queue_of
from charter_portal.training.queries.queues import days_with_work, ended_offers, still_waiting
from charter_portal.training.rules.waiting import list_is_open, next_offers, offer_ends
from charter_portal.training.services.needs import forget_needs
from charter_portal.training.workflow import place_workflow

declare("training.queue.turn_began", "training.queue.passed_over", "training.day.capacity_changed")


def share_out(day: TrainingDay, *, just_asked: Booking | None = None) -> None:
    """Give what is free to those who wait, by the rule of the list. The day must be held.

    Places of the booking that was just made are booked, first typed first. All others are offered until a
    moment, by mail.
    """
    moment = now()
    if day.status is not DayStatus.PUBLISHED or not (just_asked or list_is_open(moment, day.starts_at)):
        return
    free = day.capacity - held_on(day)
    hold = timedelta(hours=day.hold_hours)
    decided = next_offers(free, queue_of(day), moment, hold)
    if decided.turn_begins is not None:
        group = db.session.get_one(Booking, decided.turn_begins)
        group.turn_since = moment
        record("training.queue.turn_began", about=group, by=None, note=f"{plural(free, 'place')} free")
    for number in decided.passed_over:
        group = db.session.get_one(Booking, number)
        record("training.queue.passed_over", about=group, by=None, note=f"{plural(free, 'place')} free")
    for number, count in decided.places.items():
        if just_asked is not None and number == just_asked.id:
            _book(just_asked, count)
        elif list_is_open(moment, day.starts_at):
            _offer(day, number, count, until=offer_ends(moment, hold, day.starts_at))


def change_capacity(day: TrainingDay, *, capacity: int, by: User, at_the_door: bool = False) -> None:
    """More or fewer places. Those who wait are offered what is new; nobody is dropped.

    At the door, a trainer of the day may make room for a walk-in.
    Raises NotAllowed for anybody but staff, RuleBroken when more places are taken than there would be.
    """
    if not (can.trains(by, day) if at_the_door else can.runs_training(by)):
        raise NotAllowed("Only Career Matters staff change how many places a day has.")
    lock(day)
    if capacity < 1:
        raise RuleBroken("A day needs at least one place.", field="capacity")
    held = held_on(day)
    if capacity < held:
        raise RuleBroken(
            f"{plural(held, 'place')} {'is' if held == 1 else 'are'} taken or held for somebody. "
            f"Enter {held} or more, or cancel places first.",
            field="capacity",
        )
    if capacity == day.capacity:
        return
    before, day.capacity = day.capacity, capacity
    record(
        "training.day.capacity_changed",
        about=day,
        by=by,
        before={"capacity": before},
        after={"capacity": capacity},
    )
    db.session.flush()
    share_out(day)


def move_lists(moment: datetime | None = None) -> int:
    """Let offers lapse, end turns and close the lists of days that are near; returns on how many days.

    A day that another worker has dealt with meanwhile is left as it is.
    """
    numbers = list(db.session.scalars(days_with_work(moment or now())))
    for number in numbers:
        with unit_of_work():
            day = lock(db.session.get_one(TrainingDay, number))
            _let_lapse(day)
            share_out(day)
    return 0


every(60)(move_lists)


def _let_lapse(day: TrainingDay) -> None:
    for place in ended_offers(day, now()):
        _end(place, "The offer was not accepted in time.")
    if not list_is_open(now(), day.starts_at):
        for place in still_waiting(day):
            _end(place, "The waiting list closed and no place had become free.")


def _end(place: Place, note: str) -> None:
    was_offered = place.status is S.OFFERED
    place_workflow.take("lapse", place, by=None, note=note)
    forget_needs(place)
    tell_delegate.tell_of_ending(place, was_offered=was_offered)
    tell_booker.tell_of_change(place, "lapsed" if was_offered else "list_closed")


def _book(booking: Booking, count: int) -> None:
    for place in booking.places[:count]:
        place_workflow.take("book", place, by=None, note=f"Booking {booking.id}", also={"booked_at": now()})
        tell_delegate.tell_of_place(place, event="training.place.book")


def _offer(day: TrainingDay, number: int, count: int, *, until: datetime) -> None:
    offered = places_of(number, S.WAITING, count=count)
    for place in offered:
        place_workflow.take("offer", place, by=None, note=f"Booking {number}", also={"offered_until": until})
        tell_delegate.tell_of_offer(place)
    tell_booker.tell_of_offers(offered)
