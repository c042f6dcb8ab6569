"""Who is offered a free place next. Pure, so that the order can be proven and replayed from the trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LIST_ENDS_BEFORE = timedelta(hours=24)
"""The waiting list of a day ends so long before its start: nobody learns on the way that there is a place."""

LAST_ANSWER_BEFORE = timedelta(hours=12)
"""An offer can be accepted until so long before the start, however long it would otherwise hold."""


@dataclass(frozen=True)
class Waiting:
    """One booking in the queue: how many of its places wait, and since when a group's turn has come."""

    booking: int
    places: int
    together: bool = False
    turn_since: datetime | None = None

    def has_had_its_turn(self, now: datetime, hold: timedelta) -> bool:
        """True for a group for which free places were kept as long as they are kept for anybody."""
        return self.together and self.turn_since is not None and self.turn_since + hold <= now


@dataclass(frozen=True)
class Next:
    """What to do now: how many places each booking gets, and what to remember of groups."""

    places: dict[int, int]
    turn_begins: int | None = None
    passed_over: tuple[int, ...] = ()


def next_offers(free: int, queue: Sequence[Waiting], now: datetime, hold: timedelta) -> Next:
    """Share out the free places, in the strict order of the queue.

    A booking gets its places one by one. A group that wants to come together gets all of them or none:
    while too few are free it keeps its turn, and what is free is kept for it, for at most `hold`. After
    that the bookings behind it are served past it, and it stays where it is in the queue.
    """
    places: dict[int, int] = {}
    passed: list[int] = []
    for each in queue:
        if free <= 0:
            break
        if not each.together or each.places <= free:
            places[each.booking] = min(each.places, free)
            free -= places[each.booking]
        elif each.has_had_its_turn(now, hold):
            passed.append(each.booking)
        else:
            begins = each.booking if each.turn_since is None else None
            return Next(places, begins, _overtaken(passed, places))
    return Next(places, None, _overtaken(passed, places))


def offer_ends(now: datetime, hold: timedelta, starts_at: datetime) -> datetime:
    """Until when an offer made now can be accepted."""
    return min(now + hold, starts_at - LAST_ANSWER_BEFORE)


def list_is_open(now: datetime, starts_at: datetime) -> bool:
    """True while free places are still offered to those who wait."""
    return now < starts_at - LIST_ENDS_BEFORE


def _overtaken(passed: Sequence[int], places: dict[int, int]) -> tuple[int, ...]:
    """The groups that somebody behind them was served past; the queue's numbers only grow."""
    last = max(places, default=0)
    return tuple(number for number in passed if number < last)
