"""What many pages did wrong, told once for each fault."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable


class Findings:
    """Faults by their words, each with the places where it was found."""

    def __init__(self) -> None:
        self.places: dict[str, list[str]] = defaultdict(list)

    def note(self, place: str, faults: Iterable[str]) -> None:
        """Remember what is wrong with one page."""
        for fault in faults:
            self.places[fault].append(place)

    def assert_none(self) -> None:
        """Raises AssertionError with each fault, how many pages have it, and the first of them."""
        told = [
            f"{fault}\n      on {len(places)} pages, first {places[0]}"
            for fault, places in self.places.items()
        ]
        assert not told, f"{len(told)} faults:\n" + "\n".join(told)
