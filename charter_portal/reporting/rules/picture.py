"""A published picture as it is read: for everywhere, or for one setting, one region, or one of each.

Whatever is asked, the answer is a figure of the one document; nothing is counted or added up here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from charter_portal.core.disclosure import Shown
from charter_portal.reporting.rules.measuring import ALL, Group

NOW, BEFORE = "now", "before"
STAR = Shown(None, hidden=True)
DAYS = " days"


@dataclass(frozen=True)
class Line:
    """One figure of the picture, and the same of the round before where there is one."""

    label: str
    now: Shown
    before: Shown | None


@dataclass(frozen=True)
class Breakdown:
    """A group of figures for each setting or each region, the last row for all of them."""

    corner: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Shown, ...]], ...]

    @property
    def hides_some(self) -> bool:
        """True where a note should explain the star."""
        return any(figure.hidden for _, figures in self.rows for figure in figures)


class Picture:
    """The document that `publishing.published` made."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.settings: list[tuple[str, str]] = [(value, label) for value, label in document["settings"]]
        self.regions: list[tuple[str, str]] = [(value, label) for value, label in document["regions"]]
        self.since, self.until = _day(document["since"]), _day(document["until"])
        before = document["before"]
        self.before = (_day(before["since"]), _day(before["until"])) if before else None

    @property
    def days(self) -> int:
        """How many days the picture is about."""
        return (self.until - self.since).days + 1

    @property
    def days_before(self) -> int:
        """How many days the round before was about; 0 without one."""
        return (self.before[1] - self.before[0]).days + 1 if self.before else 0

    def lines(self, group: Group, setting: str = ALL, region: str = ALL) -> list[Line]:
        """The figures of one group in one place, in their usual order."""
        return [self._line(measure, setting, region) for measure in self._of(group)]

    def commonest(self, setting: str = ALL, region: str = ALL) -> list[Line]:
        """Barriers that were met, the largest shown figure first; then hidden ones, in their usual order.

        The order is made from what is shown and nothing else, so that it tells no more than that.
        """
        lines = self.lines(Group.BARRIERS, setting, region)
        met = [line for line in lines if line.now.value != 0]
        return sorted(met, key=lambda line: -(line.now.value or 0))

    def tiers(self, setting: str = ALL, region: str = ALL) -> list[Line]:
        """How many services were given each tier in one place."""
        lines = []
        for tier in self.document["tiers"]:
            counts = [tier[NOW], tier[BEFORE]]
            now, before = (self._services(cells, setting, region) for cells in counts)
            lines.append(Line(tier["label"], now or Shown(0), before))
        return lines

    def vetting(self, setting: str = ALL, region: str = ALL) -> Line | None:
        """The median days in vetting. None for one setting in one region: no such median is told."""
        if setting and region:
            return None
        for at_setting, at_region, *days in self.document["vetting"]:
            if (at_setting, at_region) == (setting, region):
                now, *before = (_figure(each, DAYS) for each in days)
                return Line(self._name(setting, region), now, before[0] if before else None)
        raise KeyError((setting, region))

    def medians(self) -> list[Line]:
        """The median days in vetting everywhere, in each setting and in each region."""
        places = [(setting, region) for setting, region, *_ in self.document["vetting"]]
        found = [self.vetting(setting, region) for setting, region in places]
        return [line for line in found if line is not None]

    def by_setting(self, group: Group, region: str = ALL) -> Breakdown:
        """A group in every setting; with a region, within that region."""
        places = [*self.settings, (ALL, "All settings")]
        return self._breakdown(group, "Setting", [(label, value, region) for value, label in places])

    def by_region(self, group: Group, setting: str = ALL) -> Breakdown:
        """A group in every region; with a setting, within that setting."""
        places = [*self.regions, (ALL, "All regions")]
        return self._breakdown(group, "Region", [(label, setting, value) for value, label in places])

    def tiers_by_setting(self, region: str = ALL) -> Breakdown:
        """The tiers in every setting; with a region, within that region."""
        places = [*self.settings, (ALL, "All settings")]
        return self._tier_rows("Setting", [(label, value, region) for value, label in places])

    def tiers_by_region(self, setting: str = ALL) -> Breakdown:
        """The tiers in every region; with a setting, within that setting."""
        places = [*self.regions, (ALL, "All regions")]
        return self._tier_rows("Region", [(label, setting, value) for value, label in places])

    def setting_label(self, value: str) -> str:
        """A setting in words."""
        return dict(self.settings).get(value, "All settings")

    def region_label(self, value: str) -> str:
        """A region in words."""
        return dict(self.regions).get(value, "All regions")

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {value: place for place, (value, _) in enumerate(self.settings)}

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {value: place for place, (value, _) in enumerate(self.regions)}

    def _of(self, group: Group) -> list[dict[str, Any]]:
        return [each for each in self.document["measures"] if each["group"] == group]

    def _line(self, measure: dict[str, Any], setting: str, region: str) -> Line:
        before = measure[BEFORE]
        return Line(
            measure["label"],
            self._at(measure[NOW], setting, region),
            self._at(before, setting, region) if before else None,
        )

    def _at(self, table: dict[str, Any], setting: str, region: str) -> Shown:
        if setting and region:
            return _figure(table["cells"][self._rows[setting]][self._columns[region]])
        if setting:
            return _figure(table["settings"][self._rows[setting]])
        return _figure(table["regions"][self._columns[region]] if region else table["total"])

    def _services(self, cells: list[list[int]] | None, setting: str, region: str) -> Shown | None:
        if cells is None:
            return None
        rows = [cells[self._rows[setting]]] if setting else cells
        return Shown(sum(row[self._columns[region]] if region else sum(row) for row in rows))

    def _name(self, setting: str, region: str) -> str:
        return (
            self.setting_label(setting) if setting else self.region_label(region) if region else "Everywhere"
        )

    def _breakdown(self, group: Group, corner: str, places: Sequence[tuple[str, str, str]]) -> Breakdown:
        measures = self._of(group)
        rows = [
            (label, tuple(self._at(measure[NOW], setting, region) for measure in measures))
            for label, setting, region in places
        ]
        return Breakdown(corner, tuple(measure["label"] for measure in measures), tuple(rows))

    def _tier_rows(self, corner: str, places: Sequence[tuple[str, str, str]]) -> Breakdown:
        rows = [
            (label, tuple(line.now for line in self.tiers(setting, region)))
            for label, setting, region in places
        ]
        return Breakdown(corner, tuple(tier["label"] for tier in self.document["tiers"]), tuple(rows))


def _figure(cell: int | float | str | None, unit: str = "") -> Shown:
    return STAR if isinstance(cell, str) else Shown(cell, unit)


def _day(text: str) -> date:
    return date.fromisoformat(text)
