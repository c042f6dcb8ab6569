"""What a national picture counts: raw, by setting and region, before anything is hidden.

These counts are kept so that the next picture can be compared with this one. They are never shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from charter_portal.core.words import Labelled

Cells = list[list[int]]
"""One row for each setting and one column for each region, in the order of the axes."""

ALL = ""
"""The place that stands for every setting, or for every region."""


class Group(Labelled):
    """The parts of the picture that count people, or matters that stand for a person."""

    POSTS = "posts", "Posts by level"
    WAY_IN = "way_in", "The way in"
    BARRIERS = "barriers", "Commonest barriers"


@dataclass(frozen=True)
class Axes:
    """The settings and regions of a picture, each as (value, label)."""

    settings: tuple[tuple[str, str], ...]
    regions: tuple[tuple[str, str], ...]

    def empty(self) -> Cells:
        """A table without anybody."""
        return [[0] * len(self.regions) for _ in self.settings]

    def filled(self, counts: Iterable[tuple[str, str, int]]) -> Cells:
        """A table of these counts, each given as setting, region and number; several of a place add up."""
        rows = {value: place for place, (value, _) in enumerate(self.settings)}
        columns = {value: place for place, (value, _) in enumerate(self.regions)}
        cells = self.empty()
        for setting, region, number in counts:
            cells[rows[setting]][columns[region]] += number
        return cells


@dataclass(frozen=True)
class Measure:
    """One thing that is counted, in every setting and region."""

    group: Group
    key: str
    label: str
    cells: Cells


@dataclass(frozen=True)
class Median:
    """A median of days, and on how many people it rests."""

    people: int
    days: float


@dataclass(frozen=True)
class Tier:
    """Services that were given one tier, in every setting and region. No count of people."""

    key: str
    label: str
    cells: Cells


@dataclass(frozen=True)
class Counts:
    """Everything that was counted for one round.

    `vetting` has a table of the people whose vetting was cleared, and medians by (setting, region), where
    one of the two or both are `ALL`.
    """

    since: date
    until: date
    measures: tuple[Measure, ...]
    tiers: tuple[Tier, ...]
    vetting: Cells
    medians: dict[tuple[str, str], Median] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The counts as plain JSON."""
        return {
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "measures": [
                {"group": each.group.value, "key": each.key, "label": each.label, "cells": each.cells}
                for each in self.measures
            ],
            "tiers": [{"key": each.key, "label": each.label, "cells": each.cells} for each in self.tiers],
            "vetting": self.vetting,
            "medians": [[*place, found.people, found.days] for place, found in self.medians.items()],
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Counts:
        """The counts that `as_json` wrote."""
        return cls(
            since=date.fromisoformat(kept["since"]),
            until=date.fromisoformat(kept["until"]),
            measures=tuple(
                Measure(Group(each["group"]), each["key"], each["label"], each["cells"])
                for each in kept["measures"]
            ),
            tiers=tuple(Tier(each["key"], each["label"], each["cells"]) for each in kept["tiers"]),
            vetting=kept["vetting"],
            medians={
                (setting, region): Median(people, days) for setting, region, people, days in kept["medians"]
            },
        )


def axes_of(settings: Sequence[Labelled], regions: Sequence[Labelled]) -> Axes:
    """The axes for these settings and regions, in their order."""
    return Axes(
        tuple((each.value, each.label) for each in settings),
        tuple((each.value, each.label) for each in regions),
    )
