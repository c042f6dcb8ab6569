"""The five conditions a tier can ask for, and the one plain demand that each of them comes down to.

Every condition is monotone: raising a statement can only help. That holds because each becomes one or more
demands of the form "of these statements, at most so many may be below this rank", and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from .scheme import Rounding, Scale, Statement, groups_of

TIER = "tier"


@dataclass(frozen=True)
class Demand:
    """Of these statements, at most `allowed` may be below `rank`."""

    members: tuple[str, ...]
    rank: int
    allowed: int

    def below(self, ranks: Mapping[str, int]) -> tuple[str, ...]:
        return tuple(key for key in self.members if ranks[key] < self.rank)

    def is_met(self, ranks: Mapping[str, int]) -> bool:
        return len(self.below(ranks)) <= self.allowed


@dataclass(frozen=True)
class Check:
    """One condition applied to one tier, and to one group where it is asked per group.

    It is met when at least `at_least` of its demands are. Most checks have a single demand; only a condition
    about groups has one for each group.
    """

    condition: Condition
    level: str
    demands: tuple[Demand, ...]
    at_least: int = 1
    group: str | None = None

    @property
    def is_about_groups(self) -> bool:
        return isinstance(self.condition, GroupsAtLevel)

    @property
    def total(self) -> int:
        """How many statements, or groups, are looked at."""
        return len(self.demands) if self.is_about_groups else len(self.demands[0].members)

    @property
    def needed(self) -> int:
        """How many of them must be high enough; never below zero, however much a rule allows."""
        return self.at_least if self.is_about_groups else max(0, self.total - self.demands[0].allowed)

    def actual(self, ranks: Mapping[str, int]) -> int:
        """How many of them are high enough."""
        if self.is_about_groups:
            return sum(demand.is_met(ranks) for demand in self.demands)
        return self.total - len(self.demands[0].below(ranks))

    def is_met(self, ranks: Mapping[str, int]) -> bool:
        return self.actual(ranks) >= self.needed

    def blocking(self, ranks: Mapping[str, int]) -> tuple[str, ...]:
        """The statements that are too low in every demand that is not met, in order of their keys."""
        low = {key for demand in self.demands if not demand.is_met(ranks) for key in demand.below(ranks)}
        return tuple(sorted(low))


class Condition(Protocol):
    """Anything that can say what it asks of the statements for a given tier.

    `per` names the grouping it is asked for, or is None when it is asked of all statements together.
    """

    @property
    def per(self) -> str | None: ...

    def checks(self, scale: Scale, statements: Iterable[Statement], tier: str) -> Iterator[Check]: ...


def _level(level: str, tier: str) -> str:
    return tier if level == TIER else level


def _parts(per: str | None, statements: Iterable[Statement]) -> Iterator[tuple[str | None, tuple[str, ...]]]:
    """The sets of statement keys a condition looks at: one for each group, or a single one overall."""
    if per is None:
        yield None, tuple(sorted(statement.key for statement in statements))
        return
    for group, members in groups_of(statements, per).items():
        yield group, tuple(statement.key for statement in members)


@dataclass(frozen=True)
class ShareAtOrAbove:
    """At least this share is at the level or above.

    The rounding is that of the number allowed below, (1 - share) x n: floor is strict, ceil is generous.
    """

    level: str
    share: Fraction
    rounding: Rounding
    per: str | None = None

    def allowed(self, size: int) -> int:
        return self.rounding.of((1 - self.share) * size)

    def checks(self, scale: Scale, statements: Iterable[Statement], tier: str) -> Iterator[Check]:
        level = _level(self.level, tier)
        for group, members in _parts(self.per, statements):
            demand = Demand(members, scale.rank(level), self.allowed(len(members)))
            yield Check(self, level, (demand,), group=group)


@dataclass(frozen=True)
class AtMostBelow:
    """At most so many are below the level: a fixed number, or a fraction of the statements, rounded."""

    level: str
    number: int | None = None
    fraction: Fraction | None = None
    rounding: Rounding = Rounding.FLOOR
    per: str | None = None

    def allowed(self, size: int) -> int:
        if self.fraction is None:
            return self.number or 0
        return self.rounding.of(self.fraction * size)

    def checks(self, scale: Scale, statements: Iterable[Statement], tier: str) -> Iterator[Check]:
        level = _level(self.level, tier)
        for group, members in _parts(self.per, statements):
            demand = Demand(members, scale.rank(level), self.allowed(len(members)))
            yield Check(self, level, (demand,), group=group)


@dataclass(frozen=True)
class NoneMoreThanBelow:
    """None is more than this many steps below the level."""

    level: str
    steps: int
    per: str | None = None

    def checks(self, scale: Scale, statements: Iterable[Statement], tier: str) -> Iterator[Check]:
        level = _level(self.level, tier)
        rank = max(0, scale.rank(level) - self.steps)
        for group, members in _parts(self.per, statements):
            yield Check(self, level, (Demand(members, rank, 0),), group=group)


@dataclass(frozen=True)
class Mandatory:
    """Every core statement, or every one of a list, reaches the level."""

    level: str
    keys: tuple[str, ...] | None = None
    per: str | None = None

    def checks(self, scale: Scale, statements: Iterable[Statement], tier: str) -> Iterator[Check]:
        level = _level(self.level, tier)
        chosen = self.keys if self.keys is not None else [each.key for each in statements if each.core]
        yield Check(self, level, (Demand(tuple(sorted(chosen)), scale.rank(level), 0),))


@dataclass(frozen=True)
class GroupLevel:
    """How a group gets its own level from its statements.

    `lowest` is the lowest of them. `median` is the middle one, the lower of two when their number is even.
    `share` is the highest level that at least this share of them reaches.
    """

    method: str = "lowest"
    share: Fraction | None = None
    rounding: Rounding = Rounding.FLOOR

    def allowed(self, size: int) -> int:
        if self.method == "median":
            return (size - 1) // 2
        if self.method == "share" and self.share is not None:
            return self.rounding.of((1 - self.share) * size)
        return 0


@dataclass(frozen=True)
class GroupsAtLevel:
    """At least so many groups of a grouping are at the level or above; no number means all of them."""

    level: str
    per: str
    at_least: int | None
    group_level: GroupLevel

    def checks(self, scale: Scale, statements: Iterable[Statement], tier: str) -> Iterator[Check]:
        level = _level(self.level, tier)
        demands = tuple(
            Demand(members, scale.rank(level), self.group_level.allowed(len(members)))
            for _, members in _parts(self.per, statements)
        )
        yield Check(self, level, demands, len(demands) if self.at_least is None else self.at_least)
