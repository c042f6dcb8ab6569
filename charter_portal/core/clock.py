"""The one clock: stored in UTC, shown and decided in Europe/London."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


class MissingTime(ValueError):
    """A London wall time that the clocks skip in spring; it never happens."""


_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """This moment, aware, in UTC. Tests freeze time here and nowhere else."""
    return _pretended.get() or datetime.now(UTC)


@contextmanager
def pretending(moment: datetime) -> Iterator[None]:
    """Let it be another moment inside; the demo tells last year's round this way, step by step."""
    token = _pretended.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _pretended.reset(token)


def today() -> date:
    """Today's date in London."""
    return now().astimezone(LONDON).date()


def to_london(moment: datetime) -> datetime:
    """The same moment on London's clocks. Raises ValueError for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone cannot be shown.")
    return moment.astimezone(LONDON)


def from_london(wall_time: datetime) -> datetime:
    """The UTC moment of a London wall time.

    In autumn one hour happens twice: the earlier one (summer time) is meant.
    Raises MissingTime for the hour skipped in spring.
    """
    moment = wall_time.replace(tzinfo=LONDON, fold=0).astimezone(UTC)
    if moment.astimezone(LONDON).replace(tzinfo=None) != wall_time.replace(tzinfo=None, fold=0):
        raise MissingTime(f"{wall_time:%d %B %Y %H:%M} does not exist: the clocks go forward then.")
    return moment


def happens_twice(wall_time: datetime) -> bool:
    """True for a London wall time in the hour that the clocks repeat in autumn."""
    first = wall_time.replace(tzinfo=LONDON, fold=0).utcoffset()
    second = wall_time.replace(tzinfo=LONDON, fold=1).utcoffset()
    return first is not None and second is not None and first > second


def minutes(count: int) -> timedelta:
    """A span of so many minutes."""
    return timedelta(minutes=count)


def add_months(day: date, months: int) -> date:
    """The same day so many months later or earlier; the last day of a month that is too short for it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
