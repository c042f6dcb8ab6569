"""The demo's calendar: what happened when. Scenes may be noted in any order and happen in the right one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from charter_portal.core.clock import from_london, pretending
from charter_portal.core.database import unit_of_work
from charter_portal.notifications.services import deliver_due

Deed = Callable[[], None]
MOST_LETTERS = 500


class Calendar:
    """Scenes of the past, each one unit of work, told in the order in which they happened.

    So the trail, the numbers of references and the letters all follow one clock.
    """

    def __init__(self) -> None:
        self._scenes: list[tuple[datetime, Deed]] = []

    def at(self, day: date, clock: str, deed: Deed) -> None:
        """Write down that this was done on that day, at that time in London."""
        self._scenes.append((moment(day, clock), deed))

    def happen(self) -> None:
        """Let every scene happen at its own moment, and its letters be sent then."""
        for when, deed in sorted(self._scenes, key=lambda scene: scene[0]):
            with pretending(when):
                with unit_of_work():
                    deed()
                deliver_due(MOST_LETTERS)


def moment(day: date, clock: str) -> datetime:
    """That day at that time on London's clocks, such as 09:30."""
    return from_london(datetime.combine(day, time.fromisoformat(clock)))


def workday(start: date, away: int) -> date:
    """So many working days after `start`, or before it; nought is `start` itself or the next working day."""
    day = start
    while day.weekday() > 4:
        day += timedelta(days=1)
    step = timedelta(days=1 if away > 0 else -1)
    for _ in range(abs(away)):
        day += step
        while day.weekday() > 4:
            day += step
    return day
