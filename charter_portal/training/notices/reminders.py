"""The reminder of a day, to one delegate."""

from __future__ import annotations

from charter_portal.notifications.services import notify
from charter_portal.training.enums import ReminderKind
from charter_portal.training.models import Place
from charter_portal.training.rules.days import DayFacts


def remind(place: Place, facts: DayFacts, *, kind: ReminderKind, address: str) -> None:
    """Say when and where the day is, and where the delegate's own page is."""
    notify(
        place.email,
        "training/reminder",
        about=place,
        event=f"training.place.reminded_{kind.value}",
        place=place,
        day=facts,
        tomorrow=kind is ReminderKind.DAY_BEFORE,
        own_link=address,
    )
