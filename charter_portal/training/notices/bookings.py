"""What the person who booked is told about the places of others; about their own a delegate's mail comes."""

from __future__ import annotations

from collections.abc import Sequence

from charter_portal.notifications.services import notify
from charter_portal.training.enums import PlaceStatus as S
from charter_portal.training.models import Booking, Place


def tell_of_booking(booking: Booking, places: Sequence[Place]) -> None:
    """Who has a place and who waits, to whoever booked for others."""
    others = _not_their_own(booking, places)
    if others:
        _write(
            booking,
            "booking_made",
            "training.booking.made",
            booked=[place for place in places if place.status is S.BOOKED],
            waiting=[place for place in places if place.status is S.WAITING],
        )


def tell_of_offers(places: Sequence[Place]) -> None:
    """Places are held for people of one booking until a moment: they, or the booker, may accept."""
    others = _not_their_own(places[0].booking, places)
    if others:
        until = others[0].offered_until
        _write(places[0].booking, "booking_offered", "training.place.offer", places=others, until=until)


def tell_of_change(place: Place, what: str) -> None:
    """A place was cancelled by its delegate, or ended; `what` is the template's word for it."""
    if _not_their_own(place.booking, [place]):
        event = f"training.place.{'cancel' if what == 'cancelled' else 'lapse'}"
        _write(place.booking, "booking_changed", event, place=place, what=what)


def _not_their_own(booking: Booking, places: Sequence[Place]) -> list[Place]:
    return [place for place in places if place.email_key != booking.booked_by.email_key]


def _write(booking: Booking, notice: str, event: str, **facts: object) -> None:
    booker = booking.booked_by
    if booker.deactivated_at is not None:
        return
    facts |= {"person": booker, "day": booking.day}
    notify(booker.email, f"training/{notice}", about=booking, event=event, user_id=booker.id, **facts)
