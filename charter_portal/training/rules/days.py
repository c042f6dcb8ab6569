"""What letters and pages say of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from charter_portal.training.enums import Way


@dataclass(frozen=True)
class DayFacts:
    """A day as a letter tells of it: also one that is not saved yet, so that it can be read beforehand."""

    title: str
    starts_at: datetime
    ends_at: datetime
    where: str


def where_in_words(way: Way, venue: str | None, room: str | None) -> str:
    """Where a day is held: “Online”, “Sidings Hall, Garden Room” or both."""
    place = ", ".join(part for part in (venue, room) if part)
    if way is Way.ONLINE or not place:
        return Way.ONLINE.label
    return f"{place}, or online" if way is Way.HYBRID else place
