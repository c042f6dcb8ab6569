"""Booking places: one deed for each form, however often it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from charter_portal.accounts.models import User
from charter_portal.accounts.services.throttles import Limit, count_try
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken, StepNotOpen
from charter_portal.core.formats import deadline, plural
from charter_portal.core.forms import normal_address
from charter_portal.core.tokens import token_hash
from charter_portal.organisations.models import Organisation
from charter_portal.training import permissions as can
from charter_portal.training.enums import DayStatus, DelegateRole, Way
from charter_portal.training.enums import PlaceStatus as S
from charter_portal.training.models import Booking, Place, TrainingDay
from charter_portal.training.notices import bookings as tell_booker
from charter_portal.training.notices import places as tell_delegate
from charter_portal.training.notices.links import token_for
from charter_portal.training.queries.places import (
    booking_asked_with,
    live_addresses,
    places_counted_for,
)
from charter_portal.training.rules.places import Delegate
from charter_portal.training.rules.purposes import Purpose
from charter_portal.training.rules.waiting import list_is_open
from charter_portal.training.services.codes import new_place_code, new_reference
from charter_portal.training.services.needs import write_needs
from charter_portal.training.services.waiting import share_out
from charter_portal.training.signals import booking_made, purposes_asked

declare("training.booking.made")

DELEGATES_A_DAY = Limit("training.delegates", 100, timedelta(days=1))
HAS_A_PLACE = "Somebody with this address has a place on this day, or waits for one."
CLOSED = {
    DayStatus.DRAFT: "This day is not open for booking yet.",
    DayStatus.CANCELLED: "This day has been cancelled. Please choose another day.",
    DayStatus.HELD: "This day is over. Please choose another day.",
}


def book(
    day: TrainingDay,
    *,
    delegates: Sequence[Delegate],
    organisation: Organisation,
    together: bool,
    asked_key: str,
    by: User,
    purpose: str = "",
) -> Booking:
    """Book places for people of an organisation; whoever finds none free is put on the waiting list.

    `asked_key` is the token of the form: the same press twice gives the first booking again. `purpose` is
    the key of what a slice above offers to book for. Of errors in the list of delegates the field is named
    `delegates-0-email`, counted from nought.
    Raises NotAllowed for anybody but those who book for the organisation, StepNotOpen when booking is
    closed, RuleBroken for a person who has a place already, past the limit of the organisation, and for a
    purpose that is not theirs.
    """
    asked_at = now()
    lock(day)
    made = _made_before(day, asked_key, by)
    if made is not None:
        return made
    if not can.books_for(by, organisation):
        raise NotAllowed("Only leads and contributors of the organisation book places for it.")
    _is_open(day, asked_at, for_organisations=True)
    _check_limit(day, organisation, len(delegates))
    _check_group(day, together, len(delegates))
    booking = Booking(organisation_id=organisation.id, together=together)
    return _book(day, delegates, booking, asked_key, by, purpose=purpose)


def book_alone(
    day: TrainingDay, *, joins: Way, access: str = "", dietary: str = "", asked_key: str, by: User
) -> Booking:
    """An assessor books their own place on a day for assessors. Raises as `book`."""
    asked_at = now()
    lock(day)
    made = _made_before(day, asked_key, by)
    if made is not None:
        return made
    if not can.books_alone(by, day):
        raise NotAllowed("This day is for assessors.")
    _is_open(day, asked_at, for_organisations=False)
    own = Delegate(by.name, by.email, DelegateRole.OTHER, joins, access, dietary)
    return _book(day, [own], Booking(together=False), asked_key, by)


def _put_places(booking: Booking, delegates: Sequence[Delegate], by: User) -> list[Place]:
    """Places that wait, each with a code and a link of its own. The day must be held, the addresses free."""
    places = [_place_for(delegate, booking.day_id) for delegate in delegates]
    booking.places = places
    db.session.add(booking)
    db.session.flush()
    for place, delegate in zip(places, delegates, strict=True):
        if delegate.access or delegate.dietary:
            write_needs(place, access=delegate.access, dietary=delegate.dietary, by=by)
    return places


def _place_for(delegate: Delegate, day_id: int) -> Place:
    code = new_place_code()
    return Place(
        day_id=day_id,
        status=S.WAITING,
        name=delegate.name,
        email=delegate.email,
        email_key=normal_address(delegate.email),
        role=delegate.role,
        joins=delegate.joins,
        code=code,
        link_hash=token_hash(token_for(code)),
    )


def fits_way(day: TrainingDay, delegate: Delegate) -> bool:
    """True when the delegate can join the day in the way they chose."""
    return delegate.joins is not Way.HYBRID and day.way in {Way.HYBRID, delegate.joins}


def count_people(by: User, count: int) -> None:
    """Count people to whom somebody has the portal write. Raises RuleBroken past a hundred a day."""
    for _ in range(count):
        if count_try(DELEGATES_A_DAY, str(by.id)):
            raise RuleBroken("You have booked many people today. Please book the next ones tomorrow.")


def purposes_of(day: TrainingDay, organisation: Organisation, *, by: User) -> list[Purpose]:
    """What a booking of this day could be for, as the slices above offer it to this person."""
    answers = purposes_asked.send(organisation, day=day, by=by)
    return [purpose for _, offered in answers for purpose in offered]


def _book(
    day: TrainingDay,
    delegates: Sequence[Delegate],
    booking: Booking,
    asked_key: str,
    by: User,
    *,
    purpose: str = "",
) -> Booking:
    _check_delegates(day, delegates)
    _check_ways(day, delegates)
    count_people(by, len(delegates))
    booking.day_id, booking.booked_by_id = day.id, by.id
    booking.reference, booking.asked_key = new_reference(), asked_key
    places = _put_places(booking, delegates, by)
    facts = {"places": len(delegates), "together": booking.together}
    record("training.booking.made", about=booking, by=by, after=facts)
    if purpose and not any(taken for _, taken in booking_made.send(booking, purpose=purpose, by=by)):
        raise RuleBroken("Choose one of these, or the organisation as a whole.", field="purpose")
    share_out(day, just_asked=booking)
    waiting = [place for place in places if place.status is S.WAITING]
    if waiting and not list_is_open(now(), day.starts_at):
        raise RuleBroken(_too_few(len(places) - len(waiting)))
    for place in waiting:
        tell_delegate.tell_of_waiting(place)
    tell_booker.tell_of_booking(booking, places)
    return booking


def _made_before(day: TrainingDay, asked_key: str, by: User) -> Booking | None:
    made = booking_asked_with(asked_key)
    if made is not None and (made.day_id, made.booked_by_id) != (day.id, by.id):
        raise StepNotOpen("This page was used for another booking. Please open it again.")
    return made


def _is_open(day: TrainingDay, asked_at: datetime, *, for_organisations: bool) -> None:
    if day.status is not DayStatus.PUBLISHED:
        raise StepNotOpen(CLOSED[day.status])
    if asked_at > day.booking_closes_at:
        raise StepNotOpen(
            f"Booking closed on {deadline(day.booking_closes_at)}. Please choose another day, or ask us."
        )
    if day.audience.is_for_organisations != for_organisations:
        raise StepNotOpen("This day is for other people. Please choose another day.")


def _check_limit(day: TrainingDay, organisation: Organisation, count: int) -> None:
    if day.per_organisation is None:
        return
    already = places_counted_for(day, organisation)
    left = day.per_organisation - already
    if count > left:
        limit = plural(day.per_organisation, "place")
        can_add = f"You can add {left} more." if left > 0 else "Please choose another day, or ask us."
        raise RuleBroken(
            f"An organisation can have {limit} on this day, those that wait included. "
            f"Yours has {already or 'none'} so far. {can_add}"
        )


def _check_group(day: TrainingDay, together: bool, count: int) -> None:
    if together and count > day.capacity:
        raise RuleBroken(
            f"The day has {plural(day.capacity, 'place')}, so {count} people cannot all come together.",
            field="together",
        )


def _check_delegates(day: TrainingDay, delegates: Sequence[Delegate]) -> None:
    if not delegates:
        raise RuleBroken("Add at least one person.")
    taken = live_addresses(day, [normal_address(delegate.email) for delegate in delegates])
    seen: dict[str, int] = {}
    for place, delegate in enumerate(delegates):
        key = normal_address(delegate.email)
        if key in seen:
            raise RuleBroken(
                f"Person {seen[key] + 1} has this address, too. Each person needs an address of their own.",
                field=f"delegates-{place}-email",
            )
        if key in taken:
            raise RuleBroken(
                HAS_A_PLACE,
                field=f"delegates-{place}-email",
            )
        seen[key] = place


def _check_ways(day: TrainingDay, delegates: Sequence[Delegate]) -> None:
    for place, delegate in enumerate(delegates):
        if not fits_way(day, delegate):
            raise RuleBroken("Choose how this person joins.", field=f"delegates-{place}-joins")


def _too_few(free: int) -> str:
    if free:
        return f"There is room for {free} more, and the waiting list is closed."
    return "The day is full, and the waiting list is closed. Please choose another day."
