"""The words a rule is written in: levels on a scale, statements in groups, and how a part is rounded."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property


class UnknownLevel(ValueError):
    """A level was named that is not on the scale."""


@dataclass(frozen=True)
class Level:
    """One step of a scale. A level that can be awarded is called a tier."""

    key: str
    label: str
    awardable: bool = True
    meaning: str = ""


@dataclass(frozen=True)
class Scale:
    """Levels in order, lowest first; any number of them, under any names.

    The rank of a level is its place counted from 0, and is also the points a statement at it is worth.
    """

    levels: tuple[Level, ...]

    @classmethod
    def of(cls, *keys: str, awarded_from: int = 1) -> Scale:
        """A scale from bare names, where every level from `awarded_from` up is a tier."""
        return cls(
            tuple(
                Level(key, key.replace("_", " ").capitalize(), awardable=rank >= awarded_from)
                for rank, key in enumerate(keys)
            )
        )

    @cached_property
    def _ranks(self) -> dict[str, int]:
        return {level.key: rank for rank, level in enumerate(self.levels)}

    @property
    def top(self) -> int:
        """The highest rank."""
        return len(self.levels) - 1

    @property
    def tiers(self) -> tuple[Level, ...]:
        """The levels that can be awarded, lowest first."""
        return tuple(level for level in self.levels if level.awardable)

    def rank(self, key: str | None) -> int:
        """Where a level stands; no level yet counts as the lowest. Raises UnknownLevel."""
        if key is None:
            return 0
        try:
            return self._ranks[key]
        except KeyError:
            raise UnknownLevel(f"The scale has no level called {key!r}.") from None

    def label(self, key: str) -> str:
        """The name people read. Raises UnknownLevel."""
        return self.levels[self.rank(key)].label


@dataclass(frozen=True)
class Group:
    """One part of a grouping, such as the theme "policy"; `title` is what people read."""

    grouping: str
    key: str
    title: str = field(default="", compare=False)

    @property
    def name(self) -> str:
        return self.title or self.key.replace("_", " ").replace("-", " ").capitalize()


@dataclass(frozen=True)
class Statement:
    """A statement as the rule sees it: its key, the group it has in each grouping, and whether it is core."""

    key: str
    groups: Mapping[str, str] = field(default_factory=dict)
    core: bool = False


class Rounding(enum.Enum):
    """How a part of a whole number of statements becomes a whole number."""

    FLOOR = "floor"
    CEIL = "ceil"
    HALF_UP = "half_up"

    def of(self, exact: Fraction) -> int:
        """Round an exact, non-negative number; a half goes up under HALF_UP."""
        if self is Rounding.FLOOR:
            return exact.numerator // exact.denominator
        if self is Rounding.CEIL:
            return -(-exact.numerator // exact.denominator)
        return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def groups_of(statements: Iterable[Statement], grouping: str) -> dict[str, tuple[Statement, ...]]:
    """The statements of each group of a grouping, groups and statements both in order of their keys.

    A statement outside the grouping is left out; a rule is only read when there is none.
    """
    found: dict[str, list[Statement]] = {}
    for statement in sorted(statements, key=lambda each: each.key):
        if grouping in statement.groups:
            found.setdefault(statement.groups[grouping], []).append(statement)
    return {key: tuple(found[key]) for key in sorted(found)}
