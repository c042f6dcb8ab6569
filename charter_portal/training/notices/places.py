"""What a delegate is told about their place. Each mail holds the link to their own page."""

from __future__ import annotations

from typing import Any

from charter_portal.notifications.services import notify
from charter_portal.training.models import Place
from charter_portal.training.notices.links import own_link


def tell_of_place(place: Place, *, event: str) -> None:
    """They have a place: the facts of the day, and the way to their own page with everything else."""
    _write(place, "place_booked", event)


def tell_of_waiting(place: Place) -> None:
    """They wait for a place: what happens when one becomes free."""
    _write(place, "place_waiting", "training.booking.made")


def tell_of_offer(place: Place) -> None:
    """A place is held for them until a moment."""
    _write(place, "place_offered", "training.place.offer")


def tell_of_ending(place: Place, *, was_offered: bool) -> None:
    """The offer was not accepted in time, or the list closed before a place became free."""
    _write(place, "place_ended", "training.place.lapse", was_offered=was_offered)


def tell_of_cancelling(place: Place) -> None:
    """Their place, or their turn in the list, is cancelled."""
    _write(place, "place_cancelled", "training.place.cancel")


def tell_of_handing_on(place: Place) -> None:
    """Written to the former delegate, before the place bears a colleague's name."""
    notify(place.email, "training/place_handed_on", about=place, event=HANDED_ON, day=place.day)


HANDED_ON = "training.place.handed_on"


def _write(place: Place, notice: str, event: str, **facts: Any) -> None:
    facts |= {"day": place.day, "own_link": own_link(place)}
    notify(place.email, f"training/{notice}", about=place, event=event, **facts)
