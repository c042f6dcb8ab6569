"""What people hear when a day is published, moved, cancelled or over. Staff read it beforehand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from charter_portal.accounts.enums import Role
from charter_portal.accounts.models import User
from charter_portal.accounts.queries import people_with
from charter_portal.training.enums import PlaceStatus
from charter_portal.training.models import Place, TrainingDay
from charter_portal.training.notices.mailings import Letter, Mailing
from charter_portal.training.queries.registers import live_places
from charter_portal.training.rules.days import DayFacts

AddressOf = Callable[[Place], str]
"""The delegate's own page. Whoever looks at a letter beforehand gets an address that opens nothing."""

READERS = {
    PlaceStatus.BOOKED: "Booked delegates",
    PlaceStatus.OFFERED: "Delegates to whom a place is offered",
    PlaceStatus.WAITING: "Delegates on the waiting list",
}


def of_publishing(day: TrainingDay, facts: DayFacts, *, announce: bool) -> list[Mailing]:
    """The day's trainers hear of it; assessors too when it is for them and staff wish to announce it."""
    mailings = [_to_trainers(day, facts, "day_published_trainer", "training.day.publish")]
    if announce and not day.audience.is_for_organisations:
        letters = [
            Letter(person.email, day, {"person": person, "day": facts}, person.id)
            for person in people_with(Role.ASSESSOR)
        ]
        mailings.append(
            Mailing("Assessors", "training/day_published", "training.day.publish", letters),
        )
    return mailings


def of_moving(day: TrainingDay, before: DayFacts, after: DayFacts, *, address_of: AddressOf) -> list[Mailing]:
    """Everybody with a place, on the waiting list or in charge hears the new date and place."""
    facts = {"before": before}
    return [
        *_to_delegates(day, after, "day_moved", "training.day.moved", address_of, **facts),
        _to_bookers(day, after, "day_moved_booker", "training.day.moved", **facts),
        _to_trainers(day, after, "day_moved_trainer", "training.day.moved", **facts),
    ]


def of_cancelling(day: TrainingDay, facts: DayFacts, *, reason: str) -> list[Mailing]:
    """Everybody who would have come hears that the day is off, and why."""
    return [
        *_to_delegates(day, facts, "day_cancelled", "training.day.cancel", None, reason=reason),
        _to_bookers(day, facts, "day_cancelled_booker", "training.day.cancel", reason=reason),
        _to_trainers(day, facts, "day_cancelled_trainer", "training.day.cancel", reason=reason),
    ]


def of_closing(places: Iterable[Place], facts: DayFacts, *, address_of: AddressOf) -> list[Mailing]:
    """Those who came hear where their certificate, the materials and the short feedback are."""
    letters = [
        Letter(place.email, place, {"place": place, "day": facts, "own_link": address_of(place)})
        for place in places
        if place.email
    ]
    return [Mailing("Delegates who came", "training/after_day", "training.day.close_register", letters)]


def _to_delegates(
    day: TrainingDay,
    facts: DayFacts,
    notice: str,
    event: str,
    address_of: AddressOf | None,
    **more: Any,
) -> list[Mailing]:
    """One mailing for each standing, because people read first how they stand."""
    by_status: dict[PlaceStatus, list[Letter]] = {status: [] for status in READERS}
    for place in live_places(day):
        if place.status in by_status:
            address = address_of(place) if address_of is not None else ""
            context = {"place": place, "day": facts, "own_link": address, **more}
            by_status[place.status].append(Letter(place.email, place, context))
    return [
        Mailing(READERS[status], f"training/{notice}", event, letters)
        for status, letters in by_status.items()
    ]


def _to_bookers(day: TrainingDay, facts: DayFacts, notice: str, event: str, **more: Any) -> Mailing:
    """Whoever booked for others gets one letter for all of them, and none about their own place."""
    groups: dict[int, list[Place]] = {}
    for place in live_places(day):
        if place.status in READERS and place.email_key != place.booking.booked_by.email_key:
            groups.setdefault(place.booking.booked_by_id, []).append(place)
    letters = []
    for places in groups.values():
        person: User = places[0].booking.booked_by
        context = {"person": person, "day": facts, "places": places, **more}
        letters.append(Letter(person.email, day, context, person.id))
    return Mailing("People who booked for others", f"training/{notice}", event, letters)


def _to_trainers(day: TrainingDay, facts: DayFacts, notice: str, event: str, **more: Any) -> Mailing:
    letters = [
        Letter(each.user.email, day, {"person": each.user, "day": facts, **more}, each.user_id)
        for each in day.trainers
    ]
    return Mailing("Trainers of the day", f"training/{notice}", event, letters)
