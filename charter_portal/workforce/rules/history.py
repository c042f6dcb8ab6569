"""The history of a post on one axis: which version a change touches, and how the days are cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Span:
    """From a day, included, until a day, not included; without the second it is still so."""

    since: date
    until: date | None

    def holds(self, day: date) -> bool:
        """It was so on this day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Cut:
    """What a change from a day on does: the place of the span it touches, and whether that is cut in two."""

    place: int
    splits: bool
    until: date | None


def cut(spans: Sequence[Span], day: date) -> Cut | None:
    """How a change from this day on fits into the history; None when the post was not there that day.

    A change on the first day of a span corrects that span. Any other day cuts it: what was true before
    stays as it was.
    """
    for place, span in enumerate(spans):
        if span.holds(day):
            return Cut(place, splits=span.since != day, until=span.until)
    return None


def faults(spans: Sequence[Span]) -> list[str]:
    """What is wrong with a history: days that two spans claim, or an open span that is not the last."""
    found = []
    ordered = sorted(spans, key=lambda span: span.since)
    for earlier, later in zip(ordered, ordered[1:], strict=False):
        if earlier.until is None or earlier.until > later.since:
            found.append(f"two versions claim {later.since.isoformat()}")
    return found
