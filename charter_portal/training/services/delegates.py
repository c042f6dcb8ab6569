"""What becomes of a place: an offer accepted, a place cancelled or given to a colleague.

`by` is a person, or the holder of the delegate's own link (`permissions.LinkHolder`). The day is held first,
because whatever becomes free goes to the next in the same transaction.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from charter_portal.accounts.models import User
from charter_portal.audit_trail.services import declare, record
from charter_portal.core.clock import now
from charter_portal.core.database import db, lock
from charter_portal.core.errors import NotAllowed, RuleBroken, StepNotOpen
from charter_portal.core.formats import deadline
from charter_portal.core.forms import normal_address
from charter_portal.core.tokens import token_hash
from charter_portal.training import permissions as can
from charter_portal.training.enums import DayStatus
from charter_portal.training.enums import PlaceStatus as S
from charter_portal.training.models import Booking, Place, TrainingDay
from charter_portal.training.notices import bookings as tell_booker
from charter_portal.training.notices import places as tell_delegate
from charter_portal.training.notices.links import token_for
from charter_portal.training.queries.places import live_addresses, places_of
from charter_portal.training.rules.places import Delegate
from charter_portal.training.services.booking import HAS_A_PLACE, count_people, fits_way
from charter_portal.training.services.codes import new_place_code
from charter_portal.training.services.needs import forget_needs, write_needs
from charter_portal.training.services.waiting import share_out
from charter_portal.training.workflow import place_workflow

declare("training.place.handed_on", "training.place.corrected", "training.needs.changed")

OPEN = (S.WAITING, S.OFFERED, S.BOOKED)


def is_open(place: Place) -> bool:
    """True while the place may still be cancelled or given to somebody else."""
    day = place.day
    return place.status in OPEN and day.status is DayStatus.PUBLISHED and now() < day.starts_at


def accept_offer(place: Place, *, by: Any) -> None:
    """Take the place that is held; a second press changes nothing. The clock is read before the wait.

    Raises NotAllowed, and StepNotOpen once the offer has ended, the day has begun or the place is cancelled.
    """
    asked_at = now()
    day = _hold(place)
    if place.status is S.BOOKED and can.answers_for(by, place):
        return
    if place.status is S.OFFERED and place.offered_until is not None and asked_at > place.offered_until:
        raise StepNotOpen(f"The place was held until {deadline(place.offered_until)}. That time has passed.")
    _not_begun(day, asked_at)
    place_workflow.take("accept", place, by=by, note=_hand(by), also={"booked_at": now()})
    tell_delegate.tell_of_place(place, event="training.place.accept")


def accept_offers(booking: Booking, *, by: User) -> int:
    """Take every place of a booking that is held now; returns how many. Raises as `accept_offer`."""
    lock(booking.day)
    offered = places_of(booking.id, S.OFFERED)
    for place in offered:
        accept_offer(place, by=by)
    return len(offered)


def cancel_place(place: Place, *, by: Any) -> None:
    """Give a place up, an offer back, or leave the waiting list; the next in the list is served at once.

    A second press changes nothing. Raises NotAllowed, and StepNotOpen once the day has begun or attendance
    was noted.
    """
    asked_at = now()
    day = _hold(place)
    if place.status is S.CANCELLED and can.answers_for(by, place):
        return
    _not_begun(day, asked_at)
    place_workflow.take("cancel", place, by=by, note=_hand(by), also={"cancelled_at": now()})
    forget_needs(place)
    tell_delegate.tell_of_cancelling(place)
    if getattr(by, "id", None) != place.booking.booked_by_id:
        tell_booker.tell_of_change(place, "cancelled")
    db.session.flush()
    share_out(day)


def change_delegate(place: Place, delegate: Delegate, *, by: Any) -> None:
    """Somebody else comes, or a name or role was typed wrongly. The place keeps its state and its turn.

    A new address means another person, and without one the address stays: the old link ends, what the former
    delegate needed is forgotten, and both get a mail. Raises NotAllowed, StepNotOpen once the day has begun,
    and RuleBroken (field `email`) when the address has a place on the day already.
    """
    asked_at = now()
    day = _hold(place)
    if not can.answers_for(by, place):
        raise NotAllowed("Only those who book for the organisation change who comes.")
    _not_begun(day, asked_at)
    if place.status not in OPEN:
        raise StepNotOpen("This place is no longer open for changes.")
    if not fits_way(day, delegate):
        raise RuleBroken("Choose how this person joins.", field="joins")
    delegate = delegate if delegate.email else replace(delegate, email=place.email)
    if normal_address(delegate.email) == place.email_key:
        _correct(place, delegate, by)
        return
    if live_addresses(day, [normal_address(delegate.email)]):
        raise RuleBroken(HAS_A_PLACE, field="email")
    if isinstance(by, User):
        count_people(by, 1)
    tell_delegate.tell_of_handing_on(place)
    forget_needs(place)
    place.code = new_place_code()
    place.link_hash = token_hash(token_for(place.code))
    _write(place, delegate, by)
    record("training.place.handed_on", about=place, by=by, note=_hand(by))
    db.session.flush()
    {
        S.BOOKED: lambda: tell_delegate.tell_of_place(place, event="training.place.handed_on"),
        S.OFFERED: lambda: tell_delegate.tell_of_offer(place),
        S.WAITING: lambda: tell_delegate.tell_of_waiting(place),
    }[place.status]()


def change_needs(place: Place, *, access: str, dietary: str, by: Any) -> None:
    """Write down anew what the delegate needs, without having seen what stands there.

    Raises NotAllowed, StepNotOpen when the place is closed, and RuleBroken where the delegate has written
    it and somebody else booked for them.
    """
    day = _hold(place)
    if not can.writes_needs(by, place):
        raise NotAllowed("Only the delegate, and whoever booked for them, changes this.")
    if place.status not in OPEN or now() > day.ends_at:
        raise StepNotOpen("This place is no longer open for changes.")
    write_needs(place, access=access, dietary=dietary, by=by)
    record("training.needs.changed", about=place, by=by, note=_hand(by))


def _hold(place: Place) -> TrainingDay:
    day = lock(place.day)
    lock(place)
    return day


def _not_begun(day: TrainingDay, moment: Any) -> None:
    if day.status is not DayStatus.PUBLISHED:
        raise StepNotOpen("This day is over or has been cancelled, so its places stay as they are.")
    if moment >= day.starts_at:
        raise StepNotOpen("The day has begun, so its places stay as they are.")


def _correct(place: Place, delegate: Delegate, by: Any) -> None:
    _write(place, delegate, by)
    record("training.place.corrected", about=place, by=by, note=_hand(by))


def _write(place: Place, delegate: Delegate, by: Any) -> None:
    place.name, place.email = delegate.name, delegate.email
    place.email_key = normal_address(delegate.email)
    place.role, place.joins = delegate.role, delegate.joins
    if delegate.access or delegate.dietary:
        write_needs(place, access=delegate.access, dietary=delegate.dietary, by=by)


def _hand(by: Any) -> str:
    return "By the delegate's own link." if isinstance(by, can.LinkHolder) else ""
