"""The demo's rounds, placed around today: one long ago, last year's, the one that runs, and the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from charter_portal.cli.demo import people
from charter_portal.cli.demo.calendar import Calendar, moment, workday
from charter_portal.core.clock import today
from charter_portal.core.database import db
from charter_portal.core.places import PACKAGE
from charter_portal.cycles.models import Cycle
from charter_portal.cycles.services import Timetable, plan_cycle
from charter_portal.framework import services as framework
from charter_portal.framework.queries import charter_of, current_version
from charter_portal.framework.rules.tree import CharterTree

SAMPLE = PACKAGE / "framework" / "sample_charter.yaml"
OPENS, CLOSES = "09:00", "17:00"
GRACE_MINUTES = 30


@dataclass(frozen=True)
class Round:
    """The days of one round. Its deadline is the day from which the others are counted."""

    opens: date
    deadline: date
    rolling: bool = False
    """Applications are read as they come in, and not only after the deadline."""

    @property
    def name(self) -> str:
        """Such as “June 2026 round”."""
        return f"{self.deadline:%B %Y} {'rolling round' if self.rolling else 'round'}"

    @property
    def assessed(self) -> date:
        """The last day of assessment."""
        return workday(self.deadline, 25)

    @property
    def panel(self) -> date:
        """The day on which the panel meets."""
        return workday(self.deadline, 30)

    @property
    def release(self) -> date:
        """The day on which outcomes are shared."""
        return workday(self.deadline, 38)

    @property
    def timetable(self) -> Timetable:
        """The dates as staff type them in."""
        return Timetable(
            opens_at=moment(self.opens, OPENS),
            deadline_at=moment(self.deadline, CLOSES),
            grace_minutes=GRACE_MINUTES,
            assessment_from=self.deadline,
            assessment_until=self.assessed,
            panel_on=self.panel,
            release_on=self.release,
        )


@dataclass(frozen=True)
class Rounds:
    """All rounds of the demo. They move with the day on which it is first told."""

    now: date
    first: Round
    last: Round
    running: Round
    coming: Round


def rounds() -> Rounds:
    """The rounds as they lie around today.

    The first one's outcomes are a little over four years old, so its awards have expired. The running one
    has been open for three months and closes in more than five weeks; it is read as applications come in.
    """
    now = today()
    first = _not_at_christmas(workday(now - timedelta(days=4 * 365 + 80), 0))
    last, running, coming = (_not_at_christmas(workday(now, days)) for days in (-235, 28, 150))
    return Rounds(
        now=workday(now, -1),
        first=Round(_opening(workday(first, -70)), first),
        last=Round(_opening(workday(last, -80)), last),
        running=Round(_opening(workday(now, -66)), running, rolling=True),
        coming=Round(_opening(workday(now, 85)), coming, rolling=True),
    )


def _not_at_christmas(day: date) -> date:
    """Nobody sets a deadline between the middle of December and the second week of January."""
    if (day.month, day.day) >= (12, 12):
        return workday(date(day.year + 1, 1, 14), 0)
    return workday(date(day.year, 1, 14), 0) if (day.month, day.day) < (1, 14) else day


def _opening(day: date) -> date:
    """Nor does a round open around Christmas; it opens a little earlier instead."""
    if (day.month, day.day) >= (12, 18):
        return workday(date(day.year, 12, 15), 0)
    return workday(date(day.year - 1, 12, 15), 0) if (day.month, day.day) < (1, 6) else day


def load_charter() -> None:
    """The sample charter is loaded and published."""
    version, _ = framework.load_charter(SAMPLE.read_text("utf-8"), SAMPLE.name)
    framework.publish(version, by=None)


def charter() -> CharterTree:
    """The charter that every round of the demo uses, looked up once for the whole story."""
    known: dict[str, CharterTree] = db.session.info
    if "charter of the demo" not in known:
        version = current_version()
        assert version is not None, "The charter is published before anything is written."
        known["charter of the demo"] = charter_of(version.id)
    return known["charter of the demo"]


def cycle_of(held: Round) -> Cycle:
    """A round's row."""
    return db.session.scalars(select(Cycle).where(Cycle.name == held.name)).one()


def write_down(calendar: Calendar, known: Rounds) -> None:
    """Each round is planned some weeks before it opens; the coming one was planned last week."""
    planned = {
        known.first: workday(known.first.opens, -15),
        known.last: workday(known.last.opens, -15),
        known.running: workday(known.running.opens, -15),
        known.coming: workday(known.now, -5),
    }
    for held, day in planned.items():
        calendar.at(day, "11:20", partial(_plan, held))


def _plan(held: Round) -> None:
    version = current_version()
    assert version is not None, "The charter is published before any round is planned."
    officer = people.found(people.OFFICERS[0].key)
    plan_cycle(name=held.name, version=version, timetable=held.timetable, published=True, by=officer)
